//! One pixel's probability of one class, swept from 0 to 1: what every loss makes of it.
//!
//! The other classes of the pixel share the rest in their present proportions, and all other
//! pixels stay as they are. That is the path that the class's logit takes: along it,
//! `dL/dz = t (1−t) dL/dt`.

mod lovasz;
mod pixel;
mod plot;
mod sample;

use ndarray::{Array2, Array4};

use crate::batch::{Batch, Prediction, Real};
use crate::config::LossConfig;
use crate::error::{Error, Result};
use crate::loss::region::{self, Form, Moments};
use crate::{kernel, loss};

use pixel::{Path, Pixel};
pub use plot::{Along, Options, With, Zero, nearest_sample};
pub use sample::NEAREST;

/// A loss to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// Its name for people.
    pub name: String,
    /// Which of the theme's colours is its own.
    pub colour: usize,
    /// The loss.
    pub loss: LossConfig,
}

/// For a probability of zero, of which there is no logarithm: what f64 can still tell from it.
const LEAST: f64 = f64::MIN_POSITIVE;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct NearTarget {
    /// y, the label's probability of the class at the pixel.
    pub label: f64,
    /// x, the prediction's.
    pub current: f64,
    /// One curve per contender, in their order.
    pub curves: Vec<Curve>,
}

/// One loss along the sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The contender's name.
    pub name: String,
    /// The contender's colour.
    pub colour: usize,
    /// From 0 to 1 in ascending order, dense around the label, which is itself left out: a loss may
    /// have a kink there.
    pub samples: Vec<Sample>,
    /// At the label, where sign(0) is 0: the mean of both sides of a kink.
    pub at_label: Sample,
    /// At the prediction.
    pub current: Sample,
}

/// A loss where the probability is `t`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sample {
    /// The probability of the class at the pixel.
    pub t: f64,
    /// The loss of the whole batch.
    pub value: f64,
    /// Its derivative with respect to this probability alone.
    pub gradient_probability: f64,
    /// Its derivative with respect to this logit, through the softmax.
    pub gradient_logit: f64,
}

/// A batch swept once for some contenders, so that every pixel of it costs next to nothing.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::near_target::{Contender, Totals};
/// use loss_playground::config::{Loss, LossConfig};
/// use ndarray::array;
///
/// let x = Prediction::Probabilities(array![[[[0.69]], [[0.31]]]]);
/// let y = Label::Soft(array![[[[0.7]], [[0.3]]]]);
/// let contender = Contender {
///     name: "CE".into(),
///     colour: 0,
///     loss: LossConfig::single(Loss::CrossEntropy),
/// };
/// let totals = Totals::new(&Batch::new(x, y, None, None)?, &[contender])?;
/// let chart = totals.near_target([0, 0, 0], 0)?;
/// assert!((chart.curves[0].current.gradient_logit + 0.01).abs() < 1e-12);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Totals<F> {
    batch: Batch<F>,
    /// Of the pixels that count.
    x: Array4<F>,
    kept: f64,
    contenders: Vec<Contender>,
    /// The moments of every form that a contender has.
    moments: Vec<(Form, Array2<Moments>)>,
    /// The value of every term, by contender and term.
    values: Vec<Vec<f64>>,
}

impl<F: Real> Totals<F> {
    /// Sweeps the batch once per form of overlap, and evaluates what has none.
    ///
    /// # Errors
    /// If a loss does not fit the batch, see [`LossConfig::check`].
    pub fn new(batch: &Batch<F>, contenders: &[Contender]) -> Result<Self> {
        let finite = with_logarithms(batch)?;
        let values = contenders.iter().map(|contender| {
            loss::evaluate(&finite, &contender.loss).map(|evaluation| evaluation.terms)
        });
        let values = values.collect::<Result<_>>()?;
        let (x, y) = (batch.probabilities(), batch.label_probabilities());
        let forms = forms(contenders).into_iter();
        let moments = |form| region::moments(x.view(), y.view(), batch.keep().view(), form);
        let moments = forms.map(|form| (form, moments(form))).collect();
        Ok(Self::of(batch, contenders, values, x, moments))
    }

