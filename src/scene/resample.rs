//! Another size: bilinear, with the kernel as wide as a new pixel when shrinking.

use ndarray::{Array3, ArrayRef1, ArrayRef3, Axis, Zip};

/// `[C, H, W]` at `height`×`width`.
///
/// A new pixel is the mean of the old ones under a triangle around its centre, whose half-width is
/// one pixel of the coarser of the two grids.
pub(super) fn resample(values: &ArrayRef3<f32>, height: usize, width: usize) -> Array3<f32> {
    let (classes, old_height, _) = values.dim();
    let across = along(values, Axis(2), (classes, old_height, width));
    along(&across, Axis(1), (classes, height, width))
}

fn along(values: &ArrayRef3<f32>, axis: Axis, dim: (usize, usize, usize)) -> Array3<f32> {
    let mut new = Array3::zeros(dim);
    let (from, to) = (values.len_of(axis), new.len_of(axis));
    let weights: Vec<_> = (0..to).map(|i| triangle(i, from, to)).collect();
    Zip::from(new.lanes_mut(axis))
        .and(values.lanes(axis))
        .for_each(|mut new, old| {
            for (new, (first, weights)) in new.iter_mut().zip(&weights) {
                *new = weighted(&old, *first, weights);
            }
        });
    new
}

fn weighted(old: &ArrayRef1<f32>, first: usize, weights: &[f32]) -> f32 {
    weights
        .iter()
        .enumerate()
        .map(|(i, weight)| weight * old[first + i])
        .sum()
}

/// The first old pixel and the weights under the triangle around new pixel `i`.
fn triangle(i: usize, from: usize, to: usize) -> (usize, Vec<f32>) {
    let scale = from as f64 / to as f64;
    let centre = (i as f64 + 0.5) * scale - 0.5;
    let reach = scale.max(1.0);
    let first = (centre - reach).ceil().max(0.0) as usize;
    let last = ((centre + reach).floor() as usize).min(from - 1);
    let weight = |j: usize| 1.0 - (j as f64 - centre).abs() / reach;
    let weights: Vec<f64> = (first..=last).map(|j| weight(j).max(0.0)).collect();
    let sum: f64 = weights.iter().sum();
    (first, weights.iter().map(|w| (w / sum) as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_stays_and_a_ramp_stays_a_ramp() {
        let ramp = Array3::from_shape_fn((1, 20, 30), |(_, h, w)| h as f32 + 2.0 * w as f32);
        for (height, width) in [(40, 60), (10, 15), (20, 30)] {
            let new = resample(&ramp, height, width);
            let (sy, sx) = (20.0 / height as f32, 30.0 / width as f32);
            let expected = |h: usize, w: usize| {
                (h as f32 + 0.5) * sy - 0.5 + 2.0 * ((w as f32 + 0.5) * sx - 0.5)
            };
            // Away from the edges, where the image goes on.
            for (h, w) in [(height / 2, width / 2), (height / 3, width / 4)] {
                approx::assert_abs_diff_eq!(new[[0, h, w]], expected(h, w), epsilon = 1e-4);
            }
            let one = resample(&Array3::ones((1, 20, 30)), height, width);
            assert!(one.iter().all(|x: &f32| (x - 1.0).abs() < 1e-6));
        }
    }
}
