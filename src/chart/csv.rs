//! The chart near the target as comma-separated values, one row a loss and place.

use std::fmt::Write;

use super::near_target::{Curve, NearTarget, Sample};

/// Every curve's samples in ascending order of their places, the label and the prediction among
/// them (a void pixel has no label). The column `point` says which rows these are; it is empty elsewhere.
pub fn csv(chart: &NearTarget) -> String {
    let place = match chart.part {
        None => "probability",
        Some(_) => "way_left",
    };
    let mut text = format!("loss,{place},point,value,gradient_probability,gradient_logit\n");
    for curve in &chart.curves {
        for (sample, point) in rows(curve, chart.void) {
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

/// In quotes, so that a name may hold a comma.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// With all its digits; nothing where there is no number.
pub(super) fn number(x: f64) -> String {
    match x.is_nan() {
        true => String::new(),
        false => x.to_string(),
    }
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
        let text = csv(&chart);
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
