//! What the charts near the target, of path, landscape and sweep say.

pub(in crate::page) const NEAR_TARGET: &str = "Gradient near the target";
pub(in crate::page) const NEAR_TARGET_CLASS: &str = "Gradient near the target: one class";
pub(in crate::page) const NEAR_TARGET_IMAGE: &str = "Gradient near the target: whole image";
pub(in crate::page) const MOVING: &str = "What moves to its label";
pub(in crate::page) const PIXEL: &str = "Pixel";
pub(in crate::page) const CLASS: &str = "Class";
pub(in crate::page) const IMAGE: &str = "Whole image";

pub(in crate::page) const PATH: &str = "Path to the label";
pub(in crate::page) const PATH_ALONG: &str = "Mix";
pub(in crate::page) const MIX_PROBABILITIES: &str = "mix probabilities";
pub(in crate::page) const MIX_LOGITS: &str = "mix logits";
pub(in crate::page) const PATH_CAPTION: &str = "Every loss, the length of its gradient, and the scores of the prediction on the straight line from the prediction to the label.";

pub(in crate::page) const LANDSCAPE: &str = "Landscape of two pixels";
pub(in crate::page) const LANDSCAPE_KEY: &str =
    "● prediction, ○ label, × where each loss is least:";
pub(in crate::page) const SWAP: &str = "Swap the pixels";
pub(in crate::page) const LANDSCAPE_CAPTION: &str =
    "Every loss while the probabilities of the class at two pixels change and all else stays.";

pub(in crate::page) const LANDSCAPE_OVER: &str = "What the landscape is over";
pub(in crate::page) const TWO_PIXELS: &str = "Two pixels";
pub(in crate::page) const TWO_CLASSES: &str = "Two classes";
pub(in crate::page) const VOLUMES: &str = "Landscape of two classes";
pub(in crate::page) const VOLUMES_KEY: &str = "● prediction, × where each loss is least:";
pub(in crate::page) const NO_OTHERS: &str = "There are no other classes, so only the difference of both numbers counts: along a diagonal every loss stays the same. Of all the points where it is least, × is the one next to the prediction.";
pub(in crate::page) const OTHER_CLASS: &str = "Second class";
pub(in crate::page) const VOLUMES_CAPTION: &str = "Every loss while a number is added to the logits of two classes at all pixels of the image: each class grows or shrinks.";

pub(in crate::page) const SWEEP: &str = "Sweep of a parameter";
pub(in crate::page) const SWEEP_WHO: &str = "Loss";
pub(in crate::page) const SWEEP_KNOB: &str = "Parameter";
pub(in crate::page) const SWEEP_LOG: &str = "log parameter";
pub(in crate::page) const MIX_SHARE: &str = "share of the second term";
pub(in crate::page) const SWEEP_CAPTION: &str = "A loss, the length of its gradient, and the probability to which it drives the selected pixel, for each value of one of its parameters.";

/// At how many places losses have been found, and of how many.
pub(in crate::page) fn points((done, all): (usize, usize)) -> String {
    match done == all {
        true => format!("{all} points"),
        false => format!("{done} of {all} points"),
    }
}

/// Where the second pixel is, after the first.
pub(in crate::page) fn second(position: &str) -> String {
    format!("and {position}")
}

/// The share of one of the three reductions.
pub(in crate::page) fn share(name: &str) -> String {
    format!("share of reduction {}", name.to_ascii_uppercase())
}

/// A parameter of one of several terms.
pub(in crate::page) fn of_term(term: &str, parameter: &str) -> String {
    format!("{term}: {parameter}")
}

/// Where each loss is least, for those who cannot see it.
pub(in crate::page) fn least(name: &str, first: &str, second: &str, value: &str) -> String {
    format!("{name} is least, {value}, at {first} and {second}.")
}

/// The same of a loss that is finite in some cells only.
pub(in crate::page) fn least_of_some(
    first: &str,
    second: &str,
    missing: usize,
    cells: usize,
) -> String {
    format!("{first}, {second} (not finite in {missing} of {cells} cells)")
}

/// Why a loss has no least point.
pub(in crate::page) fn remark(name: &str, remark: &str) -> String {
    format!("{name} is {remark}.")
}
