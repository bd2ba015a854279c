//! The first sweep over the pixels: moments, with softmax on the way in.
//!
//! The probabilities wait where the gradient will be: computing them again would cost more than reading
//! them back. Sums run in f32 within a block and in f64 across blocks.

use ndarray::Array2;

use super::block::{Block, ONE, Plane, Slices, VECTORS, ZERO, at, product};
use super::counts::Counts;
use super::label::{Hard, Label, Soft};
use super::lanes::{LANES, Lanes};
use super::math::{Exp, equal, finite, ln_1p};
use super::small;
use crate::config::Overlap;
use crate::loss::region::{Form, Moments};

/// What the first sweep is to find.
pub(super) struct Wanted<'a> {
    /// Their exponent is 1 or 2.
    pub(super) forms: &'a [Form],
    /// It needs logits, and not in place.
    pub(super) cross_entropy: bool,
    /// The largest y of every class, see [`crate::config::Loss::needs_peaks`].
    pub(super) peaks: bool,
}

/// What the first sweep finds.
pub(super) struct Found {
    /// `[B, C]` for each form.
    pub(super) moments: Vec<Array2<Moments>>,
    /// Σ −Σ y ln x over the kept pixels.
    pub(super) cross_entropy: f64,
}

/// The first sweep: what is wanted, and x written to `x`, 0 where a pixel does not count.
pub(super) fn moments(
    slices: &Slices,
    logits: bool,
    wanted: &Wanted,
    images: usize,
    x: &mut [f32],
) -> Found {
    match slices.is_hard() {
        true => of_label::<Hard>(slices, logits, wanted, images, x),
        false => of_label::<Soft>(slices, logits, wanted, images, x),
    }
}

fn of_label<L: Label>(
    slices: &Slices,
    logits: bool,
    wanted: &Wanted,
    images: usize,
    x: &mut [f32],
) -> Found {
    // The most common case, with the classes in registers.
    const NORM: Form = Form {
        overlap: Overlap::Norm,
        norm: 1,
    };
    let small = match slices.classes {
        2 => Some(small::moments::<L, 2> as fn(&Slices, bool, usize, &mut [f32]) -> _),
        3 => Some(small::moments::<L, 3> as _),
        4 => Some(small::moments::<L, 4> as _),
        _ => None,
    };
    match (small, wanted.forms, logits, wanted.cross_entropy) {
        (Some(small), [NORM], true, false) => Found {
            moments: vec![small(slices, wanted.peaks, images, x)],
            cross_entropy: 0.0,
        },
        _ => any::<L>(slices, logits, wanted, images, x),
    }
}

/// Any forms of any number of classes.
fn any<L: Label>(
    slices: &Slices,
    logits: bool,
    wanted: &Wanted,
    images: usize,
    x: &mut [f32],
) -> Found {
    let Wanted {
        forms,
        cross_entropy,
        peaks,
    } = *wanted;
    let mut found = Found {
        moments: vec![Array2::default((images, slices.classes)); forms.len()],
        cross_entropy: 0.0,
    };
    let exp = Exp::new();
    let [mut spare, mut mask, mut indices, mut label] = [ZERO; 4];
    for image in 0..images {
        // `[form, class]`
        let mut counts = vec![vec![Counts::default(); slices.classes]; forms.len()];
        let mut peaks = vec![peaks.then_some(Lanes::ZERO); slices.classes];
        for block in slices.blocks_of(image) {
            let keep = slices.keep(block, &mut mask);
            let indices = slices.indices(block, keep, &mut indices);
            for (class, peak) in peaks.iter_mut().enumerate() {
                if let Some(peak) = peak {
                    let y = L::of_class(slices, block, class, keep, indices, &mut label);
                    raise(peak, y);
                }
            }
            let powers = match (logits, cross_entropy) {
                (true, true) => Powers::write::<true>(&exp, slices, block, x),
                (true, false) => Powers::write::<false>(&exp, slices, block, x),
                (false, _) => Powers::copy(slices, block, x),
            };
            let scale = ratio(keep.unwrap_or(&ONE), &powers.sum());
            let mut surprise = Surprise::default();
            for class in 0..slices.classes {
                let y = L::of_class(slices, block, class, keep, indices, &mut label);
                slices.change(x, block, class, |x| {
                    // The first form's sweep over the block writes x for the others.
                    let mut scale = &scale;
                    for (counts, form) in counts.iter_mut().zip(forms) {
                        count_block(*form, x, scale, y, &mut counts[class]);
                        scale = &ONE;
                    }
                    if forms.is_empty() {
                        *x = product(x, scale);
                    }
                });
                if cross_entropy && let Some(z) = slices.prediction(block, class, &mut spare) {
                    surprise.add(y, z, &powers);
                }
            }
            if cross_entropy {
                found.cross_entropy += f64::from(surprise.total(&powers));
            }
        }
        for (moments, counts) in found.moments.iter_mut().zip(counts) {
            let row = moments.row_mut(image).into_iter();
            for ((moments, counts), peak) in row.zip(counts).zip(&peaks) {
                *moments = counts.with_peak(*peak);
            }
        }
    }
    found
}

