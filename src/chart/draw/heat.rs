//! A heat map: one rectangle for each run of cells of one colour.

use plotters::element::Rectangle;
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::super::plot::Heat;
use super::panel::{Drawn, Pen};
use super::{Placed, Rgb, colour};

/// How many colours are told apart. Few enough for long runs, many enough to look smooth.
const SHADES: usize = 96;

impl<B: DrawingBackend> Pen<'_, B> {
    pub(super) fn heat(&self, heat: &Heat, place: &Placed) -> Drawn<B> {
        let (rows, columns) = heat.values.dim();
        let edge = |[from, to]: [f64; 2], cells: usize, cell: usize| {
            (from + (to - from) * cell as f64 / cells as f64).round() as i32
        };
        for (row, values) in heat.values.outer_iter().enumerate() {
            let down = [row, row + 1].map(|row| edge(place.y.pixels(), rows, row));
            let shades: Vec<_> = values.iter().map(|value| shade(heat, *value)).collect();
            let mut column = 0;
            for run in shades.chunk_by(PartialEq::eq) {
                let across = [column, column + run.len()];
                column = across[1];
                let Some(shade) = run[0] else { continue };
                let across = across.map(|column| edge(place.x.pixels(), columns, column));
                let corners = [(across[0], down[1]), (across[1], down[0])];
                let style = colour(self.shade(heat, shade)).filled();
                self.root.draw(&Rectangle::new(corners, style))?;
            }
        }
        Ok(())
    }

    /// The colour under a pixel, if there is one.
    pub(super) fn under(&self, heat: &Heat, place: &Placed, (x, y): (f64, f64)) -> Option<Rgb> {
        let part = |[from, to]: [f64; 2], at: f64| (at - from) / (to - from);
        let value = heat.at(part(place.x.pixels(), x), part(place.y.pixels(), y))?;
        Some(self.shade(heat, shade(heat, value)?))
    }

    /// A shade's colour.
    fn shade(&self, heat: &Heat, shade: usize) -> Rgb {
        let at = shade as f64 / (SHADES - 1) as f64;
        let [lowest, highest] = self.theme.diverging;
        if heat.diverging {
            return between(&[lowest, self.theme.background, highest], at);
        }
        between(self.theme.sequential, at)
    }
}

/// The shade of a number; none if it is no number.
fn shade(heat: &Heat, value: f64) -> Option<usize> {
    let [low, high] = heat.ends;
    let at = match high > low {
        true => (value - low) / (high - low),
        false => 0.5,
    };
    // Infinity is as high as it gets.
    (!at.is_nan()).then(|| (at.clamp(0.0, 1.0) * (SHADES - 1) as f64).round() as usize)
}

/// The colour at a part of the way along some stops.
fn between(stops: &[Rgb], at: f64) -> Rgb {
    let Some(last) = stops.len().checked_sub(2) else {
        return stops.first().copied().unwrap_or_default();
    };
    let place = at * (last + 1) as f64;
    let stop = (place as usize).min(last);
    let share = place - stop as f64;
    std::array::from_fn(|i| {
        let (a, b) = (f64::from(stops[stop][i]), f64::from(stops[stop + 1][i]));
        (a + (b - a) * share).round() as u8
    })
}
