//! What is said about the picture under the painting.

use loss_playground::Error;

pub(in crate::page) const OPEN: &str = "Backdrop (PNG, JPEG)…";
pub(in crate::page) const BACKDROP: &str = "Backdrop";
/// How much it covers the backdrop.
pub(in crate::page) const PAINT: &str = "Paint";
pub(in crate::page) const REMOVE: &str = "Remove backdrop";
pub(in crate::page) const REMOVED: &str = "The backdrop is gone; the painting is as it was.";
pub(in crate::page) const STAYS: &str =
    "The backdrop stays in this tab: links and files are without it.";
pub(in crate::page) const NOT_KEPT: &str =
    "The browser has no room to keep the backdrop: a reload will lose it.";

/// A picture is under the painting now; `unfit` says why it is no label map.
pub(in crate::page) fn opened(name: &str, unfit: Option<&Error>) -> String {
    match unfit {
        None => format!("{name} lies under the painting, fitted to the image."),
        Some(error) => {
            format!("{name} lies under the painting, since it cannot be a label map ({error}).")
        }
    }
}

/// A picture that the browser cannot read.
pub(in crate::page) fn unreadable(name: &str) -> String {
    format!("{name} is no picture that this browser can read; save it as PNG or JPEG.")
}
