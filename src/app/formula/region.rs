//! Jaccard, Dice and Tversky: the ratio, what it is averaged over, and what is counted.

use loss_playground::config::{ErrorWeights, Loss, Overlap, Reduction, Region, SmoothIn};

use super::mathml::{LN, distance, math, mean, number, operator, power, row, sub, text, total};
use crate::number::setting;

/// What a term's TP are, if it has any: where two losses of the same ratio may differ.
pub fn true_positives(loss: &Loss) -> Option<String> {
    let region = loss.region()?;
    let sums = row(&[&size("x", region), &operator("+"), &size("y", region)]);
    let difference = row(&[&total(""), &to_norm(&distance("x", "y"), region)]);
    Some(equation(
        "TP",
        &match region.overlap {
            Overlap::Norm => row(&[
                "<mfrac><mn>1</mn><mn>2</mn></mfrac>",
                "<mo stretchy=\"false\">(</mo>",
                &sums,
                &operator("−"),
                &difference,
                "<mo stretchy=\"false\">)</mo>",
            ]),
            Overlap::Product => row(&[&total(""), "<mi>x</mi>", "<mi>y</mi>"]),
        },
    ))
}

/// What its FP and FN are.
pub fn errors(loss: &Loss) -> Option<String> {
    let region = loss.region()?;
    let rest = |base| row(&[&size(base, region), &operator("−"), &text("TP")]);
    let errors = [("FP", "x"), ("FN", "y")].map(|(name, base)| equation(name, &rest(base)));
    Some(errors.join(" "))
}

/// Σ x^p or Σ y^p.
fn size(base: &str, region: &Region) -> String {
    row(&[&total(""), &to_norm(&format!("<mi>{base}</mi>"), region)])
}

fn to_norm(base: &str, region: &Region) -> String {
    power(base, f64::from(region.norm))
}

fn equation(name: &str, value: &str) -> String {
    math(&row(&[&text(name), &operator("="), value]))
}

/// The mean of 1 − T or −ln T, with T = (TP + s) / (TP + αFP + βFN + s).
pub(super) fn ratio(errors: &ErrorWeights, region: &Region) -> String {
    let mut top = vec![text("TP")];
    let mut bottom = vec![text("TP")];
    for (weight, name) in [(errors.alpha, "FP"), (errors.beta, "FN")] {
        if weight != 0.0 {
            let factor = if weight == 1.0 {
                String::new()
            } else {
                number(weight)
            };
            bottom.push(factor + &text(name));
        }
    }
    if region.smooth != 0.0 {
        bottom.push(number(region.smooth));
        if region.smooth_in == SmoothIn::Both {
            top.push(number(region.smooth));
        }
    }
    let plus = operator("+");
    let fraction = format!(
        "<mfrac>{}{}</mfrac>",
        row(&[&top.join(&plus)]),
        row(&[&bottom.join(&plus)])
    );
    let one = if region.log_loss {
        row(&[&operator("−"), LN, &fraction])
    } else {
        row(&["<mn>1</mn>", &operator("−"), &fraction])
    };
    let weight = match &region.class_weights {
        Some(_) => sub("w", "c"),
        None => String::new(),
    };
    let factor = if region.gamma == 1.0 && weight.is_empty() {
        one
    } else {
        power(&format!("<mo>(</mo>{one}<mo>)</mo>"), region.gamma)
    };
    row(&[&reduction(region), &weight, &factor])
}

/// What the mean is over, in the order in which it is taken, and what it counts for.
fn reduction(region: &Region) -> String {
    let Reduction { d, i, c } = region.reduction;
    let mut ways = vec![(d, "D"), (i, "I"), (c, "C")];
    ways.retain(|(share, _)| *share > 0.0);
    let over = match (&ways[..], region.is_agnostic()) {
        ([(_, "D")], true) => String::new(),
        ([_], true) => "images".into(),
        ([(_, "D")], false) => "classes".into(),
        ([(_, "I")], false) => "classes, then images".into(),
        ([_], false) => "images, then classes".into(),
        _ => {
            let way = |(share, way): &(f64, &str)| format!("{} {way}", setting(*share));
            ways.iter().map(way).collect::<Vec<_>>().join(" + ")
        }
    };
    let over = match (over.as_str(), region.shards) {
        (_, 1) => over,
        ("", n) => format!("{n} shards"),
        (_, n) => format!("{over}, then {n} shards"),
    };
    let share = match ways[..] {
        [(share, _)] if share != 1.0 => number(share),
        _ => String::new(),
    };
    match over.as_str() {
        "" => share,
        over => share + &mean(over),
    }
}
