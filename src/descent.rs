//! Following a gradient: several losses descend from the same start, and one sees where each arrives.
//!
//! A [`Plan`] says how: which [`Model`] makes the logits, which [`Optimiser`] moves its parameters,
//! how the learning rate goes down ([`Schedule`]), where it begins ([`Start`]). A [`Contender`] is a
//! loss, and perhaps a second one that takes over at a step. A [`Race`] runs them on the fast CPU
//! path, keeps curves of loss and scores, and can be scrubbed back.
//!
//! The model of free logits has a parameter for every number of the prediction and can reach any
//! label. Models of radial basis functions cannot: with few weights a class, the loss decides what
//! is given up. With weights that all images share, some images can be held out.
//!
//! Nothing here is random but by a seed, and nothing depends on time: the same race runs the same
//! way, however often it is paused, taken back or run again.

mod checkpoints;
mod cholesky;
mod features;
mod model;
mod optimiser;
mod plan;
mod race;
mod runner;
mod sample;
mod schedule;
pub(crate) mod start;
mod track;

pub use features::Features;
pub use model::Model;
pub use optimiser::{Momenta, Optimiser};
pub use plan::{Contender, Plan, Switch};
pub use race::Race;
pub use sample::{Reached, Sample};
pub use schedule::Schedule;
pub use start::Start;

#[cfg(feature = "gpu")]
pub(crate) use {checkpoints::Checkpoints, optimiser::adam_factors, track::Tracks};
