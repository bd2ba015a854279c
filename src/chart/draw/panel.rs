//! One panel: its ground, what is on it, its curves.

use plotters::style::text_anchor::{HPos, VPos};

use super::super::axis::Axis;
use super::super::plot::{Arrow, Curve, Heat, Mark, Note, Panel, Range};
use super::pen::{Drawn, FONT, Pen, shortened, width};
use super::{BLACK, Ground, Placed, Rgb, WHITE};

/// Sizes in CSS pixels.
const TITLE: f64 = 24.0;
const FOOT: f64 = 34.0;
const RIGHT: f64 = 12.0;
const TICK_GAP: f64 = 6.0;
const HEAD: f64 = 3.5;
/// The least distances between the numbers of an axis.
const ACROSS: f64 = 56.0;
const DOWN: f64 = 36.0;
/// The least room for one of the names along x.
const LEAST_NAME: f64 = 30.0;
/// How high a line of numbers is, in parts of the font's size.
const CAPITAL: f64 = 0.75;
/// The least room for a plot.
const LEAST: f64 = 24.0;

/// The part of a panel's rectangle that holds the plot.
pub(super) struct Frame {
    pub(super) x: Axis,
    pub(super) y: Axis,
    across: Vec<(f64, String)>,
    down: Vec<(f64, String)>,
}

impl Frame {
    /// Leaves room for the title, so many CSS pixels for the numbers along y, and the names; nothing
    /// if too little is left.
    pub(super) fn new(
        panel: &Panel,
        rectangle @ [x, _, across, _]: [f64; 4],
        numbers: f64,
        density: f64,
    ) -> Option<Self> {
        let vertical = vertical(panel, rectangle, density);
        let [bottom, top] = vertical.pixels();
        let down = ticks(&panel.y, vertical, DOWN * density);
        let left = (x + (numbers + 2.0 * TICK_GAP) * density).round();
        let edge = x + across;
        let mut right = (edge - RIGHT * density).round();
        let horizontal = |right| {
            let axis = panel.x.axis([left, right]);
            (axis, ticks(&panel.x, axis, ACROSS * density))
        };
        // The last number may reach over the end of the axis.
        let (axis, last) = horizontal(right);
        if let (Some((at, name)), None) = (last.last(), &panel.x.named) {
            let over = axis.pixel(*at) + 0.5 * width([name.as_str()]) * density - edge;
            right -= over.max(0.0).ceil();
        }
        let least = LEAST * density;
        if right - left < least || bottom - top < least {
            return None;
        }
        let (horizontal, across) = horizontal(right);
        Some(Self {
            x: horizontal,
            y: vertical,
            across,
            down,
        })
    }
}

/// How wide the numbers along y are, in CSS pixels.
pub(super) fn numbers(panel: &Panel, rectangle: [f64; 4], density: f64) -> f64 {
    let axis = vertical(panel, rectangle, density);
    let down = ticks(&panel.y, axis, DOWN * density);
    width(down.iter().map(|(_, name)| name.as_str()))
}

/// The axis along y, in whole pixels: what is at an end is there to the digit.
fn vertical(panel: &Panel, [_, y, _, height]: [f64; 4], density: f64) -> Axis {
    let (top, bottom) = (y + TITLE * density, y + height - FOOT * density);
    panel.y.axis([bottom.round(), top.round()])
}

/// What is named on an axis.
fn ticks(range: &Range, axis: Axis, gap: f64) -> Vec<(f64, String)> {
    match &range.named {
        Some(named) => named.clone(),
        None => axis.ticks(gap),
    }
}

