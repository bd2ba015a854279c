//! Sums over the pixels with some biases b, without an exponential a pixel:
//!
//! `r = Σ_{c≠m} e_c exp(b_c − b_m)`, `x_c = e_c exp(b_c − b_m)/(1 + r)`
//!
//! with m a pixel's most probable class as it is and `e_c = x_c/x_m`, so that a prediction that is
//! nearly certain keeps its digits. A class that is neither of the two has no bias.

use std::ops::Range;

use wide::f64x4;

use super::run::Run;
use crate::config::Overlap;
use crate::loss::region::{Form, Moments};

/// So many times four pixels are looked at together: what is known of them stays at hand.
const BLOCK: usize = 128;
/// So many 1 + r have a product that is finite: each is at most the number of classes times e¹².
const FACTORS: usize = 16;

/// What is summed with some biases.
pub(super) struct Sums {
    /// By form and class.
    pub(super) classes: Vec<Vec<Class>>,
    /// Σ y ln(1 + r), if the cross-entropy is wanted; so are these.
    pub(super) logarithms: f64,
    /// Σ y x of the two classes, y of all classes together.
    pub(super) shares: [f64; 2],
}

/// One class's moments, and the slopes along both biases of Σ x^p and of what else its form has: Σ |x−y|^p
/// or Σ xy.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Class {
    pub(super) moments: Moments,
    pub(super) on_x: [f64; 2],
    pub(super) on_other: [f64; 2],
}

/// The sums with these biases; without the slopes if only values are wanted.
pub(super) fn sums(
    runs: &[Run],
    classes: [usize; 2],
    biases: [f64; 2],
    forms: &[Form],
    (entropy, slopes): (bool, bool),
) -> Sums {
    let count = runs.first().map_or(0, |run| run.ratios.len());
    let mut all = vec![vec![Fours::default(); count]; forms.len()];
    let (mut logarithms, mut shares) = (f64x4::ZERO, [f64x4::ZERO; 2]);
    let mut here = Here::default();
    for run in runs {
        let base = run.most.map_or(0.0, |k| biases[k]);
        let (factors, others) = (biases.map(|bias| (bias - base).exp()), (-base).exp());
        let factor = |c: usize| match classes.iter().position(|class| *class == c) {
            Some(k) => factors[k],
            None => others,
        };
        for start in (0..run.rest.len()).step_by(BLOCK) {
            let block = start..(start + BLOCK).min(run.rest.len());
            here.place(run, classes, factors, others, block.clone());
            for (form, sums) in forms.iter().zip(&mut all) {
                for (c, sum) in sums.iter_mut().enumerate() {
                    let e = &run.ratios[c][block.clone()];
                    let y = &run.labels[c][block.clone()];
                    match slopes {
                        true => sum.add::<true>(*form, (e, y), factor(c), &here),
                        false => sum.add::<false>(*form, (e, y), factor(c), &here),
                    }
                }
            }
            if entropy {
                let weights = &run.weights[block];
                logarithms += here.logarithms(weights, run.is_whole);
                for (k, share) in shares.iter_mut().enumerate() {
                    for (weight, x) in weights.iter().zip(&here.x[k]) {
                        *share += *weight * *x;
                    }
                }
            }
        }
    }
    let class = |(c, sum): (usize, &Fours)| sum.class(classes.map(|class| class == c));
    let of_form = |sums: &Vec<Fours>| sums.iter().enumerate().map(class).collect();
    Sums {
        classes: all.iter().map(of_form).collect(),
        logarithms: logarithms.reduce_add(),
        shares: shares.map(f64x4::reduce_add),
    }
}

/// A block of a run with biases.
struct Here {
    /// r.
    odds: [f64x4; BLOCK],
    /// 1/(1 + r).
    inverse: [f64x4; BLOCK],
    /// x of the two classes.
    x: [[f64x4; BLOCK]; 2],
}

impl Default for Here {
    fn default() -> Self {
        Self {
            odds: [f64x4::ZERO; BLOCK],
            inverse: [f64x4::ZERO; BLOCK],
            x: [[f64x4::ZERO; BLOCK]; 2],
        }
    }
}

impl Here {
    /// With these factors for both classes and this one for all others.
    fn place(
        &mut self,
        run: &Run,
        classes: [usize; 2],
        factors: [f64; 2],
        other: f64,
        block: Range<usize>,
    ) {
        let [first, second] = classes.map(|class| &run.ratios[class][block.clone()]);
        let rest = &run.rest[block];
        // The most probable class is no part of r.
        let counts = |k: usize| if run.most == Some(k) { 0.0 } else { factors[k] };
        let counts = [counts(0), counts(1)];
        for (i, ((first, second), rest)) in first.iter().zip(second).zip(rest).enumerate() {
            let odds = *rest * other + *first * counts[0] + *second * counts[1];
            let inverse = f64x4::ONE / (odds + f64x4::ONE);
            self.odds[i] = odds;
            self.inverse[i] = inverse;
            self.x[0][i] = *first * factors[0] * inverse;
            self.x[1][i] = *second * factors[1] * inverse;
        }
    }
}

