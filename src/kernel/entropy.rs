//! Cross-entropy alone, in one sweep: its gradient `(x_c Σ_j y_j − y_c)/n` needs no sum over the
//! pixels, unlike the region family's.
//!
//! Per pixel −Σ y ln x is Σ y (m − z) + Σ y · ln Σ e^(z − m), with m the largest logit. Where the
//! prediction is confident, the sum of powers is near 1, and ln(1 + ·) of the rest keeps its digits.

use std::borrow::{Borrow, BorrowMut};

use super::block::{ONE, Plane, Slices, VECTORS, ZERO, at};
use super::lanes::Lanes;
use super::math::{Exp, equal, finite, ln_1p};
use crate::batch::foreground;

/// With few classes so many vectors share a logarithm, that of the product of their sums of powers.
const FEW_TOGETHER: usize = 8;

/// As [`FEW_TOGETHER`]; each sum is at most C, so that the product is finite with any number of classes.
const MANY_TOGETHER: usize = 4;

/// Σ −Σ y ln x over the kept pixels; writes `factor` times its gradient with respect to the logits. Without
/// `VALUE` the sum means nothing, and two to four classes spare the logarithms.
pub(super) fn cross_entropy<const VALUE: bool>(
    slices: &Slices,
    images: usize,
    factor: f32,
    gradient: &mut [f32],
) -> f64 {
    match slices.classes {
        // The softmax of one class is 1, whatever its logit and its label.
        1 => {
            gradient.fill(0.0);
            0.0
        }
        2 => few::<2, VALUE>(slices, images, factor, gradient),
        3 => few::<3, VALUE>(slices, images, factor, gradient),
        4 => few::<4, VALUE>(slices, images, factor, gradient),
        _ => many(slices, images, factor, gradient),
    }
}

/// With C known, so that loops over the classes unroll, and logits read and gradient written in place.
fn few<const C: usize, const VALUE: bool>(
    slices: &Slices,
    images: usize,
    factor: f32,
    gradient: &mut [f32],
) -> f64 {
    let [mut given, mut labels, mut planes] = [[ZERO; C]; 3];
    let [mut mask, mut indices] = [ZERO; 2];
    let exp = Exp::new();
    let mut total = 0.0;
    for block in slices.blocks(images) {
        let keep = slices.keep(block, &mut mask);
        let z = slices.predictions(block, &mut given);
        let indices = slices.indices(block, keep, &mut indices);
        let y = slices.soft_labels(block, keep, &mut labels);
        let value = slices.change_all(gradient, block, &mut planes, |mut x| {
            let copies;
            let z = match z {
                Some(z) => z,
                None => {
                    copies = x.each_ref().map(|x| **x);
                    copies.each_ref()
                }
            };
            match slices.is_hard() {
                true => {
                    let keep = keep.unwrap_or(&ONE);
                    hard::<VALUE, FEW_TOGETHER>(&exp, &z, indices, keep, factor, &mut x)
                }
                false => soft::<VALUE>(&exp, &z, &y, factor, &mut x),
            }
        });
        total += f64::from(value);
    }
    total
}

/// With any number of classes, through copies of a block.
fn many(slices: &Slices, images: usize, factor: f32, gradient: &mut [f32]) -> f64 {
    let [mut z, mut y, mut x] = [const { Vec::new() }; 3];
    for planes in [&mut z, &mut y, &mut x] {
        planes.resize(slices.classes, ZERO);
    }
    let exp = Exp::new();
    let [mut spare, mut mask, mut indices] = [ZERO; 3];
    let mut total = 0.0;
    for block in slices.blocks(images) {
        let keep = slices.keep(block, &mut mask);
        let indices = slices.indices(block, keep, &mut indices);
        for (class, z) in z.iter_mut().enumerate() {
            *z = *slices.prediction_or(gradient, block, class, &mut spare);
        }
        let value = match slices.is_hard() {
            true => {
                let keep = keep.unwrap_or(&ONE);
                hard::<true, MANY_TOGETHER>(&exp, &z, indices, keep, factor, &mut x)
            }
            false => {
                for (class, own) in y.iter_mut().enumerate() {
                    *own = *slices.soft_label(block, class, keep, &mut spare);
                }
                soft::<true>(&exp, &z, &y, factor, &mut x)
            }
        };
        total += f64::from(value);
        for (class, x) in x.iter().enumerate() {
            slices.change(gradient, block, class, |gradient| *gradient = *x);
        }
    }
    total
}

