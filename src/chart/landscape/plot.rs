//! The landscape as a plot: a heat map a contender, with contours and the way down.
//!
//! Of values that are all the same there is neither: they would be drawn from rounding.

use super::{Landscape, Over, Remark, Surface};
use crate::chart::axis::Scale;
use crate::chart::contour::contours;
use crate::chart::plot::{Arrow, Colour, Curve, Heat, Note, Panel, Plot, Range};

/// Arrows along each axis, and their length in CSS pixels.
const ARROWS: usize = 7;
const LENGTH: f64 = 11.0;
/// A slope this much below the steepest is flat.
const FLAT: f64 = 1e-6;
const CONTOURS: usize = 7;

/// What stands at the label and at the least point.
const LABEL: &str = "○";
const LEAST: &str = "×";

impl Landscape {
    /// One panel a contender: a dot at the prediction, ○ at the label, × where the loss is least.
    pub fn plot(&self) -> Plot {
        Plot {
            panels: self.surfaces.iter().map(|own| self.panel(own)).collect(),
        }
    }

    fn panel(&self, surface: &Surface) -> Panel {
        let axis = |name: &str| Range::new(name, Scale::Linear, self.over.range());
        let [x, y] = match self.over {
            Over::Pixels => ["first pixel", "second"],
            Over::Classes => ["first class's bias", "second"],
        };
        let pair = |[first, second]: [f64; 2]| (first, second);
        let ends = surface.ends();
        let is_map = !matches!(surface.remark, Some(Remark::Flat | Remark::NowhereFinite));
        let now = Curve {
            now: Some(pair(self.current)),
            ..Curve::new(
                surface.name.as_str(),
                Colour::Series(surface.colour),
                Vec::new(),
            )
        };
        let levels = levels(ends).filter(|_| is_map);
        let lines = contours(&self.centres, &surface.values, levels)
            .map(|line| Curve::new("", Colour::Ink, line));
        let note = |at: [f64; 2], text: &str| Note {
            at: pair(at),
            text: text.into(),
            of_cell: false,
        };
        Panel {
            title: surface.name.clone(),
            x: axis(x),
            y: axis(y),
            heat: Some(Heat {
                values: surface.values.clone(),
                ends,
                diverging: false,
                scale: true,
            }),
            curves: std::iter::once(now).chain(lines).collect(),
            arrows: match is_map {
                true => self.arrows(surface),
                false => Vec::new(),
            },
            notes: match surface.remark.and_then(Remark::no_map) {
                Some(why) => vec![note(self.middle(), why)],
                None => {
                    let label = self.label.map(|label| note(label, LABEL));
                    label
                        .into_iter()
                        .chain([note(surface.least.at, LEAST)])
                        .collect()
                }
            },
            ..Panel::default()
        }
    }

    fn middle(&self) -> [f64; 2] {
        let [low, high] = self.over.range();
        [f64::midpoint(low, high); 2]
    }

    /// Down the slope, at evenly spread cells.
    fn arrows(&self, surface: &Surface) -> Vec<Arrow> {
        let cells = self.centres.len();
        let steepness = |[first, second]: [f64; 2]| f64::hypot(first, second);
        let slopes = surface.slopes.iter().map(|slope| steepness(*slope));
        let steepest = slopes
            .filter(|length| length.is_finite())
            .fold(0.0, f64::max);
        let place = |i: usize| (2 * i + 1) * cells / (2 * ARROWS);
        let places = (0..ARROWS).flat_map(|row| (0..ARROWS).map(move |column| (row, column)));
        let arrow = |(row, column): (usize, usize)| {
            let (row, column) = (place(row), place(column));
            let slope = *surface.slopes.get([row, column])?;
            let length = steepness(slope);
            (length > FLAT * steepest).then(|| Arrow {
                at: (self.centres[column], self.centres[row]),
                towards: (-LENGTH * slope[0] / length, -LENGTH * slope[1] / length),
            })
        };
        places.filter_map(arrow).collect()
    }
}

impl Surface {
    /// The least and the greatest of its values.
    fn ends(&self) -> [f64; 2] {
        let values = || {
            self.values
                .iter()
                .copied()
                .filter(|value| value.is_finite())
        };
        [
            values().fold(f64::INFINITY, f64::min),
            values().fold(f64::NEG_INFINITY, f64::max),
        ]
    }
}

/// Evenly spread between the ends.
fn levels([low, high]: [f64; 2]) -> impl Iterator<Item = f64> {
    let part = |i: usize| i as f64 / (CONTOURS + 1) as f64;
    (1..=CONTOURS).map(move |i| low + part(i) * (high - low))
}
