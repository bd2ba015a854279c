//! Generalised Dice: one ratio for all classes, each weighted by its size in the label.
//!
//! `1 − (2Σ w·I + s_n)/(Σ w·(X + Y) + s_d)` with the sums over the classes, w = 1/Y², 1/Y or 1, and
//! the largest of the others' weights for a class that is absent. A member of the region family:
//! it differs from the others only in how its coefficients follow from the moments.
//!
//! Source: Sudre et al., *Generalised Dice Overlap* (2017); the absent class's weight as in MONAI.

use ndarray::{Array2, Axis, s};

use super::groups;
use super::region::{Coefficients, Form, Moments};
use crate::config::{GeneralizedDice, Overlap, Weighting};

/// What it sums: I, X − I and Y − I.
pub const FORM: Form = Form {
    overlap: Overlap::Product,
    norm: 1,
};

/// The loss and its coefficients, `[B, C]`, from the moments of [`FORM`].
///
/// Per image, the mean over the images. A ratio of nothing to nothing counts as a perfect match.
pub fn coefficients(
    moments: &Array2<Moments>,
    parameters: &GeneralizedDice,
) -> (f64, Array2<Coefficients>) {
    let mut coefficients = Array2::default(moments.dim());
    let images = moments.nrows();
    let groups = groups(images, parameters.per_image);
    let share = 1.0 / groups.len() as f64;
    let mut value = 0.0;
    for group in groups {
        let sums = moments.slice(s![group.clone(), ..]).fold_axis(
            Axis(0),
            Moments::default(),
            |sum, m| *sum + *m,
        );
        let weights = weights(
            sums.iter().map(|m| m.true_positives + m.false_negatives),
            parameters.weighting,
        );
        let over_classes = |sum: fn(&Moments) -> f64| {
            weights
                .iter()
                .zip(&sums)
                .map(|(w, m)| w * sum(m))
                .sum::<f64>()
        };
        let errors = over_classes(|m| m.false_positives + m.false_negatives);
        let doubled = over_classes(|m| 2.0 * m.true_positives);
        let GeneralizedDice {
            smooth_numerator,
            smooth_denominator,
            ..
        } = *parameters;
        let numerator = doubled + smooth_numerator;
        // What the denominator has more, without subtracting it.
        let excess = errors + (smooth_denominator - smooth_numerator);
        let denominator = doubled + errors + smooth_denominator;
        if denominator == 0.0 {
            continue;
        }
        value += share * excess / denominator;
        for (c, weight) in weights.iter().enumerate() {
            let scale = weight / (denominator * denominator);
            let slope = Coefficients {
                above: scale * numerator,
                below: -scale * (denominator + excess),
            };
            coefficients
                .slice_mut(s![group.clone(), c])
                .fill(slope * share);
        }
    }
    (value, coefficients)
}

fn weights(sizes: impl Iterator<Item = f64>, weighting: Weighting) -> Vec<f64> {
    let weights: Vec<f64> = sizes
        .map(|size| match weighting {
            Weighting::Square => 1.0 / (size * size),
            Weighting::Simple => 1.0 / size,
            Weighting::Uniform => 1.0,
        })
        .collect();
    let largest = weights
        .iter()
        .copied()
        .filter(|w| w.is_finite())
        .fold(0.0, f64::max);
    weights
        .into_iter()
        .map(|w| if w.is_finite() { w } else { largest })
        .collect()
}
