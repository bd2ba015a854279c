//! Losses that are a mean over the kept pixels.
//!
//! | | per pixel |
//! | --- | --- |
//! | cross-entropy | −Σ y ln x |
//! | focal | −Σ y (1−x)^γ ln x |
//! | Kullback–Leibler | T² Σ y (ln y − ln softmax(z/T)) |
//! | L^p | Σ \|x−y\|^p |
//! | cosine | 1 − x·y/(\|x\|\|y\|) |
//!
//! With no kept pixel, value and gradient are 0. A term with y = 0 is 0 even where x is. Where x is 0
//! and y is not, which probabilities can be and a softmax cannot, the first three are infinite and
//! their gradient there is −∞, as in PyTorch.
//!
//! Sources: Lin et al., *Focal Loss for Dense Object Detection* (ICCV 2017); Hinton et al.,
//! *Distilling the Knowledge in a Neural Network* (2015), for T².

use ndarray::{Array4, Axis, CowArray, Zip};

use crate::batch::{Batch, Prediction, Real, tempered_log_softmax};

/// Cross-entropy −Σ y ln x and its gradient with respect to the prediction as given.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use ndarray::{Array3, Array4};
///
/// let logits = Prediction::Logits(Array4::<f64>::zeros((1, 2, 1, 1)));
/// let batch = Batch::new(logits, Label::Hard(Array3::zeros((1, 1, 1))), None, None)?;
/// let (value, gradient) = loss_playground::loss::pointwise::cross_entropy(&batch);
/// assert!((value - 2f64.ln()).abs() < 1e-15);
/// assert_eq!(gradient[[0, 0, 0, 0]], -0.5);
/// # Ok::<(), loss_playground::Error>(())
/// ```
pub fn cross_entropy<F: Real>(batch: &Batch<F>) -> (f64, Array4<F>) {
    sum_over_classes(batch, &batch.log_probabilities(), |x, log_x, y| Part {
        value: -y * log_x,
        on_x: -y / x,
        on_log_x: -y,
    })
}

/// Focal loss −Σ y (1−x)^γ ln x and its gradient; γ = 0 is cross-entropy.
pub fn focal<F: Real>(batch: &Batch<F>, gamma: f64) -> (f64, Array4<F>) {
    if gamma == 0.0 {
        return cross_entropy(batch);
    }
    let gamma = F::of(gamma);
    sum_over_classes(batch, &batch.log_probabilities(), |x, log_x, y| {
        let miss = -log_x.exp_m1(); // 1 − x with all its digits
        if miss == F::zero() {
            return Part::default();
        }
        let focus = miss.powf(gamma);
        // ∂/∂ ln x of −y (1−x)^γ ln x.
        let x_log_x = if x == F::zero() { x } else { x * log_x };
        // Where 1−x is next to nothing, so is ln x: their ratio is −1.
        let on_log_x = y * focus * (gamma * (x_log_x / miss) - F::one());
        Part {
            value: -y * focus * log_x,
            on_x: on_log_x / x,
            on_log_x,
        }
    })
}

/// Kullback–Leibler divergence T² Σ y (ln y − ln softmax(z/T)) and its gradient.
///
/// A temperature other than 1 needs logits, as [`crate::config::LossConfig::check`] ensures.
pub fn kl_divergence<F: Real>(batch: &Batch<F>, temperature: f64) -> (f64, Array4<F>) {
    let t = F::of(temperature);
    let log_x = match batch.prediction() {
        Prediction::Logits(z) => tempered_log_softmax(z.view(), t),
        Prediction::Probabilities(_) => batch.log_probabilities(),
    };
    sum_over_classes(batch, &log_x, |x, log_x, y| Part {
        value: t * t * y * (y.ln() - log_x),
        on_x: -y / x,
        on_log_x: -t * y, // T² from the front, 1/T from z/T
    })
}

/// L^p distance Σ |x−y|^p and its gradient.
pub fn lp<F: Real>(batch: &Batch<F>, p: f64) -> (f64, Array4<F>) {
    let p = F::of(p);
    mean(batch, &batch.log_probabilities(), |pixel, on_x| {
        let mut sum = F::zero();
        for (c, (&x, &y)) in pixel.x.iter().zip(&pixel.y).enumerate() {
            let distance = (x - y).abs();
            sum += distance.powf(p);
            on_x[c] = match distance == F::zero() {
                true => F::zero(),
                false => p * distance.powf(p - F::one()) * (x - y).signum(),
            };
        }
        Slope::OnX(sum)
    })
}

