//! The Jaccard loss beyond segmentation: two formulas for numbers of any sign, see
//! [`crate::loss::vector`].
//!
//! One number x against one number y shows all of it: as curves over x for one y, and as maps over
//! both, with the direction in which x descends.

mod plot;

use ndarray::Array2;

use crate::loss::vector::{by_norms, by_sums};
pub use plot::{curves, maps};

/// x and y run from minus this to this.
pub const REACH: f64 = 3.0;

/// Steps of a curve per unit of x.
const PER_UNIT: i32 = 40;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// [`by_norms`].
    Norms,
    /// [`by_sums`].
    Sums,
}

impl Formula {
    /// Both, in the order of the module.
    pub const ALL: [Self; 2] = [Self::Norms, Self::Sums];

    /// The loss and its slope along x.
    ///
    /// ```
    /// use loss_playground::chart::vector::Formula;
    ///
    /// // Of opposite signs one is flat; the other falls as x goes to −∞.
    /// assert_eq!(Formula::Norms.at(-2.0, 1.0), (1.0, 0.0));
    /// assert_eq!(Formula::Sums.at(-2.0, 1.0), (1.5, 0.25));
    /// ```
    pub fn at(self, x: f64, y: f64) -> (f64, f64) {
        let (value, gradient) = match self {
            Self::Norms => by_norms(&[x], &[y]),
            Self::Sums => by_sums(&[x], &[y]),
        };
        (value, gradient.first().copied().unwrap_or_default())
    }
}

/// A formula at one x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// x.
    pub x: f64,
    /// The loss.
    pub value: f64,
    /// Its derivative with respect to x.
    pub slope: f64,
}

/// A formula over x for one y, in ascending order of x; the kinks at 0, y and −y are among them.
pub fn curve(formula: Formula, y: f64) -> Vec<Sample> {
    let last = REACH as i32 * PER_UNIT;
    let mut xs: Vec<f64> = (-last..=last)
        .map(|i| f64::from(i) / f64::from(PER_UNIT))
        .collect();
    xs.extend([y, -y].into_iter().filter(|x| x.abs() <= REACH));
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let sample = |x| {
        let (value, slope) = formula.at(x, y);
        Sample { x, value, slope }
    };
    xs.into_iter().map(sample).collect()
}

/// A formula over x and y.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// The middles of the cells along either axis, ascending.
    pub middles: Vec<f64>,
    /// The loss, `[y, x]`.
    pub values: Array2<f64>,
    /// Its derivative with respect to x, `[y, x]`.
    pub slopes: Array2<f64>,
}

/// A formula on a square of cells.
///
/// ```
/// use loss_playground::chart::vector::{Formula, map};
///
/// // Six cells a side: their middles are −2.5, −1.5 … 2.5.
/// let map = map(Formula::Norms, 6);
/// assert_eq!(map.middles[0], -2.5);
/// assert_eq!(map.values[[5, 0]], 1.0); // y = 2.5, x = −2.5
/// assert_eq!(map.values[[5, 5]], 0.0);
/// ```
pub fn map(formula: Formula, cells: usize) -> Map {
    // As far from 0 on either side to the last digit, so that x = −y is met exactly.
    let odd = |i: usize| 2.0 * i as f64 + 1.0 - cells as f64;
    let middles: Vec<f64> = (0..cells).map(|i| odd(i) * REACH / cells as f64).collect();
    let at = |(y, x): (usize, usize)| formula.at(middles[x], middles[y]);
    Map {
        values: Array2::from_shape_fn((cells, cells), |cell| at(cell).0),
        slopes: Array2::from_shape_fn((cells, cells), |cell| at(cell).1),
        middles,
    }
}

/// What happens to an x whose sign is not y's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Story {
    /// y is 0: both are 1 wherever x is not, so neither pulls.
    Nothing,
    /// [`by_norms`] is flat there; [`by_sums`] is a hill with its top at −y, beyond which x goes
    /// away from y for ever.
    Hill {
        /// Where the top is.
        top: f64,
        /// The loss by sums at the end of the chart on that side, on its way down to 1.
        end: f64,
    },
}

/// What there is to say about a y.
pub fn story(y: f64) -> Story {
    match y == 0.0 {
        true => Story::Nothing,
        false => Story::Hill {
            top: -y,
            end: Formula::Sums.at(-REACH * y.signum(), y).0,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_one_sign_both_are_the_jaccard_loss() {
        for y in [0.3, 1.0, -2.5] {
            for formula in Formula::ALL {
                let same_sign = curve(formula, y).into_iter().filter(|s| s.x * y > 0.0);
                for sample in same_sign {
                    let (x, y) = (sample.x.abs(), y.abs());
                    approx::assert_abs_diff_eq!(
                        sample.value,
                        1.0 - x.min(y) / x.max(y),
                        epsilon = 1e-15
                    );
                }
            }
        }
    }

    #[test]
    fn of_opposite_signs_one_is_flat_and_the_other_a_hill() {
        let y = 1.2;
        for sample in curve(Formula::Norms, y).iter().filter(|s| s.x < 0.0) {
            assert_eq!((sample.value, sample.slope), (1.0, 0.0));
        }
        for sample in curve(Formula::Sums, y).iter().filter(|s| s.x < 0.0) {
            // 1 − x/y up to the top, then 1 + y/|x|.
            let expected = (1.0 - sample.x / y).min(1.0 - y / sample.x);
            approx::assert_abs_diff_eq!(sample.value, expected, epsilon = 1e-14);
            if sample.x < -y {
                assert!(sample.slope > 0.0, "descent leads to −∞: {sample:?}");
            } else if sample.x > -y {
                assert!(sample.slope < 0.0, "descent leads to y: {sample:?}");
            }
        }
        let Story::Hill { top, end } = story(y) else {
            panic!("y is not 0");
        };
        assert_eq!(top, -y);
        approx::assert_abs_diff_eq!(end, 1.0 + y / 3.0, epsilon = 1e-15);
    }

    #[test]
    fn against_zero_neither_pulls() {
        assert_eq!(story(0.0), Story::Nothing);
        for formula in Formula::ALL {
            for sample in curve(formula, 0.0) {
                let expected = if sample.x == 0.0 { 0.0 } else { 1.0 };
                assert_eq!((sample.value, sample.slope), (expected, 0.0));
            }
        }
    }

    #[test]
    fn a_curve_has_its_kinks_and_its_ends() {
        let xs: Vec<f64> = curve(Formula::Sums, 0.333).iter().map(|s| s.x).collect();
        for x in [-3.0, -0.333, 0.0, 0.333, 3.0] {
            assert!(xs.contains(&x), "{x}");
        }
        assert!(xs.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn maps_are_rows_of_curves() {
        for formula in Formula::ALL {
            let map = map(formula, 24);
            for ((y, x), value) in map.values.indexed_iter() {
                let at = formula.at(map.middles[x], map.middles[y]);
                assert_eq!((*value, map.slopes[[y, x]]), at);
                // Turning both around changes nothing.
                let mirrored = map.values[[23 - y, 23 - x]];
                approx::assert_abs_diff_eq!(*value, mirrored, epsilon = 1e-12);
            }
        }
    }
}
