//! The two sweeps over the pixels: moments, with softmax on the way in, and gradient, with softmax
//! on the way out.
//!
//! Between them the probabilities wait where the gradient will be: computing them again would cost
//! more than reading them back. Sums run in f32 within a block and in f64 across blocks.

use ndarray::Array2;

use wide::f32x4;

use super::block::{Block, ONE, Plane, Slices, VECTORS, ZERO, at};
use super::math::{by_side, equal, exp, ln_1p};
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
            let label = slices.label(block, keep);
            let mut powers = Powers::default();
            let scale = match logits {
                true => {
                    powers = Powers::write(slices, block, x);
                    ratio(keep.unwrap_or(&ONE), &powers.sum())
                }
                false => {
                    for class in 0..slices.classes {
                        let given = slices.prediction(block, class, &mut spare);
                        slices.change(x, block, class, |x| *x = *given);
                    }
                    *keep.unwrap_or(&ONE)
                }
            };
            let mut surprise = Surprise::default();
            for class in 0..slices.classes {
                slices.change(x, block, class, |x| {
                    multiply(x, &scale);
                    slices.label_of(block, class, &label, keep, |y| {
                        for (moments, form) in found.moments.iter_mut().zip(forms) {
                            moments[[image, class]] += block_moments(x, y, *form);
                        }
                        if cross_entropy {
                            let z = slices.prediction(block, class, &mut spare);
                            surprise.add(y, z, &powers);
                        }
                    });
                });
            }
            if cross_entropy {
                found.cross_entropy += f64::from(surprise.total(&powers));
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

/// What softmax needs to know of all classes of a block's pixels.
///
/// The sum of the powers is kept in two parts, so that ln Σ keeps the digits of a confident prediction.
struct Powers {
    /// The largest logit.
    largest: Plane,
    /// How many classes have it; each adds 1 to the sum.
    ties: Plane,
    /// What the other classes add.
    others: Plane,
}

impl Default for Powers {
    fn default() -> Self {
        Self {
            largest: ZERO,
            ties: ZERO,
            others: ZERO,
        }
    }
}

impl Powers {
    /// Writes e^(z − largest) to `x`.
    #[inline(always)]
    fn write(slices: &Slices, block: Block, x: &mut [f32]) -> Self {
        let mut spare = ZERO;
        let mut all = Self {
            largest: *slices.prediction(block, 0, &mut spare),
            ..Self::default()
        };
        for class in 1..slices.classes {
            let z = slices.prediction(block, class, &mut spare);
            for v in 0..VECTORS {
                all.largest[v] = at(&all.largest, v).fast_max(at(z, v)).into();
            }
        }
        for class in 0..slices.classes {
            let z = slices.prediction(block, class, &mut spare);
            slices.change(x, block, class, |x| {
                for v in 0..VECTORS {
                    let power = exp(at(z, v) - at(&all.largest, v));
                    let tie = equal(power, f32x4::ONE);
                    x[v] = power.into();
                    all.ties[v] = (at(&all.ties, v) + tie).into();
                    all.others[v] = (at(&all.others, v) + (power - tie)).into();
                }
            });
        }
        all
    }

    fn sum(&self) -> Plane {
        std::array::from_fn(|v| (at(&self.ties, v) + at(&self.others, v)).into())
    }
}

/// −Σ y ln x over a block, where ln x is z − largest − ln Σ.
struct Surprise {
    /// Σ y (z − largest).
    given: f32x4,
    /// Σ y over the classes, by pixel.
    mass: Plane,
}

impl Default for Surprise {
    fn default() -> Self {
        Self {
            given: f32x4::ZERO,
            mass: ZERO,
        }
    }
}

impl Surprise {
    /// Adds a class.
    #[inline(always)]
    fn add(&mut self, y: &Plane, z: &Plane, powers: &Powers) {
        for v in 0..VECTORS {
            self.given += at(y, v) * (at(z, v) - at(&powers.largest, v));
            self.mass[v] = (at(&self.mass, v) + at(y, v)).into();
        }
    }

    #[inline(always)]
    fn total(&self, powers: &Powers) -> f32 {
        let mut total = f32x4::ZERO;
        for v in 0..VECTORS {
            let rest = at(&powers.others, v) + (at(&powers.ties, v) - f32x4::ONE);
            total += at(&self.mass, v) * ln_1p(rest);
        }
        (total - self.given).reduce_add()
    }
}

/// One class's moments in a block.
#[inline(always)]
fn block_moments(x: &Plane, y: &Plane, form: Form) -> Moments {
    match (form.overlap, form.norm) {
        (Overlap::Norm, 1) => sum(x, y, |x, y| {
            let tp = x.fast_min(y);
            [tp, x - tp, y - tp]
        }),
        (Overlap::Product, 1) => sum(x, y, |x, y| {
            [x * y, x * (f32x4::ONE - y), y * (f32x4::ONE - x)]
        }),
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

/// What all forms together make of the gradient on x: `above` or `below` by where x is, and x·x + y·y.
#[derive(Clone, Copy, Default)]
pub(super) struct Slope {
    /// Where x > y.
    pub(super) above: f32,
    /// Where x < y; the mean of both where x = y.
    pub(super) below: f32,
    pub(super) x: f32,
    pub(super) y: f32,
}

impl Slope {
    /// Adds a form's coefficients; its exponent is 1 or 2.
    pub(super) fn add(&mut self, form: Form, Coefficients { above, below }: Coefficients) {
        match (form.overlap, form.norm) {
            (Overlap::Norm, 1) => {
                self.above += above as f32;
                self.below += below as f32;
            }
            (Overlap::Product, 1) => {
                self.above += above as f32;
                self.below += above as f32;
                self.y += (below - above) as f32;
            }
            _ => {
                self.x += (2.0 * above) as f32;
                self.y += (below - above) as f32;
            }
        }
    }

    /// Its slopes where x is above y, below, and equal.
    pub(super) fn sides(&self) -> [f32x4; 3] {
        [self.above, self.below, 0.5 * (self.above + self.below)].map(f32x4::splat)
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
            let label = slices.label(block, keep);
            let mut mean = ZERO; // Σ x·∂L/∂x, less cross-entropy's Σ y
            for (class, pull) in pulls.iter_mut().enumerate() {
                let x = slices.read(gradient, block, class, &mut spare);
                let extra = slices.read_any(on_x, block, class, &mut extra);
                let slope = slopes[[image, class]];
                let sides = slope.sides();
                let [along_x, along_y] = [slope.x, slope.y].map(f32x4::splat);
                slices.label_of(block, class, &label, keep, |y| {
                    for v in 0..VECTORS {
                        let (x, y) = (at(x, v), at(y, v));
                        // Where x is 0 so is the result.
                        let mut own = by_side(sides, x, y);
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
            let label = slices.label(block, mask.as_ref());
            let keep = mask.as_ref().unwrap_or(&ONE);
            for class in 0..slices.classes {
                let slope = slopes[[image, class]];
                let extra = slices.read_any(on_x, block, class, &mut spare);
                slices.change(gradient, block, class, |x| {
                    slices.label_of(block, class, &label, Some(keep), |y| {
                        let sides = slope.sides();
                        let [along_x, along_y] = [slope.x, slope.y].map(f32x4::splat);
                        // Where x is 0, |x| has slope 0.
                        let at_zero = f32x4::splat(0.5 * (slope.below - slope.above));
                        for v in 0..VECTORS {
                            let (own, y) = (at(x, v), at(y, v));
                            let side = (own.simd_gt(f32x4::ZERO) & by_side(sides, own, y))
                                | (own.simd_eq(f32x4::ZERO) & own.simd_lt(y) & at_zero);
                            x[v] = (at(keep, v)
                                * (side + along_x * own + along_y * y + at(extra, v)))
                            .into();
                        }
                    });
                });
            }
        }
    }
}
