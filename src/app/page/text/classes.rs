//! What is said where classes are named, coloured and hidden.

pub(in crate::page) const EDITOR: &str = "Name, recolour or hide classes";
pub(in crate::page) const SHOWN: &str = "shown";
pub(in crate::page) const RESET: &str = "Reset";
pub(in crate::page) const RESET_ALL: &str = "Reset all classes";
pub(in crate::page) const HIDDEN_STILL_COUNT: &str =
    "Hidden classes are not drawn, but still count in every loss and score.";

/// A class that is not drawn.
pub(in crate::page) fn hidden(class: &str) -> String {
    format!("{class} (hidden)")
}

pub(in crate::page) fn name_of(class: &str) -> String {
    format!("Name of {class}")
}

pub(in crate::page) fn colour_of(class: &str) -> String {
    format!("Colour of {class}")
}

/// Whether a class is drawn.
pub(in crate::page) fn show(class: &str) -> String {
    format!("Show {class}")
}

pub(in crate::page) fn reset(class: &str) -> String {
    format!("Reset {class}")
}

/// Before colours are mistaken for each other.
pub(in crate::page) fn alike(one: &str, other: &str) -> String {
    format!("{one} and {other} have colours that are hard to tell apart.")
}
