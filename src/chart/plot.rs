//! What a chart shows, whatever it is about: panels of curves, or of a heat map.
//!
//! Every chart's numbers become a [`Plot`]; one function [draws](super::draw::draw) any of them, and
//! any of them can be read off, listed in a table and saved.

use std::fmt::Write;

use ndarray::Array2;

use super::axis::{Axis, Scale};
use super::csv::quoted;
use super::table::{Table, number};

/// Panels side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plot {
    /// In reading order.
    pub panels: Vec<Panel>,
}

/// One panel: what is under comes first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// What it shows.
    pub title: String,
    /// The horizontal axis.
    pub x: Range,
    /// The vertical axis.
    pub y: Range,
    /// Cells of colour over the whole panel.
    pub heat: Option<Heat>,
    /// Vertical lines.
    pub marks: Vec<Mark>,
    /// The first is uppermost.
    pub curves: Vec<Curve>,
    /// Which way things would go.
    pub arrows: Vec<Arrow>,
    /// Words and numbers on the panel.
    pub notes: Vec<Note>,
}

/// An axis's name, scale and ends.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Range {
    /// Such as "probability of the class".
    pub name: String,
    /// How distances grow.
    pub scale: Scale,
    /// The numbers at both ends.
    pub ends: [f64; 2],
    /// Names at numbers, in place of round numbers; they may be crowded.
    pub named: Option<Vec<(f64, String)>>,
}

impl Range {
    /// With the ends given.
    pub fn new(name: impl Into<String>, scale: Scale, ends: [f64; 2]) -> Self {
        Self {
            name: name.into(),
            scale,
            ends,
            named: None,
        }
    }

    /// With some room around `values`, see [`Axis::around`].
    pub fn around(
        name: impl Into<String>,
        scale: Scale,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        let ends = Axis::around(scale, values, [0.0, 1.0]).numbers();
        Self::new(name, scale, ends)
    }

    /// Where the numbers lie if the ends lie at these pixels.
    pub fn axis(&self, pixels: [f64; 2]) -> Axis {
        Axis::new(self.scale, self.ends, pixels)
    }
}

/// In which colour of the theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// A contender's.
    Series(usize),
    /// That of text.
    Ink,
    /// That of text of less weight.
    Muted,
}

/// A line through points.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Whose; the same in all panels. What has no name is no data, such as a contour.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is dashed.
    pub dashed: bool,
    /// By ascending x if it has a name; it breaks where a number is not finite or not on the panel.
    pub points: Vec<(f64, f64)>,
    /// The point that is so at present, drawn as a dot.
    pub now: Option<(f64, f64)>,
}

impl Curve {
    /// A solid line.
    pub fn new(name: impl Into<String>, colour: Colour, points: Vec<(f64, f64)>) -> Self {
        Self {
            name: name.into(),
            colour,
            dashed: false,
            points,
            now: None,
        }
    }

    /// The point nearest to `x` on its axis.
    pub fn nearest(&self, x: f64, scale: Scale) -> Option<(f64, f64)> {
        let distance = |point: &(f64, f64)| (scale.forward(point.0) - scale.forward(x)).abs();
        let points = self.points.iter().copied();
        let close = |a: &(f64, f64), b: &(f64, f64)| distance(a).total_cmp(&distance(b));
        points.filter(|p| distance(p).is_finite()).min_by(close)
    }
}

/// A vertical line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// Where.
    pub x: f64,
    /// Dashed and of less weight: what to compare with. Solid: what is so at present.
    pub dashed: bool,
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrow {
    /// Its middle.
    pub at: (f64, f64),
    /// Where to, in CSS pixels right and up.
    pub towards: (f64, f64),
}

/// Words at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Their middle.
    pub at: (f64, f64),
    /// The words.
    pub text: String,
}

/// Numbers as colours: equal cells over the panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// Rows from the low end of y, columns from the low end of x.
    pub values: Array2<f64>,
    /// The numbers at the ends of the colours.
    pub ends: [f64; 2],
    /// From one colour over the ground to another, with zero in the middle, instead of from dark to
    /// light.
    pub diverging: bool,
}

impl Heat {
    /// The value of the cell at fractions of the panel's width and height, from its low ends.
    pub fn at(&self, x: f64, y: f64) -> Option<f64> {
        let (rows, columns) = self.values.dim();
        let cell = |at: f64, cells: usize| ((at * cells as f64) as usize).min(cells.max(1) - 1);
        self.values.get([cell(y, rows), cell(x, columns)]).copied()
    }

    /// The number in the middle of a cell on an axis of so many cells.
    fn middle(cell: usize, cells: usize, range: &Range) -> f64 {
        let axis = range.axis([0.0, cells as f64]);
        axis.number(cell as f64 + 0.5)
    }
}

/// What is read off the curves at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The place on the horizontal axis.
    pub x: f64,
    /// What each curve's numbers are.
    pub quantities: Vec<String>,
    /// Name, colour and numbers.
    pub curves: Vec<(String, Colour, Vec<f64>)>,
}

/// How many rows a table of curves has, and of a heat map rows and columns.
const ROWS: usize = 21;
const CELLS: usize = 9;

