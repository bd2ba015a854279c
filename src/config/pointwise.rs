//! The parameters of the pointwise losses.

use super::parameter::{Domain, parameters};

parameters! {
    /// The focal loss's.
    Focal {
        /// How little a pixel counts that is nearly right; 0 is cross-entropy.
        gamma: f64 = 2.0, "γ", Domain::Number { least: 0.0, most: 5.0, step: 0.1 };
    }
}

parameters! {
    /// The Kullback–Leibler divergence's.
    KlDivergence {
        /// What logits are divided by before the softmax; other than 1 it needs logits.
        temperature: f64 = 1.0, "T", Domain::Number { least: 0.01, most: 10.0, step: 0.1 };
    }
}

parameters! {
    /// The L^p distance's.
    Lp {
        /// The exponent: 1 is the absolute error, 2 the squared one (Brier score).
        p: f64 = 1.0, "p", Domain::Number { least: 1.0, most: 4.0, step: 0.1 };
    }
}
