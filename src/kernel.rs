//! The fast CPU path: the sweeps in f32, a vector of numbers at a time, in one thread.
//!
//! It gives what [`crate::loss::evaluate`] gives, and is checked against it. What is cheap and
//! delicate (coefficients, reductions, weights) it takes from there; it replaces only what touches
//! every pixel: moments and gradient of the region family, cross-entropy, and the sort of
//! Lovász-Softmax. Terms that it does not know go to the plain functions.

#![allow(
    clippy::needless_range_loop,
    reason = "several planes are walked at once, and indices say so"
)]

mod block;
mod counts;
mod entropy;
mod gradient;
mod label;
pub(crate) mod lanes;
mod lovasz;
mod math;
mod moments;
mod small;
mod sweeps;

use ndarray::{Array2, Array4};

use crate::batch::{Batch, shape};
use crate::config::{Loss, LossConfig, Term};
use crate::error::Result;
use crate::loss::region::{self, Form, Moments};
use crate::loss::{self, Evaluation};
use block::Slices;
use moments::Wanted;
use sweeps::{First, is_entropy, second_sweep, swept};

/// As [`crate::loss::evaluate`], faster.
///
/// # Errors
/// If the loss does not fit the batch, see [`LossConfig::check`].
pub fn evaluate(batch: &Batch<f32>, loss: &LossConfig) -> Result<Evaluation<f32>> {
    evaluate_into(batch, loss, Array4::zeros(batch.dim()))
}

/// As [`evaluate`], with the gradient where the last one was, whose numbers do not matter: memory that is there
/// need neither be found nor cleared.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use loss_playground::kernel::evaluate_into;
/// use ndarray::{Array3, Array4};
///
/// let loss = LossConfig::single(Loss::Jaccard(Region::default()));
/// let mut logits = Array4::zeros((1, 2, 4, 4));
/// let mut gradient = Array4::zeros(logits.dim());
/// let mut values = Vec::new();
/// for _ in 0..3 {
///     let label = Label::Hard(Array3::zeros((1, 4, 4)));
///     let batch = Batch::new(Prediction::Logits(logits.clone()), label, None, None)?;
///     let evaluation = evaluate_into(&batch, &loss, gradient)?;
///     values.push(evaluation.value);
///     gradient = evaluation.gradient;
///     logits.scaled_add(-10.0, &gradient);
/// }
/// assert!(values[2] < values[0]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If the loss does not fit the batch, see [`LossConfig::check`], or the gradient has another shape.
pub fn evaluate_into(
    batch: &Batch<f32>,
    loss: &LossConfig,
    mut gradient: Array4<f32>,
) -> Result<Evaluation<f32>> {
    let (b, c, h, w) = batch.dim();
    let hint = "pass an array of the prediction's shape, [B, C, H, W]";
    shape(
        "the gradient's place",
        gradient.shape(),
        &[b, c, h, w],
        hint,
    )?;
    if !gradient.is_standard_layout() {
        gradient = Array4::zeros(batch.dim());
    }
    let prediction = batch.prediction().array().as_standard_layout();
    let terms = match (prediction.as_slice(), gradient.as_slice_mut()) {
        (Some(prediction), Some(gradient)) => evaluate_at(batch, prediction, loss, gradient)?,
        _ => return loss::evaluate(batch, loss),
    };
    Ok(Evaluation::new(loss, terms, gradient))
}

/// As [`evaluate`], of several losses: those that start from the probabilities share the first sweep.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use loss_playground::kernel::{evaluate, evaluate_all};
/// use ndarray::{Array3, Array4};
///
/// let z = Array4::from_shape_fn((1, 2, 8, 8), |(_, c, y, x)| (c * y) as f32 - x as f32);
/// let label = Array3::from_shape_fn((1, 8, 8), |(_, y, _)| i32::from(y > 3));
/// let batch = Batch::new(Prediction::Logits(z), Label::Hard(label), None, None)?;
/// let losses = [Loss::Jaccard, Loss::Dice].map(|of| LossConfig::single(of(Region::default())));
/// let together = evaluate_all(&batch, &losses)?;
/// assert_eq!(together[1], evaluate(&batch, &losses[1])?);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If a loss does not fit the batch, see [`LossConfig::check`].
pub fn evaluate_all(batch: &Batch<f32>, losses: &[LossConfig]) -> Result<Vec<Evaluation<f32>>> {
    let shares = |loss: &LossConfig| {
        let known = loss.terms.iter().all(|term| is_fast(batch, &term.loss));
        known && !loss.terms.iter().all(is_entropy)
    };
    let sharing: Vec<&LossConfig> = losses.iter().filter(|loss| shares(loss)).collect();
    let prediction = batch.prediction().array().as_slice();
    let slices = prediction.and_then(|prediction| Slices::new(batch, Some(prediction)));
    let (Some(slices), 2..) = (slices, sharing.len()) else {
        return losses.iter().map(|loss| evaluate(batch, loss)).collect();
    };
    for loss in &sharing {
        loss.check(batch.layout())?;
    }
    let terms: Vec<&Term> = sharing.iter().flat_map(|loss| &loss.terms).collect();
    let mut x = vec![0.0; batch.prediction().array().len()];
    let first = First::sweep::<true>(batch, &slices, &terms, &mut x);
    let mut left = sharing.len();
    let of = |loss: &LossConfig| {
        if !shares(loss) {
            return evaluate(batch, loss);
        }
        left -= 1;
        // The last one may overwrite x.
        let mut gradient = match left {
            0 => std::mem::take(&mut x),
            _ => x.clone(),
        };
        let terms: Vec<&Term> = loss.terms.iter().collect();
        let values = second_sweep(batch, &slices, &terms, &first, &mut gradient);
        let gradient = Array4::from_shape_vec(batch.dim(), gradient).unwrap_or_default();
        Ok(Evaluation::new(loss, values, gradient))
    };
    losses.iter().map(of).collect()
}

