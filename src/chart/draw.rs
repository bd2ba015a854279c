//! Drawing a [`Plot`] on any plotters backend that is a [`Ground`].
//!
//! Calm: no box, thin horizontal grid lines, small numbers, no legend; curves leave a panel where
//! they leave its range.

mod ground;
mod heat;
mod panel;
mod pen;
mod scale;

use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::style::RGBColor;

use super::axis::Axis;
use super::plot::Plot;
pub use ground::Ground;
use panel::{Frame, numbers};
use pen::Pen;

/// A colour as red, green and blue.
pub type Rgb = [u8; 3];

/// The colours of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// What is so at present.
    pub ink: Rgb,
    /// Numbers, titles and what to compare with.
    pub muted: Rgb,
    /// Grid lines.
    pub grid: Rgb,
    /// The ground; also the zero of a diverging heat map.
    pub background: Rgb,
    /// The curves' colours, by [`Colour::Series`](super::plot::Colour); they repeat if there are
    /// more curves.
    pub series: Vec<Rgb>,
    /// A heat map's colours, from low to high.
    pub sequential: &'static [Rgb],
    /// A diverging heat map's colours, of the lowest and of the highest number.
    pub diverging: [Rgb; 2],
}

/// What is drawn on a colour of a map: black or white, one of which has a contrast of 4.5 to any colour.
pub fn over(under: Rgb) -> Rgb {
    match contrast(BLACK, under) > contrast(WHITE, under) {
        true => BLACK,
        false => WHITE,
    }
}

const BLACK: Rgb = [0; 3];
const WHITE: Rgb = [255; 3];

/// The contrast ratio of two colours by WCAG, from 1 to 21.
///
/// ```
/// use loss_playground::chart::draw::contrast;
///
/// assert_eq!(contrast([0, 0, 0], [255, 255, 255]), 21.0);
/// ```
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |rgb: Rgb| {
        let linear = rgb.map(|byte| match f64::from(byte) / 255.0 {
            s if s <= 0.04045 => s / 12.92,
            s => ((s + 0.055) / 1.055).powf(2.4),
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Where a panel lies, in device pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Which of the plot's panels it is.
    pub panel: usize,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
}

impl Placed {
    /// The numbers under a pixel, if the pixel is on this panel.
    pub fn numbers_at(&self, (x, y): (f64, f64)) -> Option<(f64, f64)> {
        let on = self.x.contains(x) && self.y.contains(y);
        on.then(|| (self.x.number(x), self.y.number(y)))
    }
}

/// The least width of a panel beside another, and the space between panels, in CSS pixels.
const NARROW: f64 = 252.0;
const GAP: f64 = 16.0;

/// How many rows of panels there are on a ground so many CSS pixels wide.
pub fn rows(panels: usize, width: f64) -> usize {
    panels.div_ceil(columns(panels, width)).max(1)
}

fn columns(panels: usize, width: f64) -> usize {
    // The cast takes what is negative or no number to 0.
    let fit = ((width + GAP) / (NARROW + GAP)) as usize;
    fit.clamp(1, panels.max(1))
}

/// Draws every panel, as many side by side as there is room for.
///
/// `density` is the ground's pixels per CSS pixel; every size is multiplied by it. Backends take
/// whole pixels, so curves are smoother at 2 than at 1, even if shown at half the size.
///
/// Returns where the panels lie, but for those that there is no room for. Numbers that are not
/// finite, or on no logarithmic axis, are left out.
///
/// # Errors
/// If the backend has any.
pub fn draw<B: Ground>(
    backend: B,
    plot: &Plot,
    theme: &Theme,
    density: f64,
) -> Result<Vec<Placed>, DrawingAreaErrorKind<B::ErrorType>> {
    let root = backend.into_drawing_area();
    root.fill(&colour(theme.background))?;
    let density = match density {
        density if density.is_finite() => density.clamp(0.25, 16.0),
        _ => 1.0,
    };
    let pen = Pen {
        root: &root,
        theme,
        density,
    };
    let count = plot.panels.len();
    let rectangles: Vec<_> = rectangles(count, root.dim_in_pixel(), density).collect();
    let all = || plot.panels.iter().zip(&rectangles);
    let numbers: Vec<f64> = all()
        .map(|(panel, own)| numbers(panel, *own, density))
        .collect();
    let mut placed = Vec::new();
    for (index, (panel, rectangle)) in all().enumerate() {
        // Panels below each other begin at the same place.
        let column = rectangles.iter().zip(&numbers);
        let column = column.filter(|([left, ..], _)| *left == rectangle[0]);
        let widest = column.fold(0.0, |widest: f64, (_, own)| widest.max(*own));
        let Some(frame) = Frame::new(panel, *rectangle, widest, density) else {
            continue;
        };
        let place = Placed {
            panel: index,
            x: frame.x,
            y: frame.y,
        };
        pen.panel(panel, &frame, &place)?;
        placed.push(place);
    }
    root.present()?;
    Ok(placed)
}

/// The panels' rectangles, as left, top, width and height.
fn rectangles(
    panels: usize,
    (width, height): (u32, u32),
    density: f64,
) -> impl Iterator<Item = [f64; 4]> {
    let (width, height) = (f64::from(width), f64::from(height));
    let columns = columns(panels, width / density);
    let rows = panels.div_ceil(columns).max(1);
    let gap = GAP * density;
    let part = |size: f64, parts: usize| (size - gap * (parts - 1) as f64) / parts as f64;
    let (across, down) = (part(width, columns), part(height, rows));
    (0..panels).map(move |i| {
        let (row, column) = ((i / columns) as f64, (i % columns) as f64);
        [column * (across + gap), row * (down + gap), across, down]
    })
}

fn colour([r, g, b]: Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

#[cfg(test)]
mod tests;
