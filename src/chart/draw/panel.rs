//! One panel: its ground, what is on it, its curves.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, IntoTextStyle, TextStyle};

use super::super::axis::Axis;
use super::super::plot::{Arrow, Colour, Curve, Mark, Panel, Range};
use super::{Placed, Rgb, Theme, colour};

/// Sizes in CSS pixels.
const FONT: f64 = 11.0;
const TITLE: f64 = 24.0;
const FOOT: f64 = 34.0;
const RIGHT: f64 = 12.0;
const TICK_GAP: f64 = 6.0;
const DASH: f64 = 4.0;
const HEAD: f64 = 3.5;
/// The least distances between the numbers of an axis.
const ACROSS: f64 = 56.0;
const DOWN: f64 = 36.0;
/// The least room for a plot.
const LEAST: f64 = 24.0;
/// How wide a digit is, in parts of the font's size.
const DIGIT: f64 = 0.6;

/// The part of a panel's rectangle that holds the plot.
pub(super) struct Frame {
    pub(super) x: Axis,
    pub(super) y: Axis,
    across: Vec<(f64, String)>,
    down: Vec<(f64, String)>,
}

impl Frame {
    /// Leaves room for the title, the numbers and their names; nothing if too little is left.
    pub(super) fn new(
        panel: &Panel,
        [x, y, width, height]: [f64; 4],
        density: f64,
    ) -> Option<Self> {
        let (top, bottom) = (y + TITLE * density, y + height - FOOT * density);
        let vertical = panel.y.axis([bottom, top]);
        let down = ticks(&panel.y, vertical, DOWN * density);
        let widest = down.iter().map(|(_, name)| name.chars().count()).max();
        let names = widest.unwrap_or(0) as f64 * DIGIT * FONT * density;
        let left = x + names + 2.0 * TICK_GAP * density;
        let right = x + width - RIGHT * density;
        let least = LEAST * density;
        if right - left < least || bottom - top < least {
            return None;
        }
        let horizontal = panel.x.axis([left, right]);
        Some(Self {
            x: horizontal,
            y: vertical,
            across: ticks(&panel.x, horizontal, ACROSS * density),
            down,
        })
    }
}

/// What is named on an axis.
fn ticks(range: &Range, axis: Axis, gap: f64) -> Vec<(f64, String)> {
    match &range.named {
        Some(named) => named.clone(),
        None => axis.ticks(gap),
    }
}

pub(super) struct Pen<'a, B: DrawingBackend> {
    pub(super) root: &'a DrawingArea<B, Shift>,
    pub(super) theme: &'a Theme,
    pub(super) density: f64,
}

pub(super) type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

