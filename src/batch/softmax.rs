//! From logits to probabilities and their logarithms, `[B, C, H, W]`.

use ndarray::{Array2, Array4, ArrayView3, ArrayView4, Axis};

use super::Real;

/// exp z / Σ exp z over the classes, rounded once: equal logits are exactly 1/C.
pub(super) fn softmax<F: Real>(mut logits: Array4<F>) -> Array4<F> {
    for mut z in logits.outer_iter_mut() {
        let largest = largest(z.view());
        z.zip_mut_with(&largest, |z, largest| *z = (*z - *largest).exp());
        let sum = z.fold_axis(Axis(0), 0.0, |sum, e| sum + e.wide());
        z.zip_mut_with(&sum, |e, sum| *e = F::of(e.wide() / sum));
    }
    logits
}

/// The largest logit of every pixel of an image, `[C, H, W]`.
fn largest<F: Real>(z: ArrayView3<F>) -> Array2<F> {
    z.fold_axis(Axis(0), F::neg_infinity(), |a, b| a.max(*b))
}

/// z − ln Σ exp z over the classes.
pub fn log_softmax<F: Real>(logits: ArrayView4<F>) -> Array4<F> {
    tempered_log_softmax(logits, F::one())
}

/// z/T − ln Σ exp z/T over the classes.
///
/// The largest logit is taken out first, for divided by a tiny T two could be infinite. The sum of the others
/// goes through ln(1 + ·), so that a confident prediction keeps its digits.
pub(crate) fn tempered_log_softmax<F: Real>(logits: ArrayView4<F>, temperature: F) -> Array4<F> {
    let mut log_x = logits.to_owned();
    for mut z in log_x.outer_iter_mut() {
        let largest = largest(z.view());
        z.zip_mut_with(&largest, |z, largest| *z = (*z - *largest) / temperature);
        let others = z.fold_axis(Axis(0), -1.0, |sum, z| sum + z.wide().exp());
        let log_sum = others.mapv(|others| F::of(others.ln_1p()));
        z.zip_mut_with(&log_sum, |z, log_sum| *z -= *log_sum);
    }
    log_x
}
