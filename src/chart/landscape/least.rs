//! Where a surface is least.

use ndarray::Array2;

use super::{Plane, Point};
use crate::batch::Real;

/// The search ends when its steps are this small.
const FINEST: f64 = 1e-6;

/// The least of the cells' values, of the labels' and of the ends', and what is still less around it.
///
/// The kinks of every loss are along the axes, at the labels, so that steps along the axes are
/// never stuck on one.
pub(super) fn least<F: Real>(
    plane: &Plane<F>,
    contender: usize,
    centres: &[f64],
    values: &Array2<f64>,
) -> Point {
    let cells = values.indexed_iter().map(|((row, column), value)| Point {
        at: [centres[column], centres[row]],
        value: *value,
    });
    // Whatever has the same value: the label first, then corners, which are where they seem to be.
    let special = |pixel: usize| [plane.label[pixel], 0.0, 1.0];
    let named = special(1)
        .into_iter()
        .flat_map(|second| special(0).map(|first| [first, second]))
        .map(|at| plane.point(contender, at));
    let best = named.chain(cells).reduce(lesser);
    let mut best = best.unwrap_or_else(|| plane.point(contender, plane.current));
    let mut step = 0.5 / centres.len().max(1) as f64;
    while step > FINEST {
        let [first, second] = best.at;
        let tries = [
            [first - step, second],
            [first + step, second],
            [first, second - step],
            [first, second + step],
        ];
        let tries = tries.map(|at| at.map(|t: f64| t.clamp(0.0, 1.0)));
        let found = tries
            .into_iter()
            .map(|at| plane.point(contender, at))
            .fold(best, lesser);
        match found.at == best.at {
            true => step /= 2.0,
            false => best = found,
        }
    }
    best
}

/// The first of two points, unless the second is less by more than rounding.
fn lesser(best: Point, point: Point) -> Point {
    if point.value < best.value - 1e-12 * best.value.abs() {
        point
    } else {
        best
    }
}
