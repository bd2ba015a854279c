//! Growing and shrinking what is predicted.

use ndarray::{Array2, Array3, Axis, Zip, s};

use super::Values;
use crate::error::Result;
use crate::scene::Scene;

pub(super) fn dilate(scene: &Scene, [radius, _]: Values) -> Result<Array3<f32>> {
    Ok(taken_over(scene, radius, &background(scene)))
}

pub(super) fn erode(scene: &Scene, [radius, _]: Values) -> Result<Array3<f32>> {
    Ok(taken_over(scene, radius, &-background(scene)))
}

/// How much each pixel is background: the log-odds, which tell apart what in probabilities is 1.
fn background(scene: &Scene) -> Array2<f32> {
    scene.logits.map_axis(Axis(0), |z| {
        let others = z.slice(s![1..]);
        let largest = others.fold(f32::NEG_INFINITY, |a, b| a.max(*b));
        let sum: f32 = others.iter().map(|z| (z - largest).exp()).sum();
        z[0] - largest - sum.ln()
    })
}

/// Every pixel's logits from the pixel within the radius with the least key, the nearest of equals.
/// All classes come from the same pixel, so that they stay probabilities.
fn taken_over(scene: &Scene, radius: f64, key: &Array2<f32>) -> Array3<f32> {
    let (height, width) = key.dim();
    let near = disk(radius);
    let mut least = key.clone();
    let mut from = Array2::<usize>::zeros(key.dim());
    for (number, (down, right)) in near.iter().enumerate() {
        let rows = overlap(*down, height);
        let columns = overlap(*right, width);
        let here = s![rows.0.clone(), columns.0.clone()];
        Zip::from(least.slice_mut(here))
            .and(from.slice_mut(here))
            .and(key.slice(s![rows.1, columns.1]))
            .for_each(|least, from, key| {
                if key < least {
                    *least = *key;
                    *from = number;
                }
            });
    }
    Array3::from_shape_fn(scene.logits.dim(), |(c, h, w)| {
        let (down, right) = near[from[[h, w]]];
        let (h, w) = (
            h.saturating_add_signed(down),
            w.saturating_add_signed(right),
        );
        scene.logits[[c, h, w]]
    })
}

/// The offsets within a radius, nearest first.
fn disk(radius: f64) -> Vec<(isize, isize)> {
    let reach = radius as isize;
    let square = |(down, right): &(isize, isize)| down * down + right * right;
    let mut disk: Vec<_> = (-reach..=reach)
        .flat_map(|down| (-reach..=reach).map(move |right| (down, right)))
        .filter(|offset| square(offset) as f64 <= radius * radius)
        .collect();
    disk.sort_by_key(square);
    disk
}

type Range = std::ops::Range<usize>;

/// The places whose neighbour `by` away exists, and those neighbours.
fn overlap(by: isize, size: usize) -> (Range, Range) {
    let far = by.unsigned_abs().min(size);
    let (low, high) = (0..size - far, far..size);
    if by < 0 { (high, low) } else { (low, high) }
}
