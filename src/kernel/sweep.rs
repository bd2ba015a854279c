//! The two sweeps over the pixels: moments, with softmax on the way in, and gradient, with softmax
//! on the way out.
//!
//! Between them the probabilities wait where the gradient will be: computing them again would cost
//! more than reading them back. Sums run in f32 within a block and in f64 across blocks.

use ndarray::Array2;

use wide::f32x4;

use super::block::{Block, LabelBlock, ONE, Plane, Slices, VECTORS, ZERO, at};
use super::math::{equal, exp, ln_1p, sign_times};
use super::small;
use crate::config::Overlap;
use crate::loss::region::{Coefficients, Form, Moments};

/// What the first sweep finds.
pub(super) struct Found {
    /// `[B, C]` for each form.
    pub(super) moments: Vec<Array2<Moments>>,
    /// Σ −Σ y ln x over the kept pixels.
    pub(super) cross_entropy: f64,
}

/// The first sweep: the moments of each form, and x written to `x`, 0 where a pixel does not count.
///
/// Forms have an exponent of 1 or 2. Cross-entropy is summed if asked for; it needs logits.
pub(super) fn moments(
    slices: &Slices,
    logits: bool,
    forms: &[Form],
    cross_entropy: bool,
    images: usize,
    x: &mut [f32],
) -> Found {
    // The most common case, with the classes in registers.
    const NORM: Form = Form {
        overlap: Overlap::Norm,
        norm: 1,
    };
    let small = match slices.classes {
        2 => Some(small::moments::<2> as fn(&Slices, usize, &mut [f32]) -> Array2<Moments>),
        3 => Some(small::moments::<3> as _),
        4 => Some(small::moments::<4> as _),
        _ => None,
    };
    if let (Some(small), [NORM], true, false) = (small, forms, logits, cross_entropy) {
        return Found {
            moments: vec![small(slices, images, x)],
            cross_entropy: 0.0,
        };
    }
    let mut found = Found {
        moments: vec![Array2::default((images, slices.classes)); forms.len()],
        cross_entropy: 0.0,
    };
    let mut spare = ZERO;
    for image in 0..images {
        for block in slices.blocks(image) {
            let mask = slices.keep(block);
            let keep = mask.as_ref();
            let label = slices.label(block);
            let scale = match logits {
                true => {
                    let (largest, sum) = powers(slices, block, x);
                    if cross_entropy {
                        found.cross_entropy +=
                            f64::from(surprise(slices, block, &label, keep, &largest));
                    }
                    ratio(keep.unwrap_or(&ONE), &sum)
                }
                false => {
                    for class in 0..slices.classes {
                        let given = slices.prediction(block, class, &mut spare);
                        slices.change(x, block, class, |x| *x = *given);
                    }
                    *keep.unwrap_or(&ONE)
                }
            };
            for class in 0..slices.classes {
                slices.change(x, block, class, |x| {
                    multiply(x, &scale);
                    slices.label_of(block, class, &label, keep, |y| {
                        for (moments, form) in found.moments.iter_mut().zip(forms) {
                            moments[[image, class]] += block_moments(x, y, *form);
                        }
                    });
                });
            }
        }
    }
    found
}

#[inline(always)]
fn multiply(plane: &mut Plane, factor: &Plane) {
    for v in 0..VECTORS {
        plane[v] = (at(plane, v) * at(factor, v)).into();
    }
}

fn ratio(numerator: &Plane, denominator: &Plane) -> Plane {
    std::array::from_fn(|v| (at(numerator, v) / at(denominator, v)).into())
}

/// Writes e^(z − largest) to `x`; returns the largest logits and the sums over the classes.
#[inline(always)]
fn powers(slices: &Slices, block: Block, x: &mut [f32]) -> (Plane, Plane) {
    let mut spare = ZERO;
    let mut largest = *slices.prediction(block, 0, &mut spare);
    for class in 1..slices.classes {
        let z = slices.prediction(block, class, &mut spare);
        for v in 0..VECTORS {
            largest[v] = at(&largest, v).fast_max(at(z, v)).into();
        }
    }
    let mut sum = ZERO;
    for class in 0..slices.classes {
        let z = slices.prediction(block, class, &mut spare);
        slices.change(x, block, class, |x| {
            for v in 0..VECTORS {
                let power = exp(at(z, v) - at(&largest, v));
                x[v] = power.into();
                sum[v] = (at(&sum, v) + power).into();
            }
        });
    }
    (largest, sum)
}

