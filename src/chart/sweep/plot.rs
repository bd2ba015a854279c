//! The sweep as a plot: the loss, its gradient and its minimiser in three panels.

use super::{Sample, Sweep};
use crate::chart::axis::Scale;
use crate::chart::plot::{Colour, Curve, Mark, Panel, Plot, Range};

impl Sweep {
    /// `name` is the setting's for people; the scales are those of the settings and of the loss
    /// and its gradient.
    pub fn plot(&self, name: &str, across: Scale, down: Scale) -> Plot {
        let settings = || self.samples.iter().map(|sample| sample.setting);
        let ends = [settings().next(), settings().next_back()].map(Option::unwrap_or_default);
        let panel = |title: &str, y: Range, number: fn(&Sample) -> f64| {
            let point = |sample: &Sample| (sample.setting, number(sample));
            let points = self.samples.iter().map(point).collect();
            Panel {
                title: title.into(),
                x: match ends[0] < ends[1] {
                    true => Range::new(name, across, ends),
                    false => Range::around(name, across, settings()),
                },
                y,
                marks: vec![Mark {
                    x: self.current.setting,
                    dashed: false,
                }],
                curves: vec![Curve {
                    now: Some(point(&self.current)),
                    ..Curve::new(&self.name, Colour::Series(self.colour), points)
                }],
                ..Panel::default()
            }
        };
        let around = |number: fn(&Sample) -> f64| {
            let samples = self.samples.iter().chain([&self.current]);
            Range::around("", down, samples.map(number))
        };
        let value = |sample: &Sample| sample.value;
        let gradient = |sample: &Sample| sample.gradient;
        let minimiser = |sample: &Sample| sample.minimiser;
        let mut driven = panel(
            "the pixel is driven to",
            Range::new(
                match self.label {
                    Some(_) => "dashed: its label",
                    None => "it is void",
                },
                Scale::Linear,
                [-0.04, 1.04],
            ),
            minimiser,
        );
        driven.curves.extend(self.label.map(|label| Curve {
            dashed: true,
            ..Curve::new(
                "",
                Colour::Muted,
                ends.map(|setting| (setting, label)).into(),
            )
        }));
        Plot {
            panels: vec![
                panel("loss", around(value), value),
                panel("length of the gradient", around(gradient), gradient),
                driven,
            ],
        }
    }
}
