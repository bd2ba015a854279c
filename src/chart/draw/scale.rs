//! The scale under a heat map: its colours from low to high, with numbers.

use ndarray::Array2;
use plotters::style::text_anchor::{HPos, VPos};

use super::super::axis::{Axis, Scale};
use super::super::plot::{Heat, Panel};
use super::Placed;
use super::ground::{Cells, Ground};
use super::heat::{SHADES, shades};
use super::pen::{Drawn, FONT, Pen, whole, width};
use crate::number::{short, significant};

/// Sizes in CSS pixels.
const GAP: f64 = 4.0;
const HIGH: f64 = 8.0;
const WIDE: f64 = 64.0;
/// The least room for the colours.
const LEAST: f64 = 16.0;

impl<B: Ground> Pen<'_, B> {
    /// On the line of the horizontal axis's name, whose foot this is, as far as there is room beside
    /// it. A map of a single number needs none.
    pub(super) fn scale(&self, heat: &Heat, panel: &Panel, place: &Placed, foot: f64) -> Drawn<B> {
        let [low, high] = heat.ends;
        if !heat.scale || low >= high || !(high - low).is_finite() {
            return Ok(());
        }
        let digits = heat.digits() - 1;
        let [least, most] = heat.ends.map(|end| match digits {
            3 => short(end),
            _ => significant(end, digits),
        });
        let [left, right] = place.x.pixels();
        let wide = |text: &str| (width([text]) + GAP) * self.density;
        let from = left + wide(&least);
        let free = right - wide(&panel.x.name) - wide(&most) - GAP * self.density - from;
        if free < LEAST * self.density {
            return Ok(());
        }
        let to = from + free.min(WIDE * self.density);
        let middle = foot - 0.6 * FONT * self.density;
        let half = HIGH / 2.0 * self.density;
        let shades = shades(heat, self.theme).map(Some);
        self.root.draw(&Cells {
            corners: [whole((from, middle - half)), whole((to, middle + half))],
            colours: Array2::from_shape_fn((1, SHADES), |(_, shade)| shades[shade]),
        })?;
        if low < 0.0 && high > 0.0 {
            let zero = Axis::new(Scale::Linear, heat.ends, [from, to]).pixel(0.0);
            let ends = [(zero, middle - half), (zero, middle + half)];
            self.line(&ends, self.theme.ink, 1.0)?;
        }
        let gap = GAP * self.density;
        self.text(&least, (from - gap, foot), HPos::Right, VPos::Bottom)?;
        self.text(&most, (to + gap, foot), HPos::Left, VPos::Bottom)
    }
}
