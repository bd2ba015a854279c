//! A race's curves as a plot: the loss and three scores over the steps.

use super::axis::Scale;
use super::plot::{Colour, Curve, Mark, Panel, Plot, Range};
use crate::descent::{Reached, Sample};

/// Whose curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Runner {
    /// The loss's name.
    pub name: String,
    /// Its place in [`Theme::series`](super::draw::Theme).
    pub colour: usize,
    /// How it stood, by ascending step.
    pub samples: Vec<Sample>,
}

/// A number of what was reached: its title and how to get it.
type Quantity = (&'static str, fn(&Reached) -> f64);

/// Scores that there are not are no numbers, where curves break.
const QUANTITIES: [Quantity; 4] = [
    ("loss", |reached| reached.loss),
    ("mIoU, %", |reached| reached.scores.iou.unwrap_or(f64::NAN)),
    ("mDice, %", |reached| {
        reached.scores.dice.unwrap_or(f64::NAN)
    }),
    ("calibration error, %", |reached| {
        reached.scores.ece.unwrap_or(f64::NAN)
    }),
];

/// The curves of a race of so many steps, and a line at the step that is shown.
///
/// What is held out is dashed. `losses` is the scale of the loss.
///
/// ```
/// use loss_playground::chart::axis::Scale;
/// use loss_playground::chart::race::{Runner, plot};
/// use loss_playground::descent::{Sample, Reached};
/// use loss_playground::score::Brief;
///
/// let reached = Reached { loss: 0.5, scores: Brief::default() };
/// let sample = Sample { step: 0, training: reached, held_out: None };
/// let dice = Runner { name: "Dice".into(), colour: 1, samples: vec![sample] };
/// let plot = plot(&[dice], 0, 100, Scale::Linear);
/// assert_eq!(plot.panels[0].curves[0].points, [(0.0, 0.5)]);
/// ```
pub fn plot(runners: &[Runner], step: u32, steps: u32, losses: Scale) -> Plot {
    let panel = |(i, (title, number)): (usize, Quantity)| {
        let (scale, limits) = match i {
            0 => (losses, [f64::NEG_INFINITY, f64::INFINITY]),
            _ => (Scale::Linear, [0.0, 100.0]),
        };
        let curves: Vec<Curve> = runners
            .iter()
            .flat_map(|runner| curves(runner, number, step))
            .collect();
        let numbers = curves.iter().flat_map(|curve| &curve.points);
        let numbers: Vec<f64> = numbers.map(|point| point.1).collect();
        Panel {
            title: title.into(),
            x: Range::new("steps", Scale::Linear, [0.0, f64::from(steps)]),
            y: Range::around("", scale, numbers).within(limits),
            marks: vec![Mark {
                x: f64::from(step),
                dashed: false,
            }],
            curves,
            ..Panel::default()
        }
    };
    Plot {
        panels: QUANTITIES.into_iter().enumerate().map(panel).collect(),
    }
}

/// The training curve, and the held-out one if there is one.
fn curves(runner: &Runner, number: fn(&Reached) -> f64, step: u32) -> Vec<Curve> {
    let curve = |name: String, dashed, reached: fn(&Sample) -> Option<&Reached>| {
        let point = |sample: &Sample| Some((f64::from(sample.step), number(reached(sample)?)));
        let reached = runner
            .samples
            .iter()
            .rev()
            .find(|sample| sample.step <= step);
        Curve {
            dashed,
            now: reached.and_then(point),
            ..Curve::new(
                name,
                Colour::Series(runner.colour),
                runner.samples.iter().filter_map(point).collect(),
            )
        }
    };
    let training = curve(runner.name.clone(), false, |sample| Some(&sample.training));
    let held_out = format!("{}, held out", runner.name);
    let held_out = curve(held_out, true, |sample| sample.held_out.as_ref());
    let mut curves = vec![training];
    curves.extend((!held_out.points.is_empty()).then_some(held_out));
    curves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Brief;

    fn runner(held_out: bool) -> Runner {
        let reached = |loss| Reached {
            loss,
            scores: Brief {
                iou: Some(100.0 - loss),
                ..Brief::default()
            },
        };
        let sample = |step: u32| Sample {
            step,
            training: reached(f64::from(100 - step)),
            held_out: held_out.then(|| reached(f64::from(200 - step))),
        };
        Runner {
            name: "Dice".into(),
            colour: 1,
            samples: (0..=100).step_by(10).map(sample).collect(),
        }
    }

    #[test]
    fn what_is_held_out_is_dashed_and_only_there_if_it_is() {
        let plot = |held_out| plot(&[runner(held_out)], 45, 100, Scale::Linear);
        assert_eq!(plot(false).panels[0].curves.len(), 1);
        let both = plot(true);
        assert_eq!(both.panels.len(), 4);
        let [training, held_out] = &both.panels[0].curves[..] else {
            panic!("two curves");
        };
        assert!(!training.dashed && held_out.dashed);
        assert_eq!(held_out.name, "Dice, held out");
        assert_eq!(held_out.points[1], (10.0, 190.0));
    }

    #[test]
    fn at_present_is_the_last_point_that_was_reached() {
        let plot = plot(&[runner(false)], 45, 100, Scale::Linear);
        assert_eq!(plot.panels[0].curves[0].now, Some((40.0, 60.0)));
        assert_eq!(plot.panels[0].marks[0].x, 45.0);
        assert!(plot.panels[2].curves[0].points[0].1.is_nan());
    }
}
