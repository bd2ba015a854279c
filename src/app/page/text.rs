//! Every word on the page that does not come from a declaration, in one place to translate.

use loss_playground::Error;

pub(super) const TITLE: &str = "Loss Playground";
pub(super) const TAGLINE: &str =
    "Paint a label and a prediction. See what every loss makes of them.";

// Measures of speed, for whoever listens.
pub(super) const PAINT_TO_PIXEL: &str = "paint-to-pixel";
pub(super) const PAINT_TO_LOSS: &str = "paint-to-loss";

// Theme
pub(super) const THEME: &str = "Theme";
pub(super) const THEME_AUTO: &str = "Auto";
pub(super) const THEME_LIGHT: &str = "Light";
pub(super) const THEME_DARK: &str = "Dark";

// Scenes
pub(super) const SCENES: &str = "Scenes";

// Canvases
pub(super) const CANVASES: &str = "Label, prediction and gradient";
pub(super) const LABEL: &str = "Label";
pub(super) const PREDICTION: &str = "Prediction";
pub(super) const PULL: &str = "What the loss wants";
pub(super) const SHOW_PREDICTION: &str = "What the prediction shows";
pub(super) const SHOW_PULL: &str = "What the gradient shows";
pub(super) const SHOW_WHOSE: &str = "Whose gradient is shown";
pub(super) const ALL_CLASSES: &str = "all classes";
pub(super) const STRONGEST_PULL: &str = "strongest pull";

pub(super) const SOFT_LABEL: &str = "soft label";
pub(super) const NOTHING_WANTED: &str = "no pull anywhere";
pub(super) const MIXED: &str = "colours mix by probability";
pub(super) const ONE_CLASS_A_PIXEL: &str = "one class a pixel";
pub(super) const CANVAS_KEYS: &str = "Arrow keys move the cursor, Enter uses the tool.";

// Tools
pub(super) const TOOLS: &str = "Tools";
pub(super) const BRUSH: &str = "Brush";
pub(super) const ERASER: &str = "Eraser";
pub(super) const SOFTEN: &str = "Soften";
pub(super) const FILL: &str = "Fill";
pub(super) const PICK: &str = "Pick";
pub(super) const INSPECT: &str = "Inspect";
pub(super) const SIZE: &str = "Size";
pub(super) const HARDNESS: &str = "Hardness";
pub(super) const STRENGTH: &str = "Strength";
pub(super) const CLASSES: &str = "Classes";
pub(super) const IMAGE: &str = "Image";
pub(super) const COPY: &str = "Copy label to prediction";
pub(super) const CLEAR_LABEL: &str = "Clear label";
pub(super) const CLEAR_PREDICTION: &str = "Clear prediction";
pub(super) const UNDO: &str = "Undo";
pub(super) const REDO: &str = "Redo";
pub(super) const CANCEL: &str = "Cancel";

// Files
pub(super) const OPEN: &str = "Open";
pub(super) const OPEN_LABEL: &str = "Label (PNG, NumPy)…";
pub(super) const OPEN_PREDICTION: &str = "Prediction (NumPy)…";
pub(super) const OPEN_STATE: &str = "Everything (JSON)…";
/// What was pasted, in place of a file's name.
pub(super) const PASTED: &str = "What was pasted";
pub(super) const OPEN_AS_LABEL: &str = "Soft label";
pub(super) const OPEN_AS_PREDICTION: &str = "Prediction";

// Links
pub(super) const COPY_LINK: &str = "Copy link";
pub(super) const SHARE: &str = "Share…";
pub(super) const LINK_COPIED: &str = "Link copied: it opens the page as it is now.";
pub(super) const LINK_COPIED_WITHOUT_PAINTING: &str = "Link copied, but without the painting, which is too large for an address: export everything as JSON to pass it on.";
pub(super) const LINK_SHARED_WITHOUT_PAINTING: &str = "The link is without the painting, which is too large for an address: export everything as JSON to pass it on.";
pub(super) const LINK_NOT_COPIED: &str =
    "The browser does not let the page copy: copy the link from the address bar.";
pub(super) const PAINTING_MISSING: &str =
    "This link holds everything but its painting, which was too large for an address.";
pub(super) const PAINTING_STAYS: &str = "Everything but the painting is as it was then; the painting was too large to be kept in the address.";

// Export
pub(super) const EXPORT: &str = "Export";
pub(super) const LABEL_PNG: &str = "Label (PNG)";
pub(super) const PREDICTION_PNG: &str = "Prediction (PNG)";
pub(super) const GRADIENT_PNG: &str = "Gradient (PNG)";
pub(super) const LABEL_NPY: &str = "Label, probabilities (NumPy)";
pub(super) const PREDICTION_NPY: &str = "Prediction, logits (NumPy)";
pub(super) const GRADIENT_NPY: &str = "Gradient (NumPy)";
pub(super) const CHART_SVG: &str = "Chart (SVG)";
pub(super) const CHART_CSV: &str = "Chart, numbers (CSV)";
pub(super) const STATE_JSON: &str = "Everything (JSON)";
pub(super) const NOTHING_TO_SAVE: &str =
    "There is nothing to save yet: the losses have not been evaluated.";
