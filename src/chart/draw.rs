//! Drawing a sweep: the loss and its gradient in two panels, on any plotters backend.
//!
//! Calm: no box, thin horizontal grid lines, small numbers, no legend; curves leave the panel where
//! they leave its range.

mod panel;

use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::prelude::DrawingBackend;
use plotters::style::RGBColor;

use super::axis::{Axis, Scale};
use super::near_target::{Curve, NEAREST, NearTarget, Sample};
use panel::{Frame, Pen};

/// A colour as red, green and blue.
pub type Rgb = [u8; 3];

/// The colours of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The marker of the current prediction.
    pub ink: Rgb,
    /// Numbers, titles and the marker of the label.
    pub muted: Rgb,
    /// Grid lines.
    pub grid: Rgb,
    /// The ground.
    pub background: Rgb,
    /// The curves' colours, by [`Curve::colour`]; they repeat if there are more curves.
    pub series: Vec<Rgb>,
}

/// Along which axis a sweep runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Along {
    /// The probability t itself, 0 to 1.
    #[default]
    Probability,
    /// The logarithm of the distance |t − y| from the label, on the side of the prediction.
    Distance,
}

/// Whose gradient is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum With {
    /// With respect to the logit, through the softmax: what a network gets.
    #[default]
    Logit,
    /// With respect to the probability.
    Probability,
}

/// From where the loss is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zero {
    /// The loss itself.
    #[default]
    Nothing,
    /// Its difference from the loss at the label: what one pixel of a large image changes.
    Label,
}

/// What to draw and how large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// The vertical axes.
    pub scale: Scale,
    /// The horizontal axes.
    pub along: Along,
    /// The gradient.
    pub with: With,
    /// From where the loss is measured.
    pub zero: Zero,
    /// Pixels of the ground per CSS pixel; every size is multiplied by it. Backends take whole
    /// pixels, so curves are smoother at 2 than at 1, even if shown at half the size.
    pub density: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            scale: Scale::default(),
            along: Along::default(),
            with: With::default(),
            zero: Zero::default(),
            density: 1.0,
        }
    }
}

/// What a panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// The loss.
    Value,
    /// The magnitude of its gradient.
    Gradient,
}

/// Where a panel lies and what lies where on it, in device pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// What it shows.
    pub quantity: Quantity,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    along: Along,
    label: f64,
    side: f64,
}

impl Panel {
    /// The probability t under a pixel, if the pixel is on this panel.
    pub fn probability_at(&self, (x, y): (f64, f64)) -> Option<f64> {
        if !self.x.contains(x) || !self.y.contains(y) {
            return None;
        }
        let at = self.x.number(x);
        Some(match self.along {
            Along::Probability => at,
            Along::Distance => (self.label + self.side * at).clamp(0.0, 1.0),
        })
    }

    /// Where a sample of a curve lies; not finite if it is on no axis.
    pub fn position(&self, curve: &Curve, sample: &Sample, options: &Options) -> (f64, f64) {
        let x = match self.along {
            Along::Probability => sample.t,
            Along::Distance => self.side * (sample.t - self.label),
        };
        let y = quantity(self.quantity, curve, sample, options);
        (self.x.pixel(x), self.y.pixel(y))
    }
}

/// The number that a panel shows of a sample.
fn quantity(quantity: Quantity, curve: &Curve, sample: &Sample, options: &Options) -> f64 {
    match (quantity, options.zero, options.with) {
        (Quantity::Value, Zero::Nothing, _) => sample.value,
        (Quantity::Value, Zero::Label, _) => sample.value - curve.at_label.value,
        (Quantity::Gradient, _, With::Logit) => sample.gradient_logit.abs(),
        (Quantity::Gradient, _, With::Probability) => sample.gradient_probability.abs(),
    }
}