impl<B: DrawingBackend> Pen<'_, B> {
    pub(super) fn panel(&self, panel: &Panel, frame: &Frame, place: &Placed) -> Drawn<B> {
        match &panel.heat {
            Some(heat) => self.heat(heat, place)?,
            None => self.grid(frame)?,
        }
        self.names(panel, frame)?;
        for mark in &panel.marks {
            self.mark(*mark, place)?;
        }
        for curve in panel.curves.iter().rev() {
            self.curve(curve, place)?;
        }
        for arrow in &panel.arrows {
            self.arrow(arrow, place)?;
        }
        let dots = panel.curves.iter().rev();
        for (at, rgb) in dots.filter_map(|curve| Some((curve.now?, self.ink(curve.colour)))) {
            let (x, y) = pixels(place, at);
            if place.x.contains(x) && place.y.contains(y) {
                self.dot((x, y), self.theme.background, 5.5)?;
                self.dot((x, y), rgb, 4.0)?;
            }
        }
        for note in &panel.notes {
            let (x, y) = pixels(place, note.at);
            if place.x.contains(x) && place.y.contains(y) {
                // What reaches over the edge lies on the ground as well.
                let room = FONT * self.density;
                let inside =
                    |axis: Axis, at: f64| axis.contains(at - room) && axis.contains(at + room);
                let on_map = inside(place.x, x) && inside(place.y, y);
                let heat = panel.heat.as_ref().filter(|_| on_map);
                let under = heat.and_then(|heat| self.under(heat, place, (x, y)));
                self.note(&note.text, (x, y), under)?;
            }
        }
        Ok(())
    }

    fn grid(&self, frame: &Frame) -> Drawn<B> {
        let [left, right] = frame.x.pixels();
        for (number, _) in &frame.down {
            let y = frame.y.pixel(*number);
            self.line(&[(left, y), (right, y)], self.theme.grid, 1.0)?;
        }
        Ok(())
    }

    /// The title, and the axes' numbers and names.
    fn names(&self, panel: &Panel, frame: &Frame) -> Drawn<B> {
        let gap = TICK_GAP * self.density;
        let ([left, right], [bottom, top]) = (frame.x.pixels(), frame.y.pixels());
        for (number, name) in &frame.down {
            let y = frame.y.pixel(*number);
            self.text(name, (left - gap, y), HPos::Right, VPos::Center)?;
        }
        for (number, name) in &frame.across {
            let x = frame.x.pixel(*number);
            self.text(name, (x, bottom + gap), HPos::Center, VPos::Top)?;
        }
        let foot = bottom + FOOT * self.density;
        self.text(&panel.x.name, (right, foot), HPos::Right, VPos::Bottom)?;
        let above = top - (TITLE - TICK_GAP) * self.density;
        self.text(&panel.title, (left, above), HPos::Left, VPos::Top)?;
        self.text(&panel.y.name, (right, above), HPos::Right, VPos::Top)
    }

    fn mark(&self, Mark { x, dashed }: Mark, place: &Placed) -> Drawn<B> {
        let x = place.x.pixel(x);
        if !place.x.contains(x) {
            return Ok(());
        }
        let [bottom, top] = place.y.pixels();
        let ends = [(x, top), (x, bottom)];
        match dashed {
            true => self.dashed(&ends, self.theme.muted, 1.0),
            false => self.line(&ends, self.theme.ink, 1.0),
        }
    }

    fn curve(&self, curve: &Curve, place: &Placed) -> Drawn<B> {
        let rgb = self.ink(curve.colour);
        // What is no data is thin.
        let width = if curve.name.is_empty() { 1.0 } else { 2.0 };
        let points = curve.points.iter().map(|point| pixels(place, *point));
        for run in clipped(points, place) {
            match curve.dashed {
                true => self.dashed(&run, rgb, width)?,
                false => self.line(&run, rgb, width)?,
            }
        }
        Ok(())
    }

    fn arrow(&self, arrow: &Arrow, place: &Placed) -> Drawn<B> {
        let (x, y) = pixels(place, arrow.at);
        let (right, up) = arrow.towards;
        let length = right.hypot(up);
        if !(x.is_finite() && y.is_finite() && length.is_finite() && length > 0.5) {
            return Ok(());
        }
        let half = |towards: f64| 0.5 * towards * self.density;
        let (dx, dy) = (half(right), -half(up));
        let (from, to) = ((x - dx, y - dy), (x + dx, y + dy));
        let rgb = self.theme.ink;
        self.line(&[from, to], rgb, 1.0)?;
        let (ux, uy) = (right / length, -up / length);
        let size = HEAD.min(0.6 * length) * self.density;
        let barb = |side: f64| {
            let (bx, by) = (-ux - 0.6 * side * uy, -uy + 0.6 * side * ux);
            (to.0 + size * bx, to.1 + size * by)
        };
        self.line(&[barb(1.0), to, barb(-1.0)], rgb, 1.0)
    }

    fn ink(&self, colour: Colour) -> Rgb {
        let series = &self.theme.series;
        match colour {
            Colour::Series(index) if !series.is_empty() => series[index % series.len()],
            Colour::Series(_) | Colour::Ink => self.theme.ink,
            Colour::Muted => self.theme.muted,
        }
    }

    fn line(&self, points: &[(f64, f64)], rgb: Rgb, width: f64) -> Drawn<B> {
        let mut pixels: Vec<(i32, i32)> = points.iter().map(|p| whole(*p)).collect();
        pixels.dedup();
        let width = (width * self.density).round().max(1.0) as u32;
        let style = colour(rgb).stroke_width(width);
        match pixels.len() {
            0 | 1 => Ok(()),
            _ => self.root.draw(&PathElement::new(pixels, style)),
        }
    }

    /// A line of which every other piece is left out.
    fn dashed(&self, points: &[(f64, f64)], rgb: Rgb, width: f64) -> Drawn<B> {
        let dash = DASH * self.density;
        let mut piece = vec![];
        let (mut drawn, mut left) = (true, dash);
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            piece.push(from);
            let mut rest = (to.0 - from.0).hypot(to.1 - from.1);
            while rest > left {
                let part = left / rest;
                from = (
                    from.0 + part * (to.0 - from.0),
                    from.1 + part * (to.1 - from.1),
                );
                rest -= left;
                piece.push(from);
                if drawn {
                    self.line(&piece, rgb, width)?;
                }
                piece = vec![from];
                (drawn, left) = (!drawn, dash);
            }
            left -= rest;
            piece.push(to);
        }
        match drawn {
            true => self.line(&piece, rgb, width),
            false => Ok(()),
        }
    }

    fn dot(&self, centre: (f64, f64), rgb: Rgb, radius: f64) -> Drawn<B> {
        let radius = (radius * self.density).round() as i32;
        self.root
            .draw(&Circle::new(whole(centre), radius, colour(rgb).filled()))
    }

    fn text(&self, text: &str, at: (f64, f64), across: HPos, down: VPos) -> Drawn<B> {
        self.words(text, at, self.theme.muted, Pos::new(across, down))
    }

    /// Words in the middle of a place: on a colour in what is farther from it, ink or ground;
    /// elsewhere with a rim of the ground, so that they can be read across lines.
    fn note(&self, text: &str, (x, y): (f64, f64), under: Option<Rgb>) -> Drawn<B> {
        let middle = || Pos::new(HPos::Center, VPos::Center);
        let Theme {
            ink, background, ..
        } = *self.theme;
        if let Some(under) = under {
            let distance = |rgb: Rgb| (lightness(rgb) - lightness(under)).abs();
            let rgb = match distance(ink) > distance(background) {
                true => ink,
                false => background,
            };
            return self.words(text, (x, y), rgb, middle());
        }
        let rim = self.density.round().max(1.0);
        for (right, down) in [(-rim, 0.0), (rim, 0.0), (0.0, -rim), (0.0, rim)] {
            let at = (x + right, y + down);
            self.words(text, at, background, middle())?;
        }
        self.words(text, (x, y), ink, middle())
    }

    fn words(&self, text: &str, at: (f64, f64), rgb: Rgb, pos: Pos) -> Drawn<B> {
        let size = (FONT * self.density).round();
        let ink = colour(rgb);
        let style: TextStyle<'_> = ("system-ui, sans-serif", size)
            .into_font()
            .into_text_style(self.root)
            .color(&ink)
            .pos(pos);
        self.root.draw_text(text, &style, whole(at))
    }
}

