//! What every loss makes of a prediction that comes near its label.
//!
//! One pixel's probability of one class is swept from 0 to 1: the other classes of the pixel share
//! the rest in their present proportions, and all other pixels stay as they are. That is the path
//! that the class's logit takes: along it, `dL/dz = t (1−t) dL/dt`. Many pixels at once go
//! [straight to their labels](Approach).

mod lovasz;
pub(super) mod moving;
mod plot;
mod sample;
mod together;
mod words;

use ndarray::{Array2, Array4};

use super::Contender;
use super::gradient::Respect;
use crate::batch::{Batch, Prediction, Real};
use crate::error::{Error, Result};
use crate::loss::region::{self, Form, Moments};
use crate::{kernel, loss};

use moving::{Moved, Moving, Track};
pub use plot::{Options, Places, Zero, nearest_sample};
pub use sample::{MOST_PER_DECADE, NEAREST, places};
pub use together::{Approach, Part};

/// For a probability of zero, of which there is no logarithm: what f64 can still tell from it.
const LEAST: f64 = f64::MIN_POSITIVE;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct NearTarget {
    /// What moves, if it is more than a pixel. Places are then shares of the way that are left.
    pub part: Option<Part>,
    /// y, the label's probability of the class at the pixel; 0 of the way of many.
    pub label: f64,
    /// x, the prediction's; 1 of the way of many.
    pub current: f64,
    /// Whether the pixel does not count, and its label means nothing.
    pub void: bool,
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
    /// In ascending order of their places, dense around the label, which is itself left out: a loss
    /// may have a kink there.
    pub samples: Vec<Sample>,
    /// At the label, where sign(0) is 0: the mean of both sides of a kink.
    pub at_label: Sample,
    /// At the prediction.
    pub current: Sample,
}

/// A loss at the place `t`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sample {
    /// The probability of the class at the pixel, or the share of many pixels' way that is left.
    pub t: f64,
    /// The loss of the whole batch.
    pub value: f64,
    /// Its derivative with respect to this probability alone; the L2 norm of those of many pixels.
    pub gradient_probability: f64,
    /// The same with respect to the logits, through the softmax.
    pub gradient_logit: f64,
}

impl Sample {
    /// Its derivative or norm with respect to these.
    pub fn gradient(&self, with: Respect) -> f64 {
        match with {
            Respect::Logits => self.gradient_logit,
            Respect::Probabilities => self.gradient_probability,
        }
    }
}

/// A batch swept once for some contenders, so that every pixel of it costs next to nothing.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::Contender;
/// use loss_playground::chart::near_target::Totals;
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
    /// If a loss does not fit the batch, see [`LossConfig::check`](crate::config::LossConfig::check).
    pub fn new(batch: &Batch<F>, contenders: &[Contender]) -> Result<Self> {
        let finite = with_logarithms(batch)?;
        let values = contenders.iter().map(|contender| {
            loss::evaluate(&finite, &contender.loss).map(|evaluation| evaluation.terms)
        });
        Ok(Self::with_values(
            batch,
            contenders,
            values.collect::<Result<_>>()?,
        ))
    }

    /// With the values of the contenders' terms, which fit the batch.
    pub(super) fn with_values(
        batch: &Batch<F>,
        contenders: &[Contender],
        values: Vec<Vec<f64>>,
    ) -> Self {
        let (x, y) = (batch.probabilities(), batch.label_probabilities());
        let forms = forms(contenders).into_iter();
        let moments = |form| region::moments(x.view(), y.view(), batch.keep().view(), form);
        let moments = forms.map(|form| (form, moments(form))).collect();
        Self::of(batch, contenders, values, x, moments)
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
        self.check(pixel, class)?;
        let (x, y) = self.pixel(pixel);
        let (label, current) = (y[class], x[class]);
        let track = Track::new(&x, class);
        let moving = Moving::new(self, &[pixel]);
        let ts = sample::positions(label);
        let place = |t: f64| moving.place(0, track.at(t));
        let places: Vec<_> = ts.iter().map(|t| (*t, place(*t))).collect();
        let (at_label, at_current) = (place(label), place(current));
        let curve = |(index, contender): (usize, &Contender)| {
            let sample = |t: f64, moved: &Moved| {
                let (value, gradient) = moving.evaluate(index, &[moved]);
                let [own, slope] = [gradient[0][class], track.slope(&gradient[0])];
                Sample {
                    t,
                    value,
                    gradient_probability: own,
                    // Through the softmax: along the track, ∂t/∂z = t (1 − t).
                    gradient_logit: t * (1.0 - t) * slope,
                }
            };
            Curve {
                name: contender.name.clone(),
                colour: contender.colour,
                samples: places.iter().map(|(t, moved)| sample(*t, moved)).collect(),
                at_label: sample(label, &at_label),
                current: sample(current, &at_current),
            }
        };
        Ok(NearTarget {
            part: None,
            label,
            current,
            void: !self.counts(pixel),
            curves: self.contenders.iter().enumerate().map(curve).collect(),
        })
    }

    /// Whether a pixel counts.
    pub(super) fn counts(&self, pixel: [usize; 3]) -> bool {
        self.batch.keep()[pixel]
    }

    /// That there is such a pixel and class.
    pub(super) fn check(&self, [image, row, column]: [usize; 3], class: usize) -> Result<()> {
        let (images, classes, height, width) = self.x.dim();
        if image < images && class < classes && row < height && column < width {
            return Ok(());
        }
        Err(Error::Shape {
            what: "the selected pixel and class".into(),
            given: format!("index {:?}", [image, class, row, column]),
            expected: format!("one within {:?}", self.x.shape()),
            hint: "select one in the batch",
        })
    }

    /// A pixel's x and y.
    pub(super) fn pixel(&self, pixel: [usize; 3]) -> (Vec<f64>, Vec<f64>) {
        let wide = |numbers: Vec<F>| numbers.into_iter().map(F::wide).collect();
        let (x, y) = self.batch.pixel(pixel);
        (wide(x), wide(y))
    }

    pub(super) fn contenders(&self) -> &[Contender] {
        &self.contenders
    }

    /// The moments of all other pixels than these, which count.
    fn without(&self, pixels: &[[usize; 3]]) -> Vec<(Form, Array2<Moments>)> {
        let mut moments = self.moments.clone();
        for pixel in pixels {
            let [image, row, column] = *pixel;
            let (_, y) = self.batch.pixel(*pixel);
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
        }
        moments
    }
}

impl Totals<f32> {
    /// As [`Totals::new`] on the fast path, with the values of the contenders' terms from an
    /// evaluation of the batch.
    ///
    /// # Errors
    /// If a loss does not fit the batch, see [`LossConfig::check`](crate::config::LossConfig::check).
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
            let x = x.mapv(|x| x.max(F::min_positive_value()));
            batch.with_prediction(Prediction::Probabilities(x))
        }
    }
}

#[cfg(test)]
pub(in crate::chart) mod tests;