    fn of(
        batch: &Batch<F>,
        contenders: &[Contender],
        values: Vec<Vec<f64>>,
        x: Array4<F>,
        moments: Vec<(Form, Array2<Moments>)>,
    ) -> Self {
        Self {
            kept: batch.kept() as f64,
            batch: batch.clone(),
            x,
            contenders: contenders.to_vec(),
            moments,
            values,
        }
    }

    /// The sweep of `class` at the pixel `[image, row, column]`.
    ///
    /// A pixel that does not count has flat curves.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is no such pixel or class.
    pub fn near_target(&self, pixel: [usize; 3], class: usize) -> Result<NearTarget> {
        let (images, classes, height, width) = self.x.dim();
        let [image, row, column] = pixel;
        if image >= images || class >= classes || row >= height || column >= width {
            return Err(Error::Shape {
                what: "the selected pixel and class".into(),
                given: format!("index {:?}", [image, class, row, column]),
                expected: format!("one within {:?}", self.x.shape()),
                hint: "select one in the batch",
            });
        }
        let (x, y) = self.batch.pixel(pixel);
        let wide = |numbers: Vec<F>| -> Vec<f64> { numbers.iter().map(|n| n.wide()).collect() };
        let (x, y) = (wide(x), wide(y));
        let (label, current) = (y[class], x[class]);
        let path = Path::new(&x, class);
        let pixel = Pixel::new(self, pixel, x, y);
        let ts = sample::positions(label);
        let curve = |(index, contender): (usize, &Contender)| {
            let sample = |t: f64| pixel.sample(index, &path, t);
            Curve {
                name: contender.name.clone(),
                colour: contender.colour,
                samples: ts.iter().map(|t| sample(*t)).collect(),
                at_label: sample(label),
                current: sample(current),
            }
        };
        Ok(NearTarget {
            label,
            current,
            curves: self.contenders.iter().enumerate().map(curve).collect(),
        })
    }

    /// The moments of all other pixels.
    fn without(&self, [image, row, column]: [usize; 3]) -> Vec<(Form, Array2<Moments>)> {
        let mut moments = self.moments.clone();
        if !self.batch.keep()[[image, row, column]] {
            return moments;
        }
        let (_, y) = self.batch.pixel([image, row, column]);
        for (form, moments) in &mut moments {
            for (c, sum) in moments.row_mut(image).iter_mut().enumerate() {
                // As it went into the sum: to the digit.
                let own = Moments::of_pixel(self.x[[image, c, row, column]], y[c], *form);
                // The label does not move, so its peak stays.
                sum.true_positives -= own.true_positives;
                sum.false_positives -= own.false_positives;
                sum.false_negatives -= own.false_negatives;
            }
        }
        moments
    }
}

impl Totals<f32> {
    /// As [`Totals::new`] on the fast path, with the values of the contenders' terms from an
    /// evaluation of the batch.
    ///
    /// # Errors
    /// If a loss does not fit the batch, see [`LossConfig::check`].
    pub fn of_evaluated(
        batch: &Batch<f32>,
        contenders: &[Contender],
        values: Vec<Vec<f64>>,
    ) -> Result<Self> {
        for contender in contenders {
            contender.loss.check(batch.layout())?;
        }
        let forms = forms(contenders);
        let (x, moments) = kernel::moments(batch, &forms);
        let moments = forms.into_iter().zip(moments).collect();
        Ok(Self::of(batch, contenders, values, x, moments))
    }
}

/// The forms of overlap that the contenders have.
fn forms(contenders: &[Contender]) -> Vec<Form> {
    let terms = contenders
        .iter()
        .flat_map(|contender| &contender.loss.terms);
    Form::each(terms.map(|term| &term.loss))
}

/// The batch with no probability of zero: a single one would make every mean infinite.
fn with_logarithms<F: Real>(batch: &Batch<F>) -> Result<Batch<F>> {
    match batch.prediction() {
        Prediction::Logits(_) => Ok(batch.clone()),
        Prediction::Probabilities(x) => {
            let x = Prediction::Probabilities(x.mapv(|x| x.max(F::min_positive_value())));
            Batch::new(x, batch.label().clone(), Some(batch.keep().clone()), None)
        }
    }
}

#[cfg(test)]
mod tests;
