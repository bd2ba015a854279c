//! Every word on the page that does not come from a declaration and is not on a chart, in one place to translate.

pub(super) mod backdrop;
pub(super) mod charts;
pub(super) mod classes;
mod files;
mod gpu;
mod images;
pub(super) mod metrics;
pub(super) mod race;
pub(super) mod scores;
pub(super) mod tabs;
mod void;

use loss_playground::Error;
use loss_playground::config::Loss;
use loss_playground::scene::preset::Preset;

pub(super) use files::*;
pub(super) use gpu::*;
pub(super) use images::*;
pub(super) use void::*;

pub(super) const TITLE: &str = "Loss Playground";
/// Sentences, each of which may be left out.
pub(super) const TAGLINE: [&str; 2] = [
    "Paint a label and a prediction.",
    "See what every loss makes of them.",
];

// Measures of speed, for whoever listens.
pub(super) const PAINT_TO_PIXEL: &str = "paint-to-pixel";
pub(super) const PAINT_TO_LOSS: &str = "paint-to-loss";
pub(super) const PAINT_TO_CHART: &str = "paint-to-chart";

// Chunks
pub(super) const COMING: &str = "Loading …";
pub(super) const CHUNK_NEEDED: &str = "A part of the page that this needs is on its way …";
pub(super) const CHART_COMING: &str = "The chart is not loaded yet. Save it once it is there.";
/// It may be gone with a build that another one has replaced.
pub(super) const CHUNK_MISSING: &str =
    "A part of the page could not be loaded. If there is a network, a reload will help.";
pub(super) const LOAD_AGAIN: &str = "Load it again";

// Theme
pub(super) const THEME: &str = "Theme";
pub(super) const THEME_AUTO: &str = "Auto";
pub(super) const THEME_LIGHT: &str = "Light";
pub(super) const THEME_DARK: &str = "Dark";

// Questions
pub(super) const QUESTIONS: &str = "Questions";
pub(super) const DOUBT: &str = "Doubt it:";
pub(super) const TO_EXPERIMENT: &str = "To the experiment";
pub(super) const SET_UP_AGAIN: &str = "Set up again";
pub(super) const NEXT_QUESTION: &str = "Next question";

// Scenes
pub(super) const SCENES: &str = "Scenes";

// Canvases
pub(super) const CANVASES: &str = "Label, prediction and gradient";
pub(super) const LABEL: &str = "Label";
pub(super) const PREDICTION: &str = "Prediction";
pub(super) const PULL: &str = "What the loss wants";
pub(super) const SHOW_PREDICTION: &str = "What the prediction shows";
pub(super) const SHOW_PULL: &str = "What the gradient shows";
pub(super) const SIDE_BY_SIDE: &str = "All gradients side by side";
pub(super) const ONE_SCALE: &str = "one scale for all";
pub(super) const DIFFERENCE_OF: &str = "Whose gradient";
pub(super) const DIFFERENCE_FROM: &str = "Less whose gradient";
pub(super) const SHOW_WHOSE: &str = "Whose gradient is shown";
pub(super) const ALL_CLASSES: &str = "all classes";
pub(super) const STRONGEST_PULL: &str = "strongest pull";

pub(super) const SOFT_LABEL: &str = "soft label";
pub(super) const NOTHING_WANTED: &str = "no pull anywhere";
pub(super) const MIXED: &str = "mixed by probability";
pub(super) const ONE_CLASS_A_PIXEL: &str = "one class a pixel";
pub(super) const CANVAS_KEYS: &str = "Arrow keys move the cursor, Enter uses the tool, Page Up and Page Down show the image before and the image after. A rectangle or an ellipse starts with one Enter and ends with the next, with Shift as a square or a circle; Escape gives it up.";

// Tools
pub(super) const TOOLS: &str = "Tools";
pub(super) const BRUSH: &str = "Brush";
pub(super) const ERASER: &str = "Eraser";
pub(super) const SOFTEN: &str = "Soften";
pub(super) const FILL: &str = "Fill";
pub(super) const RECTANGLE: &str = "Rectangle";
pub(super) const ELLIPSE: &str = "Ellipse";
pub(super) const PICK: &str = "Pick";
pub(super) const INSPECT: &str = "Inspect";
pub(super) const SIZE: &str = "Size";
pub(super) const HARDNESS: &str = "Hardness";
pub(super) const STRENGTH: &str = "Strength";
/// In a frame of another page.
pub(super) const FINGER_PAINTS: &str =
    "A finger now paints on this canvas; beside it, it scrolls the page.";
pub(super) const HARD_STAYS_HARD: &str =
    "A hard label has one class at every pixel: tick “soft label” under it to soften it.";