/// As [`evaluate`], of a batch that nobody needs any more: the gradient takes the prediction's place where the
/// loss allows it, which spares memory and the time to clear it.
///
/// # Errors
/// If the loss does not fit the batch, see [`LossConfig::check`].
pub fn evaluate_in_place(mut batch: Batch<f32>, loss: &LossConfig) -> Result<Evaluation<f32>> {
    if !works_in_place(&batch, loss) {
        return evaluate(&batch, loss);
    }
    let mut gradient = batch.take_prediction();
    let place = gradient.as_slice_mut().unwrap_or_default();
    let terms = values_into::<true>(&batch, None, loss, place)?;
    Ok(Evaluation::new(loss, terms, gradient))
}

/// Whether nothing reads the prediction again after the first sweep, which overwrites it.
fn works_in_place(batch: &Batch<f32>, loss: &LossConfig) -> bool {
    let terms = &loss.terms;
    // Beside other terms, cross-entropy's value is summed after x has been written.
    let mixed = terms.iter().any(is_entropy) && !terms.iter().all(is_entropy);
    !mixed
        && terms.iter().all(|term| is_fast(batch, &term.loss))
        && batch.prediction().array().is_standard_layout()
        && Slices::new(batch, None).is_some()
}

/// As [`evaluate`], of another prediction than the batch's own, `[B, C, H, W]` and of the same kind: writes
/// the gradient, and gives each term's value, before its weight.
pub(crate) fn evaluate_at(
    batch: &Batch<f32>,
    prediction: &[f32],
    loss: &LossConfig,
    gradient: &mut [f32],
) -> Result<Vec<f64>> {
    values_into::<true>(batch, Some(prediction), loss, gradient)
}

/// As [`evaluate_at`], without the values, some of which would take time of their own.
pub(crate) fn gradient_at(
    batch: &Batch<f32>,
    prediction: &[f32],
    loss: &LossConfig,
    gradient: &mut [f32],
) -> Result<()> {
    values_into::<false>(batch, Some(prediction), loss, gradient)?;
    Ok(())
}

/// [`evaluate_at`] with `VALUES`, [`gradient_at`] without: then the values mean nothing. Without a prediction it
/// lies in `gradient`, see [`works_in_place`].
fn values_into<const VALUES: bool>(
    batch: &Batch<f32>,
    prediction: Option<&[f32]>,
    loss: &LossConfig,
    gradient: &mut [f32],
) -> Result<Vec<f64>> {
    loss.check(batch.layout())?;
    let slices = Slices::new(batch, prediction);
    let (fast, others): (Vec<&Term>, Vec<&Term>) = loss
        .terms
        .iter()
        .partition(|term| slices.is_some() && is_fast(batch, &term.loss));
    let mut fast_values = match &slices {
        Some(slices) if !fast.is_empty() => swept::<VALUES>(batch, slices, &fast, gradient),
        _ => {
            gradient.fill(0.0);
            Vec::new()
        }
    }
    .into_iter();
    let mut plain_values = Vec::new().into_iter();
    if let (false, Some(prediction)) = (others.is_empty(), prediction) {
        let rest = LossConfig {
            terms: others.iter().copied().cloned().collect(),
        };
        let evaluation = loss::evaluate(&batch.predicting(prediction), &rest)?;
        for (sum, on_prediction) in gradient.iter_mut().zip(&evaluation.gradient) {
            *sum += on_prediction;
        }
        plain_values = evaluation.terms.into_iter();
    }
    // The values in the order of the terms again.
    let terms = loss.terms.iter().map(|term| {
        if fast.iter().any(|fast| std::ptr::eq(*fast, term)) {
            fast_values.next()
        } else {
            plain_values.next()
        }
        .unwrap_or_default()
    });
    Ok(terms.collect())
}