impl<B: Ground> Pen<'_, B> {
    pub(super) fn panel(&self, panel: &Panel, frame: &Frame, place: &Placed) -> Drawn<B> {
        match &panel.heat {
            Some(heat) => self.heat(heat, place)?,
            None => self.grid(frame)?,
        }
        self.names(panel, frame, place)?;
        for mark in &panel.marks {
            self.mark(*mark, place)?;
        }
        for curve in panel.curves.iter().rev() {
            self.curve(curve, panel.heat.as_ref(), place)?;
        }
        // One colour after the other: a canvas draws what has the same one at once.
        let over = |arrow: &Arrow| self.over(panel.heat.as_ref(), place, pixels(place, arrow.at));
        for rgb in [self.theme.ink, BLACK, WHITE] {
            for arrow in panel.arrows.iter().filter(|arrow| over(arrow) == rgb) {
                self.arrow(arrow, rgb, place)?;
            }
        }
        let marked = panel.curves.iter().rev();
        for (at, colour) in marked.filter_map(|curve| Some((curve.now?, curve.colour))) {
            let (x, y) = pixels(place, at);
            if place.x.contains(x) && place.y.contains(y) {
                self.marked((x, y), colour)?;
            }
        }
        for note in &panel.notes {
            let (x, y) = pixels(place, note.at);
            if place.x.contains(x) && place.y.contains(y) {
                let size = [width([note.text.as_str()]), CAPITAL * FONT];
                if self.is_too_large(note, size, panel, place) {
                    continue;
                }
                // What reaches over the edge lies on the ground as well.
                let [half_width, half_height] = size.map(|size| 0.5 * size * self.density);
                let inside = |axis: Axis, at: f64, half: f64| {
                    axis.contains(at - half) && axis.contains(at + half)
                };
                let on_map = inside(place.x, x, half_width) && inside(place.y, y, half_height);
                let heat = panel.heat.as_ref().filter(|_| on_map);
                let under = heat.and_then(|heat| self.under(heat, place, (x, y)));
                self.note(&note.text, (x, y), under)?;
            }
        }
        Ok(())
    }

    /// Whether a cell's number would run into its neighbours'.
    fn is_too_large(&self, note: &Note, size: [f64; 2], panel: &Panel, place: &Placed) -> bool {
        let (rows, columns) = panel.heat.as_ref().map_or((1, 1), |heat| heat.values.dim());
        let runs_over = |size: f64, axis: Axis, cells: usize| {
            let [from, to] = axis.pixels();
            size * self.density > (to - from).abs() / cells as f64
        };
        note.of_cell && (runs_over(size[0], place.x, columns) || runs_over(size[1], place.y, rows))
    }

    /// Names along x as far as there is room: shortened, and where even that does not help or leaves them
    /// alike, only some, the last among them, which may be a mean.
    fn across(&self, frame: &Frame) -> Vec<(f64, String)> {
        let names: Vec<_> = frame
            .across
            .iter()
            .map(|(at, name)| (frame.x.pixel(*at), name))
            .collect();
        let gaps = names
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) / self.density);
        let gap = gaps.fold(f64::INFINITY, f64::min);
        let some = |every: usize| -> Vec<(f64, String)> {
            let room = every as f64 * gap - TICK_GAP;
            let first = names.len().saturating_sub(1) % every;
            let some = names.iter().skip(first).step_by(every);
            some.map(|(x, name)| (*x, shortened(name, room))).collect()
        };
        let least = (LEAST_NAME / gap).ceil().max(1.0) as usize;
        let enough = (least..names.len()).map(some).find(|some| {
            let alike = |pair: &[(f64, String)]| pair[0].1 == pair[1].1;
            !some.windows(2).any(alike)
        });
        enough.unwrap_or_else(|| some(least))
    }

    /// Names along y, only some where there is no room for a line of each.
    fn down<'a>(&self, panel: &Panel, frame: &'a Frame) -> impl Iterator<Item = &'a (f64, String)> {
        let at = |tick: &(f64, String)| frame.y.pixel(tick.0);
        let gaps = frame
            .down
            .windows(2)
            .map(|pair| (at(&pair[1]) - at(&pair[0])).abs() / self.density);
        let gap = gaps.fold(f64::INFINITY, f64::min);
        let every = match panel.y.named {
            Some(_) => (FONT / gap).ceil().max(1.0) as usize,
            None => 1,
        };
        frame.down.iter().step_by(every)
    }

    fn grid(&self, frame: &Frame) -> Drawn<B> {
        let [left, right] = frame.x.pixels();
        for (number, _) in &frame.down {
            let y = frame.y.pixel(*number);
            self.line(&[(left, y), (right, y)], self.theme.grid, 1.0)?;
        }
        Ok(())
    }

    /// The title, the axes' numbers and names, and the scale of a map.
    fn names(&self, panel: &Panel, frame: &Frame, place: &Placed) -> Drawn<B> {
        let gap = TICK_GAP * self.density;
        let ([left, right], [bottom, top]) = (frame.x.pixels(), frame.y.pixels());
        for (number, name) in self.down(panel, frame) {
            let y = frame.y.pixel(*number);
            self.text(name, (left - gap, y), HPos::Right, VPos::Center)?;
        }
        let across = match panel.x.named {
            Some(_) => self.across(frame),
            None => frame
                .across
                .iter()
                .map(|(at, name)| (frame.x.pixel(*at), name.clone()))
                .collect(),
        };
        for (x, name) in &across {
            self.text(name, (*x, bottom + gap), HPos::Center, VPos::Top)?;
        }
        let foot = bottom + FOOT * self.density;
        self.text(&panel.x.name, (right, foot), HPos::Right, VPos::Bottom)?;
        if let Some(heat) = &panel.heat {
            self.scale(heat, panel, place, foot)?;
        }
        let above = top - (TITLE - TICK_GAP) * self.density;
        let room = (right - left) / self.density - width([panel.y.name.as_str()]);
        let title = match panel.heat {
            // It may be called by a contender's name, which may be long.
            Some(_) => shortened(&panel.title, room),
            None => panel.title.clone(),
        };
        self.text(&title, (left, above), HPos::Left, VPos::Top)?;
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
            true => self.dashed(&ends, |_| self.theme.muted, 1.0),
            false => self.line(&ends, self.theme.ink, 1.0),
        }
    }

    /// Ink that can be seen on a heat map at a pixel, if there is one.
    fn over(&self, heat: Option<&Heat>, place: &Placed, at: (f64, f64)) -> Rgb {
        let under = heat.and_then(|heat| self.under(heat, place, at));
        under.map_or(self.theme.ink, super::over)
    }

    /// The same along a line of one level: what can be seen on most of it, since it has one colour.
    fn over_most(&self, heat: &Heat, place: &Placed, line: &[(f64, f64)]) -> Rgb {
        let black = |at: &&(f64, f64)| self.over(Some(heat), place, **at) == BLACK;
        match 2 * line.iter().filter(black).count() > line.len() {
            true => BLACK,
            false => WHITE,
        }
    }

    fn curve(&self, curve: &Curve, heat: Option<&Heat>, place: &Placed) -> Drawn<B> {
        let rgb = self.ink(curve.colour);
        // What is no data is thin.
        let width = if curve.name.is_empty() { 1.0 } else { 2.0 };
        let points = curve.points.iter().map(|point| pixels(place, *point));
        for run in clipped(points, place) {
            match (curve.dashed, heat) {
                (true, None) => self.dashed(&run, |_| rgb, width)?,
                (true, heat) => self.dashed(&run, |at| self.over(heat, place, at), width)?,
                (false, None) => self.line(&run, rgb, width)?,
                (false, Some(heat)) => self.line(&run, self.over_most(heat, place, &run), width)?,
            }
        }
        Ok(())
    }

    fn arrow(&self, arrow: &Arrow, rgb: Rgb, place: &Placed) -> Drawn<B> {
        let (x, y) = pixels(place, arrow.at);
        let (right, up) = arrow.towards;
        let length = right.hypot(up);
        if !(x.is_finite() && y.is_finite() && length.is_finite() && length > 0.5) {
            return Ok(());
        }
        let half = |towards: f64| 0.5 * towards * self.density;
        let (dx, dy) = (half(right), -half(up));
        let (from, to) = ((x - dx, y - dy), (x + dx, y + dy));
        self.line(&[from, to], rgb, 1.0)?;
        let (ux, uy) = (right / length, -up / length);
        let size = HEAD.min(0.6 * length) * self.density;
        let barb = |side: f64| {
            let (bx, by) = (-ux - 0.6 * side * uy, -uy + 0.6 * side * ux);
            (to.0 + size * bx, to.1 + size * by)
        };
        self.line(&[barb(1.0), to, barb(-1.0)], rgb, 1.0)
    }
}

/// Where numbers lie; not finite if they are on no axis.
fn pixels(place: &Placed, (x, y): (f64, f64)) -> (f64, f64) {
    (place.x.pixel(x), place.y.pixel(y))
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
