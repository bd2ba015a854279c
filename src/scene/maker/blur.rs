//! A Gaussian along both axes.

use ndarray::{Array3, ArrayRef3, Axis};

/// How many standard deviations the kernel reaches.
const REACH: f64 = 3.0;

/// Every class's mean under a Gaussian with this standard deviation; beyond the image, its edge
/// goes on.
pub(super) fn blurred(values: &ArrayRef3<f32>, deviation: f64) -> Array3<f32> {
    let mut values = values.to_owned();
    let reach = (REACH * deviation).ceil() as usize;
    if reach == 0 {
        return values;
    }
    let kernel = kernel(deviation, reach);
    let mut padded = Vec::new();
    for axis in [Axis(1), Axis(2)] {
        for mut line in values.lanes_mut(axis) {
            let (first, last) = (line[0], line[line.len() - 1]);
            padded.clear();
            padded.extend(std::iter::repeat_n(first, reach));
            padded.extend(line.iter());
            padded.extend(std::iter::repeat_n(last, reach));
            for (mean, near) in line.iter_mut().zip(padded.windows(kernel.len())) {
                *mean = near.iter().zip(&kernel).map(|(x, weight)| x * weight).sum();
            }
        }
    }
    values
}

/// Weights that sum to 1.
fn kernel(deviation: f64, reach: usize) -> Vec<f32> {
    let reach = reach as isize;
    let weight = |i: isize| (-0.5 * (i as f64 / deviation).powi(2)).exp();
    let sum: f64 = (-reach..=reach).map(weight).sum();
    (-reach..=reach).map(|i| (weight(i) / sum) as f32).collect()
}
