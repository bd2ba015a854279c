//! The sweeps for two to four classes: one vector of pixels at a time, all its classes in registers.

use ndarray::Array2;

use super::block::{ONE, Plane, Slices, VECTORS, ZERO, at};
use super::counts::{Counts, in_norm};
use super::gradient::Slope;
use super::lanes::Lanes;
use super::math::{Exp, equal};
use crate::loss::region::Moments;

/// The first sweep for the norm form with exponent 1; see [`super::moments::moments`].
pub(super) fn moments<const C: usize>(
    slices: &Slices,
    images: usize,
    x: &mut [f32],
) -> Array2<Moments> {
    let exp = Exp::new();
    let mut moments = Array2::default((images, C));
    let [mut given, mut labels, mut planes] = [[ZERO; C]; 3];
    let [mut mask, mut indices] = [ZERO; 2];
    for image in 0..images {
        let mut counts = [Counts::default(); C];
        let mut peaks = [Lanes::ZERO; C];
        for block in slices.blocks_of(image) {
            let mask = slices.keep(block, &mut mask);
            let keep = mask.unwrap_or(&ONE);
            let z = slices.predictions(block, &mut given);
            match slices.indices(block, mask, &mut indices) {
                Some(indices) => {
                    let y = |c: usize, v: usize| equal(at(indices, v), Lanes::splat(c as f32));
                    slices.change_all(x, block, &mut planes, |x| {
                        count_block(&exp, z, y, keep, x, &mut counts, &mut peaks);
                    });
                }
                None => {
                    let soft = slices.soft_labels(block, mask, &mut labels);
                    let y = |c: usize, v: usize| at(soft[c], v);
                    slices.change_all(x, block, &mut planes, |x| {
                        count_block(&exp, z, y, keep, x, &mut counts, &mut peaks);
                    });
                }
            }
        }
        for c in 0..C {
            moments[[image, c]] = counts[c].with_peak(peaks[c]);
        }
    }
    moments
}

#[inline(always)]
fn count_block<const C: usize>(
    exp: &Exp,
    z: Option<[&Plane; C]>,
    y: impl Fn(usize, usize) -> Lanes,
    keep: &Plane,
    x: [&mut Plane; C],
    counts: &mut [Counts; C],
    peaks: &mut [Lanes; C],
) {
    // The powers wait in x, for WebAssembly has no registers for those of all classes.
    let mut scale = ZERO;
    for v in 0..VECTORS {
        let given = |x: &[&mut Plane; C], c: usize| at(z.map_or(&*x[c], |z| z[c]), v);
        let mut largest = given(&x, 0);
        for c in 1..C {
            largest = largest.fast_max(given(&x, c));
        }
        let mut sum = Lanes::ZERO;
        for c in 0..C {
            let power = exp.of(given(&x, c) - largest);
            sum += power;
            x[c][v] = power.into();
        }
        scale[v] = (at(keep, v) / sum).into();
    }
    // Class by class, so that the sums stay in registers.
    for c in 0..C {
        let mut peak = peaks[c];
        let own = |v: usize| {
            let (own, y) = (at(x[c], v) * at(&scale, v), y(c, v));
            x[c][v] = own.into();
            peak = peak.fast_max(y);
            (own, y)
        };
        counts[c].add(own, in_norm);
        peaks[c] = peak;
    }
}

/// The second sweep on logits; see [`super::gradient::gradient`].
pub(super) fn gradient<const C: usize, const REST: bool>(
    slices: &Slices,
    slopes: &Array2<Slope>,
    cross_entropy: f32,
    gradient: &mut [f32],
) {
    let [mut labels, mut planes] = [[ZERO; C]; 2];
    let [mut mask, mut indices] = [ZERO; 2];
    for image in 0..slopes.nrows() {
        let slopes: [Slope; C] = std::array::from_fn(|c| slopes[[image, c]]);
        for block in slices.blocks_of(image) {
            let mask = slices.keep(block, &mut mask);
            match slices.indices(block, mask, &mut indices) {
                Some(indices) => {
                    let y = |c: usize, v: usize| equal(at(indices, v), Lanes::splat(c as f32));
                    slices.change_all(gradient, block, &mut planes, |x| {
                        gradient_of_block::<C, REST>(&slopes, cross_entropy, y, x);
                    });
                }
                None => {
                    let soft = slices.soft_labels(block, mask, &mut labels);
                    let y = |c: usize, v: usize| at(soft[c], v);
                    slices.change_all(gradient, block, &mut planes, |x| {
                        gradient_of_block::<C, REST>(&slopes, cross_entropy, y, x);
                    });
                }
            }
        }
    }
}

#[inline(always)]
fn gradient_of_block<const C: usize, const REST: bool>(
    slopes: &[Slope; C],
    cross_entropy: f32,
    y: impl Fn(usize, usize) -> Lanes,
    x: [&mut Plane; C],
) {
    let entropy = Lanes::splat(cross_entropy);
    for v in 0..VECTORS {
        let own: [Lanes; C] = std::array::from_fn(|c| at(x[c], v));
        let mut mean = Lanes::ZERO;
        let pulls: [Lanes; C] = std::array::from_fn(|c| {
            let (slope, y) = (slopes[c], y(c, v));
            let mut pull = slope.side(own[c], y);
            if REST {
                pull += slope.rest(own[c], y);
                mean -= entropy * y;
            }
            mean += own[c] * pull;
            pull
        });
        for c in 0..C {
            let mut result = own[c] * (pulls[c] - mean);
            if REST {
                result -= entropy * y(c, v);
            }
            x[c][v] = result.into();
        }
    }
}