/// Of a pen.
pub(super) const PRESSURE: &str = "pen pressure sets the size";
pub(super) const ZOOM: &str = "Zoom";
pub(super) const ZOOM_OUT: &str = "Zoom out";
pub(super) const ZOOM_IN: &str = "Zoom in";
pub(super) const ZOOM_WHOLE: &str = "Fit";
pub(super) const CLASSES: &str = "Classes";
pub(super) const IMAGE: &str = "Image";
pub(super) const COPY: &str = "Copy label to prediction";
pub(super) const COPY_BACK: &str = "Copy prediction to label";
/// Of the label.
pub(super) const SWAP: &str = "Swap class and background";
pub(super) const INVERT: &str = "Invert prediction";
pub(super) const CLEAR_LABEL: &str = "Clear label";
pub(super) const CLEAR_PREDICTION: &str = "Clear prediction";
pub(super) const EDIT: &str = "Edit";
pub(super) const HISTORY: &str = "History";
pub(super) const UNDO: &str = "Undo";
pub(super) const REDO: &str = "Redo";
pub(super) const MAKE: &str = "Make a prediction or a label";
pub(super) const APPLY: &str = "Apply";
pub(super) const CANCEL: &str = "Cancel";

// Read-out
pub(super) const PIXEL: &str = "At this pixel";
pub(super) const CLASS: &str = "Class";
pub(super) const PROBABILITY: &str = "Prob.";
pub(super) const LOGIT: &str = "Logit";
pub(super) const GRADIENTS: &str = "gradients";
pub(super) const NO_PIXEL: &str = crate::number::NONE;

// Contenders
pub(super) const CONTENDERS: &str = "Contenders";
pub(super) const REFERENCE: &str = "Reference";
pub(super) const ADD_CONTENDER: &str = "Add a loss";
pub(super) const DUPLICATE: &str = "Duplicate";
pub(super) const REMOVE: &str = "Remove";
pub(super) const ADD_TERM: &str = "Add a term";
pub(super) const REMOVE_TERM: &str = "Remove this term";
pub(super) const KIND: &str = "Kind of term";
pub(super) const PARAMETERS: &str = "Parameters";
pub(super) const ABOUT: &str = "What is this?";
pub(super) const PRESET: &str = "Preset";
pub(super) const OWN_SETTINGS: &str = "own settings";
pub(super) const WHAT_TO_ADD: &str = "What is added";
pub(super) const MIX: &str = "Mix";
pub(super) const SECOND_SHARE: &str = "Share of the second term";

// Scores
pub(super) const SCORES: &str = "Scores of the prediction";
pub(super) const IN_PERCENT: &str = "in %";
pub(super) const BY_DATA_SET: &str = "data set (D)";
pub(super) const BY_IMAGE: &str = "image (I)";
pub(super) const BY_CLASS: &str = "class (C)";
pub(super) const IOU: &str = "IoU";
pub(super) const DICE: &str = "Dice";
pub(super) const CLASS_ACCURACY: &str = "Class accuracy";
pub(super) const PIXEL_ACCURACY: &str = "Pixel accuracy";
pub(super) const CALIBRATION_ERROR: &str = "Calibration error";
pub(super) const SCORED_AGAINST_HARD: &str = "Every pixel decides for its most probable class.";
pub(super) const SCORED_AGAINST_SOFT: &str =
    "Every pixel decides for its most probable class; so does the label, which is soft.";
pub(super) const MARKED_SCORES: &str =
    "A loss's mark is beside the scores that it is aligned with.";

// Code
pub(super) const PYTORCH: &str = "PyTorch";
pub(super) const COPY_CODE: &str = "Copy";
pub(super) const COPIED: &str = "Copied.";
pub(super) const COPY_YOURSELF: &str =
    "The browser did not allow it; the code is selected, so copy it yourself.";
pub(super) const CLOSE: &str = "Close";

// Charts
pub(super) const EXPERIMENTS: &str = "Experiments";
pub(super) const CHART_CLASS: &str = "Class";
pub(super) const CHART_BY: &str = "Gradient with respect to";
pub(super) const BY_LOGIT: &str = "by logit";
pub(super) const BY_PROBABILITY: &str = "by probability";
pub(super) const LOG_X: &str = "log distance";
pub(super) const LOG_Y: &str = "log scale";
pub(super) const FROM_LABEL: &str = "relative to label";
pub(super) const CHART_TABLE: &str = "The same as a table";
/// What it is, for those who cannot see it.
pub(super) const CHART: &str = "chart";
pub(super) const CHART_EMPTY: &str = "Nothing to draw yet.";
pub(super) const READ_HEAT: &str = "Point at a map, or use the arrow keys, to read it.";

// Notices
pub(super) const DISMISS: &str = "Dismiss";
pub(super) const STORAGE_FULL: &str =
    "This painting is too large for the browser to keep: a reload will lose it.";

/// A class without a name.
pub(super) fn class(class: usize) -> String {
    format!("class {class}")
}

/// The probability of a class.
pub(super) fn probability_of(class: &str) -> String {
    format!("P({class})")
}

/// The pull on a class.
pub(super) fn pull_on(class: &str) -> String {
    format!("pull on {class}")
}

/// Before classes go that something was painted with.
pub(super) fn lose_classes(names: &[String], classes: usize) -> String {
    format!(
        "With {classes} classes, what is painted as {} becomes background.",
        listed(names)
    )
}

