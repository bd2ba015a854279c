//! Values and exact gradients on the CPU: plain functions that read like the formulas.
//!
//! This is the oracle: it is checked against golden values, finite differences and properties,
//! and the compute shaders are checked against it.

pub mod generalized_dice;
pub mod lovasz;
pub mod pointwise;
pub mod region;
pub mod vector;

use std::ops::Range;

use ndarray::{Array2, Array4, ArrayView3, ArrayView4, Axis, Zip};

use crate::batch::{Batch, Label, Prediction, Real};
use crate::config::{Loss, LossConfig};
use crate::error::Result;
use region::{Coefficients, Form, Moments};

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

impl<F> Evaluation<F> {
    /// The sum of the terms' values, weighted.
    pub(crate) fn new(loss: &LossConfig, terms: Vec<f64>, gradient: Array4<F>) -> Self {
        let weighted = loss.terms.iter().zip(&terms);
        Self {
            value: weighted.map(|(term, value)| term.weighted(*value)).sum(),
            gradient,
            terms,
        }
    }
}

/// The images that are reduced together: the whole batch, or every image by itself.
pub(crate) fn groups(images: usize, per_image: bool) -> Vec<Range<usize>> {
    match per_image {
        true => (0..images).map(|b| b..b + 1).collect(),
        false => std::iter::once(0..images).collect(),
    }
}

/// The largest magnitude in a gradient; NaN counts for nothing.
///
/// ```
/// use ndarray::array;
///
/// let gradient = array![[[[0.5f32, -2.0], [f32::NAN, 1.0]]]];
/// assert_eq!(loss_playground::loss::largest(gradient.view()), 2.0);
/// ```
pub fn largest(gradient: ArrayView4<f32>) -> f32 {
    // Bits without the sign order like magnitudes, and whole numbers are compared several at a time.
    let magnitude = |g: &f32| {
        let bits = g.abs().to_bits();
        if bits > f32::INFINITY.to_bits() {
            0
        } else {
            bits
        }
    };
    let bits = match gradient.as_slice() {
        Some(gradient) => gradient.iter().map(magnitude).fold(0, u32::max),
        None => gradient.iter().map(magnitude).fold(0, u32::max),
    };
    f32::from_bits(bits)
}

/// The value of a loss and its gradient at every pixel.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use ndarray::array;
///
/// // One pixel, label 0.7, prediction 0.69: the Jaccard loss still pulls hard.
/// let x = Prediction::Probabilities(array![[[[0.69f64]], [[0.31]]]]);
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
    let (keep, hard) = (batch.keep(), batch.layout().hard);
    // Region losses pull on x and share one way through the softmax; pointwise losses know a
    // direct and more exact way to the prediction.
    let mut on_x = Array4::zeros(batch.dim());
    let mut on_prediction = Array4::zeros(batch.dim());
    let mut terms = Vec::with_capacity(loss.terms.len());
    for term in &loss.terms {
        let add = |sum: &mut Array4<F>, (value, gradient): (f64, Array4<F>)| {
            add_weighted(sum, term.weight, &gradient);
            value
        };
        let (x, y, keep) = (x.view(), y.view(), keep.view());
        terms.push(match (&term.loss, batch.label()) {
            (Loss::CrossEntropy, _) => add(&mut on_prediction, pointwise::cross_entropy(batch)),
            (Loss::Focal(f), _) => add(&mut on_prediction, pointwise::focal(batch, f.gamma)),
            (Loss::KlDivergence(kl), _) => add(
                &mut on_prediction,
                pointwise::kl_divergence(batch, kl.temperature),
            ),
            (Loss::Lp(lp), _) => add(&mut on_prediction, pointwise::lp(batch, lp.p)),
            (Loss::Cosine, _) => add(&mut on_prediction, pointwise::cosine(batch)),
            (Loss::LovaszSoftmax(l), Label::Hard(label)) => add(
                &mut on_x,
                lovasz::lovasz_softmax(x, label.view(), keep, l.classes, l.per_image),
            ),
            (Loss::LovaszHinge(l), Label::Hard(label)) => add(
                &mut on_prediction,
                lovasz::lovasz_hinge(
                    batch.prediction().array().view(),
                    label.view(),
                    keep,
                    l.per_image,
                ),
            ),
            // This has been refused.
            (Loss::LovaszSoftmax(_) | Loss::LovaszHinge(_), Label::Soft(_)) => 0.0,
            (Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region), _) => add(
                &mut on_x,
                of_moments(&term.loss, (x, y, keep, region.into()), hard),
            ),
            (Loss::GeneralizedDice(_), _) => add(
                &mut on_x,
                of_moments(&term.loss, (x, y, keep, generalized_dice::FORM), hard),
            ),
        });
    }
    if let Prediction::Logits(_) = batch.prediction() {
        through_softmax(&x, &mut on_x);
    }
    Ok(Evaluation::new(loss, terms, on_x + on_prediction))
}

/// A loss that depends on the pixels through its moments alone: its value and its gradient on x.
fn of_moments<F: Real>(
    loss: &Loss,
    pixels: (ArrayView4<F>, ArrayView4<F>, ArrayView3<bool>, Form),
    hard: bool,
) -> (f64, Array4<F>) {
    let (x, y, keep, form) = pixels;
    let moments = region::moments(x, y, keep, form);
    let (value, coefficients) = coefficients(loss, &moments, hard);
    let mut gradient = Array4::zeros(x.dim());
    region::add_gradient(&coefficients, pixels, gradient.view_mut());
    (value, gradient)
}

/// Adds a term's gradient: nothing where the weight is 0, even if the gradient is infinite.
fn add_weighted<F: Real>(sum: &mut Array4<F>, weight: f64, gradient: &Array4<F>) {
    if weight != 0.0 {
        sum.scaled_add(F::of(weight), gradient);
    }
}

/// The value of a loss that depends on the pixels through its moments alone, and its coefficients,
/// `[B, C]`, from the moments of its [`Form`]; any other loss gives nothing.
pub fn coefficients(
    loss: &Loss,
    moments: &Array2<Moments>,
    hard: bool,
) -> (f64, Array2<Coefficients>) {
    match loss {
        Loss::GeneralizedDice(settings) => generalized_dice::coefficients(moments, settings),
        Loss::Jaccard(settings) | Loss::Dice(settings) | Loss::Tversky(_, settings) => {
            region::coefficients(moments, &loss.error_weights(), settings, hard)
        }
        _ => (0.0, Array2::default(moments.dim())),
    }
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
