//! The line as a plot: losses, gradients and scores in three panels.

use super::{Path, Sample, Scores};
use crate::chart::axis::Scale;
use crate::chart::plot::{Colour, Curve, Mark, Panel, Plot, Range};

impl Path {
    /// The losses and the lengths of their gradients on this scale, the scores beside them.
    pub fn plot(&self, scale: Scale) -> Plot {
        let panel = |title: &str, y: Range, curves: Vec<Curve>| Panel {
            title: title.into(),
            x: Range::new("share of the way to the label", Scale::Linear, [0.0, 1.0]),
            y,
            marks: vec![Mark {
                x: 0.0,
                dashed: false,
            }],
            curves,
            ..Panel::default()
        };
        let losses = |title: &str, number: fn(&Sample) -> f64| {
            let samples = self.curves.iter().flat_map(|curve| &curve.samples);
            let curves = self.curves.iter().map(|curve| {
                let numbers = curve.samples.iter().map(number);
                self.curve(&curve.name, Colour::Series(curve.colour), numbers)
            });
            let y = Range::around("", scale, samples.map(number));
            panel(title, y, curves.collect())
        };
        let score = |name: &str, colour, number: fn(&Scores) -> Option<f64>| {
            let numbers = self.scores.iter().map(number);
            self.curve(name, colour, numbers.map(|score| score.unwrap_or(f64::NAN)))
        };
        let dice = Curve {
            dashed: true,
            ..score("mDice", Colour::Muted, |scores| scores.dice)
        };
        let scores = vec![score("mIoU", Colour::Ink, |scores| scores.iou), dice];
        let numbers = scores.iter().flat_map(|curve| &curve.points);
        let percent = Range::around(
            "mIoU, dashed: mDice",
            Scale::Linear,
            numbers.map(|(_, y)| *y),
        )
        .within([0.0, 100.0]);
        Plot {
            panels: vec![
                losses("loss", |sample| sample.value),
                losses("length of the gradient", |sample| sample.gradient),
                panel("score in %", percent, scores),
            ],
        }
    }

    fn curve(&self, name: &str, colour: Colour, numbers: impl Iterator<Item = f64>) -> Curve {
        let points: Vec<_> = self.positions.iter().copied().zip(numbers).collect();
        Curve {
            now: points.first().copied(),
            ..Curve::new(name, colour, points)
        }
    }
}