/// Names in a row.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A question that came while another one was open.
pub(super) fn unasked(question: &str) -> String {
    format!(
        "This was not asked while another question was open: {question} Answer that one first, then do it again."
    )
}

/// The answer that lets them go.
pub(super) fn keep_classes(classes: usize) -> String {
    format!("Keep {classes} classes")
}

/// A file that the browser did not hand over.
pub(super) fn not_saved(reason: &str) -> String {
    format!("Nothing was saved: {reason}")
}

/// A scene and what it is good for.
pub(super) fn scene(preset: &Preset) -> String {
    format!("{}. {}", preset.title, preset.good_for)
}

/// A loss as code.
pub(super) fn in_pytorch(loss: &str) -> String {
    format!("{loss} in PyTorch")
}

/// The label's own class, in the list of classes.
pub(super) fn label_class(class: &str) -> String {
    format!("{class} (label)")
}

/// Where curves are read off, and what the numbers after it are.
pub(super) fn read_at(x: &str, axis: &str, quantities: &str) -> String {
    format!("{axis}: {x} ({quantities})")
}

/// Where heat maps are read off.
pub(super) fn read_cell(axes: [&str; 2], at: [&str; 2]) -> String {
    format!("{} {}, {} {}:", axes[0], at[0], axes[1], at[1])
}

/// The same where rows and columns have names.
pub(super) fn read_named(row: &str, column: &str) -> String {
    format!("{row}, {column}:")
}

/// What a column of gradients holds.
pub(super) fn gradient_of(loss: &str) -> String {
    format!("gradient of {loss}")
}

/// A column's name and the power of ten that its numbers are written in.
pub(super) fn in_units(name: &str, power: &str) -> String {
    format!("{name} × {power}")
}

/// A position, counted from the top left.
pub(super) fn position(row: usize, column: usize) -> String {
    format!("row {row}, column {column}")
}

/// The size of an image.
pub(super) fn size(height: usize, width: usize) -> String {
    format!("{height} × {width}")
}

/// A share of the pixels.
pub(super) fn share(class: &str, percent: &str) -> String {
    format!("{class} {percent}")
}

/// A library's loss.
pub(super) fn as_in(library: &str, title: &str) -> String {
    format!("{library}: {title}")
}

/// What is on a pixel.
pub(super) fn on_pixel(place: &str, label: &str, prediction: &str, percent: &str) -> String {
    format!("{place}: label {label}, prediction {prediction} {percent}")
}

/// How much of two terms.
pub(super) fn ratio(first: &str, second: &str) -> String {
    format!("{first} : {second}")
}

/// Which losses a score goes with.
pub(super) fn aligned_with(losses: impl Iterator<Item = String>) -> String {
    let losses: Vec<_> = losses.collect();
    format!("aligned with {}", losses.join(" and "))
}

/// One of several of the same name.
pub(super) fn numbered(name: &str, number: usize) -> String {
    format!("{name} ({number})")
}

/// Why a loss does not fit, in full.
pub(super) fn misfit(error: &Error) -> String {
    match error {
        Error::Misfit {
            given, expected, ..
        } => titled(&format!("{given}, but {expected}")),
        other => other.to_string(),
    }
}

/// A text with the losses' titles in place of the names that programs use.
pub(super) fn titled(text: &str) -> String {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let title = |word: &str| Loss::from_kind(word).map(|loss| loss.title());
    let words = text.split_inclusive(|c| !is_name(c));
    let word = |word: &str| {
        let name = word.trim_end_matches(|c| !is_name(c));
        title(name).unwrap_or(name).to_owned() + &word[name.len()..]
    };
    words.map(word).collect()
}

/// A loss that has no numbers, and why; which may name it already.
pub(super) fn refused(loss: &str, why: &str) -> String {
    match why.starts_with(loss) {
        true => why.to_owned(),
        false => format!("{loss}: {why}"),
    }
}

/// Before detail goes that was painted.
pub(super) fn lose_detail(side: usize) -> String {
    format!(
        "With {}, detail of what is painted goes, and a larger image does not bring it back.",
        size(side, side)
    )
}

/// The answer that lets it go.
pub(super) fn shrink(side: usize) -> String {
    format!("Shrink to {}", size(side, side))
}

/// A loss and its value.
pub(super) fn loss_value(loss: &str, value: &str) -> String {
    format!("{loss} {value}")
}

/// The end of a gradient's scale.
pub(super) fn at_most(scale: &str) -> String {
    format!("strongest {scale}")
}

/// One gradient less another.
pub(super) fn difference(one: &str, other: &str) -> String {
    format!("{one} less {other}")
}

/// What a canvas shows, for those who cannot see it.
pub(super) fn gradient_shown(whose: &str, scale: &str) -> String {
    format!("What the loss wants: {whose}, {scale}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_called_by_their_titles() {
        let said = "lovasz_softmax was given with 2 classes; pass (a) hard label, or use jaccard.";
        let shown = "Lovász-Softmax was given with 2 classes; pass (a) hard label, or use Jaccard.";
        assert_eq!(titled(said), shown);
        assert_eq!(titled("dices, lovasz"), "dices, lovasz");
    }
}
