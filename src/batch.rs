//! A prediction, its label and which pixels count: checked once, where it is made.

mod check;
mod softmax;

use ndarray::{Array3, Array4, ArrayView3, Zip, s};
use num_traits::{Float, NumAssign};

#[cfg(feature = "scene")]
pub(crate) use check::{PROBABILITY, numbers};
pub(crate) use check::{indices, logits, pixels, shape};
pub use softmax::log_softmax;
use softmax::softmax;
pub(crate) use softmax::tempered_log_softmax;

use crate::error::{Error, Result};

/// The numbers the engine computes in: f32 and f64.
pub trait Real:
    Float + NumAssign + Send + Sync + std::fmt::Debug + std::iter::Sum + 'static
{
    /// From f64, rounded.
    fn of(x: f64) -> Self;
    /// To f64.
    fn wide(self) -> f64;
}

impl Real for f32 {
    fn of(x: f64) -> Self {
        x as f32
    }
    fn wide(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    fn of(x: f64) -> Self {
        x
    }
    fn wide(self) -> f64 {
        self
    }
}

/// What a model says, `[B, C, H, W]`.
#[derive(Debug, Clone, PartialEq)]
pub enum Prediction<F> {
    /// Logits z; the probabilities are their softmax over the classes.
    Logits(Array4<F>),
    /// Probabilities x, used as they are.
    Probabilities(Array4<F>),
}

impl<F> Prediction<F> {
    /// The array, whichever it is.
    pub fn array(&self) -> &Array4<F> {
        match self {
            Self::Logits(array) | Self::Probabilities(array) => array,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Logits(_) => "logits",
            Self::Probabilities(_) => "probabilities",
        }
    }
}

/// What is true.
#[derive(Debug, Clone, PartialEq)]
pub enum Label<F> {
    /// One class index per pixel, `[B, H, W]`; with C = 1 it is binary, 1 being the class.
    Hard(Array3<i32>),
    /// One probability per class and pixel, `[B, C, H, W]`.
    Soft(Array4<F>),
}

/// What a batch is like, without its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// B.
    pub images: usize,
    /// C.
    pub classes: usize,
    /// H.
    pub height: usize,
    /// W.
    pub width: usize,
    /// Whether the prediction is given as logits.
    pub logits: bool,
    /// Whether the label is hard.
    pub hard: bool,
}

impl Layout {
    /// `[B, C, H, W]`.
    pub fn dim(&self) -> (usize, usize, usize, usize) {
        (self.images, self.classes, self.height, self.width)
    }
}

/// A prediction and a label that fit together.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use ndarray::{Array3, Array4};
///
/// let logits = Prediction::Logits(Array4::<f32>::zeros((1, 2, 4, 4)));
/// let label = Label::Hard(Array3::zeros((1, 4, 4)));
/// let batch = Batch::new(logits, label, None, None)?;
/// assert_eq!(batch.probabilities()[[0, 1, 3, 3]], 0.5);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Batch<F> {
    dim: (usize, usize, usize, usize),
    prediction: Prediction<F>,
    label: Label<F>,
    keep: Array3<bool>,
    kept: usize,
}

