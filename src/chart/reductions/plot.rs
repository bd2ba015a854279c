//! The matrix as a heat map with its numbers, the shards as curves.

use ndarray::Array2;

use super::{Matrix, Sharded};
use crate::chart::Contender;
use crate::chart::axis::Scale;
use crate::chart::plot::{Colour, Curve, Heat, Note, Panel, Plot, Range};
use crate::number::{short, tabular};

/// The matrix, an image a row, and a gap away the means of its rows and of its columns; the three
/// reductions stand above.
///
/// `most` is the end of the colours, if the numbers do not say.
pub fn matrix_plot(matrix: &Matrix, title: &str, classes: &[String], most: Option<f64>) -> Plot {
    let (images, columns) = matrix.cells.dim();
    let by_class = matrix.by_class();
    // Means of one number would say it twice.
    let beside = if by_class { 2 } else { 0 };
    let below = if images > 1 { 2 } else { 0 };
    let (row_means, column_means) = (matrix.images(), matrix.classes());
    let (rows, width) = (images + below, columns + beside);
    // Rows from above.
    let at = |row: usize, column: usize| match (row < images, column < columns) {
        (true, true) => matrix.cells[[row, column]],
        (true, false) if column == columns + 1 => row_means[row],
        (false, true) if row == images + 1 => column_means[column],
        _ => None,
    };
    let cell = |(row, column): (usize, usize)| at(rows - 1 - row, column).unwrap_or(f64::NAN);
    let values = Array2::from_shape_fn((rows, width), cell);
    let middle = |cell: usize| cell as f64 + 0.5;
    let there = values.indexed_iter().filter(|(_, value)| !value.is_nan());
    let notes = there.map(|((row, column), value)| Note {
        at: (middle(column), middle(row)),
        text: short(*value),
        of_cell: true,
    });
    let image = |b: usize| (middle(rows - 1 - b), format!("image {}", b + 1));
    let mut down: Vec<_> = (0..images).map(image).collect();
    if below > 0 {
        down.push((middle(0), "mean".into()));
    }
    let class = |(c, name): (usize, &String)| (middle(c), name.clone());
    let mut across: Vec<_> = match by_class {
        true => classes
            .iter()
            .take(columns)
            .enumerate()
            .map(class)
            .collect(),
        false => vec![(middle(0), "all classes".into())],
    };
    if beside > 0 {
        across.push((middle(width - 1), "mean".into()));
    }
    let largest = values
        .iter()
        .copied()
        .filter(|v| v.is_finite())
        .fold(0.0, f64::max);
    Plot {
        panels: vec![Panel {
            title: format!("{title}: {}", means(matrix)),
            x: Range::of_cells("", width, across),
            y: Range::of_cells("", rows, down),
            notes: notes.collect(),
            heat: Some(Heat {
                values,
                ends: [0.0, most.unwrap_or(largest)],
                diverging: false,
                scale: true,
            }),
            ..Panel::default()
        }],
    }
}

/// Such as "D 0.400 · I 0.250 · C 0.250".
fn means(matrix: &Matrix) -> String {
    let names = ["D", "I", "C"].into_iter().zip(matrix.means);
    let mean = |(name, mean): (&str, Option<f64>)| Some(format!("{name} {}", tabular(mean?)));
    names.filter_map(mean).collect::<Vec<_>>().join(" · ")
}

/// Each contender's loss, and its gradient's difference from that of the whole batch, over the number
/// of devices.
pub fn shards_plot(found: &[(Contender, Vec<Sharded>)]) -> Plot {
    let counts = found.first().map_or(&[][..], |(_, shards)| shards);
    let named: Vec<(f64, String)> = counts
        .iter()
        .map(|at| (at.shards as f64, at.shards.to_string()))
        .collect();
    let last = named.last().map_or(1.0, |(last, _)| *last);
    let panel = |title: &str, least: f64, of: fn(&Sharded) -> f64| {
        let numbers = found.iter().flat_map(|(_, shards)| shards).map(of);
        Panel {
            title: title.into(),
            x: Range {
                named: Some(named.clone()),
                ..Range::new("devices", Scale::Log, [0.9, 1.1 * last])
            },
            y: Range::around("", Scale::Linear, numbers.chain([0.0]))
                .within([least, f64::INFINITY]),
            curves: found
                .iter()
                .map(|(contender, shards)| {
                    let points: Vec<_> = shards.iter().map(|s| (s.shards as f64, of(s))).collect();
                    let mut curve = Curve::new(
                        contender.name.as_str(),
                        Colour::Series(contender.colour),
                        points.clone(),
                    );
                    curve.now = points.first().copied();
                    curve
                })
                .collect(),
            ..Panel::default()
        }
    };
    Plot {
        panels: vec![
            panel("loss", f64::NEG_INFINITY, |sharded| sharded.value),
            panel("difference of the gradient", 0.0, |sharded| {
                sharded.difference
            }),
        ],
    }
}
