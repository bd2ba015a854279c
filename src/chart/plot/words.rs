//! A plot without a picture: every number of it as comma-separated values, some as a table.

use std::fmt::Write;

use super::{Curve, Heat, Panel, Plot, Range};
use crate::chart::axis::Scale;
use crate::chart::csv::quoted;
use crate::chart::table::Table;
use crate::number::tabular;

/// How many rows a table of curves has, and of a heat map rows and columns.
pub(super) const ROWS: usize = 21;
const CELLS: usize = 9;

impl Plot {
    /// A panel's named curves.
    fn data(panel: &Panel) -> impl Iterator<Item = &Curve> {
        panel.curves.iter().filter(|curve| !curve.name.is_empty())
    }

    /// Every number of it as comma-separated values, one row a point or cell.
    pub fn csv(&self) -> String {
        let heat = self.panels.iter().any(|panel| panel.heat.is_some());
        let mut text = String::from(if heat {
            "panel,x,y,value\n"
        } else {
            "panel,curve,x,y\n"
        });
        for panel in &self.panels {
            let title = quoted(&panel.title);
            // Writing to a string never fails, here and below.
            if let Some(Heat { values, .. }) = &panel.heat {
                let (rows, columns) = values.dim();
                for ((row, column), value) in values.indexed_iter() {
                    let x = Heat::middle(column, columns, &panel.x);
                    let y = Heat::middle(row, rows, &panel.y);
                    let _ = writeln!(text, "{title},{x},{y},{value}");
                }
            } else {
                for curve in Self::data(panel) {
                    let name = quoted(&curve.name);
                    for (x, y) in &curve.points {
                        let _ = writeln!(text, "{title},{name},{x},{y}");
                    }
                }
            }
        }
        text
    }

    /// Some numbers of it, evenly spread, for those who cannot see it.
    pub fn table(&self, caption: String) -> Table {
        let heat = self.panels.iter().find(|panel| panel.heat.is_some());
        let (head, rows) = match heat {
            Some(first) => self.cells(first),
            None => self.points(),
        };
        Table {
            caption,
            head,
            rows,
        }
    }

    /// One row a place on the longest curve, one column a curve and panel.
    fn points(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let x = self.panels.first().map(|panel| &panel.x);
        let mut head = vec![x.map_or_else(String::new, |x| x.name.clone())];
        let mut columns = Vec::new();
        for panel in &self.panels {
            for curve in Self::data(panel) {
                head.push(format!("{}: {}", curve.name, panel.title));
                columns.push((panel.x.scale, curve));
            }
        }
        let longest = columns.iter().max_by_key(|(_, curve)| curve.points.len());
        let places = longest.map_or(&[][..], |(_, curve)| &curve.points);
        let row = |i: usize| {
            let x = places[i].0;
            let cell = |(scale, curve): &(Scale, &Curve)| {
                let point = curve.nearest(x, *scale);
                point.map_or_else(String::new, |(_, y)| tabular(y))
            };
            std::iter::once(tabular(x))
                .chain(columns.iter().map(cell))
                .collect()
        };
        let rows = spread(places.len(), ROWS).map(row).collect();
        (head, rows)
    }

    /// One row a panel and y, one column an x.
    fn cells(&self, first: &Panel) -> (Vec<String>, Vec<Vec<String>>) {
        let columns = first.heat.as_ref().map_or(0, |heat| heat.values.ncols());
        let name = |cell: usize, cells: usize, range: &Range| {
            let middle = Heat::middle(cell, cells, range);
            let named = range.named.iter().flatten();
            let mut close = named.filter(|(at, _)| (at - middle).abs() < 1e-9);
            close
                .next()
                .map_or_else(|| tabular(middle), |(_, name)| name.clone())
        };
        let across = || spread(columns, CELLS);
        let head = std::iter::once(format!("{} / {}", first.y.name, first.x.name))
            .chain(across().map(|column| name(column, columns, &first.x)))
            .collect();
        let mut rows = Vec::new();
        for panel in &self.panels {
            let Some(heat) = &panel.heat else { continue };
            let count = heat.values.nrows();
            for row in spread(count, CELLS) {
                let first = format!("{}: {}", panel.title, name(row, count, &panel.y));
                let cell = |column| heat.values.get([row, column]).map_or(f64::NAN, |v| *v);
                let cells = across().map(|column| tabular(cell(column)));
                rows.push(std::iter::once(first).chain(cells).collect());
            }
        }
        (head, rows)
    }
}

impl Heat {
    /// The number in the middle of a cell on an axis of so many cells.
    fn middle(cell: usize, cells: usize, range: &Range) -> f64 {
        let axis = range.axis([0.0, cells as f64]);
        axis.number(cell as f64 + 0.5)
    }
}

/// At most `most` of `count` indices, evenly spread, with both ends.
fn spread(count: usize, most: usize) -> impl Iterator<Item = usize> {
    let some = count.min(most);
    (0..some).map(move |i| match some {
        1 => 0,
        _ => i * (count - 1) / (some - 1),
    })
}
