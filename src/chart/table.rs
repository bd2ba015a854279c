//! A chart in numbers; and that of one near the target, whose rows are losses and not places.

use super::near_target::{Curve, NearTarget, Part, Sample, With, nearest_sample};
use crate::number::tabular;

/// A table of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it shows, in a sentence.
    pub caption: String,
    /// The columns' heads.
    pub head: Vec<String>,
    /// Each with as many cells as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// How far from the label the gradients are read.
const DISTANCES: [f64; 3] = [0.1, 0.01, 0.001];

/// Each loss at the label and at the prediction, and how its gradient shrinks towards the label, on
/// the prediction's side where there is room.
pub fn table(chart: &NearTarget, with: With) -> Table {
    let many = chart.part.is_some();
    let by = match with {
        With::Logit => "logit",
        With::Probability => "probability",
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
    let caption = match chart.part {
        None if chart.void => format!(
            "The pixel is void and counts for nothing; its prediction is {}.",
            tabular(chart.current)
        ),
        None => format!(
            "The pixel's label is {}, its prediction {}.",
            tabular(chart.label),
            tabular(chart.current)
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
        let near =
            DISTANCES.map(|d| near_label(chart, curve, d).map_or(f64::NAN, |at| at.gradient(with)));
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
        rows: chart.curves.iter().map(row).collect(),
    }
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
