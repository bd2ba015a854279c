//! What a chart shows, whatever it is about: panels of curves, or of a heat map.
//!
//! Every chart's numbers become a [`Plot`]; one function [draws](super::draw::draw) any of them, and
//! any of them can be read off, listed in a table and saved.

mod words;

use ndarray::Array2;

use super::axis::{Axis, Scale};

pub use words::Table;
pub(super) use words::{number, quoted};

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

    /// A row or column of so many cells, named at these places.
    pub fn of_cells(name: &str, cells: usize, names: Vec<(f64, String)>) -> Self {
        Self {
            named: Some(names),
            ..Self::new(name, Scale::Linear, [0.0, cells as f64])
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

    /// A number's name, where places have names and it is one of them.
    pub fn name_at(&self, number: f64) -> Option<&str> {
        let mut named = self.named.iter().flatten();
        let found = named.find(|(at, _)| *at == number);
        found.map(|(_, name)| name.as_str())
    }

    /// The same without what cannot be: numbers beyond these.
    #[must_use]
    pub fn within(mut self, [least, most]: [f64; 2]) -> Self {
        self.ends = self.ends.map(|end| end.clamp(least, most));
        self
    }

    /// The place with a name that is next to a number; the number itself where places have none.
    ///
    /// ```
    /// use loss_playground::chart::plot::Range;
    ///
    /// let range = Range::of_cells("", 3, vec![(0.5, "road".into()), (2.5, "mean".into())]);
    /// assert_eq!(range.name_at(range.snapped(1.1)), Some("road"));
    /// assert_eq!(range.stepped(0.5, 1), 2.5);
    /// ```
    pub fn snapped(&self, number: f64) -> f64 {
        let axis = self.axis([0.0, 1.0]);
        let away = |place: &f64| (axis.pixel(*place) - axis.pixel(number)).abs();
        let nearest = self.places().min_by(|a, b| away(a).total_cmp(&away(b)));
        nearest.unwrap_or(number)
    }

    /// The place with a name so many further from the one next to a number, or the last on the way.
    pub fn stepped(&self, number: f64, places: isize) -> f64 {
        let mut all: Vec<f64> = self.places().collect();
        all.sort_by(f64::total_cmp);
        let here = self.snapped(number);
        let place = all.iter().position(|place| *place == here);
        let last = all.len().saturating_sub(1);
        let to = place.map(|place| place.saturating_add_signed(places).min(last));
        to.map_or(number, |to| all[to])
    }

    fn places(&self) -> impl Iterator<Item = f64> {
        self.named.iter().flatten().map(|(at, _)| *at)
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

    /// Whether `x` is between its ends.
    fn reaches(&self, x: f64) -> bool {
        let ends = self.points.first().zip(self.points.last());
        ends.is_some_and(|(first, last)| (first.0..=last.0).contains(&x))
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
    /// Whether they belong to a heat map's cell, and are left out where they are wider.
    pub of_cell: bool,
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
    /// Whether a scale stands under it, which a map whose cells all say their numbers does without.
    pub scale: bool,
}

impl Heat {
    /// How many digits its numbers need to be told apart: four, and more where they hardly differ.
    pub fn digits(&self) -> usize {
        let [low, high] = self.ends;
        let alike = low.abs().max(high.abs()) / (high - low);
        match alike.is_finite() {
            true => (4 + alike.max(1.0).log10() as usize).min(10),
            false => 4,
        }
    }

    /// The value of the cell at fractions of the panel's width and height, from its low ends.
    pub fn at(&self, x: f64, y: f64) -> Option<f64> {
        let (rows, columns) = self.values.dim();
        let cell = |at: f64, cells: usize| ((at * cells as f64) as usize).min(cells.max(1) - 1);
        self.values.get([cell(y, rows), cell(x, columns)]).copied()
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

    /// The places at which a curve that is data has a point.
    fn places(&self) -> impl Iterator<Item = f64> {
        let data = self.curves().filter(|curve| !curve.name.is_empty());
        data.flat_map(|curve| curve.points.iter().map(|point| point.0))
    }

    /// The place next to a number at which there are numbers to read; the number itself if there are none.
    pub fn place(&self, x: f64) -> f64 {
        let scale = self.panels.first().map_or(Scale::Linear, |p| p.x.scale);
        let away = |place: &f64| (scale.forward(*place) - scale.forward(x)).abs();
        let places = self.places().filter(|place| away(place).is_finite());
        places
            .min_by(|a, b| away(a).total_cmp(&away(b)))
            .unwrap_or(x)
    }

    /// The next such place beyond a number, to the right or to the left.
    pub fn beyond(&self, x: f64, right: bool) -> Option<f64> {
        match right {
            true => self.places().filter(|place| *place > x).reduce(f64::min),
            false => self.places().filter(|place| *place < x).reduce(f64::max),
        }
    }

    /// Whether its places count something.
    pub fn counts(&self) -> bool {
        self.places().all(|place| place.fract() == 0.0)
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
}

#[cfg(test)]
mod tests;