/// Cosine distance 1 − x·y/(|x||y|) and its gradient; a pixel whose label is all zero costs 1.
pub fn cosine<F: Real>(batch: &Batch<F>) -> (f64, Array4<F>) {
    mean(batch, &batch.log_probabilities(), |pixel, on_x| {
        let length = |a: &[F]| a.iter().map(|a| *a * *a).sum::<F>().sqrt();
        let (length_x, length_y) = (length(&pixel.x), length(&pixel.y));
        if length_x * length_y == F::zero() {
            on_x.fill(F::zero());
            return Slope::OnX(F::one());
        }
        // 1 − cos is half the squared distance of the unit vectors, which has its digits near the target.
        let mut distance = F::zero();
        for (c, (&x, &y)) in pixel.x.iter().zip(&pixel.y).enumerate() {
            on_x[c] = x / length_x - y / length_y;
            distance += F::of(0.5) * on_x[c] * on_x[c];
        }
        for (on_x, &x) in on_x.iter_mut().zip(&pixel.x) {
            *on_x = (*on_x - x / length_x * distance) / length_x;
        }
        Slope::OnX(distance)
    })
}

/// One pixel's numbers, one a class.
struct Pixel<F> {
    x: Vec<F>,
    log_x: Vec<F>,
    y: Vec<F>,
}

/// A pixel's value, and with respect to what its slope is given.
enum Slope<F> {
    OnX(F),
    /// ∂/∂ ln x: finite where x vanishes, and all that a softmax needs.
    OnLogX(F),
}

/// One class's share in a sum over the classes.
struct Part<F> {
    value: F,
    on_x: F,
    on_log_x: F,
}

impl<F: Real> Default for Part<F> {
    fn default() -> Self {
        Self {
            value: F::zero(),
            on_x: F::zero(),
            on_log_x: F::zero(),
        }
    }
}

/// The mean of a loss whose classes add up and vanish with y.
fn sum_over_classes<F: Real>(
    batch: &Batch<F>,
    log_x: &Array4<F>,
    part: impl Fn(F, F, F) -> Part<F>,
) -> (f64, Array4<F>) {
    let logits = batch.layout().logits;
    mean(batch, log_x, |pixel, slope| {
        let mut sum = F::zero();
        for (c, &y) in pixel.y.iter().enumerate() {
            let part = match y == F::zero() {
                true => Part::default(),
                false => part(pixel.x[c], pixel.log_x[c], y),
            };
            sum += part.value;
            slope[c] = if logits { part.on_log_x } else { part.on_x };
        }
        if logits {
            Slope::OnLogX(sum)
        } else {
            Slope::OnX(sum)
        }
    })
}

/// The mean over the kept pixels; `pixel` gives a pixel's value and writes its slope.
fn mean<F: Real>(
    batch: &Batch<F>,
    log_x: &Array4<F>,
    pixel: impl Fn(&Pixel<F>, &mut [F]) -> Slope<F>,
) -> (f64, Array4<F>) {
    let y = batch.label_probabilities();
    let kept = batch.kept();
    let mut gradient = Array4::zeros(batch.dim());
    if kept == 0 {
        return (0.0, gradient);
    }
    let n = F::of(kept as f64);
    let logits = batch.layout().logits;
    let mut total = 0.0;
    let zeros = || vec![F::zero(); batch.layout().classes];
    let mut slope = zeros();
    let mut at = Pixel {
        x: zeros(),
        log_x: zeros(),
        y: zeros(),
    };
    // A probability as given: it may be equal to its label, and what comes back from ln x may not.
    let x = match batch.prediction() {
        Prediction::Logits(_) => CowArray::from(log_x.mapv(F::exp)),
        Prediction::Probabilities(x) => CowArray::from(x),
    };
    let pixels = Zip::from(x.lanes(Axis(1)))
        .and(log_x.lanes(Axis(1)))
        .and(y.lanes(Axis(1)))
        .and(gradient.lanes_mut(Axis(1)));
    pixels
        .and(batch.keep())
        .for_each(|x, log_x, y, mut gradient, &keep| {
            if !keep {
                return;
            }
            for (c, ((x, log_x), y)) in x.iter().zip(&log_x).zip(&y).enumerate() {
                (at.x[c], at.log_x[c], at.y[c]) = (*x, *log_x, *y);
            }
            let value = match pixel(&at, &mut slope) {
                Slope::OnX(value) => {
                    if logits {
                        slope
                            .iter_mut()
                            .zip(&at.x)
                            .for_each(|(slope, x)| *slope *= *x);
                    }
                    value
                }
                Slope::OnLogX(value) => value,
            };
            total += value.wide();
            let sum: F = slope.iter().copied().sum();
            for (c, (gradient, &slope)) in gradient.iter_mut().zip(&slope).enumerate() {
                // ∂L/∂z_c = ∂L/∂ln x_c − x_c Σ_j ∂L/∂ln x_j, with the digits of 1 − x_c.
                let on_given = match logits {
                    true => -at.log_x[c].exp_m1() * slope - at.x[c] * (sum - slope),
                    false => slope,
                };
                *gradient = on_given / n;
            }
        });
    (total / kept as f64, gradient)
}
