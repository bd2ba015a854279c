//! One parameter of a loss over its range: the value, the gradient's length, and where one pixel is
//! driven.
//!
//! The minimiser is the probability t of a class at a pixel at which the loss, as a function of t
//! alone, is least: the pixel's other classes share the rest in their present proportions, all other
//! pixels stay as they are (the sweep of [`super::near_target`]). Where several t have the same
//! loss it is the one nearest to the prediction, for there the loss leaves it.

mod knob;
mod minimiser;
mod plot;

use super::Contender;
use super::gradient::{Evaluate, length};
use super::near_target::Totals;
use super::near_target::moving::{Moving, Track};
use crate::batch::{Batch, Real};
use crate::error::Result;
pub use knob::Knob;

/// What becomes of a loss as one of its parameters goes through its range.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// What is turned.
    pub knob: Knob,
    /// The contender's name.
    pub name: String,
    /// The contender's colour.
    pub colour: usize,
    /// What the contender has now.
    pub current: Sample,
    /// In ascending order of the setting.
    pub samples: Vec<Sample>,
    /// The label's probability of the class at the pixel; none where that is void.
    pub label: Option<f64>,
    /// The prediction's.
    pub prediction: f64,
}

/// A loss with a setting of the parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// The parameter.
    pub setting: f64,
    /// The loss of the batch.
    pub value: f64,
    /// The length of its gradient with respect to the prediction as given.
    pub gradient: f64,
    /// The pixel's probability at which the loss is least.
    pub minimiser: f64,
}

/// Sweeps a contender's parameter at these settings, for the pixel `[image, row, column]` and a class.
///
/// Settings at which the loss does not fit the batch, such as shards that do not divide it, are left
/// out.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::Contender;
/// use loss_playground::chart::sweep::{Knob, sweep};
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use loss_playground::loss;
/// use ndarray::array;
///
/// // Nothing of class 0 in the label, and a quarter predicted: 1 − s/(s + ¼).
/// let x = Prediction::Probabilities(array![[[[0.25]], [[0.75]]]]);
/// let y = Label::Soft(array![[[[0.0]], [[1.0]]]]);
/// let region = Region { class_weights: Some(vec![2.0, 0.0]), ..Region::default() };
/// let jaccard = Contender {
///     name: "Jaccard".into(),
///     colour: 0,
///     loss: LossConfig::single(Loss::Jaccard(region)),
/// };
/// let knob = Knob::Parameter { term: 0, name: "smooth" };
/// let batch = Batch::<f64>::new(x, y, None, None)?;
/// let sweep = sweep(&batch, &jaccard, &knob, &[0.25, 0.75], ([0, 0, 0], 0), loss::evaluate)?;
/// assert_eq!(sweep.samples[0].value, 0.5);
/// assert_eq!(sweep.samples[1].value, 0.25);
/// assert_eq!(sweep.samples[1].minimiser, 0.0);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If the contender as it is does not fit the batch or has no such parameter, or there is no such
/// pixel or class.
pub fn sweep<F: Real>(
    batch: &Batch<F>,
    contender: &Contender,
    knob: &Knob,
    settings: &[f64],
    (pixel, class): ([usize; 3], usize),
    evaluate: Evaluate<F>,
) -> Result<Sweep> {
    let now = knob.get(&contender.loss)?;
    let turn = |setting: f64, other: Contender| {
        let found = evaluate(batch, &other.loss)?;
        Ok(Turned {
            setting,
            value: found.value,
            gradient: length(found.gradient.view()),
            terms: found.terms,
            contender: other,
        })
    };
    let mut turned = vec![turn(now, contender.clone())?];
    for setting in settings {
        let mut other = contender.clone();
        let fits = knob.set(&mut other.loss, *setting);
        turned.extend(fits.and_then(|()| turn(*setting, other)));
    }
    let contenders: Vec<Contender> = turned.iter().map(|one| one.contender.clone()).collect();
    let values = turned.iter().map(|one| one.terms.clone()).collect();
    let totals = Totals::with_values(batch, &contenders, values);
    totals.check(pixel, class)?;
    let moving = Moving::new(&totals, &[pixel]);
    let (x, y) = totals.pixel(pixel);
    let track = Track::new(&x, class);
    let sample = |(index, one): (usize, &Turned)| {
        let value = |t: f64| {
            let moved = moving.place(0, track.at(t));
            moving.evaluate(index, &[&moved]).0
        };
        Sample {
            setting: one.setting,
            value: one.value,
            gradient: one.gradient,
            minimiser: minimiser::minimiser(value, x[class], y[class]),
        }
    };
    let mut samples: Vec<Sample> = turned.iter().enumerate().map(sample).collect();
    let current = samples.remove(0);
    samples.sort_by(|a, b| a.setting.total_cmp(&b.setting));
    Ok(Sweep {
        knob: knob.clone(),
        name: contender.name.clone(),
        colour: contender.colour,
        current,
        samples,
        label: totals.counts(pixel).then_some(y[class]),
        prediction: x[class],
    })
}

/// The contender with a setting, and what it makes of the batch.
struct Turned {
    setting: f64,
    contender: Contender,
    value: f64,
    gradient: f64,
    terms: Vec<f64>,
}

#[cfg(test)]
mod tests;
