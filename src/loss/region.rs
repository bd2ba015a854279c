//! Jaccard, Dice and Tversky: moments, then coefficients, then one gradient.
//!
//! Per image and class, over the kept pixels, with x the prediction's and y the label's probability:
//!
//! | | |
//! | --- | --- |
//! | X, Y, D | Σ x^p, Σ y^p, Σ \|x−y\|^p |
//! | TP | (X + Y − D)/2 in the norm form, Σ x·y in the product form |
//! | FP, FN | X − TP, Y − TP |
//! | T | (TP + s)/(TP + α·FP + β·FN + s) |
//! | loss | (1 − T)^γ or (−ln T)^γ, times the class weight |
//!
//! The loss depends on the pixels only through these sums, so its gradient at every pixel is
//! `u·p·x^(p−1) + v·p·|x−y|^(p−1)·sign(x−y) + w·y` with three numbers per image and class: the
//! [`Coefficients`]. All members of the family differ only in how these follow from the
//! [`Moments`].
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
use crate::config::{Classes, ErrorWeights, Loss, Overlap, Reduction, Region, SmoothIn};

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
            (Overlap::Norm, _) => {
                let (xp, yp, dp) = (power(x), power(y), power((x - y).abs()));
                let half = F::of(0.5);
                (
                    half * (xp + yp - dp),
                    half * (xp - yp + dp),
                    half * (yp - xp + dp),
                )
            }
            (Overlap::Product, 1) => (x * y, x * (F::one() - y), y * (F::one() - x)),
            (Overlap::Product, _) => (x * y, power(x) - x * y, power(y) - x * y),
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

/// ∂L/∂X, ∂L/∂D and ∂L/∂(Σ x·y) of one image and class.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coefficients {
    /// ∂L/∂X.
    pub u: f64,
    /// ∂L/∂D.
    pub v: f64,
    /// ∂L/∂(Σ x·y).
    pub w: f64,
}

impl Coefficients {
    /// The gradient at a pixel, with respect to its probability x.
    pub fn gradient_at<F: Real>(&self, x: F, y: F, form: Form) -> F {
        let p = F::of(f64::from(form.norm));
        let power = |base: F| base.powi(form.norm as i32 - 1);
        let distance = x - y;
        F::of(self.u) * p * power(x) * sign(x)
            + F::of(self.v) * p * power(distance.abs()) * sign(distance)
            + F::of(self.w) * y
    }
}

impl Add for Coefficients {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            u: self.u + other.u,
            v: self.v + other.v,
            w: self.w + other.w,
        }
    }
}

impl Mul<f64> for Coefficients {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self {
            u: self.u * factor,
            v: self.v * factor,
            w: self.w * factor,
        }
    }
}

/// −1, 0 or 1; unlike `signum`, 0 at 0.
fn sign<F: Real>(x: F) -> F {
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
                let share = share * ratio.share / f64::from(region.shards);
                let class_weight = match (&region.class_weights, region.classes) {
                    (Some(class_weights), Classes::Auto | Classes::Present | Classes::All) => {
                        class_weights[ratio.class]
                    }
                    _ => 1.0,
                };
                let (loss, slope) = ratio.moments.loss(weights, region);
                value += share * class_weight * loss;
                for (b, c) in cells.members(&ratio) {
                    coefficients[[b, c]] = coefficients[[b, c]] + slope * (share * class_weight);
                }
            }
        }
    }
    (value, coefficients)
}

impl Moments {
    /// The loss of one ratio, and its slope along X, D and Σ x·y.
    ///
    /// Where nothing is there and nothing is predicted without smoothing, 0/0 counts as a perfect
    /// match; where the loss is 0 its γ-th power has slope 0, though for γ < 1 the limit is infinite.
    fn loss(&self, weights: &ErrorWeights, region: &Region) -> (f64, Coefficients) {
        let ErrorWeights { alpha, beta } = *weights;
        let smooth_numerator = match region.smooth_in {
            SmoothIn::Both => region.smooth,
            SmoothIn::Denominator => 0.0,
        };
        let errors = alpha * self.false_positives + beta * self.false_negatives;
        let numerator = self.true_positives + smooth_numerator;
        let denominator = self.true_positives + errors + region.smooth;
        if denominator == 0.0 {
            return (0.0, Coefficients::default());
        }
        // 1 − T without subtracting: near the target T rounds to 1.
        let complement = (errors + region.smooth - smooth_numerator) / denominator;
        let (base, base_slope) = match region.log_loss {
            true => (-(-complement).ln_1p(), denominator / numerator),
            false => (complement, 1.0),
        };
        let (loss, slope) = match region.gamma {
            1.0 => (base, base_slope),
            _ if base <= 0.0 => (0.0, 0.0),
            gamma => (
                base.powf(gamma),
                gamma * base.powf(gamma - 1.0) * base_slope,
            ),
        };
        // ∂(1 − T)/∂ TP, FP, FN.
        let squared = denominator * denominator;
        let [tp, fp, fn_] = [
            -complement * denominator,
            alpha * numerator,
            beta * numerator,
        ]
        .map(|d| slope * d / squared);
        let coefficients = match region.overlap {
            Overlap::Norm => Coefficients {
                u: 0.5 * (tp + fp - fn_),
                v: 0.5 * (fp + fn_ - tp),
                w: 0.0,
            },
            Overlap::Product => Coefficients {
                u: fp,
                v: 0.0,
                w: tp - fp - fn_,
            },
        };
        (loss, coefficients)
    }
}
