//! What is said about void.

pub(in crate::page) const VOID: &str = "void";
pub(in crate::page) const VOID_IS_OF_LABELS: &str =
    "Only a label can be void: such pixels count for nothing, whatever is predicted.";

/// The class that a chart is about where the label has none, in the list of classes.
pub(in crate::page) fn void_class(class: &str) -> String {
    format!("{class} (label is {VOID})")
}

/// A position whose label is void.
pub(in crate::page) fn void_at(position: &str) -> String {
    format!("{position}, {VOID}")
}
