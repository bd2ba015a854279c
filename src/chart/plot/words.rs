//! A plot without a picture: every number of it as comma-separated values, some as a table.

use std::fmt::Write;

use super::{Curve, Heat, Panel, Plot, Range};
use crate::chart::axis::Scale;
use crate::number::{NONE, plain, significant, tabular};

/// A table of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, in a sentence.
    pub caption: String,
    /// The columns' heads.
    pub head: Vec<String>,
    /// Each with as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

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
                let cells = |range: &Range, count| range.cells(count, |x| x.to_string(), quoted);
                let across = cells(&panel.x, values.ncols());
                for (row, y) in cells(&panel.y, values.nrows()) {
                    for (column, x) in &across {
                        let value = number(values[[row, *column]]);
                        let _ = writeln!(text, "{title},{x},{y},{value}");
                    }
                }
            } else {
                for curve in Self::data(panel) {
                    let name = quoted(&curve.name);
                    for (x, y) in &curve.points {
                        let _ = writeln!(text, "{title},{name},{x},{}", number(*y));
                    }
                    // What has come to nothing is there too.
                    if curve.points.is_empty() {
                        let _ = writeln!(text, "{title},{name},,");
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
        let range = self.panels.first().map(|panel| &panel.x);
        let mut head = vec![range.map_or_else(String::new, |x| x.name.clone())];
        let mut columns = Vec::new();
        for panel in &self.panels {
            for curve in Self::data(panel) {
                head.push(format!("{}: {}", curve.name, panel.title));
                columns.push((panel.x.scale, curve));
            }
        }
        let counts = self.counts();
        let place = |x: f64| match counts {
            true => plain(x),
            false => tabular(x),
        };
        let longest = columns.iter().max_by_key(|(_, curve)| curve.points.len());
        let places = longest.map_or(&[][..], |(_, curve)| &curve.points);
        let row = |i: usize| {
            let x = places[i].0;
            let cell = |(scale, curve): &(Scale, &Curve)| {
                let point = curve.nearest(x, *scale).filter(|_| curve.reaches(x));
                point.map_or_else(|| NONE.into(), |(_, y)| tabular(y))
            };
            let name = range.and_then(|range| range.name_at(x));
            std::iter::once(name.map_or_else(|| place(x), str::to_owned))
                .chain(columns.iter().map(cell))
                .collect()
        };
        let rows = spread(places.len(), ROWS).map(row).collect();
        (head, rows)
    }

    /// One row a panel and y, one column an x.
    fn cells(&self, first: &Panel) -> (Vec<String>, Vec<Vec<String>>) {
        // What has names is there whole, and from above, as it is drawn.
        let cells = |range: &Range, count: usize| {
            let all = range.cells(count, tabular, str::to_owned);
            match range.named {
                Some(_) => all,
                None => spread(count, CELLS).map(|i| all[i].clone()).collect(),
            }
        };
        let columns = first.heat.as_ref().map_or(0, |heat| heat.values.ncols());
        let across = cells(&first.x, columns);
        let axes = [&first.y.name, &first.x.name].map(String::as_str);
        let axes: Vec<_> = axes.into_iter().filter(|name| !name.is_empty()).collect();
        let names = across.iter().map(|(_, name)| name.clone());
        let head = std::iter::once(axes.join(" / ")).chain(names).collect();
        let mut rows = Vec::new();
        for panel in &self.panels {
            let Some(heat) = &panel.heat else { continue };
            let mut down = cells(&panel.y, heat.values.nrows());
            if panel.y.named.is_some() {
                down.reverse();
            }
            for (row, name) in down {
                let first = format!("{}: {name}", panel.title);
                let cell = |column| heat.values.get([row, column]).map_or(f64::NAN, |v| *v);
                let number = |x: f64| match heat.digits() {
                    4 => tabular(x),
                    digits => significant(x, digits),
                };
                let cells = across.iter().map(|(column, _)| number(cell(*column)));
                rows.push(std::iter::once(first).chain(cells).collect());
            }
        }
        (head, rows)
    }
}

impl Range {
    /// What each of so many cells on the axis is called, by its number's place or its name; where some
    /// have names, the others are gaps.
    fn cells(
        &self,
        count: usize,
        number: fn(f64) -> String,
        name: fn(&str) -> String,
    ) -> Vec<(usize, String)> {
        let axis = self.axis([0.0, count as f64]);
        let called = |cell: usize| {
            let middle = axis.number(cell as f64 + 0.5);
            let Some(named) = &self.named else {
                return Some((cell, number(middle)));
            };
            let mut here = named.iter().filter(|(at, _)| (at - middle).abs() < 1e-9);
            here.next().map(|(_, own)| (cell, name(own)))
        };
        (0..count).filter_map(called).collect()
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

/// In quotes, so that a name may hold a comma.
pub(in crate::chart) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// With all its digits; nothing where there is no number.
pub(in crate::chart) fn number(x: f64) -> String {
    match x.is_nan() {
        true => String::new(),
        false => x.to_string(),
    }
}
