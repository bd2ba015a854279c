//! The second sweep over the pixels: the gradient, with softmax on the way out.

use ndarray::Array2;

use super::block::{ONE, Slices, VECTORS, ZERO, at};
use super::label::{Hard, Label, Soft};
use super::lanes::Lanes;
use super::small;
use crate::config::Overlap;
use crate::loss::region::{Coefficients, Form};

/// What all forms together make of the gradient on x: `above` or `below` by where x is, and
/// flat + along_x·x + along_y·y.
#[derive(Clone, Copy, Default)]
pub(super) struct Slope {
    /// Where x > y.
    pub(super) above: f32,
    /// Where x < y. Where x = y, it is the mean of both.
    pub(super) below: f32,
    pub(super) flat: f32,
    pub(super) along_x: f32,
    pub(super) along_y: f32,
}

impl Slope {
    /// Adds a form's coefficients; its exponent is 1 or 2.
    pub(super) fn add(&mut self, form: Form, Coefficients { above, below }: Coefficients) {
        match (form.overlap, form.norm) {
            (Overlap::Norm, 1) => {
                self.above += narrow(above);
                self.below += narrow(below);
            }
            (Overlap::Product, 1) => {
                self.flat += narrow(above);
                self.along_y += narrow(below - above);
            }
            _ => {
                self.along_x += narrow(2.0 * above);
                self.along_y += narrow(below - above);
            }
        }
    }

    /// The part that does not depend on which of x and y is larger.
    #[inline(always)]
    pub(super) fn rest(&self, x: Lanes, y: Lanes) -> Lanes {
        let [flat, along_x, along_y] = [self.flat, self.along_x, self.along_y].map(Lanes::splat);
        flat + along_x * x + along_y * y
    }

    fn has_rest(&self) -> bool {
        [self.flat, self.along_x, self.along_y] != [0.0; 3]
    }

    /// The part that depends on which is larger, for x > 0.
    #[inline(always)]
    pub(super) fn side(&self, x: Lanes, y: Lanes) -> Lanes {
        // The bits in which one slope differs from another are turned where it takes the other's place.
        let [above, below, between] =
            [self.above, self.below, 0.5 * (self.above + self.below)].map(Lanes::splat);
        below ^ (x.simd_gt(y) & (above ^ below)) ^ (x.simd_eq(y) & (between ^ below))
    }
}

/// The ratio of next to nothing is steep beyond f32; an infinite slope would be NaN where x is 0.
fn narrow(coefficient: f64) -> f32 {
    coefficient.clamp(f64::from(f32::MIN), f64::from(f32::MAX)) as f32
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
    match slices.is_hard() {
        true => of_label::<Hard>(slices, logits, slopes, on_x, cross_entropy, gradient),
        false => of_label::<Soft>(slices, logits, slopes, on_x, cross_entropy, gradient),
    }
}

fn of_label<L: Label>(
    slices: &Slices,
    logits: bool,
    slopes: &Array2<Slope>,
    on_x: Option<&[f32]>,
    cross_entropy: f32,
    gradient: &mut [f32],
) {
    let rest = slopes.iter().any(Slope::has_rest) || cross_entropy != 0.0;
    if let Some(on_x) = on_x {
        return match logits {
            true => on_logits::<L, true>(slices, slopes, on_x, cross_entropy, gradient),
            false => on_probabilities::<L>(slices, slopes, on_x, gradient),
        };
    }
    match (logits, slices.classes, rest) {
        (true, 2, false) => small::gradient::<L, 2, false>(slices, slopes, cross_entropy, gradient),
        (true, 2, true) => small::gradient::<L, 2, true>(slices, slopes, cross_entropy, gradient),
        (true, 3, false) => small::gradient::<L, 3, false>(slices, slopes, cross_entropy, gradient),
        (true, 3, true) => small::gradient::<L, 3, true>(slices, slopes, cross_entropy, gradient),
        (true, 4, false) => small::gradient::<L, 4, false>(slices, slopes, cross_entropy, gradient),
        (true, 4, true) => small::gradient::<L, 4, true>(slices, slopes, cross_entropy, gradient),
        (true, _, false) => on_logits::<L, false>(slices, slopes, &[], cross_entropy, gradient),
        (true, _, true) => on_logits::<L, true>(slices, slopes, &[], cross_entropy, gradient),
        (false, ..) => on_probabilities::<L>(slices, slopes, &[], gradient),
    }
}