/// What a file holds, in its name.
pub(super) const PROBABILITIES: &str = "probabilities";
pub(super) const LOGITS: &str = "logits";

// Read-out
pub(super) const PIXEL: &str = "At this pixel";
pub(super) const CLASS: &str = "Class";
pub(super) const PROBABILITY: &str = "Prob.";
pub(super) const LOGIT: &str = "Logit";
pub(super) const GRADIENTS: &str = "gradients";
pub(super) const NO_PIXEL: &str = "–";

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

// Chart
pub(super) const CHART: &str = "Gradient near the target";
pub(super) const CHART_CLASS: &str = "Class";
pub(super) const CHART_BY: &str = "Gradient with respect to";
pub(super) const BY_LOGIT: &str = "by logit";
pub(super) const BY_PROBABILITY: &str = "by probability";
pub(super) const LOG_X: &str = "log distance";
pub(super) const LOG_Y: &str = "log scale";
pub(super) const FROM_LABEL: &str = "relative to label";
pub(super) const CHART_TABLE: &str = "The same as a table";
pub(super) const CHART_EMPTY: &str = "Nothing to draw yet.";

// Badge
pub(super) const BACKEND: &str = "Compute with";
pub(super) const AUTO: &str = "Auto";
pub(super) const WEBGPU: &str = "WebGPU";
pub(super) const CPU: &str = "CPU";
pub(super) const CPU_BADGE: &str = "CPU · WebAssembly";
pub(super) const STARTING: &str = "Starting …";
pub(super) const LOOKING_FOR_GPU: &str = "looking for a GPU";
pub(super) const NO_GPU: &str = "no WebGPU here";
/// There is some WebGPU, but a processor plays it.
pub(super) const SOFTWARE_GPU: &str = "WebGPU is only emulated here";
pub(super) const GPU_GONE: &str = "the GPU was lost";

// Notices
pub(super) const DISMISS: &str = "Dismiss";
pub(super) const TRY_AGAIN: &str = "Try the GPU again";
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

/// What a WebGPU adapter is called.
pub(super) fn gpu_badge(adapter: &str) -> String {
    format!("WebGPU · {}", name(adapter))
}

/// Browsers may keep an adapter's name to themselves.
fn name(adapter: &str) -> &str {
    if adapter.is_empty() {
        "an adapter without a name"
    } else {
        adapter
    }
}

/// What happened to a GPU that was lost while nobody used it.
pub(super) const GPU_LOST_IDLE: &str = "the device was lost";

/// The GPU failed; `error` says how.
pub(super) fn gpu_lost(error: &Error) -> String {
    format!("The GPU stopped: {error}. The CPU goes on, and nothing of the painting is lost.")
}

/// Before classes go that something was painted with.
pub(super) fn lose_classes(names: &[String], classes: usize) -> String {
    format!(
        "With {classes} classes, what is painted as {} becomes background.",
        names.join(" and ")
    )
}

/// The answer that lets them go.
pub(super) fn keep_classes(classes: usize) -> String {
    format!("Keep {classes} classes")
}

/// What is to be done with an `.npy` file.
pub(super) fn open_as(name: &str) -> String {
    format!("Open {name} as")
}

/// A file of a kind that the page cannot read.
pub(super) fn unknown_file(name: &str) -> String {
    format!("{name} cannot be opened: only .png labels, .npy arrays and .json states can be.")
}

/// A file that the browser could not read.
pub(super) fn unreadable_file(name: &str) -> String {
    format!("{name} could not be read; is it still there?")
}

/// The label's own class, in the list of classes.
pub(super) fn label_class(class: &str) -> String {
    format!("{class} (label)")
}

/// Where the chart is read off.
pub(super) fn at_probability(t: &str) -> String {
    format!("at {t} (loss · gradient):")
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

/// The size of an image in the name of a file.
pub(super) fn size_in_name(height: usize, width: usize) -> String {
    format!("{height}x{width}")
}

/// A share of the pixels.
pub(super) fn share(class: &str, percent: &str) -> String {
    format!("{class} {percent}")
}

/// A loss and its value.
pub(super) fn loss_value(loss: &str, value: &str) -> String {
    format!("{loss} {value}")
}

/// A link that holds no state.
pub(super) fn broken_link(error: &Error) -> String {
    format!("The link cannot be opened ({error}).")
}

/// A saved loss that makes no sense; all else is there.
pub(super) fn not_restored(error: &Error) -> String {
    format!("A loss of the saved state is left out ({error}).")
}

/// A file has been saved.
pub(super) fn saved(name: &str) -> String {
    format!("Saved {name}.")
}

/// A state has been opened.
pub(super) fn opened(name: &str) -> String {
    format!("{name}: everything is as it was saved.")
}
