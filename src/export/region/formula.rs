//! The formula of a loss of the region family, in a line.

use super::super::number;
use crate::config::{ErrorWeights, Region, SmoothIn};

/// The formula with its numbers.
pub(super) fn doc(title: &str, weights: &ErrorWeights, region: &Region) -> String {
    let Region {
        smooth,
        smooth_in,
        gamma,
        log_loss,
        ..
    } = *region;
    let plus = |smooth: f64| match smooth {
        0.0 => String::new(),
        _ => format!(" + {}", number(smooth)),
    };
    let s = plus(smooth);
    let numerator = match smooth_in {
        SmoothIn::Both if smooth > 0.0 => format!("(TP{s})"),
        _ => "TP".into(),
    };
    let cost = |weight: f64, name: &str| match weight {
        1.0 => name.to_owned(),
        _ => format!("{}·{name}", number(weight)),
    };
    let ErrorWeights { alpha, beta } = *weights;
    let ratio = format!(
        "T = {numerator}/(TP + {} + {}{s})",
        cost(alpha, "FP"),
        cost(beta, "FN")
    );
    let base = if log_loss { "−ln T" } else { "1 − T" };
    match gamma {
        1.0 => format!("{title}: {base} with {ratio}."),
        _ => format!("{title}: ({base})^{} with {ratio}.", number(gamma)),
    }
}
