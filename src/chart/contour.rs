//! Lines of equal value on a square grid.

use std::collections::BTreeMap;

use ndarray::Array2;

/// A place between two neighbouring points of the grid: the first of them, and whether the other is
/// above it rather than to its right.
type Edge = (usize, usize, bool);

/// The lines on which `values`, `[row, column]` at `places` along both axes, have one of the levels:
/// from edge to edge of the grid, or closed.
///
/// ```
/// use loss_playground::chart::contour::contours;
/// use ndarray::array;
///
/// let values = array![[0.0, 1.0], [0.0, 1.0]];
/// let lines: Vec<_> = contours(&[0.0, 1.0], &values, [0.25]).collect();
/// assert_eq!(lines, [[(0.25, 0.0), (0.25, 1.0)]]);
/// ```
///
/// # Panics
/// If there are fewer places than rows or columns.
pub fn contours<'a>(
    places: &'a [f64],
    values: &'a Array2<f64>,
    levels: impl IntoIterator<Item = f64, IntoIter: 'a>,
) -> impl Iterator<Item = Vec<(f64, f64)>> + 'a {
    levels.into_iter().flat_map(move |level| {
        let place = move |edge: &Edge| between(places, values, level, *edge);
        let lines = lines(values, level).into_iter();
        lines.map(move |line| line.iter().map(place).collect())
    })
}

/// Where the level is on an edge.
fn between(
    places: &[f64],
    values: &Array2<f64>,
    level: f64,
    (row, column, up): Edge,
) -> (f64, f64) {
    let (other_row, other_column) = if up {
        (row + 1, column)
    } else {
        (row, column + 1)
    };
    let (from, to) = (values[[row, column]], values[[other_row, other_column]]);
    let part = (level - from) / (to - from);
    let along = |a: usize, b: usize| places[a] + part * (places[b] - places[a]);
    (along(column, other_column), along(row, other_row))
}

/// The edges that each line crosses, in its order.
fn lines(values: &Array2<f64>, level: f64) -> Vec<Vec<Edge>> {
    // Every crossed edge has a neighbour in each of the one or two squares that it bounds.
    let mut neighbours: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
    let (rows, columns) = values.dim();
    for row in 1..rows {
        for column in 1..columns {
            for (a, b) in segments(values, level, row - 1, column - 1) {
                neighbours.entry(a).or_default().push(b);
                neighbours.entry(b).or_default().push(a);
            }
        }
    }
    let mut lines = Vec::new();
    // Open lines first, from their ends; then what is left is closed.
    let ends = neighbours.iter().filter(|(_, others)| others.len() == 1);
    let ends: Vec<Edge> = ends.map(|(edge, _)| *edge).collect();
    for start in ends {
        lines.extend(follow(&mut neighbours, start));
    }
    while let Some(start) = neighbours.keys().next().copied() {
        let line = follow(&mut neighbours, start);
        lines.extend(line.map(|line| line.into_iter().chain([start]).collect()));
    }
    lines
}

/// Takes a line out, from one of its edges on; nothing if it has been taken.
fn follow(neighbours: &mut BTreeMap<Edge, Vec<Edge>>, start: Edge) -> Option<Vec<Edge>> {
    let mut line = vec![start];
    let mut next = neighbours.remove(&start)?;
    while let Some(edge) = next.pop() {
        if let Some(others) = neighbours.remove(&edge) {
            line.push(edge);
            next = others;
        }
    }
    Some(line)
}

/// The pieces of line in the square whose lowest corner is this one.
fn segments(values: &Array2<f64>, level: f64, row: usize, column: usize) -> Vec<(Edge, Edge)> {
    // Around the square: below, right, above, left.
    let corners = [
        (row, column),
        (row, column + 1),
        (row + 1, column + 1),
        (row + 1, column),
    ];
    let edges = [
        (row, column, false),
        (row, column + 1, true),
        (row + 1, column, false),
        (row, column, true),
    ];
    let above = corners.map(|(row, column)| values[[row, column]] > level);
    let finite = corners
        .iter()
        .all(|(row, column)| values[[*row, *column]].is_finite());
    let crossed: Vec<Edge> = (0..4)
        .filter(|i| finite && above[*i] != above[(i + 1) % 4])
        .map(|i| edges[i])
        .collect();
    match crossed[..] {
        [a, b] => vec![(a, b)],
        // A saddle: which way the lines turn is as good as the other.
        [a, b, c, d] => vec![(a, b), (c, d)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_closed_and_round() {
        let places: Vec<f64> = (0..41).map(|i| f64::from(i) / 20.0 - 1.0).collect();
        let values = Array2::from_shape_fn((41, 41), |(row, column)| {
            places[row].powi(2) + places[column].powi(2)
        });
        let lines: Vec<_> = contours(&places, &values, [0.25, 0.64]).collect();
        assert_eq!(lines.len(), 2);
        for (line, radius) in lines.iter().zip([0.5, 0.8]) {
            assert_eq!(line.first(), line.last());
            assert!(line.len() > 40);
            for (x, y) in line {
                approx::assert_abs_diff_eq!(x.hypot(*y), radius, epsilon = 2e-3);
            }
            let step = |pair: &[(f64, f64)]| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1);
            assert!(line.windows(2).all(|pair| step(pair) < 0.08));
        }
    }

    #[test]
    fn flat_odd_and_small_grids_have_no_lines() {
        for values in [
            Array2::from_elem((4, 4), 1.0),
            Array2::from_elem((4, 4), f64::NAN),
            Array2::zeros((1, 1)),
            Array2::zeros((0, 0)),
        ] {
            assert_eq!(
                contours(&[0.0, 1.0, 2.0, 3.0], &values, [0.0, 1.0, f64::NAN]).count(),
                0
            );
        }
        let saddle = ndarray::array![[1.0, 0.0], [0.0, 1.0]];
        assert_eq!(contours(&[0.0, 1.0], &saddle, [0.5]).count(), 2);
    }
}
