//! Jaccard, Dice and Tversky: moments, then coefficients, then one gradient.
//!
//! Per image and class, over the kept pixels, with x the prediction's and y the label's probability:
//!
//! | | |
//! | --- | --- |
//! | X, Y, D | Σ x^p, Σ y^p, Σ \|x−y\|^p |
//! | TP | (X + Y − D)/2 in the norm form, Σ x·y in the product form |
//! | FP, FN | X − TP, Y − TP |
//! | T | (TP + s′)/(TP + α·FP + β·FN + s), with s′ = s, or 0 where s is added to the denominator alone |
//! | loss | (1 − T)^γ or (−ln T)^γ, times the class weight |
//!
//! The loss depends on the pixels only through these sums, and FN is Y − TP, so its gradient at every
//! pixel is `above·∂FP/∂x + below·∂TP/∂x` with two numbers per image and class: the
//! [`Coefficients`]. All members of the family differ only in how these follow from the
//! [`Moments`].
//!
//! Without smoothing, −ln T is infinite where T is 0, and such a ratio has no slope: its gradient is
//! 0, so that it does not drown what the other images and classes want. (PyTorch's gradient is NaN
//! there.) Any smoothing in the numerator gives it a slope.
//!
//! With p ≥ 2, FP and FN may be below 0. FP + FN is D in the norm form, and in the product form of
//! p = 2; elsewhere, or with α ≠ β, the denominator may be below 0 with them. T is then what the formula
//! says, and the loss above 1; a T below 0, which has no logarithm, counts as 0 does. If only α·FP + β·FN is
//! below 0, T is above 1 and the loss below 0; its power counts as 0 for γ ≠ 1.
//!
//! Sources: Wang, Ning, Blaschko, *Jaccard Metric Losses* (NeurIPS 2023); Wang et al., *Dice
//! Semimetric Losses* (MICCAI 2023); Wang et al., *Revisiting Evaluation Metrics for Semantic
//! Segmentation* (NeurIPS 2023) for the three reductions.

mod cells;

use std::ops::{Add, AddAssign, Mul};

use ndarray::{Array2, ArrayView3, ArrayView4, ArrayViewMut4, Zip, s};

use self::cells::Cells;
use super::generalized_dice;
use crate::batch::Real;
use crate::config::{ErrorWeights, Loss, Overlap, Reduction, Region};

/// What is summed: which overlap, to which power. Losses of the same form share their moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    /// What counts as a true positive.
    pub overlap: Overlap,
    /// The exponent p.
    pub norm: u32,
}

impl Form {
    /// The form of a loss that depends on the pixels through its moments alone.
    pub fn of(loss: &Loss) -> Option<Self> {
        match loss {
            Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
                Some(region.into())
            }
            Loss::GeneralizedDice(_) => Some(generalized_dice::FORM),
            _ => None,
        }
    }

    /// The forms of some losses, each once.
    pub fn each<'a>(losses: impl IntoIterator<Item = &'a Loss>) -> Vec<Self> {
        let mut forms = Vec::new();
        for form in losses.into_iter().filter_map(Self::of) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms
    }
}

impl From<&Region> for Form {
    fn from(region: &Region) -> Self {
        Self {
            overlap: region.overlap,
            norm: region.norm,
        }
    }
}

/// TP, FP and FN of one image and class.
///
/// All three are summed pixel by pixel rather than as differences of X, Y and D: near the target
/// those differences would lose the digits that matter.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// Σ (x^p + y^p − |x−y|^p)/2 or Σ x·y.
    pub true_positives: f64,
    /// Σ x^p less the true positives.
    pub false_positives: f64,
    /// Σ y^p less the true positives.
    pub false_negatives: f64,
    /// The largest y.
    pub peak: f64,
}

