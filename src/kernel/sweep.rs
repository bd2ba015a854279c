//! The two sweeps over the pixels: moments, with softmax on the way in, and gradient, with softmax
//! on the way out.
//!
//! Between them the probabilities wait where the gradient will be: computing them again would cost
//! more than reading them back. Sums run in f32 within a block and in f64 across blocks.

use ndarray::Array2;

use super::block::{Block, LabelBlock, ONE, PIXELS, Plane, Slices, ZERO};
use super::math::{exp, greater, ln_1p, sign_times, smaller};
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

fn multiply(plane: &mut Plane, factor: &Plane) {
    for i in 0..PIXELS {
        plane[i] *= factor[i];
    }
}

fn ratio(numerator: &Plane, denominator: &Plane) -> Plane {
    std::array::from_fn(|i| numerator[i] / denominator[i])
}

/// Writes e^(z − largest) to `x`; returns the largest logits and the sums over the classes.
#[inline(always)]
fn powers(slices: &Slices, block: Block, x: &mut [f32]) -> (Plane, Plane) {
    let mut spare = ZERO;
    let mut largest = *slices.prediction(block, 0, &mut spare);
    for class in 1..slices.classes {
        let z = slices.prediction(block, class, &mut spare);
        for i in 0..PIXELS {
            largest[i] = greater(largest[i], z[i]);
        }
    }
    let mut sum = ZERO;
    for class in 0..slices.classes {
        let z = slices.prediction(block, class, &mut spare);
        slices.change(x, block, class, |x| {
            for i in 0..PIXELS {
                x[i] = exp(z[i] - largest[i]);
                sum[i] += x[i];
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
    let mut spare = ZERO;
    let mut given = ZERO; // Σ y (z − largest)
    let mut mass = ZERO; // Σ y
    let mut others = [-1.0; PIXELS]; // what all but one of the largest add to the sum
    let mut ties = ZERO;
    for class in 0..slices.classes {
        let z = slices.prediction(block, class, &mut spare);
        slices.label_of(block, class, label, keep, |y| {
            for i in 0..PIXELS {
                let shifted = z[i] - largest[i];
                given[i] += y[i] * shifted;
                mass[i] += y[i];
                ties[i] += if shifted == 0.0 { 1.0 } else { 0.0 };
                others[i] += if shifted == 0.0 { 0.0 } else { exp(shifted) };
            }
        });
    }
    let mut total = 0.0;
    let keep = keep.unwrap_or(&ONE);
    for i in 0..PIXELS {
        let rest = (others[i] + 1.0) + (ties[i] - 1.0);
        total += keep[i] * (mass[i] * ln_1p(rest) - given[i]);
    }
    total
}

/// One class's moments in a block.
#[inline(always)]
fn block_moments(x: &Plane, y: &Plane, form: Form) -> Moments {
    match (form.overlap, form.norm) {
        (Overlap::Norm, 1) => sum(x, y, |x, y| {
            let tp = smaller(x, y);
            [tp, x - tp, y - tp]
        }),
        (Overlap::Product, 1) => sum(x, y, |x, y| [x * y, x - x * y, y - x * y]),
        // Both overlaps are x·y where the exponent is 2.
        _ => sum(x, y, |x, y| [x * y, x * (x - y), y * (y - x)]),
    }
}

/// Sums a block's TP, FP and FN in several lanes.
#[inline(always)]
fn sum(x: &Plane, y: &Plane, counts: impl Fn(f32, f32) -> [f32; 3]) -> Moments {
    const LANES: usize = 8;
    let mut sums = [[0.0f32; LANES]; 4];
    for start in (0..PIXELS).step_by(LANES) {
        for lane in 0..LANES {
            let y = y[start + lane];
            let [tp, fp, fn_] = counts(x[start + lane], y);
            sums[0][lane] += tp;
            sums[1][lane] += fp;
            sums[2][lane] += fn_;
            sums[3][lane] = greater(sums[3][lane], y);
        }
    }
    let total = |lanes: [f32; LANES]| f64::from(lanes.iter().sum::<f32>());
    Moments {
        true_positives: total(sums[0]),
        false_positives: total(sums[1]),
        false_negatives: total(sums[2]),
        peak: f64::from(sums[3].iter().fold(0.0, |a, b| greater(a, *b))),
    }
}

/// What all forms together make of the gradient on x: `constant·sign(x) + sign·sign(x−y) + x·x + y·y`.
#[derive(Clone, Copy, Default)]
pub(super) struct Slope {
    constant: f32,
    sign: f32,
    x: f32,
    y: f32,
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
/// `slopes` are `[B, C]`; `cross_entropy` is what that loss's gradient is multiplied with.
pub(super) fn gradient(
    slices: &Slices,
    logits: bool,
    slopes: &Array2<Slope>,
    cross_entropy: f32,
    gradient: &mut [f32],
) {
    let linear = slopes.iter().any(|slope| slope.x != 0.0 || slope.y != 0.0);
    match (logits, linear || cross_entropy != 0.0) {
        (true, false) => on_logits::<false>(slices, slopes, cross_entropy, gradient),
        (true, true) => on_logits::<true>(slices, slopes, cross_entropy, gradient),
        (false, _) => on_probabilities(slices, slopes, gradient),
    }
}

/// `∂L/∂z_c = x_c (g_c − Σ_j x_j g_j)`, and cross-entropy's `x_c Σ_j y_j − y_c`.
///
/// The norm form with exponent 1 needs the signs alone; `REST` adds the other terms.
fn on_logits<const REST: bool>(
    slices: &Slices,
    slopes: &Array2<Slope>,
    cross_entropy: f32,
    gradient: &mut [f32],
) {
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
                let Slope {
                    constant,
                    sign,
                    x: along_x,
                    y: along_y,
                } = slopes[[image, class]];
                slices.label_of(block, class, &label, keep, |y| {
                    for i in 0..PIXELS {
                        // Where x is 0 so is the result: sign(x) need not be looked at.
                        pull[i] = constant + sign_times(sign, x[i], y[i]);
                        if REST {
                            pull[i] += along_x * x[i] + along_y * y[i];
                            mean[i] -= cross_entropy * y[i];
                        }
                        mean[i] += x[i] * pull[i];
                    }
                });
            }
            for (class, pull) in pulls.iter().enumerate() {
                slices.change(gradient, block, class, |x| {
                    for i in 0..PIXELS {
                        x[i] *= pull[i] - mean[i];
                    }
                    if REST {
                        slices.label_of(block, class, &label, keep, |y| {
                            for i in 0..PIXELS {
                                x[i] -= cross_entropy * y[i];
                            }
                        });
                    }
                });
            }
        }
    }
}

fn on_probabilities(slices: &Slices, slopes: &Array2<Slope>, gradient: &mut [f32]) {
    for image in 0..slopes.nrows() {
        for block in slices.blocks(image) {
            let mask = slices.keep(block);
            let keep = mask.as_ref().unwrap_or(&ONE);
            let label = slices.label(block);
            for class in 0..slices.classes {
                let slope = slopes[[image, class]];
                slices.change(gradient, block, class, |x| {
                    slices.label_of(block, class, &label, Some(keep), |y| {
                        for i in 0..PIXELS {
                            let signs = sign_times(slope.constant, x[i], 0.0)
                                + sign_times(slope.sign, x[i], y[i]);
                            x[i] = keep[i] * (signs + slope.x * x[i] + slope.y * y[i]);
                        }
                    });
                });
            }
        }
    }
}