impl<F: Real> Batch<F> {
    /// Checks that everything fits.
    ///
    /// `keep` (`[B, H, W]`) marks the pixels that count; `ignore_index` is the void class of a
    /// hard label, whose pixels do not count either.
    ///
    /// # Errors
    /// If shapes differ, a number is not finite, a probability is outside [0, 1], a class index
    /// is neither below C nor the void class, or `ignore_index` comes with a soft label.
    pub fn new(
        prediction: Prediction<F>,
        mut label: Label<F>,
        keep: Option<Array3<bool>>,
        ignore_index: Option<i32>,
    ) -> Result<Self> {
        let dim = prediction.array().dim();
        let (b, c, h, w) = dim;
        check::prediction(&prediction)?;
        let mut keep = match keep {
            None => Array3::from_elem((b, h, w), true),
            Some(keep) => {
                check::shape(
                    "keep",
                    keep.shape(),
                    &[b, h, w],
                    "pass one flag per pixel, [B, H, W]",
                )?;
                keep
            }
        };
        match &mut label {
            Label::Hard(indices) => {
                check::pixels("the hard label", indices, &[b, h, w])?;
                check::indices("the hard label", indices, c, ignore_index)?;
                // A void pixel counts for nothing; the index it keeps is never looked at.
                if let Some(void) = ignore_index {
                    Zip::from(&mut keep).and(indices).for_each(|keep, index| {
                        if *index == void {
                            *keep = false;
                            *index = 0;
                        }
                    });
                }
            }
            Label::Soft(probabilities) => {
                check::shape(
                    "the soft label",
                    probabilities.shape(),
                    &[b, c, h, w],
                    "pass one probability per class and pixel, [B, C, H, W]",
                )?;
                check::probabilities("the soft label", probabilities)?;
                if ignore_index.is_some() {
                    return Err(Error::Combination(
                        "ignore_index was given with a soft label, which has no class indices; pass the void pixels as zeros in keep".into(),
                    ));
                }
            }
        }
        Ok(Self {
            dim,
            prediction,
            label,
            kept: count(keep.view()),
            keep,
        })
    }

    /// `[B, C, H, W]`.
    pub fn dim(&self) -> (usize, usize, usize, usize) {
        self.dim
    }

    /// Its shape and what it is made of.
    pub fn layout(&self) -> Layout {
        let (images, classes, height, width) = self.dim();
        Layout {
            images,
            classes,
            height,
            width,
            logits: matches!(self.prediction, Prediction::Logits(_)),
            hard: matches!(self.label, Label::Hard(_)),
        }
    }

    /// The logits, to be changed in place; whoever does keeps them finite. None of probabilities.
    pub(crate) fn logits_mut(&mut self) -> Option<&mut Array4<F>> {
        match &mut self.prediction {
            Prediction::Logits(logits) => Some(logits),
            Prediction::Probabilities(_) => None,
        }
    }

    /// The prediction, of which the batch then knows only the shape and the kind.
    pub(crate) fn take_prediction(&mut self) -> Array4<F> {
        let (Prediction::Logits(array) | Prediction::Probabilities(array)) = &mut self.prediction;
        std::mem::replace(array, Array4::zeros((0, 0, 0, 0)))
    }

    /// The same with another prediction of the same kind, `[B, C, H, W]`, whose numbers nobody checks.
    pub(crate) fn predicting(&self, prediction: &[F]) -> Self {
        let mut batch = self.clone();
        match &mut batch.prediction {
            Prediction::Logits(array) | Prediction::Probabilities(array) => {
                for (own, other) in array.iter_mut().zip(prediction) {
                    *own = *other;
                }
            }
        }
        batch
    }

    /// The same pixels with another prediction.
    ///
    /// ```
    /// use loss_playground::batch::{Batch, Label, Prediction};
    /// use ndarray::{Array3, Array4};
    ///
    /// let z = Prediction::Logits(Array4::<f32>::zeros((1, 2, 1, 1)));
    /// let batch = Batch::new(z, Label::Hard(Array3::zeros((1, 1, 1))), None, None)?;
    /// let x = Prediction::Probabilities(batch.probabilities());
    /// assert!(!batch.with_prediction(x)?.layout().logits);
    /// # Ok::<(), loss_playground::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Batch::new`].
    pub fn with_prediction(&self, prediction: Prediction<F>) -> Result<Self> {
        let keep = Some(self.keep.clone());
        Self::new(prediction, self.label.clone(), keep, None)
    }

    /// The prediction as given.
    pub fn prediction(&self) -> &Prediction<F> {
        &self.prediction
    }

    /// The label; where `keep` is false, a hard label's index means nothing.
    pub fn label(&self) -> &Label<F> {
        &self.label
    }