impl Moments {
    /// One pixel's share.
    pub fn of_pixel<F: Real>(x: F, y: F, form: Form) -> Self {
        let power = |base: F| base.powi(form.norm as i32);
        let (tp, fp, fn_) = match (form.overlap, form.norm) {
            // (x + y ∓ |x−y|)/2 without the cancellation.
            (Overlap::Norm, 1) => (x.min(y), (x - y).max(F::zero()), (y - x).max(F::zero())),
            // Both overlaps are x·y where the exponent is 2.
            (_, 2) => (x * y, x * (x - y), y * (y - x)),
            (Overlap::Norm, norm) => {
                let (distance, half) = ((x - y).abs(), F::of(0.5));
                // As `change` multiplies, so that the counts of a class that is 0 are 0.
                let dp = distance * distance.powi(form.norm as i32 - 1);
                // a^p − b^p is (a − b)(a^(p−1) + a^(p−2)·b + …), which keeps its digits where a ≈ b.
                let quotient = |a: F, b: F| {
                    let exponents = 0..norm as i32;
                    exponents
                        .map(|i| a.powi(i) * b.powi(norm as i32 - 1 - i))
                        .sum::<F>()
                };
                let change = (x - y) * quotient(x, y);
                let (less, more) = (x.min(y), x.max(y));
                (
                    half * (power(less) + less * quotient(more, distance)),
                    half * (dp + change),
                    half * (dp - change),
                )
            }
            (Overlap::Product, norm) => {
                let rest = |base: F| base.powi(norm as i32 - 1);
                (x * y, x * (rest(x) - y), y * (rest(y) - x))
            }
        };
        Self {
            true_positives: tp.wide(),
            false_positives: fp.wide(),
            false_negatives: fn_.wide(),
            peak: y.wide(),
        }
    }
}

impl AddAssign for Moments {
    fn add_assign(&mut self, other: Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.false_negatives += other.false_negatives;
        self.peak = self.peak.max(other.peak);
    }
}

impl Add for Moments {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
}

/// A loss's slopes along the moments of one image and class.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coefficients {
    /// ∂L/∂FP: in the norm form with exponent 1 the gradient where x is above y.
    pub above: f64,
    /// ∂L/∂TP − ∂L/∂FN: the gradient where it is below.
    pub below: f64,
}

impl Coefficients {
    /// The gradient at a pixel, with respect to its probability x.
    pub fn gradient_at<F: Real>(&self, x: F, y: F, form: Form) -> F {
        let magnitude =
            |base: F| F::of(f64::from(form.norm)) * base.abs().powi(form.norm as i32 - 1);
        let (on_tp, on_fp) = match form.overlap {
            Overlap::Norm => {
                let slope = |base: F| magnitude(base) * sign(base);
                let (half, along_x, along_d) = (F::of(0.5), slope(x), slope(x - y)); // ∂X/∂x, ∂D/∂x
                (half * (along_x - along_d), half * (along_x + along_d))
            }
            // x is not below 0, and Σ x has no kink there.
            Overlap::Product => (y, magnitude(x) - y),
        };
        F::of(self.above) * on_fp + F::of(self.below) * on_tp
    }
}

impl Add for Coefficients {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            above: self.above + other.above,
            below: self.below + other.below,
        }
    }
}

impl Mul<f64> for Coefficients {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self {
            above: self.above * factor,
            below: self.below * factor,
        }
    }
}

/// −1, 0 or 1; unlike `signum`, 0 at 0.
pub(super) fn sign<F: Real>(x: F) -> F {
    if x == F::zero() { x } else { x.signum() }
}

/// The sums of every image and class, `[B, C]`, over the kept pixels.
pub fn moments<F: Real>(
    x: ArrayView4<F>,
    y: ArrayView4<F>,
    keep: ArrayView3<bool>,
    form: Form,
) -> Array2<Moments> {
    let (images, classes, ..) = x.dim();
    Array2::from_shape_fn((images, classes), |(b, c)| {
        Zip::from(x.slice(s![b, c, .., ..]))
            .and(y.slice(s![b, c, .., ..]))
            .and(keep.slice(s![b, .., ..]))
            .fold(Moments::default(), |sum, &x, &y, &keep| match keep {
                true => sum + Moments::of_pixel(x, y, form),
                false => sum,
            })
    })
}

/// Adds the gradient at every kept pixel, with respect to x.
pub fn add_gradient<F: Real>(
    coefficients: &Array2<Coefficients>,
    (x, y, keep, form): (ArrayView4<F>, ArrayView4<F>, ArrayView3<bool>, Form),
    mut gradient: ArrayViewMut4<F>,
) {
    for ((b, c), coefficients) in coefficients.indexed_iter() {
        Zip::from(gradient.slice_mut(s![b, c, .., ..]))
            .and(x.slice(s![b, c, .., ..]))
            .and(y.slice(s![b, c, .., ..]))
            .and(keep.slice(s![b, .., ..]))
            .for_each(|gradient, &x, &y, &keep| {
                if keep {
                    *gradient += coefficients.gradient_at(x, y, form);
                }
            });
    }
}

