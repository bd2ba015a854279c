//! What a race is: its contenders and how they descend.

use serde::{Deserialize, Serialize};

use super::{Model, Optimiser, Schedule, Start};
use crate::batch::Layout;
use crate::config::LossConfig;
use crate::error::{Error, Result};

/// How all contenders descend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// What makes the logits.
    pub model: Model,
    /// What turns a gradient into a step.
    pub optimiser: Optimiser,
    /// The learning rate of the first step.
    pub rate: f64,
    /// How it goes down.
    pub schedule: Schedule,
    /// The number of steps: where the schedule and the race end.
    pub steps: u32,
    /// Where the contenders begin.
    pub start: Start,
    /// How many of the last images are held out; other than 0 it needs a model that
    /// [generalises](Model::generalises).
    pub held_out: usize,
    /// How many steps lie between two points of the curves.
    pub sample_every: u32,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            model: Model::default(),
            optimiser: Optimiser::ADAM,
            rate: 0.1,
            schedule: Schedule::default(),
            steps: 400,
            start: Start::default(),
            held_out: 0,
            sample_every: 4,
        }
    }
}

/// A loss that descends, and what becomes of it on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contender {
    /// The loss.
    pub loss: LossConfig,
    /// The loss that takes over, if any.
    pub then: Option<Switch>,
}

/// A change of loss on the way, such as from cross-entropy to Lovász-Softmax for fine-tuning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Switch {
    /// The first step of the second loss.
    pub at: u32,
    /// The second loss.
    pub loss: LossConfig,
}

impl Contender {
    /// One loss all the way.
    pub fn new(loss: LossConfig) -> Self {
        Self { loss, then: None }
    }

    /// The losses in the order in which they hold.
    pub(crate) fn losses(&self) -> impl Iterator<Item = &LossConfig> + Clone {
        let second = self.then.as_ref().map(|switch| &switch.loss);
        std::iter::once(&self.loss).chain(second)
    }

    /// Which of its losses a step follows.
    pub(crate) fn stage_at(&self, step: u32) -> usize {
        let switched = |switch: &Switch| step >= switch.at;
        usize::from(self.then.as_ref().is_some_and(switched))
    }

    /// The loss that a step follows.
    pub fn loss_at(&self, step: u32) -> &LossConfig {
        let own = self.losses().nth(self.stage_at(step));
        own.unwrap_or(&self.loss)
    }

    /// That both losses fit the images to learn from and those held out, of a batch of this layout.
    ///
    /// # Errors
    /// If one does not, see [`LossConfig::check`].
    pub fn check(&self, plan: &Plan, batch: Layout) -> Result<()> {
        let learned = batch.images.saturating_sub(plan.held_out);
        for loss in self.losses() {
            for images in [learned, plan.held_out]
                .into_iter()
                .filter(|images| *images > 0)
            {
                // Whatever the prediction is given as, the model makes logits.
                loss.check(Layout {
                    images,
                    logits: true,
                    ..batch
                })?;
            }
        }
        Ok(())
    }
}

impl Plan {
    /// The learning rate of a step.
    pub fn rate_at(&self, step: u32) -> f64 {
        self.rate * self.schedule.factor(step, self.steps)
    }

    /// Whether the curves have a point there.
    pub fn samples(&self, step: u32) -> bool {
        step.is_multiple_of(self.sample_every) || step == self.steps
    }

    /// That its numbers make sense for a batch of this layout.
    ///
    /// # Errors
    /// If a number is out of its range, or images are held out that no model learns anything about.
    pub fn check(&self, layout: Layout) -> Result<()> {
        let field = |name: &str, problem: String| Err(Error::field(name, problem));
        if !(self.rate.is_finite() && self.rate > 0.0) {
            let problem = format!(
                "{} was given, but a learning rate is a positive number; pass one such as 0.1",
                self.rate
            );
            return field("rate", problem);
        }
        self.optimiser.check()?;
        if self.steps == 0 {
            let problem = "0 was given, but a race has at least one step; pass 1 or more";
            return field("steps", problem.into());
        }
        if self.sample_every == 0 {
            let problem =
                "0 was given, but a curve has a point every so many steps; pass 1 or more";
            return field("sample_every", problem.into());
        }
        if let Model::RadialBasis { k, .. } = self.model
            && !(1..=Model::MOST_BUMPS).contains(&k)
        {
            let problem = format!(
                "{k} was given, but a model has 1 to {} bumps; pass a number between",
                Model::MOST_BUMPS
            );
            return field("model.k", problem);
        }
        if self.held_out > 0 && !self.model.generalises() {
            return Err(Error::Combination(format!(
                "{} images are to be held out, but only weights that images share say anything about them; share the weights or hold out none",
                self.held_out
            )));
        }
        if self.held_out >= layout.images {
            let problem = format!(
                "{} of {} images are to be held out, but at least one is needed to learn from; hold out fewer",
                self.held_out, layout.images
            );
            return field("held_out", problem);
        }
        Ok(())
    }
}
