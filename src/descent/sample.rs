//! Points of the curves.

use serde::{Deserialize, Serialize};

use crate::score::Brief;

/// How a contender stands after so many steps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The steps that are done.
    pub step: u32,
    /// On the images that are learned from.
    pub training: Standing,
    /// On those that are held out, if any are.
    pub held_out: Option<Standing>,
}

/// What a contender has reached.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Its loss, that of the next step where losses are switched.
    pub loss: f64,
    /// Its scores; a soft label is taken for its most probable classes.
    pub scores: Brief,
}
