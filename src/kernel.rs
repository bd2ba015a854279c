//! The fast CPU path: the sweeps in f32, four numbers at a time, in one thread.
//!
//! It gives what [`crate::loss::evaluate`] gives, and is checked against it. What is cheap and
//! delicate (coefficients, reductions, weights) it takes from there; it replaces only what touches
//! every pixel: moments and gradient of the region family, cross-entropy, and the sort of the
//! Lovász losses. Terms that it does not know go to the plain functions.

#![allow(
    clippy::needless_range_loop,
    reason = "several planes are walked at once, and indices say so"
)]

mod block;
mod lovasz;
mod math;
mod small;
mod sweep;

use ndarray::{Array2, Array4};

use crate::batch::Batch;
use crate::config::{Loss, LossConfig, Term};
use crate::error::Result;
use crate::loss::region::{self, Form, Moments};
use crate::loss::{self, Evaluation};
use block::Slices;
use sweep::Slope;

/// As [`crate::loss::evaluate`], faster.
///
/// # Errors
/// If the loss does not fit the batch, see [`LossConfig::check`].
pub fn evaluate(batch: &Batch<f32>, loss: &LossConfig) -> Result<Evaluation<f32>> {
    let mut gradient = Array4::zeros(batch.dim());
    let terms = evaluate_into(batch, loss, &mut gradient)?;
    Ok(Evaluation::new(loss, terms, gradient))
}

/// As [`evaluate`]: writes the gradient to `gradient`, which has the prediction's shape, and gives
/// each term's value, before its weight.
pub(crate) fn evaluate_into(
    batch: &Batch<f32>,
    loss: &LossConfig,
    gradient: &mut Array4<f32>,
) -> Result<Vec<f64>> {
    loss.check(batch.layout())?;
    let (fast, others): (Vec<&Term>, Vec<&Term>) = loss
        .terms
        .iter()
        .partition(|term| is_fast(batch, &term.loss));
    let slices = Slices::new(batch);
    let Some(slices) = slices.filter(|_| !fast.is_empty()) else {
        return plain(batch, loss, gradient);
    };
    let layout = batch.layout();
    let forms = Form::each(fast.iter().map(|term| &term.loss));
    let entropies = fast
        .iter()
        .filter(|term| matches!(term.loss, Loss::CrossEntropy));
    let entropy_weight: f64 = entropies.clone().map(|term| term.weight).sum();
    let Some(buffer) = gradient.as_slice_mut() else {
        return plain(batch, loss, gradient);
    };
    let found = sweep::moments(
        &slices,
        layout.logits,
        &forms,
        entropies.count() > 0,
        layout.images,
        buffer,
    );

    let kept = batch.kept().max(1) as f64;
    let mut slopes: Array2<Slope> = Array2::default((layout.images, layout.classes));
    let sorts = fast
        .iter()
        .any(|term| matches!(term.loss, Loss::LovaszSoftmax(_)));
    let mut on_x = vec![0.0; if sorts { buffer.len() } else { 0 }];
    let mut value_of = |term: &Term| {
        let own = Form::of(&term.loss);
        let mut summed = forms.iter().zip(&found.moments);
        let Some((form, moments)) = summed.find(|(known, _)| own == Some(**known)) else {
            return match &term.loss {
                Loss::LovaszSoftmax(settings) => lovasz::lovasz_softmax(
                    &slices,
                    layout.images,
                    settings,
                    term.weight,
                    buffer,
                    &mut on_x,
                ),
                _ => found.cross_entropy / kept,
            };
        };
        let (value, coefficients) = loss::coefficients(&term.loss, moments, layout.hard);
        slopes.zip_mut_with(&coefficients, |slope, c| slope.add(*form, *c * term.weight));
        value
    };
    let fast_values: Vec<f64> = fast.iter().map(|term| value_of(term)).collect();
    let on_x = sorts.then_some(on_x.as_slice());
    sweep::gradient(
        &slices,
        layout.logits,
        &slopes,
        on_x,
        (entropy_weight / kept) as f32,
        buffer,
    );

    let mut plain_values = Vec::new();
    if !others.is_empty() {
        let rest = LossConfig {
            terms: others.into_iter().cloned().collect(),
        };
        let evaluation = loss::evaluate(batch, &rest)?;
        *gradient += &evaluation.gradient;
        plain_values = evaluation.terms;
    }
    // The values in the order of the terms again.
    let (mut fast_values, mut plain_values) = (fast_values.into_iter(), plain_values.into_iter());
    let terms = loss.terms.iter().map(|term| {
        if is_fast(batch, &term.loss) {
            fast_values.next()
        } else {
            plain_values.next()
        }
        .unwrap_or_default()
    });
    Ok(terms.collect())
}

/// All terms by the plain functions.
fn plain(batch: &Batch<f32>, loss: &LossConfig, gradient: &mut Array4<f32>) -> Result<Vec<f64>> {
    let evaluation = loss::evaluate(batch, loss)?;
    gradient.assign(&evaluation.gradient);
    Ok(evaluation.terms)
}

/// What the first sweep finds: x, which means nothing where a pixel does not count, and for every
/// form the sums of every image and class, `[B, C]`. The plain twin is [`region::moments`].
pub fn moments(batch: &Batch<f32>, forms: &[Form]) -> (Array4<f32>, Vec<Array2<Moments>>) {
    let mut x = Array4::zeros(batch.dim());
    let layout = batch.layout();
    let found = match (Slices::new(batch), x.as_slice_mut()) {
        (Some(slices), Some(x)) if forms.iter().all(|form| form.norm <= 2) => {
            sweep::moments(&slices, layout.logits, forms, false, layout.images, x).moments
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
