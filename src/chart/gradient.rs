//! What a loss makes of probabilities: its gradient with respect to them, and how long it is.

use ndarray::{Array4, ArrayView, Dimension, Zip};

use crate::batch::{Batch, Prediction, Real};
use crate::config::{Loss, LossConfig, Term};
use crate::error::Result;
use crate::loss::Evaluation;

/// With respect to what a gradient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Respect {
    /// The logits, through the softmax: what a network gets.
    #[default]
    Logits,
    /// The probabilities.
    Probabilities,
}

/// How a loss is evaluated: [`crate::loss::evaluate`] or, in f32, [`crate::kernel::evaluate`].
pub type Evaluate<F> = fn(&Batch<F>, &LossConfig) -> Result<Evaluation<F>>;

/// A loss and its gradient with respect to the probabilities that `x` holds.
///
/// A temperature needs logits. Those are ln x, and ∂L/∂x is then ∂L/∂z over x.
pub(super) fn on_probabilities<F: Real>(
    x: &Batch<F>,
    loss: &LossConfig,
    evaluate: Evaluate<F>,
) -> Result<(f64, Array4<F>)> {
    let heated =
        |term: &Term| matches!(&term.loss, Loss::KlDivergence(kl) if kl.temperature != 1.0);
    let (heated, plain): (Vec<Term>, Vec<Term>) = loss.terms.iter().cloned().partition(heated);
    let mut sum = (0.0, Array4::zeros(x.dim()));
    if !plain.is_empty() {
        let found = evaluate(x, &LossConfig { terms: plain })?;
        sum = (found.value, found.gradient);
    }
    if !heated.is_empty() {
        let logits = Prediction::Logits(logarithm(x.prediction().array()));
        let logits = x.with_prediction(logits)?;
        let found = evaluate(&logits, &LossConfig { terms: heated })?;
        sum.0 += found.value;
        Zip::from(&mut sum.1)
            .and(&found.gradient)
            .and(x.prediction().array())
            .for_each(|sum, &on_z, &x| *sum += on_z / x.max(F::min_positive_value()));
    }
    Ok(sum)
}

/// ln x; of zero that of the least that F can tell from it.
pub(super) fn logarithm<F: Real>(x: &Array4<F>) -> Array4<F> {
    x.mapv(|x| x.max(F::min_positive_value()).ln())
}

/// The Euclidean length.
pub(super) fn length<F: Real, D: Dimension>(gradient: ArrayView<F, D>) -> f64 {
    let squares = gradient.iter().map(|g| g.wide() * g.wide());
    squares.sum::<f64>().sqrt()
}
