//! Losses that are a mean over the kept pixels.

use ndarray::{Array4, Axis, Zip};

use crate::batch::{Batch, Prediction, Real};

/// Cross-entropy, the mean over kept pixels of −Σ y ln x, and its gradient with respect to the
/// prediction as given.
///
/// With respect to logits the gradient is `(x Σy − y)/n`, with respect to probabilities `−y/(x n)`,
/// n being the number of kept pixels. A term with y = 0 is 0 even where x is. With no kept pixel,
/// value and gradient are 0.
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
    let log_x = batch.log_probabilities();
    let y = batch.label_probabilities();
    let kept = batch.kept();
    let mut gradient = Array4::zeros(batch.dim());
    if kept == 0 {
        return (0.0, gradient);
    }
    let n = F::of(kept as f64);
    let mut sum = 0.0;
    let pixels = Zip::from(log_x.lanes(Axis(1)))
        .and(y.lanes(Axis(1)))
        .and(gradient.lanes_mut(Axis(1)));
    pixels
        .and(batch.keep())
        .for_each(|log_x, y, gradient, &keep| {
            if !keep {
                return;
            }
            let mass: F = y.iter().copied().sum();
            Zip::from(log_x)
                .and(y)
                .and(gradient)
                .for_each(|&log_x, &y, gradient| {
                    if y > F::zero() {
                        sum -= (y * log_x).wide();
                    }
                    *gradient = match batch.prediction() {
                        Prediction::Logits(_) => (log_x.exp() * mass - y) / n,
                        Prediction::Probabilities(_) if y == F::zero() => F::zero(),
                        Prediction::Probabilities(_) => -y / (log_x.exp() * n),
                    };
                });
        });
    (sum / kept as f64, gradient)
}
