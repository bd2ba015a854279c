//! Generalised Dice; see [`crate::loss::generalized_dice`].

use super::{Code, Target, number};
use crate::config::{GeneralizedDice, Weighting};

pub(super) fn code(parameters: &GeneralizedDice, target: Target) -> Code {
    let (dims, over) = match parameters.per_image {
        true => ("(2, 3)", ", the mean over the images"),
        false => ("(0, 2, 3)", ""),
    };
    let (doc, weights) = match parameters.weighting {
        Weighting::Square => ("w = 1/Y²", "1 / size ** 2"),
        Weighting::Simple => ("w = 1/Y", "1 / size"),
        Weighting::Uniform => ("w = 1", ""),
    };
    let mut lines = target.masked();
    lines.extend([
        format!("overlap = (x * y).sum({dims})"),
        format!("size = y.sum({dims})"),
        format!("both = x.sum({dims}) + size"),
    ]);
    if parameters.weighting != Weighting::Uniform {
        lines.extend([
            format!("weights = {weights}"),
            "# A class that is absent weighs as much as the heaviest of the others.".into(),
            "absent = size == 0".into(),
            "weights = weights.masked_fill(absent, 0)".into(),
            "weights = torch.where(absent, weights.amax(-1, keepdim=True), weights)".into(),
            "overlap, both = weights * overlap, weights * both".into(),
        ]);
    }
    let plus = |smooth: f64| match smooth {
        0.0 => String::new(),
        smooth => format!(" + {}", number(smooth)),
    };
    lines.extend([
        format!(
            "numerator = 2 * overlap.sum(-1){}",
            plus(parameters.smooth_numerator)
        ),
        format!(
            "denominator = both.sum(-1){}",
            plus(parameters.smooth_denominator)
        ),
    ]);
    if parameters.smooth_denominator == 0.0 {
        lines.extend([
            "# Where nothing is there, nothing is lost.".into(),
            "empty = denominator == 0".into(),
            "numerator = numerator.masked_fill(empty, 1)".into(),
            "denominator = denominator.masked_fill(empty, 1)".into(),
        ]);
    }
    let sum = |sum: &str, smooth: f64| match smooth {
        0.0 => sum.to_owned(),
        smooth => format!("({sum}{})", plus(smooth)),
    };
    let above = sum("2Σ w·I", parameters.smooth_numerator);
    let below = sum("Σ w·(X + Y)", parameters.smooth_denominator);
    let mean = if parameters.per_image { ".mean()" } else { "" };
    let ratio = "1 - numerator / denominator";
    lines.push(match mean {
        "" => format!("return {ratio}"),
        mean => format!("return ({ratio}){mean}"),
    });
    Code {
        helper: None,
        doc: format!("Generalised Dice: 1 − {above}/{below} with {doc}{over}."),
        lines,
    }
}