/// How light a colour looks, from 0 to 255.
fn lightness([r, g, b]: Rgb) -> f64 {
    0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
}

/// Where numbers lie; not finite if they are on no axis.
fn pixels(place: &Placed, (x, y): (f64, f64)) -> (f64, f64) {
    (place.x.pixel(x), place.y.pixel(y))
}

fn whole((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// The runs of a curve that lie within the panel's height; it is cut where it leaves it, and where
/// it is not finite.
fn clipped(points: impl Iterator<Item = (f64, f64)>, place: &Placed) -> Vec<Vec<(f64, f64)>> {
    let [a, b] = place.y.pixels();
    let (top, bottom) = (a.min(b), a.max(b));
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut last: Option<(f64, f64)> = None;
    for point in points {
        let on_axis = point.0.is_finite() && point.1.is_finite() && place.x.contains(point.0);
        let point = on_axis.then_some(point);
        let piece = last.zip(point).and_then(|(a, b)| cut(a, b, top, bottom));
        if let Some((from, to)) = piece {
            let run = runs.last_mut().filter(|run| run.last() == Some(&from));
            match run {
                Some(run) => run.push(to),
                None => runs.push(vec![from, to]),
            }
        }
        last = point;
    }
    runs.retain(|run| run.len() > 1);
    runs
}

/// The part of a segment between two heights.
fn cut(a: (f64, f64), b: (f64, f64), top: f64, bottom: f64) -> Option<((f64, f64), (f64, f64))> {
    if a.1.max(b.1) < top || a.1.min(b.1) > bottom {
        return None;
    }
    let at = |y: f64| (a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0), y);
    let inside = |p: (f64, f64)| match p.1 {
        y if y < top => at(top),
        y if y > bottom => at(bottom),
        _ => p,
    };
    Some((inside(a), inside(b)))
}