/// The loss and its coefficients, `[B, C]`, from the moments of a batch.
///
/// `hard` says whether the label is: `Classes::Auto` asks. The batch's images must be divisible by
/// the shards and the class weights one per class, as [`crate::config::LossConfig::check`] ensures.
///
/// # Panics
/// If a class has no weight, or a shard reaches beyond the last image.
pub fn coefficients(
    moments: &Array2<Moments>,
    weights: &ErrorWeights,
    region: &Region,
    hard: bool,
) -> (f64, Array2<Coefficients>) {
    let images = moments.nrows();
    let shard = images / region.shards as usize;
    let mut value = 0.0;
    let mut coefficients = Array2::default(moments.dim());
    for start in (0..images).step_by(shard.max(1)) {
        let cells = Cells::new(moments, start..start + shard, region, hard);
        let Reduction { d, i, c } = region.reduction;
        for (share, ratios) in [
            (d, cells.whole()),
            (i, cells.by_image()),
            (c, cells.by_class()),
        ] {
            for ratio in ratios {
                let weight = region.class_weight(ratio.class);
                let share = weight * share * ratio.share / f64::from(region.shards);
                // An infinite loss that does not count is not to make a NaN.
                if share == 0.0 {
                    continue;
                }
                let (loss, slope) = ratio.moments.loss(weights, region);
                value += share * loss;
                for (b, c) in cells.members(&ratio) {
                    coefficients[[b, c]] = coefficients[[b, c]] + slope * share;
                }
            }
        }
    }
    (value, coefficients)
}

impl Moments {
    /// Whether the label exceeds a threshold somewhere. What an f32 holds is compared as an f32, whose 0.1
    /// is a little more than 0.1.
    pub(crate) fn exceed(&self, threshold: f64) -> bool {
        self.peak > threshold && self.peak != f64::from(threshold as f32)
    }

    /// The loss of one ratio, and its slopes.
    ///
    /// Where nothing is there and nothing is predicted without smoothing, 0/0 counts as a perfect
    /// match; where the loss is 0 or below, its γ-th power is 0 with slope 0, though at 0 and for γ < 1 the
    /// limit is infinite.
    fn loss(&self, weights: &ErrorWeights, region: &Region) -> (f64, Coefficients) {
        let ErrorWeights { alpha, beta } = *weights;
        let smooth = region.smooth_numerator();
        let numerator = self.true_positives + smooth;
        // What the denominator has more, without subtracting: near the target T rounds to 1.
        let errors = alpha * self.false_positives + beta * self.false_negatives;
        let excess = errors + (region.smooth - smooth);
        let denominator = numerator + excess;
        if denominator.abs() < f64::MIN_POSITIVE {
            return (0.0, Coefficients::default());
        }
        if region.log_loss && (numerator == 0.0 || denominator < 0.0) {
            return (f64::INFINITY, Coefficients::default());
        }
        // ln T has the slopes of T over T.
        let (base, divisor) = match region.log_loss {
            true => ((excess / numerator).ln_1p(), numerator),
            false => (excess / denominator, denominator),
        };
        let (loss, slope) = match region.gamma {
            1.0 => (base, 1.0),
            _ if base <= 0.0 => (0.0, 0.0),
            gamma => (base.powf(gamma), gamma * base.powf(gamma - 1.0)),
        };
        // ∂(1 − T)/∂ TP, FP, FN are −excess, α·numerator and β·numerator over the denominator squared.
        let scale = slope / denominator;
        let slopes = Coefficients {
            above: scale * alpha * (numerator / divisor),
            below: -scale * (excess / divisor + beta * (numerator / divisor)),
        };
        (loss, slopes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_that_is_never_predicted_has_no_positives() {
        for norm in 1..=8 {
            let form = Form {
                overlap: Overlap::Norm,
                norm,
            };
            for i in 1..=100u8 {
                let y = f32::from(i) * 0.01;
                let missed = Moments::of_pixel(0.0, y, form);
                assert_eq!(
                    (missed.true_positives, missed.false_positives),
                    (0.0, 0.0),
                    "{y}^{norm}"
                );
                let invented = Moments::of_pixel(y, 0.0, form);
                assert_eq!(
                    (invented.true_positives, invented.false_negatives),
                    (0.0, 0.0),
                    "{y}^{norm}"
                );
            }
        }
    }
}
