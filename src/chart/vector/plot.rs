//! The two formulas as plots.

use super::{Formula, Map, REACH, Sample, curve, map};
use crate::chart::axis::Scale;
use crate::chart::plot::{Arrow, Colour, Curve, Heat, Mark, Note, Panel, Plot, Range};

/// Cells of a map along either axis, and how many of them share an arrow.
const CELLS: usize = 60;
const PER_ARROW: usize = 5;
/// How long an arrow is, in CSS pixels.
const ARROW: f64 = 9.0;

impl Formula {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Norms => "by norms",
            Self::Sums => "by sums",
        }
    }
}

/// Both losses and their slopes over x, for one y: by norms solid, by sums dashed.
pub fn curves(y: f64) -> Plot {
    let samples = Formula::ALL.map(|formula| (formula, curve(formula, y)));
    let panel = |title: &str, ends: [f64; 2], of: fn(&Sample) -> f64| Panel {
        title: title.into(),
        x: Range::new("x", Scale::Linear, [-REACH, REACH]),
        y: Range::new("", Scale::Linear, ends),
        marks: vec![Mark { x: y, dashed: true }],
        curves: samples
            .iter()
            .map(|(formula, samples)| {
                let points = samples.iter().map(|s| (s.x, of(s))).collect();
                let mut curve = Curve::new(formula.name(), Colour::Ink, points);
                curve.dashed = *formula == Formula::Sums;
                curve
            })
            .collect(),
        ..Panel::default()
    };
    let mut loss = panel("loss", [-0.1, 2.3], |sample| sample.value);
    // On the side where the two part, clear of the curve's top.
    let aside = if y < 0.0 { 0.8 * REACH } else { -0.8 * REACH };
    let (by_sums, _) = Formula::Sums.at(aside, y);
    loss.notes = vec![
        note(aside, 0.88, Formula::Norms),
        note(aside, by_sums + 0.3, Formula::Sums),
    ];
    let slopes = samples.iter().flat_map(|(_, samples)| samples);
    // Near 0 the slope grows without bound as y does so.
    let steepest = slopes.map(|s| s.slope.abs()).fold(0.0, f64::max);
    let most = (1.1 * steepest).clamp(1.0, 4.0);
    Plot {
        panels: vec![loss, panel("slope along x", [-most, most], |s| s.slope)],
    }
}

fn note(x: f64, y: f64, formula: Formula) -> Note {
    Note {
        at: (x, y),
        text: formula.name().into(),
        of_cell: false,
    }
}

/// Both losses over x and y with arrows to where x descends, and a line at one y.
pub fn maps(y: f64) -> Plot {
    let panel = |formula: Formula| {
        let map = map(formula, CELLS);
        let line = vec![(-REACH, y), (REACH, y)];
        let mut at_y = Curve::new("", Colour::Ink, line);
        at_y.dashed = true;
        Panel {
            title: formula.name().into(),
            x: Range::new("x", Scale::Linear, [-REACH, REACH]),
            y: Range::new("y", Scale::Linear, [-REACH, REACH]),
            arrows: arrows(&map),
            heat: Some(Heat {
                values: map.values,
                ends: [0.0, 2.0],
                diverging: false,
                scale: true,
            }),
            curves: vec![at_y],
            ..Panel::default()
        }
    };
    Plot {
        panels: Formula::ALL.map(panel).into(),
    }
}

/// Where x goes; nothing where it is not drawn anywhere.
fn arrows(map: &Map) -> Vec<Arrow> {
    let some = |cell: usize| cell % PER_ARROW == PER_ARROW / 2;
    let cells = map.slopes.indexed_iter();
    let arrow = |((y, x), slope): ((usize, usize), &f64)| {
        let moves = some(x) && some(y) && *slope != 0.0;
        moves.then(|| Arrow {
            at: (map.middles[x], map.middles[y]),
            towards: (-slope.signum() * ARROW, 0.0),
        })
    };
    cells.filter_map(arrow).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_have_two_formulas_in_two_panels() {
        let plot = curves(1.5);
        let names: Vec<_> = plot.names().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["by norms", "by sums"]);
        let reading = plot.read(Some(-2.0)).unwrap();
        // 1 and flat; 1 + y/|x| and y/x².
        assert_eq!(reading.curves[0].2, [1.0, 0.0]);
        approx::assert_abs_diff_eq!(reading.curves[1].2[0], 1.75, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(reading.curves[1].2[1], 0.375, epsilon = 1e-12);
    }

    #[test]
    fn arrows_point_away_from_y_only_by_sums() {
        let plot = maps(1.0);
        let opposite = |panel: &Panel| {
            let arrows = panel.arrows.iter();
            let arrows = arrows.filter(|arrow| arrow.at.0 < 0.0 && arrow.at.1 > 0.0);
            arrows.copied().collect::<Vec<_>>()
        };
        assert!(opposite(&plot.panels[0]).is_empty(), "flat by norms");
        let by_sums = opposite(&plot.panels[1]);
        // Six by six, but for the diagonal, where the top of the hill is.
        assert_eq!(by_sums.len(), 30);
        for arrow in by_sums {
            let (x, y) = arrow.at;
            assert_eq!(arrow.towards.0 > 0.0, x > -y, "{arrow:?}");
        }
    }
}