impl Plot {
    /// The names of its curves with their colours, each once.
    pub fn names(&self) -> Vec<(&str, Colour)> {
        let mut names: Vec<(&str, Colour)> = Vec::new();
        for curve in self.curves() {
            let name = (curve.name.as_str(), curve.colour);
            if !curve.name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn curves(&self) -> impl Iterator<Item = &Curve> {
        self.panels.iter().flat_map(|panel| &panel.curves)
    }

    /// Every curve's number in each panel at `x`, or at what is so at present; nothing if nothing
    /// is.
    pub fn read(&self, x: Option<f64>) -> Option<Reading> {
        let now = || self.curves().find_map(|curve| curve.now);
        let at = x.or_else(|| Some(now()?.0))?;
        let curve = |(name, colour): (&str, Colour)| {
            let same = |curve: &&Curve| curve.name == name && curve.colour == colour;
            let number = |panel: &Panel| {
                let curve = panel.curves.iter().find(same)?;
                let there = curve.now.filter(|_| x.is_none());
                Some(there.or_else(|| curve.nearest(at, panel.x.scale))?.1)
            };
            let numbers = self.panels.iter().filter_map(number).collect();
            (name.to_owned(), colour, numbers)
        };
        Some(Reading {
            x: at,
            quantities: self.panels.iter().map(|p| p.title.clone()).collect(),
            curves: self.names().into_iter().map(curve).collect(),
        })
    }

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
                point.map_or_else(String::new, |(_, y)| number(y))
            };
            std::iter::once(number(x))
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
                .map_or_else(|| number(middle), |(_, name)| name.clone())
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
                let cells = across().map(|column| number(cell(column)));
                rows.push(std::iter::once(first).chain(cells).collect());
            }
        }
        (head, rows)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Plot {
        let panel = |title: &str, factor: f64| Panel {
            title: title.into(),
            x: Range::new("x", Scale::Linear, [0.0, 1.0]),
            y: Range::around("", Scale::Linear, [0.0, factor]),
            curves: ["A", "B, \"soft\"", ""]
                .into_iter()
                .enumerate()
                .map(|(i, name)| {
                    let points = (0..=100).map(|j| f64::from(j) / 100.0);
                    let points = points.map(|x| (x, factor * x)).collect();
                    Curve::new(name, Colour::Series(i), points)
                })
                .collect(),
            ..Panel::default()
        };
        Plot {
            panels: vec![panel("loss", 1.0), panel("gradient", 2.0)],
        }
    }

    fn heat() -> Plot {
        let heat = Heat {
            values: Array2::from_shape_fn((3, 2), |(y, x)| (10 * y + x) as f64),
            ends: [0.0, 21.0],
            diverging: false,
        };
        let panel = Panel {
            title: "Dice".into(),
            x: Range::new("first", Scale::Linear, [0.0, 1.0]),
            y: Range::new("second", Scale::Linear, [0.0, 3.0]),
            heat: Some(heat),
            ..Panel::default()
        };
        Plot {
            panels: vec![panel],
        }
    }

    #[test]
    fn names_come_once_and_contours_have_none() {
        let plot = lines();
        let names: Vec<_> = plot.names().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["A", "B, \"soft\""]);
    }

    #[test]
    fn a_table_is_short_and_has_both_ends() {
        let table = lines().table("lines".into());
        assert_eq!(table.head.len(), 5);
        assert_eq!(table.head[1], "A: loss");
        assert_eq!(table.rows.len(), ROWS);
        assert_eq!(table.rows[0][0], "0");
        assert_eq!(
            table.rows[ROWS - 1],
            ["1.000", "1.000", "1.000", "2.000", "2.000"]
        );

        let table = heat().table("heat".into());
        assert_eq!(table.head, ["second / first", "0.2500", "0.7500"]);
        assert_eq!(table.rows[2], ["Dice: 2.500", "20.00", "21.00"]);
        assert!(Plot::default().table(String::new()).rows.is_empty());
    }

    #[test]
    fn csv_has_every_number() {
        let csv = lines().csv();
        assert_eq!(csv.lines().count(), 1 + 2 * 2 * 101);
        assert!(csv.contains("\"gradient\",\"B, \"\"soft\"\"\",0.5,1\n"));
        let csv = heat().csv();
        assert_eq!(csv.lines().nth(1), Some("\"Dice\",0.25,0.5,0"));
        assert_eq!(csv.lines().count(), 7);
    }

    #[test]
    fn curves_are_read_where_one_points_or_at_present() {
        let mut plot = lines();
        assert_eq!(plot.read(None), None);
        let reading = plot.read(Some(0.501)).unwrap();
        assert_eq!(reading.quantities, ["loss", "gradient"]);
        assert_eq!(reading.curves[1].2, [0.5, 1.0]);
        plot.panels[0].curves[0].now = Some((0.333, 7.0));
        let reading = plot.read(None).unwrap();
        assert_eq!(
            (reading.x, &reading.curves[0].2[..]),
            (0.333, &[7.0, 0.66][..])
        );
    }

    #[test]
    fn the_nearest_point_is_so_on_the_axis() {
        let curve = Curve::new("", Colour::Ink, vec![(1e-6, 1.0), (1e-3, 2.0), (1.0, 3.0)]);
        assert_eq!(curve.nearest(1e-5, Scale::Log), Some((1e-6, 1.0)));
        assert_eq!(curve.nearest(0.4, Scale::Linear), Some((1e-3, 2.0)));
        assert_eq!(curve.nearest(0.4, Scale::Log), Some((1.0, 3.0)));
        assert_eq!(
            heat().panels[0].heat.as_ref().unwrap().at(0.9, 0.1),
            Some(1.0)
        );
    }
}