impl Here {
    /// Σ weight·ln(1 + r). Where all weights are 1 there is a logarithm for so many pixels, of the product
    /// of their 1 + r, of which r's digits are kept: (1 + R)(1 + r) = 1 + (R + r + R r).
    fn logarithms(&self, weights: &[f64x4], whole: bool) -> f64x4 {
        let odds = &self.odds[..weights.len()];
        if whole {
            let product = |odds: &[f64x4]| {
                let times = |all: f64x4, r: &f64x4| all + *r + all * *r;
                odds.iter().fold(f64x4::ZERO, times).ln_1p()
            };
            return odds
                .chunks(FACTORS)
                .map(product)
                .fold(f64x4::ZERO, |sum, ln| sum + ln);
        }
        let weighted = odds
            .iter()
            .zip(weights)
            .map(|(r, weight)| *weight * r.ln_1p());
        weighted.fold(f64x4::ZERO, |sum, ln| sum + ln)
    }
}

/// A class's sums, four at a time.
#[derive(Clone, Copy)]
struct Fours {
    /// TP, FP and FN.
    parts: [f64x4; 3],
    /// With g the derivatives of x^p and of the form's other sum with respect to x: Σ g x, and Σ g x x_k
    /// of the two classes k.
    slopes: [[f64x4; 3]; 2],
}

impl Default for Fours {
    fn default() -> Self {
        Self {
            parts: [f64x4::ZERO; 3],
            slopes: [[f64x4::ZERO; 3]; 2],
        }
    }
}

impl Fours {
    /// Adds a block, as [`Moments::of_pixel`] and [`Coefficients::gradient_at`] have it.
    ///
    /// [`Coefficients::gradient_at`]: crate::loss::region::Coefficients::gradient_at
    fn add<const SLOPES: bool>(
        &mut self,
        form: Form,
        numbers: (&[f64x4], &[f64x4]),
        factor: f64,
        here: &Here,
    ) {
        let (zero, one, half) = (f64x4::ZERO, f64x4::ONE, f64x4::HALF);
        match (form.overlap, form.norm) {
            (Overlap::Norm, 1) => self.walk::<SLOPES>(numbers, factor, here, |x, y| {
                let parts = [
                    x.fast_min(y),
                    (x - y).fast_max(zero),
                    (y - x).fast_max(zero),
                ];
                (parts, [one, sign(x, y)])
            }),
            (Overlap::Product, 1) => self.walk::<SLOPES>(numbers, factor, here, |x, y| {
                let both = x * y;
                ([both, x - both, y - both], [one, y])
            }),
            (overlap, norm) => self.walk::<SLOPES>(numbers, factor, here, |x, y| {
                let p = f64x4::splat(f64::from(norm));
                // To the power p − 1, and times the base.
                let power = |base: f64x4| (1..norm).fold(one, |power, _| power * base);
                let (lower_x, lower_d) = (power(x), power((x - y).abs()));
                let (xp, yp) = (lower_x * x, power(y) * y);
                match overlap {
                    Overlap::Norm => {
                        let dp = lower_d * (x - y).abs();
                        let parts = [xp + yp - dp, xp - yp + dp, yp - xp + dp];
                        let slopes = [p * lower_x, p * lower_d * sign(x, y)];
                        (parts.map(|part| half * part), slopes)
                    }
                    Overlap::Product => {
                        let both = x * y;
                        ([both, xp - both, yp - both], [p * lower_x, y])
                    }
                }
            }),
        }
    }

    #[inline(always)]
    fn walk<const SLOPES: bool>(
        &mut self,
        (e, y): (&[f64x4], &[f64x4]),
        factor: f64,
        here: &Here,
        of: impl Fn(f64x4, f64x4) -> ([f64x4; 3], [f64x4; 2]),
    ) {
        let mut sums = *self;
        let [first, second] = &here.x;
        let pixels = e
            .iter()
            .zip(y)
            .zip(&here.inverse)
            .zip(first.iter().zip(second));
        for (((e, y), inverse), (first, second)) in pixels {
            let x = *e * factor * *inverse;
            let (parts, slopes) = of(x, *y);
            for (sum, part) in sums.parts.iter_mut().zip(parts) {
                *sum += part;
            }
            for (sum, slope) in sums.slopes.iter_mut().zip(slopes).filter(|_| SLOPES) {
                let slope = slope * x;
                sum[0] += slope;
                sum[1] += slope * *first;
                sum[2] += slope * *second;
            }
        }
        *self = sums;
    }

    /// Of a class that is one of the two, or neither. The label's peak is not among the sums.
    fn class(&self, own: [bool; 2]) -> Class {
        let [true_positives, false_positives, false_negatives] = self.parts.map(f64x4::reduce_add);
        let slopes = |[all, first, second]: [f64x4; 3]| {
            let all = all.reduce_add();
            let slope = |own: bool, shared: f64x4| {
                let moves = if own { all } else { 0.0 };
                moves - shared.reduce_add()
            };
            [slope(own[0], first), slope(own[1], second)]
        };
        let [on_x, on_other] = self.slopes.map(slopes);
        Class {
            moments: Moments {
                true_positives,
                false_positives,
                false_negatives,
                peak: 0.0,
            },
            on_x,
            on_other,
        }
    }
}

/// −1, 0 or 1 as x is below y, at it or above.
#[inline(always)]
fn sign(x: f64x4, y: f64x4) -> f64x4 {
    (x.simd_gt(y) & f64x4::ONE) - (x.simd_lt(y) & f64x4::ONE)
}