/// The sample of a curve that is nearest to a probability.
pub fn nearest_sample(curve: &Curve, t: f64) -> Option<&Sample> {
    let distance = |sample: &&Sample| (sample.t - t).abs();
    curve
        .samples
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// Draws both panels, side by side, or one below the other if the ground is narrow.
///
/// Returns where they lie, none if there is no room for one. Numbers that are not finite, or on no
/// logarithmic axis, are left out.
///
/// # Errors
/// If the backend has any.
pub fn draw<B: DrawingBackend>(
    backend: B,
    chart: &NearTarget,
    theme: &Theme,
    options: &Options,
) -> Result<Vec<Panel>, DrawingAreaErrorKind<B::ErrorType>> {
    let root = backend.into_drawing_area();
    root.fill(&colour(theme.background))?;
    let density = match options.density {
        density if density.is_finite() => density.clamp(0.25, 16.0),
        _ => 1.0,
    };
    let size = root.dim_in_pixel();
    let side = side(chart);
    let mut panels = Vec::new();
    for (quantity, rectangle) in [Quantity::Value, Quantity::Gradient]
        .into_iter()
        .zip(halves(size, density))
    {
        let Some(frame) = Frame::new(rectangle, density, |pixels| {
            vertical(quantity, chart, options, pixels)
        }) else {
            continue;
        };
        let panel = Panel {
            quantity,
            x: horizontal(options.along, frame.across()),
            y: frame.y(),
            along: options.along,
            label: chart.label,
            side,
        };
        let pen = Pen {
            root: &root,
            theme,
            density,
        };
        pen.ground(&panel, &frame, title(quantity, options))?;
        pen.markers(&panel, chart)?;
        pen.curves(&panel, chart, options)?;
        panels.push(panel);
    }
    root.present()?;
    Ok(panels)
}

/// On which side of the label the prediction is; the wider one if on neither.
fn side(chart: &NearTarget) -> f64 {
    let wider = if chart.label > 0.5 { -1.0 } else { 1.0 };
    match chart.current - chart.label {
        d if d > 0.0 => 1.0,
        d if d < 0.0 => -1.0,
        _ => wider,
    }
}

/// The two panels' rectangles, as left, top, width and height.
fn halves((width, height): (u32, u32), density: f64) -> [[f64; 4]; 2] {
    let (width, height) = (f64::from(width), f64::from(height));
    let gap = 16.0 * density;
    if width >= 520.0 * density {
        let half = (width - gap) / 2.0;
        [[0.0, 0.0, half, height], [half + gap, 0.0, half, height]]
    } else {
        let half = (height - gap) / 2.0;
        [[0.0, 0.0, width, half], [0.0, half + gap, width, half]]
    }
}

fn horizontal(along: Along, pixels: [f64; 2]) -> Axis {
    match along {
        Along::Probability => Axis::new(Scale::Linear, [0.0, 1.0], pixels),
        Along::Distance => Axis::new(Scale::Log, [NEAREST, 1.0], pixels),
    }
}

/// The range of what is shown. A linear one leaves out the last hundredths before 0 and 1, where
/// cross-entropy would leave no room for the rest, unless they are near the label.
fn vertical(what: Quantity, chart: &NearTarget, options: &Options, pixels: [f64; 2]) -> Axis {
    let counts = |sample: &Sample| {
        options.scale == Scale::Log
            || (0.02..=0.98).contains(&sample.t)
            || (sample.t - chart.label).abs() < 0.05
    };
    let values = chart.curves.iter().flat_map(|curve| {
        let samples = curve.samples.iter().filter(|sample| counts(sample));
        samples.map(move |sample| quantity(what, curve, sample, options))
    });
    Axis::around(options.scale, values, pixels)
}

fn title(quantity: Quantity, options: &Options) -> &'static str {
    match (quantity, options.zero, options.with) {
        (Quantity::Value, Zero::Nothing, _) => "loss",
        (Quantity::Value, Zero::Label, _) => "loss above that at the label",
        (Quantity::Gradient, _, With::Logit) => "|∂loss/∂logit|",
        (Quantity::Gradient, _, With::Probability) => "|∂loss/∂probability|",
    }
}

fn colour([r, g, b]: Rgb) -> RGBColor {
    RGBColor(r, g, b)
}

#[cfg(test)]
mod tests;
