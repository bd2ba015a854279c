//! What is opened, saved and passed on.

use loss_playground::Error;

// Files
pub(in crate::page) const OPEN: &str = "Open";
pub(in crate::page) const OPEN_LABEL: &str = "Label (PNG, NumPy)…";
pub(in crate::page) const OPEN_PREDICTION: &str = "Prediction (NumPy)…";
pub(in crate::page) const OPEN_STATE: &str = "Everything (JSON)…";
/// What was pasted, in place of a file's name.
pub(in crate::page) const PASTED: &str = "What was pasted";
pub(in crate::page) const OPEN_AS_LABEL: &str = "Soft label";
pub(in crate::page) const OPEN_AS_PREDICTION: &str = "Prediction";

// Links
pub(in crate::page) const COPY_LINK: &str = "Copy link";
pub(in crate::page) const SHARE: &str = "Share…";
pub(in crate::page) const LINK_COPIED: &str = "Link copied: it opens the page as it is now.";
pub(in crate::page) const LINK_COPIED_WITHOUT_PAINTING: &str = "Link copied, but without the painting, which is too large for an address: export everything as JSON to pass it on.";
pub(in crate::page) const LINK_SHARED_WITHOUT_PAINTING: &str = "The link is without the painting, which is too large for an address: export everything as JSON to pass it on.";
pub(in crate::page) const LINK_NOT_COPIED: &str =
    "The browser does not let the page copy: copy the link from the address bar.";
pub(in crate::page) const PAINTING_MISSING: &str =
    "This link holds everything but its painting, which was too large for an address.";
pub(in crate::page) const PAINTING_STAYS: &str = "Everything but the painting is as it was then; the painting was too large to be kept in the address.";

// Frames
pub(in crate::page) const EMBED: &str = "Embed";
pub(in crate::page) const EMBED_HEADING: &str = "Embed in a page";
pub(in crate::page) const ABOUT_EMBEDDING: &str = "One line for notes, slides and blogs. It opens what is here now; readers can change everything, and a link leads them to the whole page.";
pub(in crate::page) const PART_SHOWN: &str = "What is shown";
pub(in crate::page) const PART_WHOLE: &str = "everything";
pub(in crate::page) const PART_PAINTING: &str = "canvases and losses";
pub(in crate::page) const PART_EXPERIMENT: &str = "the experiment";
/// A comment of HTML.
pub(in crate::page) const EMBEDDED_WITHOUT_PAINTING: &str =
    "<!-- Without the painting, which is too large for an address. -->";
pub(in crate::page) const BY_ITSELF: &str = "Open the whole page";

// Export
pub(in crate::page) const EXPORT: &str = "Export";
pub(in crate::page) const LABEL_PNG: &str = "Label (PNG)";
pub(in crate::page) const PREDICTION_PNG: &str = "Prediction (PNG)";
pub(in crate::page) const GRADIENT_PNG: &str = "Gradient (PNG)";
pub(in crate::page) const LABEL_NPY: &str = "Label, probabilities (NumPy)";
pub(in crate::page) const PREDICTION_NPY: &str = "Prediction, logits (NumPy)";
pub(in crate::page) const GRADIENT_NPY: &str = "Gradient (NumPy)";
pub(in crate::page) const CHART_SVG: &str = "Chart (SVG)";
pub(in crate::page) const CHART_CSV: &str = "Chart, numbers (CSV)";
pub(in crate::page) const STATE_JSON: &str = "Everything (JSON)";
pub(in crate::page) const NOTHING_TO_SAVE: &str =
    "There is nothing to save: the loss has not been evaluated, or cannot be.";
/// What a file holds, in its name.
pub(in crate::page) const PROBABILITIES: &str = "probabilities";
pub(in crate::page) const LOGITS: &str = "logits";

/// What is to be done with an `.npy` file.
pub(in crate::page) fn open_as(name: &str) -> String {
    format!("Open {name} as")
}

/// Of several files, which one is opened.
pub(in crate::page) fn one_of(name: &str, files: u32) -> String {
    format!("Of {files} files, only {name} is opened: open the others one by one.")
}

/// A file of a kind that the page cannot read.
pub(in crate::page) fn unknown_file(name: &str) -> String {
    format!(
        "{name} cannot be opened: only .png and .jpg pictures, .npy and .npz arrays and .json states can be."
    )
}

/// A file that the browser could not read.
pub(in crate::page) fn unreadable_file(name: &str) -> String {
    format!("{name} could not be read; is it still there?")
}

/// The size of an image in the name of a file.
pub(in crate::page) fn size_in_name(height: usize, width: usize) -> String {
    format!("{height}x{width}")
}

/// A link that holds no state.
pub(in crate::page) fn broken_link(error: &Error) -> String {
    format!("The link cannot be opened ({error}).")
}

/// A saved loss that makes no sense; all else is there.
pub(in crate::page) fn not_restored(error: &Error) -> String {
    format!("A loss of the saved state is left out ({error}).")
}

/// A file has been saved.
pub(in crate::page) fn saved(name: &str) -> String {
    format!("Saved {name}.")
}

/// A state has been opened, the whole of it or all that makes sense.
pub(in crate::page) fn opened(name: &str, painting: bool, whole: bool) -> String {
    let said = match (painting, whole) {
        (true, true) => "everything is as it was saved.",
        (true, false) => "opened, but for the losses that are left out.",
        (false, true) => {
            "it holds no painting; what is painted stays, and all else is as it was saved."
        }
        (false, false) => {
            "it holds no painting, which stays; opened, but for the losses that are left out."
        }
    };
    format!("{name}: {said}")
}