    /// Which pixels count, `[B, H, W]`.
    pub fn keep(&self) -> &Array3<bool> {
        &self.keep
    }

    /// The number of pixels that count.
    pub fn kept(&self) -> usize {
        self.kept
    }

    /// x: the softmax of the logits, or the probabilities as given.
    pub fn probabilities(&self) -> Array4<F> {
        match &self.prediction {
            Prediction::Logits(logits) => softmax(logits.clone()),
            Prediction::Probabilities(x) => x.clone(),
        }
    }

    /// ln x, from the logits where there are any: the logarithm of a rounded probability is less exact.
    pub fn log_probabilities(&self) -> Array4<F> {
        match &self.prediction {
            Prediction::Logits(logits) => log_softmax(logits.view()),
            Prediction::Probabilities(x) => x.mapv(F::ln),
        }
    }

    /// y: the soft label, or the hard one as one-hot.
    pub fn label_probabilities(&self) -> Array4<F> {
        match &self.label {
            Label::Soft(y) => y.clone(),
            Label::Hard(indices) => {
                let classes = self.dim().1;
                Array4::from_shape_fn(self.dim(), |(b, c, h, w)| {
                    one_hot(indices[[b, h, w]], c, classes)
                })
            }
        }
    }

    /// A run of its images by itself, as one of several devices would see it. Images beyond the last
    /// are left out.
    ///
    /// # Panics
    /// If the run ends before it starts.
    pub fn run(&self, images: std::ops::Range<usize>) -> Self {
        let (all, c, h, w) = self.dim;
        let run = || s![images.start.min(all)..images.end.min(all), .., .., ..];
        let flags = s![images.start.min(all)..images.end.min(all), .., ..];
        let keep = self.keep.slice(flags);
        Self {
            dim: (keep.dim().0, c, h, w),
            prediction: match &self.prediction {
                Prediction::Logits(z) => Prediction::Logits(z.slice(run()).to_owned()),
                Prediction::Probabilities(x) => {
                    Prediction::Probabilities(x.slice(run()).to_owned())
                }
            },
            label: match &self.label {
                Label::Hard(indices) => Label::Hard(indices.slice(flags).to_owned()),
                Label::Soft(y) => Label::Soft(y.slice(run()).to_owned()),
            },
            kept: count(keep),
            keep: keep.to_owned(),
        }
    }

    /// One pixel's x and y, `[C]` each, of `[image, row, column]`.
    ///
    /// # Panics
    /// If there is no such pixel.
    pub fn pixel(&self, [image, row, column]: [usize; 3]) -> (Vec<F>, Vec<F>) {
        let lane = |array: &Array4<F>| {
            let lane = array.slice(s![image..=image, .., row..=row, column..=column]);
            lane.to_owned()
        };
        let x = match &self.prediction {
            Prediction::Logits(z) => softmax(lane(z)),
            Prediction::Probabilities(x) => lane(x),
        };
        let y = match &self.label {
            Label::Soft(y) => lane(y).into_iter().collect(),
            Label::Hard(indices) => {
                let (index, classes) = (indices[[image, row, column]], x.len());
                (0..classes).map(|c| one_hot(index, c, classes)).collect()
            }
        };
        (x.into_iter().collect(), y)
    }
}

/// The number of pixels that count.
fn count(keep: ArrayView3<bool>) -> usize {
    keep.iter().filter(|keep| **keep).count()
}

/// A hard label's probability of class c.
fn one_hot<F: Real>(index: i32, c: usize, classes: usize) -> F {
    if index == foreground(c, classes) {
        F::one()
    } else {
        F::zero()
    }
}

/// The index by which a hard label names class c: c itself, or 1 where there is but one class.
pub(crate) fn foreground(c: usize, classes: usize) -> i32 {
    if classes == 1 { 1 } else { c as i32 }
}

/// How many indices a hard label may hold: the classes, and with but one its absence.
pub(crate) fn outcomes(classes: usize) -> usize {
    classes.max(2)
}
