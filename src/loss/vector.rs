//! The Jaccard loss beyond segmentation: two formulas for vectors of any sign.
//!
//! | | |
//! | --- | --- |
//! | [`by_norms`] | `1 − (\|x\| + \|y\| − \|x−y\|)/(\|x\| + \|y\| + \|x−y\|)` |
//! | [`by_sums`] | `1 − (\|x+y\| − \|x−y\|)/(\|x+y\| + \|x−y\|)` |
//!
//! All norms are L1. Where x and y are positive the two are equal. Elsewhere they differ: with one
//! number each and x·y < 0 the first is 1 and flat, and with y > 0 and x < −y the second falls as x
//! goes to −∞. So scale features to the positive domain first.

use super::region::sign;

/// `1 − (|x| + |y| − |x−y|)/(|x| + |y| + |x−y|)` and its gradient with respect to x.
///
/// `sign(0) = 0`; if both vectors are zero, value and gradient are 0. Numbers beyond the shorter
/// vector's length are left out.
///
/// ```
/// use loss_playground::loss::vector::{by_norms, by_sums};
///
/// assert_eq!(by_norms(&[0.3], &[0.6]).0, by_sums(&[0.3], &[0.6]).0);
/// // Of opposite signs the first is flat, the second is not.
/// assert_eq!(by_norms(&[-2.0], &[1.0]), (1.0, vec![0.0]));
/// assert!(by_sums(&[-2.0], &[1.0]).1[0] > 0.0);
/// ```
pub fn by_norms(x: &[f64], y: &[f64]) -> (f64, Vec<f64>) {
    distance(x, y, |x, y| x.abs() + y.abs(), |x, _| sign(x))
}

/// `1 − (|x+y| − |x−y|)/(|x+y| + |x−y|)` and its gradient with respect to x; see [`by_norms`].
pub fn by_sums(x: &[f64], y: &[f64]) -> (f64, Vec<f64>) {
    distance(x, y, |x, y| (x + y).abs(), |x, y| sign(x + y))
}

/// `2d/(a + d)` with d = |x−y| and a the sum of `size` over the numbers, `slope` being its
/// derivative with respect to x.
fn distance(
    x: &[f64],
    y: &[f64],
    size: impl Fn(f64, f64) -> f64,
    slope: impl Fn(f64, f64) -> f64,
) -> (f64, Vec<f64>) {
    let pairs = || x.iter().copied().zip(y.iter().copied());
    let a: f64 = pairs().map(|(x, y)| size(x, y)).sum();
    let d: f64 = pairs().map(|(x, y)| (x - y).abs()).sum();
    if a + d == 0.0 {
        return (0.0, pairs().map(|_| 0.0).collect());
    }
    let gradient =
        pairs().map(|(x, y)| 2.0 * (a * sign(x - y) - d * slope(x, y)) / (a + d).powi(2));
    (2.0 * d / (a + d), gradient.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_match_differences() {
        let y = [0.7, -1.3, 2.0];
        let x = [0.4, 1.1, -2.6];
        for formula in [by_norms, by_sums] {
            let (_, gradient) = formula(&x, &y);
            for (i, exact) in gradient.iter().enumerate() {
                let value = |by: f64| {
                    let mut x = x;
                    x[i] += by;
                    formula(&x, &y).0
                };
                let difference = (value(1e-6) - value(-1e-6)) / 2e-6;
                assert!(
                    (difference - exact).abs() < 1e-8,
                    "{difference} and {exact}"
                );
            }
        }
    }

    #[test]
    fn far_to_the_left_the_second_wants_to_go_further() {
        let (near, far) = (by_sums(&[-2.0], &[1.0]), by_sums(&[-20.0], &[1.0]));
        assert!(far.0 < near.0 && near.1[0] > 0.0);
        assert_eq!(by_norms(&[-20.0], &[1.0]), (1.0, vec![0.0]));
    }

    #[test]
    fn nothing_against_nothing_is_a_match() {
        assert_eq!(by_norms(&[0.0], &[0.0]), (0.0, vec![0.0]));
    }
}
