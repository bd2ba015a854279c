//! The parameters of Generalised Dice.

use super::parameter::{Domain, choices, parameters};

parameters! {
    /// Generalised Dice's: one ratio for all classes, each weighted by its size in the label.
    GeneralizedDice {
        /// What a class weighs: 1/Y² (square), 1/Y (simple) or 1 (uniform), Y being its size in the label; an absent class gets the largest weight of the others.
        weighting: Weighting = Weighting::Square, "w", Domain::Choice(Weighting::NAMES);
        /// Averages the losses of the images instead of summing over the whole batch.
        per_image: bool = false, "", Domain::Flag;
        /// Added to the numerator.
        smooth_numerator: f64 = 1e-5, "s_n", Domain::Number { least: 0.0, most: 1.0, step: 1e-3 };
        /// Added to the denominator.
        smooth_denominator: f64 = 1e-5, "s_d", Domain::Number { least: 0.0, most: 1.0, step: 1e-3 };
    }
}

choices! {
    /// What a class weighs in Generalised Dice.
    Weighting {
        /// 1/Y².
        Square = "square",
        /// 1/Y.
        Simple = "simple",
        /// 1.
        Uniform = "uniform",
    }
}