/// Σ −Σ y ln x over a block's kept pixels.
///
/// ln x is z − largest − ln(1 + others), so that a confident prediction keeps its digits.
#[inline(always)]
fn surprise(
    slices: &Slices,
    block: Block,
    label: &LabelBlock,
    keep: Option<&Plane>,
    largest: &Plane,
) -> f32 {
    let one = f32x4::ONE;
    let mut spare = ZERO;
    let mut given = f32x4::ZERO; // Σ y (z − largest)
    let mut mass = ZERO; // Σ y over the classes
    let mut others = ZERO; // what classes below the largest add to the sum
    let mut ties = ZERO; // the classes whose logit is the largest
    for class in 0..slices.classes {
        let z = slices.prediction(block, class, &mut spare);
        slices.label_of(block, class, label, keep, |y| {
            for v in 0..VECTORS {
                let shifted = at(z, v) - at(largest, v);
                let tie = equal(shifted, f32x4::ZERO);
                given += at(y, v) * shifted;
                mass[v] = (at(&mass, v) + at(y, v)).into();
                ties[v] = (at(&ties, v) + tie).into();
                others[v] = (at(&others, v) + (one - tie) * exp(shifted)).into();
            }
        });
    }
    let mut total = f32x4::ZERO;
    for v in 0..VECTORS {
        total += at(&mass, v) * ln_1p(at(&others, v) + (at(&ties, v) - one));
    }
    (total - given).reduce_add()
}

/// One class's moments in a block.
#[inline(always)]
fn block_moments(x: &Plane, y: &Plane, form: Form) -> Moments {
    match (form.overlap, form.norm) {
        (Overlap::Norm, 1) => sum(x, y, |x, y| {
            let tp = x.fast_min(y);
            [tp, x - tp, y - tp]
        }),
        (Overlap::Product, 1) => sum(x, y, |x, y| [x * y, x - x * y, y - x * y]),
        // Both overlaps are x·y where the exponent is 2.
        _ => sum(x, y, |x, y| [x * y, x * (x - y), y * (y - x)]),
    }
}

/// Sums a block's TP, FP and FN.
#[inline(always)]
fn sum(x: &Plane, y: &Plane, counts: impl Fn(f32x4, f32x4) -> [f32x4; 3]) -> Moments {
    let mut sums = [f32x4::ZERO; 3];
    let mut peak = f32x4::ZERO;
    for v in 0..VECTORS {
        let counts = counts(at(x, v), at(y, v));
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
        peak = peak.fast_max(at(y, v));
    }
    let [true_positives, false_positives, false_negatives] =
        sums.map(|sum| f64::from(sum.reduce_add()));
    Moments {
        true_positives,
        false_positives,
        false_negatives,
        peak: f64::from(peak.to_array().into_iter().fold(0.0, f32::max)),
    }
}