/// Raises the peak to the largest y, lane by lane.
///
/// It is a loop of its own, before all others: so short a one waits for many of the label's numbers at once
/// where they come from memory, and not for one after the other between sums.
#[inline(always)]
pub(super) fn raise<L: Label>(peak: &mut Lanes, y: impl Fn(usize) -> L) {
    for v in 0..VECTORS {
        *peak = peak.fast_max(y(v).y());
    }
}

fn ratio(numerator: &Plane, denominator: &Plane) -> Plane {
    std::array::from_fn(|v| (at(numerator, v) / at(denominator, v)).into())
}

/// What softmax needs to know of all classes of a block's pixels.
///
/// Cross-entropy needs the sum of the powers in two parts, so that ln Σ keeps the digits of a confident
/// prediction.
struct Powers {
    /// The largest logit.
    largest: Plane,
    /// How many classes have it; each adds 1 to the sum. Or 0, if the sum is not in parts.
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
    /// Of probabilities, which are written to `x` as they are.
    fn copy(slices: &Slices, block: Block, x: &mut [f32]) -> Self {
        let mut spare = ZERO;
        for class in 0..slices.classes {
            if let Some(given) = slices.prediction(block, class, &mut spare) {
                slices.change(x, block, class, |x| *x = *given);
            }
        }
        Self {
            others: ONE,
            ..Self::default()
        }
    }

    /// Writes e^(z − largest) to `x`.
    #[inline(always)]
    fn write<const IN_PARTS: bool>(
        exp: &Exp,
        slices: &Slices,
        block: Block,
        x: &mut [f32],
    ) -> Self {
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
                    let power = exp.of(at(z.unwrap_or(x), v) - at(&all.largest, v));
                    x[v] = power.into();
                    let mut other = power;
                    if IN_PARTS {
                        let tie = equal(power, Lanes::ONE);
                        all.ties[v] = (at(&all.ties, v) + tie).into();
                        other -= tie;
                    }
                    all.others[v] = (at(&all.others, v) + other).into();
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
    fn add<L: Label>(&mut self, y: impl Fn(usize) -> L, z: &Plane, powers: &Powers) {
        for v in 0..VECTORS {
            let y = y(v).y();
            self.given += y * finite(at(z, v) - at(&powers.largest, v));
            self.mass[v] = (at(&self.mass, v) + y).into();
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

/// Adds up a block of a class, whose `x` is multiplied with `scale` first.
#[inline(always)]
fn count_block<L: Label>(
    form: Form,
    x: &mut Plane,
    scale: &Plane,
    y: impl Fn(usize) -> L,
    counts: &mut Counts,
) {
    let mut own = |v: usize| {
        let own = at(x, v) * at(scale, v);
        x[v] = own.into();
        (own, y(v))
    };
    match (form.overlap, form.norm) {
        (Overlap::Norm, 1) => counts.add(|v| {
            let (x, y) = own(v);
            y.in_norm(x)
        }),
        (Overlap::Product, 1) => counts.add(|v| {
            let (x, y) = own(v);
            let y = y.y();
            [x * y, x * (Lanes::ONE - y), y * (Lanes::ONE - x)]
        }),
        // Both overlaps are x·y where the exponent is 2.
        _ => counts.add(|v| {
            let (x, y) = own(v);
            let y = y.y();
            [x * y, x * (x - y), y * (y - x)]
        }),
    }
}