/// A block with a hard label: classes are compared, and no label is made.
///
/// The label's class has the power e^(z − m), the others the rest of Σ. Either the former is 1 and the
/// rest has its digits, or ln x is so large that the last of them do not matter. In the gradient,
/// x − 1 of the label's class is −rest/Σ.
#[inline(always)]
fn hard<const VALUE: bool, const TOGETHER: usize>(
    exp: &Exp,
    z: &[impl Borrow<Plane>],
    label: &Plane,
    keep: &Plane,
    factor: f32,
    x: &mut [impl BorrowMut<Plane>],
) -> f32 {
    let is_own = |class: usize, v: usize| {
        at(label, v).simd_eq(Lanes::splat(foreground(class, z.len()) as f32))
    };
    let (mut logarithms, mut given) = (Lanes::ZERO, Lanes::ZERO);
    let factor = Lanes::splat(factor);
    for start in (0..VECTORS).step_by(TOGETHER) {
        let mut product = Lanes::ZERO; // Π Σ less 1
        for v in start..start + TOGETHER {
            let largest = largest(z, v);
            let (mut own, mut others) = (Lanes::ZERO, Lanes::ZERO);
            for (class, (z, x)) in z.iter().zip(&mut *x).enumerate() {
                let shifted = at(z.borrow(), v) - largest;
                let power = exp.of(shifted);
                x.borrow_mut()[v] = power.into();
                let is_own = is_own(class, v);
                own |= is_own & power;
                others += power & !is_own;
                if VALUE {
                    given += is_own & shifted;
                }
            }
            let scale = factor * at(keep, v) / (own + others);
            for (class, x) in x.iter_mut().enumerate() {
                let x = &mut x.borrow_mut()[v];
                let is_own = is_own(class, v);
                let pull = (Lanes::from(*x) & !is_own) - (is_own & others);
                *x = (pull * scale).into();
            }
            if VALUE {
                let rest = at(keep, v) * (others + (own - Lanes::ONE));
                product += rest + product * rest;
            }
        }
        if VALUE {
            logarithms += ln_1p(product);
        }
    }
    (logarithms - given).reduce_add()
}

/// A block with a soft label.
#[inline(always)]
fn soft<const VALUE: bool>(
    exp: &Exp,
    z: &[impl Borrow<Plane>],
    y: &[impl Borrow<Plane>],
    factor: f32,
    x: &mut [impl BorrowMut<Plane>],
) -> f32 {
    let mut total = Lanes::ZERO;
    let factor = Lanes::splat(factor);
    for v in 0..VECTORS {
        let largest = largest(z, v);
        // How many classes have the largest logit, and what the powers of the others add to Σ.
        let (mut ties, mut others) = (Lanes::ZERO, Lanes::ZERO);
        let mut mass = Lanes::ZERO;
        for ((z, y), x) in z.iter().zip(y).zip(&mut *x) {
            let y = at(y.borrow(), v);
            let shifted = at(z.borrow(), v) - largest;
            let power = exp.of(shifted);
            x.borrow_mut()[v] = power.into();
            let tie = equal(power, Lanes::ONE);
            ties += tie;
            others += power - tie;
            mass += y;
            if VALUE {
                total -= y * finite(shifted);
            }
        }
        let scale = factor * mass / (ties + others);
        for (y, x) in y.iter().zip(&mut *x) {
            let x = &mut x.borrow_mut()[v];
            *x = (Lanes::from(*x) * scale - factor * at(y.borrow(), v)).into();
        }
        if VALUE {
            total += mass * ln_1p(others + (ties - Lanes::ONE));
        }
    }
    total.reduce_add()
}

#[inline(always)]
fn largest(z: &[impl Borrow<Plane>], v: usize) -> Lanes {
    let mut largest = Lanes::splat(f32::NEG_INFINITY);
    for z in z {
        largest = largest.fast_max(at(z.borrow(), v));
    }
    largest
}
