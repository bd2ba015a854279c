//! The sweep as a plot: the loss and its gradient in two panels.

use super::{Curve, NEAREST, NearTarget, Sample};
use crate::chart::axis::Scale;
use crate::chart::gradient::Respect;
use crate::chart::plot::{self, Colour, Mark, Panel, Plot, Range, Reading};

/// What a sweep's places are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Places {
    /// The probability t itself, 0 to 1.
    #[default]
    Probability,
    /// The logarithm of the distance |t − y| from the label, on the side of the prediction.
    Distance,
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

/// What to show of a sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The vertical axes.
    pub scale: Scale,
    /// The horizontal axes.
    pub places: Places,
    /// With respect to what the gradient is.
    pub with: Respect,
    /// From where the loss is measured.
    pub zero: Zero,
}

/// What a panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    Value,
    Gradient,
}

/// The sample of a curve that is nearest to a probability.
pub fn nearest_sample(curve: &Curve, t: f64) -> Option<&Sample> {
    let distance = |sample: &&Sample| (sample.t - t).abs();
    curve
        .samples
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

impl NearTarget {
    /// The loss, and the magnitude of its gradient.
    pub fn plot(&self, options: &Options) -> Plot {
        let panel = |quantity| Panel {
            title: self.title(quantity, options).into(),
            x: self.horizontal(options.places),
            y: self.vertical(quantity, options),
            marks: self.marks(options.places),
            curves: (self.curves.iter())
                .map(|curve| self.curve(quantity, curve, options))
                .collect(),
            ..Panel::default()
        };
        Plot {
            panels: [Quantity::Value, Quantity::Gradient].map(panel).into(),
        }
    }

    /// The losses and their gradients as they are, with their signs, where the plot is at `x`; at
    /// the prediction without.
    pub fn read(&self, x: Option<f64>, options: &Options) -> Reading {
        let t = x.map(|x| match options.places {
            Places::Probability => x,
            Places::Distance => self.label + self.side() * x,
        });
        let curve = |curve: &Curve| {
            let nearest = t.and_then(|t| nearest_sample(curve, t));
            let sample = nearest.unwrap_or(&curve.current);
            let numbers = vec![sample.value, sample.gradient(options.with)];
            (curve.name.clone(), Colour::Series(curve.colour), numbers)
        };
        Reading {
            x: x.unwrap_or_else(|| self.place(options.places, self.current)),
            quantities: vec!["loss".into(), "gradient".into()],
            curves: self.curves.iter().map(curve).collect(),
        }
    }

    fn horizontal(&self, places: Places) -> Range {
        let name = match (self.part, places) {
            (None, Places::Probability) => "probability of the class",
            (None, Places::Distance) => "distance from the label",
            (Some(_), _) => "share of the way left",
        };
        match places {
            Places::Probability => Range::new(name, Scale::Linear, [0.0, 1.0]),
            Places::Distance => Range::new(name, Scale::Log, [NEAREST, 1.0]),
        }
    }

    fn title(&self, quantity: Quantity, options: &Options) -> &'static str {
        match (quantity, options.zero, options.with) {
            (Quantity::Value, Zero::Nothing, _) => "loss",
            (Quantity::Value, Zero::Label, _) => "loss above that at the label",
            (Quantity::Gradient, _, Respect::Logits) => match self.part {
                None => "|∂loss/∂logit|",
                Some(_) => "L2 norm of ∂loss/∂logits",
            },
            (Quantity::Gradient, _, Respect::Probabilities) => match self.part {
                None => "|∂loss/∂probability|",
                Some(_) => "L2 norm of ∂loss/∂probabilities",
            },
        }
    }

    /// A dashed line at the label, a thin one at the prediction.
    fn marks(&self, places: Places) -> Vec<Mark> {
        let current = Mark {
            x: self.place(places, self.current),
            dashed: false,
        };
        let label = Mark {
            x: self.label,
            dashed: true,
        };
        match places {
            Places::Probability if !self.void => vec![label, current],
            // The label is infinitely far to the left, or there is none.
            _ => vec![current],
        }
    }

    fn curve(&self, quantity: Quantity, curve: &Curve, options: &Options) -> plot::Curve {
        let point = |sample: &Sample| {
            let x = self.place(options.places, sample.t);
            (x, number(quantity, curve, sample, options))
        };
        let shown = |sample: &&Sample| {
            options.places == Places::Probability || self.place(options.places, sample.t) > 0.0
        };
        let mut points: Vec<_> = curve.samples.iter().filter(shown).map(point).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        plot::Curve {
            now: Some(point(&curve.current)),
            ..plot::Curve::new(&curve.name, Colour::Series(curve.colour), points)
        }
    }

    /// Where a probability lies; distances on the far side of the label are negative.
    fn place(&self, places: Places, t: f64) -> f64 {
        match places {
            Places::Probability => t,
            Places::Distance => self.side() * (t - self.label),
        }
    }

    /// On which side of the label the prediction is; the wider one if on neither.
    fn side(&self) -> f64 {
        let wider = if self.label > 0.5 { -1.0 } else { 1.0 };
        match self.current - self.label {
            d if d > 0.0 => 1.0,
            d if d < 0.0 => -1.0,
            _ => wider,
        }
    }

    /// The range of what is shown. A linear one of a pixel leaves out the last hundredths before 0
    /// and 1, where cross-entropy would leave no room for the rest, unless they are near the label.
    fn vertical(&self, quantity: Quantity, options: &Options) -> Range {
        let counts = |sample: &Sample| {
            options.scale == Scale::Log
                || self.part.is_some()
                || (0.02..=0.98).contains(&sample.t)
                || (sample.t - self.label).abs() < 0.05
        };
        let values = self.curves.iter().flat_map(|curve| {
            let samples = curve.samples.iter().filter(|sample| counts(sample));
            samples.map(move |sample| number(quantity, curve, sample, options))
        });
        let least = match quantity {
            Quantity::Value => f64::NEG_INFINITY,
            Quantity::Gradient => 0.0,
        };
        Range::around("", options.scale, values).within([least, f64::INFINITY])
    }
}

/// The number that a panel shows of a sample.
fn number(quantity: Quantity, curve: &Curve, sample: &Sample, options: &Options) -> f64 {
    match (quantity, options.zero) {
        (Quantity::Value, Zero::Nothing) => sample.value,
        (Quantity::Value, Zero::Label) => sample.value - curve.at_label.value,
        (Quantity::Gradient, _) => sample.gradient(options.with).abs(),
    }
}
