//! Values and exact gradients on the CPU: plain functions that read like the formulas.
//!
//! This is the oracle: it is checked against golden values, finite differences and properties,
//! and the compute shaders are checked against it.

pub mod pointwise;
pub mod region;

use ndarray::{Array4, Axis, Zip};

use crate::batch::{Batch, Prediction, Real};
use crate::config::{Loss, LossConfig};
use crate::error::Result;

/// What a loss makes of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation<F> {
    /// The loss.
    pub value: f64,
    /// Its gradient with respect to the prediction as given (logits or probabilities), `[B, C, H, W]`.
    pub gradient: Array4<F>,
    /// Each term's value, before its weight.
    pub terms: Vec<f64>,
}

/// The value of a loss and its gradient at every pixel.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use ndarray::array;
///
/// // One pixel, label 0.7, prediction 0.69: the Jaccard loss still pulls hard.
/// let x = Prediction::Probabilities(array![[[[0.69]], [[0.31]]]]);
/// let y = Label::Soft(array![[[[0.7]], [[0.3]]]]);
/// let loss = LossConfig::single(Loss::Jaccard(Region { smooth: 0.0, ..Region::default() }));
/// let evaluation = loss_playground::loss::evaluate(&Batch::new(x, y, None, None)?, &loss)?;
/// assert!((evaluation.gradient[[0, 0, 0, 0]] + 0.5 / 0.7).abs() < 1e-12);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If the loss does not fit the batch, see [`LossConfig::check`].
pub fn evaluate<F: Real>(batch: &Batch<F>, loss: &LossConfig) -> Result<Evaluation<F>> {
    loss.check(batch.layout())?;
    let x = batch.probabilities();
    let y = batch.label_probabilities();
    let keep = batch.keep();
    // Region losses pull on x and share one way through the softmax; pointwise losses know a
    // direct and more exact way to the prediction.
    let mut on_x = Array4::zeros(batch.dim());
    let mut on_prediction = Array4::zeros(batch.dim());
    let mut terms = Vec::with_capacity(loss.terms.len());
    for term in &loss.terms {
        terms.push(match &term.loss {
            Loss::CrossEntropy => {
                let (value, gradient) = pointwise::cross_entropy(batch);
                on_prediction.scaled_add(F::of(term.weight), &gradient);
                value
            }
            Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
                let form = region.into();
                let moments = region::moments(x.view(), y.view(), keep.view(), form);
                let weights = term.loss.error_weights();
                let (value, coefficients) =
                    region::coefficients(&moments, &weights, region, batch.layout().hard);
                let coefficients = coefficients.mapv(|c| c * term.weight);
                region::add_gradient(
                    &coefficients,
                    (x.view(), y.view(), keep.view(), form),
                    on_x.view_mut(),
                );
                value
            }
        });
    }
    if let Prediction::Logits(_) = batch.prediction() {
        through_softmax(&x, &mut on_x);
    }
    Ok(Evaluation {
        value: loss
            .terms
            .iter()
            .zip(&terms)
            .map(|(term, value)| term.weight * value)
            .sum(),
        gradient: on_x + on_prediction,
        terms,
    })
}

/// From ∂L/∂x to ∂L/∂z, in place: `∂L/∂z_c = x_c (g_c − Σ_j x_j g_j)`.
pub fn through_softmax<F: Real>(x: &Array4<F>, gradient: &mut Array4<F>) {
    Zip::from(x.lanes(Axis(1)))
        .and(gradient.lanes_mut(Axis(1)))
        .for_each(|x, mut gradient| {
            let mean = x.dot(&gradient);
            gradient.zip_mut_with(&x, |g, &x| *g = x * (*g - mean));
        });
}
