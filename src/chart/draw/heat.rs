//! A heat map: its cells in a few colours.

use super::super::plot::Heat;
use super::ground::{Cells, Ground};
use super::pen::{Drawn, Pen, whole};
use super::{Placed, Rgb, Theme};

/// How many colours are told apart. Few enough for long runs, many enough to look smooth.
pub(super) const SHADES: usize = 96;

impl<B: Ground> Pen<'_, B> {
    pub(super) fn heat(&self, heat: &Heat, place: &Placed) -> Drawn<B> {
        let [left, right] = place.x.pixels();
        let [bottom, top] = place.y.pixels();
        let shades = shades(heat, self.theme);
        let mut colours = heat.values.mapv(|value| Some(shades[shade(heat, value)?]));
        colours.invert_axis(ndarray::Axis(0));
        self.root.draw(&Cells {
            corners: [whole((left, top)), whole((right, bottom))],
            colours,
        })
    }

    /// The colour under a pixel, if there is one.
    pub(super) fn under(&self, heat: &Heat, place: &Placed, (x, y): (f64, f64)) -> Option<Rgb> {
        let part = |[from, to]: [f64; 2], at: f64| (at - from) / (to - from);
        let value = heat.at(part(place.x.pixels(), x), part(place.y.pixels(), y))?;
        Some(shade_colour(heat, self.theme, shade(heat, value)?))
    }
}

/// The colours, from low to high.
pub(super) fn shades(heat: &Heat, theme: &Theme) -> [Rgb; SHADES] {
    std::array::from_fn(|shade| shade_colour(heat, theme, shade))
}

fn shade_colour(heat: &Heat, theme: &Theme, shade: usize) -> Rgb {
    let [lowest, highest] = theme.diverging;
    let diverging = [lowest, theme.background, highest];
    let stops = match heat.diverging {
        true => &diverging[..],
        false => theme.sequential,
    };
    between(stops, shade as f64 / (SHADES - 1) as f64)
}

/// The shade of a number; none if it is no number.
fn shade(heat: &Heat, value: f64) -> Option<usize> {
    if value.is_nan() {
        return None;
    }
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
