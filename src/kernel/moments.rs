//! The first sweep over the pixels: moments, with softmax on the way in.
//!
//! The probabilities wait where the gradient will be: computing them again would cost more than reading
//! them back. Sums run in f32 within a block and in f64 across blocks.

use ndarray::Array2;

use super::block::{Block, ONE, Plane, Slices, VECTORS, ZERO, at};
use super::lanes::{LANES, Lanes};
use super::math::{equal, exp, finite, ln_1p};
use super::small;
use crate::config::Overlap;
use crate::loss::region::{Form, Moments};

/// What the first sweep finds.
pub(super) struct Found {
    /// `[B, C]` for each form.
    pub(super) moments: Vec<Array2<Moments>>,
    /// Σ −Σ y ln x over the kept pixels.
    pub(super) cross_entropy: f64,
}

/// The first sweep: the moments of each form, and x written to `x`, 0 where a pixel does not count.
///
/// Forms have an exponent of 1 or 2. Cross-entropy is summed if asked for; it needs logits, and not in place.
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
    for block in slices.blocks(images) {
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
                    if let Some(given) = slices.prediction(block, class, &mut spare) {
                        slices.change(x, block, class, |x| *x = *given);
                    }
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
                        moments[[block.image, class]] += block_moments(x, y, *form);
                    }
                    if cross_entropy && let Some(z) = slices.prediction(block, class, &mut spare) {
                        surprise.add(y, z, &powers);
                    }
                });
            });
        }
        if cross_entropy {
            found.cross_entropy += f64::from(surprise.total(&powers));
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
            largest: [[f32::NEG_INFINITY; LANES]; VECTORS],
            ..Self::default()
        };
        for class in 0..slices.classes {
            let z = slices.prediction_or(x, block, class, &mut spare);
            for v in 0..VECTORS {
                all.largest[v] = at(&all.largest, v).fast_max(at(z, v)).into();
            }
        }
        for class in 0..slices.classes {
            let z = slices.prediction(block, class, &mut spare);
            slices.change(x, block, class, |x| {
                for v in 0..VECTORS {
                    let power = exp(at(z.unwrap_or(x), v) - at(&all.largest, v));
                    let tie = equal(power, Lanes::ONE);
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
    given: Lanes,
    /// Σ y over the classes, by pixel.
    mass: Plane,
}

impl Default for Surprise {
    fn default() -> Self {
        Self {
            given: Lanes::ZERO,
            mass: ZERO,
        }
    }
}

impl Surprise {
    /// Adds a class.
    #[inline(always)]
    fn add(&mut self, y: &Plane, z: &Plane, powers: &Powers) {
        for v in 0..VECTORS {
            self.given += at(y, v) * finite(at(z, v) - at(&powers.largest, v));
            self.mass[v] = (at(&self.mass, v) + at(y, v)).into();
        }
    }

    #[inline(always)]
    fn total(&self, powers: &Powers) -> f32 {
        let mut total = Lanes::ZERO;
        for v in 0..VECTORS {
            let rest = at(&powers.others, v) + (at(&powers.ties, v) - Lanes::ONE);
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
            [x * y, x * (Lanes::ONE - y), y * (Lanes::ONE - x)]
        }),
        // Both overlaps are x·y where the exponent is 2.
        _ => sum(x, y, |x, y| [x * y, x * (x - y), y * (y - x)]),
    }
}

/// Sums a block's TP, FP and FN.
#[inline(always)]
fn sum(x: &Plane, y: &Plane, counts: impl Fn(Lanes, Lanes) -> [Lanes; 3]) -> Moments {
    let mut sums = [Lanes::ZERO; 3];
    let mut peak = Lanes::ZERO;
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