/// What all forms together make of the gradient on x: `constant·sign(x) + sign·sign(x−y) + x·x + y·y`.
#[derive(Clone, Copy, Default)]
pub(super) struct Slope {
    pub(super) constant: f32,
    pub(super) sign: f32,
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Slope {
    /// Adds a form's coefficients; its exponent is 1 or 2.
    pub(super) fn add(&mut self, form: Form, Coefficients { u, v, w }: Coefficients) {
        match form.norm {
            1 => {
                self.constant += u as f32;
                self.sign += v as f32;
                self.y += w as f32;
            }
            _ => {
                self.x += (2.0 * (u + v)) as f32;
                self.y += (w - 2.0 * v) as f32;
            }
        }
    }
}

/// The second sweep: replaces x in `gradient` by the gradient with respect to the prediction.
///
/// `slopes` are `[B, C]`; `on_x`, if any, is added pixel by pixel; `cross_entropy` is what that loss's gradient is multiplied with.
pub(super) fn gradient(
    slices: &Slices,
    logits: bool,
    slopes: &Array2<Slope>,
    on_x: Option<&[f32]>,
    cross_entropy: f32,
    gradient: &mut [f32],
) {
    let linear = slopes.iter().any(|slope| slope.x != 0.0 || slope.y != 0.0);
    let rest = linear || cross_entropy != 0.0;
    if let Some(on_x) = on_x {
        return match logits {
            true => on_logits::<true>(slices, slopes, on_x, cross_entropy, gradient),
            false => on_probabilities(slices, slopes, on_x, gradient),
        };
    }
    match (logits, slices.classes, rest) {
        (true, 2, false) => small::gradient::<2, false>(slices, slopes, cross_entropy, gradient),
        (true, 2, true) => small::gradient::<2, true>(slices, slopes, cross_entropy, gradient),
        (true, 3, false) => small::gradient::<3, false>(slices, slopes, cross_entropy, gradient),
        (true, 3, true) => small::gradient::<3, true>(slices, slopes, cross_entropy, gradient),
        (true, 4, false) => small::gradient::<4, false>(slices, slopes, cross_entropy, gradient),
        (true, 4, true) => small::gradient::<4, true>(slices, slopes, cross_entropy, gradient),
        (true, _, false) => on_logits::<false>(slices, slopes, &[], cross_entropy, gradient),
        (true, _, true) => on_logits::<true>(slices, slopes, &[], cross_entropy, gradient),
        (false, ..) => on_probabilities(slices, slopes, &[], gradient),
    }
}

/// `∂L/∂z_c = x_c (g_c − Σ_j x_j g_j)`, and cross-entropy's `x_c Σ_j y_j − y_c`.
///
/// The norm form with exponent 1 needs the signs alone; `REST` adds the other terms.
fn on_logits<const REST: bool>(
    slices: &Slices,
    slopes: &Array2<Slope>,
    on_x: &[f32],
    cross_entropy: f32,
    gradient: &mut [f32],
) {
    let mut extra = ZERO;
    let entropy = f32x4::splat(cross_entropy);
    let mut spare = ZERO;
    let mut pulls = vec![ZERO; slices.classes];
    for image in 0..slopes.nrows() {
        for block in slices.blocks(image) {
            let mask = slices.keep(block);
            let keep = mask.as_ref();
            let label = slices.label(block);
            let mut mean = ZERO; // Σ x·∂L/∂x, less cross-entropy's Σ y
            for (class, pull) in pulls.iter_mut().enumerate() {
                let x = slices.read(gradient, block, class, &mut spare);
                let extra = slices.read_any(on_x, block, class, &mut extra);
                let Slope {
                    constant,
                    sign,
                    x: along_x,
                    y: along_y,
                } = slopes[[image, class]];
                let [constant, sign, along_x, along_y] =
                    [constant, sign, along_x, along_y].map(f32x4::splat);
                slices.label_of(block, class, &label, keep, |y| {
                    for v in 0..VECTORS {
                        let (x, y) = (at(x, v), at(y, v));
                        // Where x is 0 so is the result: sign(x) need not be looked at.
                        let mut own = constant + sign_times(sign, x, y);
                        let mut share = x * own;
                        if REST {
                            let rest = along_x * x + along_y * y + at(extra, v);
                            own += rest;
                            share += x * rest - entropy * y;
                        }
                        pull[v] = own.into();
                        mean[v] = (at(&mean, v) + share).into();
                    }
                });
            }
            for (class, pull) in pulls.iter().enumerate() {
                slices.change(gradient, block, class, |x| {
                    for v in 0..VECTORS {
                        x[v] = (at(x, v) * (at(pull, v) - at(&mean, v))).into();
                    }
                    if REST {
                        slices.label_of(block, class, &label, keep, |y| {
                            for v in 0..VECTORS {
                                x[v] = (at(x, v) - entropy * at(y, v)).into();
                            }
                        });
                    }
                });
            }
        }
    }
}

fn on_probabilities(slices: &Slices, slopes: &Array2<Slope>, on_x: &[f32], gradient: &mut [f32]) {
    let mut spare = ZERO;
    for image in 0..slopes.nrows() {
        for block in slices.blocks(image) {
            let mask = slices.keep(block);
            let keep = mask.as_ref().unwrap_or(&ONE);
            let label = slices.label(block);
            for class in 0..slices.classes {
                let slope = slopes[[image, class]];
                let extra = slices.read_any(on_x, block, class, &mut spare);
                slices.change(gradient, block, class, |x| {
                    slices.label_of(block, class, &label, Some(keep), |y| {
                        let [constant, sign, along_x, along_y] =
                            [slope.constant, slope.sign, slope.x, slope.y].map(f32x4::splat);
                        for v in 0..VECTORS {
                            let (own, y) = (at(x, v), at(y, v));
                            let signs =
                                sign_times(constant, own, f32x4::ZERO) + sign_times(sign, own, y);
                            x[v] = (at(keep, v)
                                * (signs + along_x * own + along_y * y + at(extra, v)))
                            .into();
                        }
                    });
                });
            }
        }
    }
}
