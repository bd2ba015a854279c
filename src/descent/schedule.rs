//! How the learning rate goes down.

use serde::{Deserialize, Serialize};

/// The exponent of segmentation toolboxes.
const POWER: f64 = 0.9;

/// What becomes of the learning rate over the steps that are planned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// It stays.
    #[default]
    Constant,
    /// It falls to 0 as (1 − step/steps)^0.9: MMSegmentation's poly, `PolynomialLR` in PyTorch.
    Poly,
    /// The same in half the steps, and then the contenders rest: what a training of half the length
    /// reaches.
    HalfTheSteps,
}

impl Schedule {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Constant, Self::Poly, Self::HalfTheSteps];

    /// What the learning rate is multiplied with at a step, the first being 0, of `steps`.
    ///
    /// ```
    /// use loss_playground::descent::Schedule;
    ///
    /// assert_eq!(Schedule::Poly.factor(50, 100), 0.5f64.powf(0.9));
    /// assert_eq!(Schedule::HalfTheSteps.factor(25, 100), 0.5f64.powf(0.9));
    /// assert_eq!(Schedule::HalfTheSteps.factor(50, 100), 0.0);
    /// ```
    pub fn factor(self, step: u32, steps: u32) -> f64 {
        let poly = |share: f64| (1.0 - share).max(0.0).powf(POWER);
        let share = f64::from(step) / f64::from(steps.max(1));
        match self {
            Self::Constant => 1.0,
            Self::Poly => poly(share),
            Self::HalfTheSteps => poly(2.0 * share),
        }
    }
}
