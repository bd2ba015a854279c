//! The sweeps for two to four classes: one vector of pixels at a time, all its classes in registers.

use ndarray::Array2;

use super::block::{ONE, Plane, Slices, VECTORS, ZERO, at};
use super::counts::Counts;
use super::gradient::Slope;
use super::label::Label;
use super::lanes::Lanes;
use super::math::Exp;
use super::moments::raise;
use crate::loss::region::Moments;

/// The first sweep for the norm form with exponent 1; see [`super::moments::moments`].
pub(super) fn moments<L: Label, const C: usize>(
    slices: &Slices,
    peaks: bool,
    images: usize,
    x: &mut [f32],
) -> Array2<Moments> {
    let exp = Exp::new();
    let mut moments = Array2::default((images, C));
    let [mut given, mut labels, mut planes, mut powers] = [[ZERO; C]; 4];
    let [mut mask, mut indices] = [ZERO; 2];
    for image in 0..images {
        let mut counts = [Counts::default(); C];
        let mut peaks = [peaks.then_some(Lanes::ZERO); C];
        for block in slices.blocks_of(image) {
            let keep = slices.keep(block, &mut mask);
            let z = slices.predictions(block, &mut given);
            let indices = slices.indices(block, keep, &mut indices);
            let y = L::of_classes(slices, block, keep, indices, &mut labels);
            for (class, peak) in peaks.iter_mut().enumerate() {
                if let Some(peak) = peak {
                    raise(peak, |v| y(class, v));
                }
            }
            slices.change_all(x, block, &mut planes, |x| {
                let keep = keep.unwrap_or(&ONE);
                count_block(&exp, z, y, keep, &mut powers, x, &mut counts);
            });
        }
        for c in 0..C {
            moments[[image, c]] = counts[c].with_peak(peaks[c]);
        }
    }
    moments
}

#[inline(always)]
fn count_block<L: Label, const C: usize>(
    exp: &Exp,
    z: Option<[&Plane; C]>,
    y: impl Fn(usize, usize) -> L,
    keep: &Plane,
    powers: &mut [Plane; C],
    x: [&mut Plane; C],
    counts: &mut [Counts; C],
) {
    // The powers wait in memory, for WebAssembly has no registers for those of all classes.
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
            match L::APART {
                true => powers[c][v] = power.into(),
                false => x[c][v] = power.into(),
            }
        }
        scale[v] = (at(keep, v) / sum).into();
    }
    // Class by class, so that the sums stay in registers.
    for c in 0..C {
        counts[c].add(|v| {
            let power = match L::APART {
                true => at(&powers[c], v),
                false => at(x[c], v),
            };
            let own = power * at(&scale, v);
            x[c][v] = own.into();
            y(c, v).in_norm(own)
        });
    }
}

/// The second sweep on logits; see [`super::gradient::gradient`].
pub(super) fn gradient<L: Label, const C: usize, const REST: bool>(
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
            let keep = slices.keep(block, &mut mask);
            let indices = slices.indices(block, keep, &mut indices);
            let y = L::of_classes(slices, block, keep, indices, &mut labels);
            slices.change_all(gradient, block, &mut planes, |x| {
                gradient_of_block::<L, C, REST>(&slopes, cross_entropy, y, x);
            });
        }
    }
}

#[inline(always)]
fn gradient_of_block<L: Label, const C: usize, const REST: bool>(
    slopes: &[Slope; C],
    cross_entropy: f32,
    y: impl Fn(usize, usize) -> L,
    x: [&mut Plane; C],
) {
    let entropy = Lanes::splat(cross_entropy);
    for v in 0..VECTORS {
        let own: [Lanes; C] = std::array::from_fn(|c| at(x[c], v));
        let mut mean = Lanes::ZERO;
        let pulls: [Lanes; C] = std::array::from_fn(|c| {
            let (slope, y) = (&slopes[c], y(c, v));
            let mut pull = y.side(own[c], slope);
            if REST {
                pull += slope.rest(own[c], y.y());
                mean -= entropy * y.y();
            }
            mean += own[c] * pull;
            pull
        });
        for c in 0..C {
            let mut result = own[c] * (pulls[c] - mean);
            if REST {
                result -= entropy * y(c, v).y();
            }
            x[c][v] = result.into();
        }
    }
}
