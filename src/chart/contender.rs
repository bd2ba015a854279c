//! Who is compared.

use crate::config::LossConfig;

/// A loss to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// Its name for people.
    pub name: String,
    /// Which of the theme's colours is its own.
    pub colour: usize,
    /// The loss.
    pub loss: LossConfig,
}
