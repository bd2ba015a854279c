//! What is known of a race.

use std::sync::Arc;

use loss_playground::descent::Sample;
use loss_playground::engine::Backend;
use ndarray::Array4;

use super::wire::Report;
use crate::page::state::Who;

/// One who races, and how.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Racer {
    pub who: Who,
    pub name: String,
    pub samples: Vec<Sample>,
    /// `[B, C, H, W]`; none before the first answer, and once they stopped being finite.
    pub logits: Option<Arc<Array4<f32>>>,
    /// The step at which they did.
    pub diverged: Option<u32>,
}

/// What is known of the race in sight.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Standing {
    pub step: u32,
    /// The steps of the whole race.
    pub steps: u32,
    /// Where it runs.
    pub backend: Option<Backend>,
    /// How many images are held out, and of how many.
    pub held_out: usize,
    /// `[B, C, H, W]`.
    pub dim: (usize, usize, usize, usize),
    pub racers: Vec<Racer>,
    /// Whose loss does not fit, their names, and why in brief.
    pub left_out: Vec<(Who, String, String)>,
    pub error: Option<String>,
}

impl Standing {
    pub(super) fn of(&self, who: Who) -> Option<&Racer> {
        self.racers.iter().find(|racer| racer.who == who)
    }

    /// Takes in what the worker told.
    pub(super) fn take(&mut self, report: Report) {
        self.step = report.step;
        self.error = report.error;
        for (racer, news) in self.racers.iter_mut().zip(report.answers) {
            racer.samples.extend(news.new);
            racer.diverged = news.diverged;
            let logits = news.logits;
            let logits = logits.and_then(|z| Array4::from_shape_vec(self.dim, z).ok());
            racer.logits = logits.map(Arc::new);
        }
    }
}

impl Racer {
    /// How it stood at the last point of its curve up to a step.
    pub(super) fn at(&self, step: u32) -> Option<&Sample> {
        self.samples.iter().rev().find(|sample| sample.step <= step)
    }
}
