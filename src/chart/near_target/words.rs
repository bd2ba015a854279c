//! The chart without a picture: as comma-separated values, one row a loss and place, and as a table, one row a
//! loss.

use std::fmt::Write;

use super::{Curve, NearTarget, Part, Sample, nearest_sample};
use crate::chart::gradient::Respect;
use crate::chart::plot::{Table, number, quoted};
use crate::number::tabular;

/// How far from the label the gradients are read.
const DISTANCES: [f64; 3] = [0.1, 0.01, 0.001];

impl NearTarget {
    /// Every curve's samples in ascending order of their places, the label and the prediction among
    /// them (a void pixel has no label). The column `point` says which rows these are; it is empty elsewhere.
    pub fn csv(&self) -> String {
        let place = match self.part {
            None => "probability",
            Some(_) => "way_left",
        };
        let mut text = format!("loss,{place},point,value,gradient_probability,gradient_logit\n");
        for curve in &self.curves {
            for (sample, point) in rows(curve, self.void) {
                let Sample {
                    t,
                    value,
                    gradient_probability,
                    gradient_logit,
                } = sample;
                let name = quoted(&curve.name);
                let [value, probability, logit] =
                    [value, gradient_probability, gradient_logit].map(|x| number(*x));
                // Writing to a string never fails.
                let _ = writeln!(text, "{name},{t},{point},{value},{probability},{logit}");
            }
        }
        text
    }

    /// Each loss at the label and at the prediction, and how its gradient shrinks towards the label, on
    /// the prediction's side where there is room.
    pub fn table(&self, with: Respect) -> Table {
        let many = self.part.is_some();
        let by = match with {
            Respect::Logits => "logit",
            Respect::Probabilities => "probability",
        };
        let distances = DISTANCES.iter().map(|d| match many {
            false => format!("gradient ({by}) {d} from the label"),
            true => format!("gradient ({by}) with {d} of the way left"),
        });
        let head = [
            "loss",
            "value at the label",
            "value now",
            "gradient now (probability)",
            "gradient now (logit)",
        ];
        let caption = match self.part {
            None if self.void => format!(
                "The pixel is void and counts for nothing; its prediction is {}.",
                tabular(self.current)
            ),
            None => format!(
                "The pixel's label is {}, its prediction {}.",
                tabular(self.label),
                tabular(self.current)
            ),
            Some(Part::Class(_)) => "All pixels of the image go to the label, in one class. A gradient is the L2 norm over the class's numbers.".into(),
            Some(Part::Image) => "All pixels of the image go to the label. A gradient is the L2 norm over all its numbers.".into(),
        };
        let row = |curve: &Curve| {
            let numbers = [
                curve.at_label.value,
                curve.current.value,
                curve.current.gradient_probability,
                curve.current.gradient_logit,
            ];
            let near = DISTANCES
                .map(|d| near_label(self, curve, d).map_or(f64::NAN, |at| at.gradient(with)));
            let cells = numbers.into_iter().chain(near).map(tabular);
            std::iter::once(curve.name.clone()).chain(cells).collect()
        };
        Table {
            caption,
            head: head
                .map(String::from)
                .into_iter()
                .chain(distances)
                .collect(),
            rows: self.curves.iter().map(row).collect(),
        }
    }
}

fn rows(curve: &Curve, void: bool) -> Vec<(&Sample, &'static str)> {
    let between = curve
        .samples
        .iter()
        .filter(|sample| sample.t != curve.current.t);
    let mut rows: Vec<_> = between.map(|sample| (sample, "")).collect();
    let label = (!void).then_some((&curve.at_label, "label"));
    for (point, name) in label.into_iter().chain([(&curve.current, "prediction")]) {
        let place = rows.partition_point(|(sample, _)| sample.t < point.t);
        rows.insert(place, (point, name));
    }
    rows
}

fn near_label<'a>(chart: &NearTarget, curve: &'a Curve, distance: f64) -> Option<&'a Sample> {
    let above = chart.current >= chart.label;
    let (this, other) = match above {
        true => (chart.label + distance, chart.label - distance),
        false => (chart.label - distance, chart.label + distance),
    };
    let t = if (0.0..=1.0).contains(&this) {
        this
    } else {
        other
    };
    nearest_sample(curve, t)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(t: f64) -> Sample {
        Sample {
            t,
            value: 2.0 * t,
            gradient_probability: -0.5,
            gradient_logit: 1e-9,
        }
    }

    #[test]
    fn every_sample_is_a_row_and_label_and_prediction_are_named() {
        let curve = Curve {
            name: "0.5 \"Dice\", hard".into(),
            colour: 1,
            samples: vec![sample(0.0), sample(0.5), sample(1.0)],
            at_label: sample(0.75),
            current: sample(0.25),
        };
        let chart = NearTarget {
            part: None,
            label: 0.75,
            current: 0.25,
            void: false,
            curves: vec![curve],
        };
        let text = chart.csv();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "loss,probability,point,value,gradient_probability,gradient_logit"
        );
        assert_eq!(lines.len(), 6);
        assert_eq!(
            lines[2],
            "\"0.5 \"\"Dice\"\", hard\",0.25,prediction,0.5,-0.5,0.000000001"
        );
        assert!(lines[4].contains(",0.75,label,"));
        let t = |line: &&str| line.rsplit(',').nth(4).map(str::to_owned);
        let order: Vec<_> = lines[1..].iter().filter_map(t).collect();
        assert_eq!(order, ["0", "0.25", "0.5", "0.75", "1"]);
    }
}
