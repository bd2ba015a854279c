//! The straight line from a prediction to its label: what every loss makes of the way.
//!
//! At s from 0 (the prediction) to 1 (the label) the batch is at x_s = (1−s)·x + s·y, or in logits
//! at z_s = (1−s)·z + s·ln y: the geometric mean of both, normalised. ln 0 would make the first step
//! the last, so that a label's probability below [`LEAST_LABEL`] is taken as that, and the line of
//! logits ends as near to such a label as a confident network gets.

mod plot;

use ndarray::{Array4, Zip};

use super::Contender;
use super::gradient::{Evaluate, Respect, length, logarithm, on_probabilities};
use crate::batch::{Batch, Prediction, Real};
use crate::error::{Error, Result};
use crate::score::{self, Options};

/// The least probability of a label in logits: a difference of 9.2 to a certain class.
pub const LEAST_LABEL: f64 = 1e-4;

/// What is mixed along the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Along {
    /// Probabilities: every loss that is convex in them falls.
    #[default]
    Probabilities,
    /// Logits: closer to the way of a training.
    Logits,
}

/// The losses and the scores along the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// s, from 0 to 1 in equal steps.
    pub positions: Vec<f64>,
    /// One curve per contender, in their order.
    pub curves: Vec<Curve>,
    /// The hardened prediction's scores against the hardened label.
    pub scores: Vec<Scores>,
}

/// One loss along the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The contender's name.
    pub name: String,
    /// The contender's colour.
    pub colour: usize,
    /// One at every position.
    pub samples: Vec<Sample>,
}

/// A loss at a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The loss of the batch.
    pub value: f64,
    /// The length of its gradient, over all pixels and classes.
    pub gradient: f64,
}

/// Scores at a position, in percent; none if there is nothing to score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// mIoU^D.
    pub iou: Option<f64>,
    /// mDice^D.
    pub dice: Option<f64>,
}

/// The line at `steps` + 1 positions.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::Contender;
/// use loss_playground::chart::gradient::Respect;
/// use loss_playground::chart::path::{Along, path};
/// use loss_playground::config::{Loss, LossConfig};
/// use loss_playground::loss;
/// use ndarray::array;
///
/// let x = Prediction::Probabilities(array![[[[0.2]], [[0.8]]]]);
/// let batch = Batch::<f64>::new(x, Label::Hard(array![[[0]]]), None, None)?;
/// let entropy = Contender {
///     name: "CE".into(),
///     colour: 0,
///     loss: LossConfig::single(Loss::CrossEntropy),
/// };
/// let path = path(&batch, &[entropy], (Along::Probabilities, Respect::Logits), 4, loss::evaluate)?;
/// // Half-way x is 0.6.
/// assert!((path.curves[0].samples[2].value + 0.6f64.ln()).abs() < 1e-12);
/// assert_eq!(path.scores[2].iou, Some(100.0));
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// [`Error::Combination`] if there is but one class, whose softmax leads nowhere; otherwise if a loss
/// does not fit the batch, see [`LossConfig::check`](crate::config::LossConfig::check).
pub fn path<F: Real>(
    batch: &Batch<F>,
    contenders: &[Contender],
    (along, with): (Along, Respect),
    steps: usize,
    evaluate: Evaluate<F>,
) -> Result<Path> {
    if batch.layout().classes < 2 {
        return Err(Error::Combination(
            "a path was asked for with 1 class, but its probabilities must add up to 1; pass background and foreground as 2 classes".into(),
        ));
    }
    let line = Line::new(batch, along);
    let hard = score::hardened(batch)?;
    let mut path = Path {
        positions: (0..=steps)
            .map(|i| i as f64 / steps.max(1) as f64)
            .collect(),
        curves: contenders
            .iter()
            .map(|contender| Curve {
                name: contender.name.clone(),
                colour: contender.colour,
                samples: Vec::with_capacity(steps + 1),
            })
            .collect(),
        scores: Vec::with_capacity(steps + 1),
    };
    for s in &path.positions {
        let logits = batch.with_prediction(Prediction::Logits(line.logits(*s)))?;
        let probabilities = match with {
            Respect::Logits => None,
            Respect::Probabilities => {
                let x = Prediction::Probabilities(line.probabilities(*s));
                Some(batch.with_prediction(x)?)
            }
        };
        for (curve, contender) in path.curves.iter_mut().zip(contenders) {
            let (value, gradient) = match &probabilities {
                None => {
                    let found = evaluate(&logits, &contender.loss)?;
                    (found.value, found.gradient)
                }
                Some(x) => on_probabilities(x, &contender.loss, evaluate)?,
            };
            let gradient = length(gradient.view());
            curve.samples.push(Sample { value, gradient });
        }
        let hard = hard.with_prediction(logits.prediction().clone())?;
        let [iou, dice] = score::overlaps(&hard, &Options::default())?;
        path.scores.push(Scores { iou, dice });
    }
    Ok(path)
}

/// Both ends of a line.
struct Line<F> {
    along: Along,
    from: Array4<F>,
    to: Array4<F>,
}

impl<F: Real> Line<F> {
    fn new(batch: &Batch<F>, along: Along) -> Self {
        let y = batch.label_probabilities();
        let least = F::of(LEAST_LABEL);
        let (from, to) = match (along, batch.prediction()) {
            (Along::Probabilities, _) => (batch.probabilities(), y),
            (Along::Logits, Prediction::Logits(z)) => (z.clone(), y.mapv(|y| y.max(least).ln())),
            (Along::Logits, Prediction::Probabilities(x)) => {
                (logarithm(x), y.mapv(|y| y.max(least).ln()))
            }
        };
        Self { along, from, to }
    }

    /// The mixture at s; both ends to the digit.
    fn at(&self, s: f64) -> Array4<F> {
        let (near, far) = (F::of(1.0 - s), F::of(s));
        let mix = Zip::from(&self.from).and(&self.to);
        mix.map_collect(|&from, &to| near * from + far * to)
    }

    fn logits(&self, s: f64) -> Array4<F> {
        match self.along {
            Along::Logits => self.at(s),
            Along::Probabilities => logarithm(&self.at(s)),
        }
    }

    fn probabilities(&self, s: f64) -> Array4<F> {
        match self.along {
            Along::Probabilities => self
                .at(s)
                .mapv_into(|x| x.max(F::min_positive_value()).min(F::one())),
            Along::Logits => crate::batch::log_softmax(self.at(s).view()).mapv_into(F::exp),
        }
    }
}

#[cfg(test)]
mod tests;
