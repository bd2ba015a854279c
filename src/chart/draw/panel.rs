//! One panel: its ground, its markers, its curves.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, IntoTextStyle, TextStyle};

use super::super::axis::Axis;
use super::super::near_target::NearTarget;
use super::{Along, Options, Panel, Rgb, Theme, colour};

/// Sizes in CSS pixels.
const FONT: f64 = 11.0;
const TITLE: f64 = 24.0;
const FOOT: f64 = 34.0;
const RIGHT: f64 = 12.0;
const TICK_GAP: f64 = 6.0;
const DASH: f64 = 4.0;
/// The least room for a plot.
const LEAST: f64 = 24.0;
/// How wide a digit is, in parts of the font's size.
const DIGIT: f64 = 0.6;

/// The part of a panel's rectangle that holds the plot, and the vertical axis that fits it.
pub(super) struct Frame {
    left: f64,
    right: f64,
    bottom: f64,
    y: Axis,
    ticks: Vec<(f64, String)>,
}

impl Frame {
    /// Leaves room for the title, the numbers and their names; nothing if too little is left.
    pub(super) fn new(
        [x, y, width, height]: [f64; 4],
        density: f64,
        axis: impl Fn([f64; 2]) -> Axis,
    ) -> Option<Self> {
        let (top, bottom) = (y + TITLE * density, y + height - FOOT * density);
        let axis = axis([bottom, top]);
        let ticks = axis.ticks(36.0 * density);
        let widest = ticks.iter().map(|(_, name)| name.chars().count()).max();
        let names = widest.unwrap_or(0) as f64 * DIGIT * FONT * density;
        let left = x + names + 2.0 * TICK_GAP * density;
        let right = x + width - RIGHT * density;
        let least = LEAST * density;
        (right - left >= least && bottom - top >= least).then_some(Self {
            left,
            right,
            bottom,
            y: axis,
            ticks,
        })
    }

    /// The pixels of the horizontal axis.
    pub(super) fn across(&self) -> [f64; 2] {
        [self.left, self.right]
    }

    pub(super) fn y(&self) -> Axis {
        self.y
    }
}

pub(super) struct Pen<'a, B: DrawingBackend> {
    pub(super) root: &'a DrawingArea<B, Shift>,
    pub(super) theme: &'a Theme,
    pub(super) density: f64,
}

type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

impl<B: DrawingBackend> Pen<'_, B> {
    /// Grid lines, numbers and titles.
    pub(super) fn ground(&self, panel: &Panel, frame: &Frame, title: &str) -> Drawn<B> {
        let gap = TICK_GAP * self.density;
        for (number, name) in &frame.ticks {
            let y = frame.y.pixel(*number);
            self.line(&[(frame.left, y), (frame.right, y)], self.theme.grid, 1.0)?;
            self.text(name, (frame.left - gap, y), HPos::Right, VPos::Center)?;
        }
        for (number, name) in panel.x.ticks(56.0 * self.density) {
            let x = panel.x.pixel(number);
            self.text(&name, (x, frame.bottom + gap), HPos::Center, VPos::Top)?;
        }
        let under = match panel.along {
            Along::Probability => "probability of the class",
            Along::Distance => "distance from the label",
        };
        let foot = frame.bottom + FOOT * self.density;
        self.text(under, (frame.right, foot), HPos::Right, VPos::Bottom)?;
        let [_, top] = frame.y.pixels();
        let above = top - (TITLE - TICK_GAP) * self.density;
        self.text(title, (frame.left, above), HPos::Left, VPos::Top)
    }

    /// A dashed line at the label, a thin one at the prediction.
    pub(super) fn markers(&self, panel: &Panel, chart: &NearTarget) -> Drawn<B> {
        let [bottom, top] = panel.y.pixels();
        if panel.along == Along::Probability {
            let x = panel.x.pixel(chart.label);
            let dash = DASH * self.density;
            let mut y = top;
            while y < bottom && panel.x.contains(x) {
                let end = (y + dash).min(bottom);
                self.line(&[(x, y), (x, end)], self.theme.muted, 1.0)?;
                y += 2.0 * dash;
            }
        }
        let at = match panel.along {
            Along::Probability => chart.current,
            Along::Distance => (chart.current - chart.label).abs(),
        };
        let x = panel.x.pixel(at);
        if panel.x.contains(x) {
            self.line(&[(x, top), (x, bottom)], self.theme.ink, 1.0)?;
        }
        Ok(())
    }

    /// The curves, the first uppermost, and a dot on each at the prediction.
    pub(super) fn curves(&self, panel: &Panel, chart: &NearTarget, options: &Options) -> Drawn<B> {
        for curve in chart.curves.iter().rev() {
            let position = |sample| panel.position(curve, sample, options);
            let on_side =
                |t: f64| panel.along == Along::Probability || panel.side * (t - panel.label) > 0.0;
            let samples = curve.samples.iter().filter(|sample| on_side(sample.t));
            for run in clipped(samples.map(position), panel) {
                self.line(&run, self.series(curve.colour), 2.0)?;
            }
        }
        for curve in chart.curves.iter().rev() {
            let (x, y) = panel.position(curve, &curve.current, options);
            if panel.x.contains(x) && panel.y.contains(y) {
                self.dot((x, y), self.theme.background, 5.5)?;
                self.dot((x, y), self.series(curve.colour), 4.0)?;
            }
        }
        Ok(())
    }

    fn series(&self, index: usize) -> Rgb {
        let series = &self.theme.series;
        match series.len() {
            0 => self.theme.ink,
            n => series[index % n],
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

    fn dot(&self, centre: (f64, f64), rgb: Rgb, radius: f64) -> Drawn<B> {
        let radius = (radius * self.density).round() as i32;
        self.root
            .draw(&Circle::new(whole(centre), radius, colour(rgb).filled()))
    }

    fn text(&self, text: &str, at: (f64, f64), across: HPos, down: VPos) -> Drawn<B> {
        let size = (FONT * self.density).round();
        let ink = colour(self.theme.muted);
        let style: TextStyle<'_> = ("system-ui, sans-serif", size)
            .into_font()
            .into_text_style(self.root)
            .color(&ink)
            .pos(Pos::new(across, down));
        self.root.draw_text(text, &style, whole(at))
    }
}

fn whole((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

/// The runs of a curve that lie within the panel's height; it is cut where it leaves it, and where
/// it is not finite.
fn clipped(points: impl Iterator<Item = (f64, f64)>, panel: &Panel) -> Vec<Vec<(f64, f64)>> {
    let [a, b] = panel.y.pixels();
    let (top, bottom) = (a.min(b), a.max(b));
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut last: Option<(f64, f64)> = None;
    for point in points {
        let on_axis = point.0.is_finite() && point.1.is_finite() && panel.x.contains(point.0);
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