/// `∂L/∂z_c = x_c (g_c − Σ_j x_j g_j)`, and cross-entropy's `x_c Σ_j y_j − y_c`.
///
/// The norm form with exponent 1 needs the signs alone; `REST` adds the other terms.
fn on_logits<L: Label, const REST: bool>(
    slices: &Slices,
    slopes: &Array2<Slope>,
    on_x: &[f32],
    cross_entropy: f32,
    gradient: &mut [f32],
) {
    let entropy = Lanes::splat(cross_entropy);
    let [mut spare, mut extra, mut mask, mut indices, mut label] = [ZERO; 5];
    let mut pulls = vec![ZERO; slices.classes];
    for block in slices.blocks(slopes.nrows()) {
        let keep = slices.keep(block, &mut mask);
        let indices = slices.indices(block, keep, &mut indices);
        let mut mean = ZERO; // Σ x·∂L/∂x, less cross-entropy's Σ y
        for (class, pull) in pulls.iter_mut().enumerate() {
            let x = slices.read(gradient, block, class, &mut spare);
            let extra = slices.read_any(on_x, block, class, &mut extra);
            let slope = slopes[[block.image, class]];
            let y = L::of_class(slices, block, class, keep, indices, &mut label);
            for v in 0..VECTORS {
                let (x, y) = (at(x, v), y(v));
                // Where x is 0 so is the result.
                let mut own = y.side(x, &slope);
                let mut share = x * own;
                if REST {
                    let rest = slope.rest(x, y.y()) + at(extra, v);
                    own += rest;
                    share += x * rest - entropy * y.y();
                }
                pull[v] = own.into();
                mean[v] = (at(&mean, v) + share).into();
            }
        }
        for (class, pull) in pulls.iter().enumerate() {
            slices.change(gradient, block, class, |x| {
                for v in 0..VECTORS {
                    x[v] = (at(x, v) * (at(pull, v) - at(&mean, v))).into();
                }
                if REST {
                    let y = L::of_class(slices, block, class, keep, indices, &mut label);
                    for v in 0..VECTORS {
                        x[v] = (at(x, v) - entropy * y(v).y()).into();
                    }
                }
            });
        }
    }
}

fn on_probabilities<L: Label>(
    slices: &Slices,
    slopes: &Array2<Slope>,
    on_x: &[f32],
    gradient: &mut [f32],
) {
    let [mut spare, mut mask, mut indices, mut label] = [ZERO; 4];
    for block in slices.blocks(slopes.nrows()) {
        let keep = slices.keep(block, &mut mask);
        let indices = slices.indices(block, keep, &mut indices);
        let keep = keep.unwrap_or(&ONE);
        for class in 0..slices.classes {
            let slope = slopes[[block.image, class]];
            // Where x is 0, |x| has slope 0.
            let at_zero = Lanes::splat(0.5 * (slope.below - slope.above));
            let extra = slices.read_any(on_x, block, class, &mut spare);
            let y = L::of_class(slices, block, class, Some(keep), indices, &mut label);
            slices.change(gradient, block, class, |x| {
                for v in 0..VECTORS {
                    let (own, y) = (at(x, v), y(v).y());
                    let positive = own.simd_gt(Lanes::ZERO);
                    let side =
                        (positive & slope.side(own, y)) | (!positive & own.simd_lt(y) & at_zero);
                    x[v] = (at(keep, v) * (side + slope.rest(own, y) + at(extra, v))).into();
                }
            });
        }
    }
}