/// What the first sweep finds: x, which means nothing where a pixel does not count, and for every
/// form the sums of every image and class, `[B, C]`. The plain twin is [`region::moments`].
pub fn moments(batch: &Batch<f32>, forms: &[Form]) -> (Array4<f32>, Vec<Array2<Moments>>) {
    let mut x = Array4::zeros(batch.dim());
    let layout = batch.layout();
    let prediction = batch.prediction().array().as_slice();
    let slices = prediction.and_then(|prediction| Slices::new(batch, Some(prediction)));
    let found = match (slices, x.as_slice_mut()) {
        (Some(slices), Some(x)) if forms.iter().all(|form| form.norm <= 2) => {
            let wanted = Wanted {
                forms,
                cross_entropy: false,
                peaks: !layout.hard,
            };
            moments::moments(&slices, layout.logits, &wanted, layout.images, x).moments
        }
        _ => {
            x = batch.probabilities();
            let y = batch.label_probabilities();
            let of = |form: &Form| region::moments(x.view(), y.view(), batch.keep().view(), *form);
            forms.iter().map(of).collect()
        }
    };
    (x, found)
}

/// Whether this path knows the loss: exponents 1 and 2, cross-entropy of logits, Lovász-Softmax.
fn is_fast(batch: &Batch<f32>, loss: &Loss) -> bool {
    match loss {
        Loss::CrossEntropy => batch.layout().logits,
        Loss::LovaszSoftmax(_) => true,
        _ => Form::of(loss).is_some_and(|form| form.norm <= 2),
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array3, Array4};
    use serde_json::json;

    use super::*;
    use crate::batch::{Label, Prediction};

    /// Logits with a hard and with a soft label; a few pixels do not count, and blocks end early.
    fn batches(classes: usize) -> [Batch<f32>; 2] {
        let dim = (2, classes, 9, 11);
        let logits = Array4::from_shape_fn(dim, |(b, c, y, x)| {
            ((b + 3 * c + 5 * y + 7 * x) % 13) as f32
        });
        let hard = Array3::from_shape_fn((2, 9, 11), |(b, y, x)| ((b + y * x) % classes) as i32);
        let soft = Array4::from_shape_fn(dim, |(b, c, y, x)| {
            let own = hard[[b, y, x]] == c as i32;
            if own { 0.8 } else { 0.2 / (classes - 1) as f32 }
        });
        [Label::Hard(hard), Label::Soft(soft)].map(|label| {
            let keep = Array3::from_shape_fn((2, 9, 11), |(_, y, x)| (y + x) % 5 != 0);
            Batch::new(Prediction::Logits(logits.clone()), label, Some(keep), None)
                .expect("a batch")
        })
    }

    fn losses() -> [LossConfig; 4] {
        [
            json!({"terms": [{"kind": "cross_entropy"}]}),
            json!({"terms": [{"kind": "jaccard"}]}),
            json!({"terms": [{"kind": "cross_entropy"}, {"kind": "jaccard", "weight": 2}]}),
            json!({"terms": [{"kind": "focal"}, {"kind": "dice", "norm": 2}]}),
        ]
        .map(|loss| LossConfig::from_json(&loss).expect("a loss"))
    }

    #[test]
    fn the_gradient_alone_is_that_of_an_evaluation() {
        for batch in [3, 7].into_iter().flat_map(batches) {
            for loss in losses() {
                let whole = evaluate(&batch, &loss).expect("an evaluation").gradient;
                let prediction = batch.prediction().array();
                let prediction = prediction.as_slice().expect("standard layout");
                let mut alone = vec![f32::NAN; prediction.len()];
                gradient_at(&batch, prediction, &loss, &mut alone).expect("a gradient");
                let largest = whole.fold(0f32, |largest, g| largest.max(g.abs()));
                for (alone, whole) in alone.iter().zip(&whole) {
                    assert!((alone - whole).abs() <= 1e-6 * largest, "{alone} {whole}");
                }
            }
        }
    }

    #[test]
    fn the_gradient_takes_the_place_of_the_prediction_where_it_can() {
        let in_place = [[true, true, false, false], [false, true, false, false]];
        for batch in [2, 3, 4, 7].into_iter().flat_map(batches) {
            let x = Prediction::Probabilities(batch.probabilities());
            let keep = Some(batch.keep().clone());
            let of_x = Batch::new(x, batch.label().clone(), keep, None).expect("a batch");
            for (batch, in_place) in [batch, of_x].into_iter().zip(in_place) {
                for (loss, in_place) in losses().iter().zip(in_place) {
                    let expected = evaluate(&batch, loss).expect("an evaluation");
                    let batch = batch.clone();
                    let place = batch.prediction().array().as_ptr();
                    let found = evaluate_in_place(batch, loss).expect("an evaluation");
                    assert!(found == expected, "{loss:?}");
                    assert_eq!(found.gradient.as_ptr() == place, in_place, "{loss:?}");
                }
            }
        }
    }
}
