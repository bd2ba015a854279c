//! Which axioms of a metric a loss breaks: a search over random triples of label maps.
//!
//! With a, b and c label maps, the first of a pair taken for the prediction and the second for the
//! label:
//!
//! | | | how far it is broken |
//! | --- | --- | --- |
//! | reflexivity | L(a, a) = 0 | \|L(a, a)\| |
//! | positivity | L(a, b) > 0 for a ≠ b | the mean of \|a − b\| where L(a, b) ≤ 0 |
//! | symmetry | L(a, b) = L(b, a) | \|L(a, b) − L(b, a)\| |
//! | triangle inequality | L(a, c) ≤ L(a, b) + L(b, c) | L(a, c) − L(a, b) − L(b, c) |
//!
//! A triple follows from a seed and its number alone, in whole numbers, so that the shader that
//! looks for violations (`shaders/axioms.wgsl`) and this module speak of the same triples, and what
//! the shader finds in f32 is evaluated anew in f64 by [`crate::loss::evaluate`] before it counts.
//! A loss that is infinite, as the logarithm of a probability of 0, breaks nothing.
//!
//! What is not found may still exist; but the Jaccard loss is a metric, and the Dice loss is not:
//! two sets apart have loss 1, and each has ⅓ to their union.
//!
//! Sources: Wang, Ning, Blaschko, *Jaccard Metric Losses* (NeurIPS 2023); Wang et al., *Dice
//! Semimetric Losses* (MICCAI 2023).

mod judge;
mod search;
mod triple;

pub use judge::{Judge, Values};
pub use search::{Search, Violation};
pub use triple::{LEVELS, MOST_CLASSES, MOST_PIXELS, Space, Triple};

/// What a metric does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axiom {
    /// L(a, a) = 0.
    Reflexivity,
    /// L(a, b) > 0 for a ≠ b.
    Positivity,
    /// L(a, b) = L(b, a).
    Symmetry,
    /// L(a, c) ≤ L(a, b) + L(b, c).
    Triangle,
}

impl Axiom {
    /// All four, in the order of their numbers.
    pub const ALL: [Self; 4] = [
        Self::Reflexivity,
        Self::Positivity,
        Self::Symmetry,
        Self::Triangle,
    ];
}

#[cfg(test)]
mod tests;
