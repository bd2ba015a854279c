//! The images that contenders run on, in turn, with memory that the steps share. Only losses that sort
//! and the slower kernels ask for memory of their size at a step.

use std::ops::Range;

use super::model::Bumps;
use super::plan::{Contender, Plan};
use super::sample::{Reached, Sample};
use super::start;
use crate::batch::{Batch, Label, Prediction};
use crate::config::LossConfig;
use crate::error::Result;
use crate::kernel;
use crate::score::{Brief, brief, hardened};

/// The images that are learned from, and those that are held out, if any are.
#[derive(Debug)]
pub(crate) struct Tracks {
    pub(crate) training: Track,
    held_out: Option<Track>,
}

impl Tracks {
    /// A batch's images for these contenders.
    ///
    /// # Errors
    /// If the plan makes no sense, or a loss does not fit the images.
    pub(crate) fn new(plan: &Plan, batch: &Batch<f32>, contenders: &[Contender]) -> Result<Self> {
        let layout = batch.layout();
        plan.check(layout)?;
        let learned = layout.images - plan.held_out;
        let training = Track::new(plan, batch, 0..learned)?;
        let held_out = match plan.held_out {
            0 => None,
            _ => Some(Track::new(plan, batch, learned..layout.images)?),
        };
        for contender in contenders {
            contender.check(plan, layout)?;
        }
        Ok(Self { training, held_out })
    }

    /// A point of a contender's curve, where its loss on the images to learn from is known.
    pub(crate) fn sample(
        &mut self,
        step: u32,
        loss: &LossConfig,
        on_training: f64,
        parameters: &[f32],
    ) -> Result<Sample> {
        let held_out = self.held_out.as_mut();
        Ok(Sample {
            step,
            training: Reached {
                loss: on_training,
                scores: self.training.score(parameters)?,
            },
            held_out: held_out
                .map(|track| track.reached(loss, parameters))
                .transpose()?,
        })
    }

    /// All images' logits, held-out ones at the end.
    pub(crate) fn logits(&mut self, parameters: &[f32]) -> Vec<f32> {
        let mut logits = self.training.logits(parameters).to_vec();
        if let Some(held_out) = &mut self.held_out {
            logits.extend_from_slice(held_out.logits(parameters));
        }
        logits
    }
}

/// Some images; their logits are those of whoever was looked at last.
#[derive(Debug)]
pub(crate) struct Track {
    /// None where the parameters are the logits.
    bumps: Option<Bumps>,
    batch: Batch<f32>,
    /// The same with a hard label, where the batch's is soft.
    scored: Option<Batch<f32>>,
    /// What bumps add up to.
    logits: Vec<f32>,
    on_logits: Vec<f32>,
}

impl Track {
    /// Some of a batch's images.
    fn new(plan: &Plan, batch: &Batch<f32>, images: Range<usize>) -> Result<Self> {
        let batch = part(batch, images)?;
        let scored = match batch.label() {
            Label::Hard(_) => None,
            Label::Soft(_) => Some(hardened(&batch)?.into_owned()),
        };
        let bumps = Bumps::new(plan.model, batch.layout());
        let numbers = bumps
            .as_ref()
            .map_or(0, |_| batch.prediction().array().len());
        Ok(Self {
            bumps,
            batch,
            scored,
            logits: vec![0.0; numbers],
            on_logits: vec![0.0; numbers],
        })
    }

    /// The batch of these images, as logits.
    pub(crate) fn batch(&self) -> &Batch<f32> {
        &self.batch
    }

    /// A loss, and its gradient with respect to the parameters.
    pub(crate) fn evaluate(
        &mut self,
        loss: &LossConfig,
        parameters: &[f32],
        gradient: &mut [f32],
    ) -> Result<f64> {
        self.through_model(parameters, gradient, |batch, logits, on_logits| {
            let values = kernel::evaluate_at(batch, logits, loss, on_logits)?;
            let weighted = loss.terms.iter().zip(values);
            Ok(weighted.map(|(term, value)| term.weighted(value)).sum())
        })
    }

    /// A loss's gradient with respect to the parameters, which takes less than its value too.
    pub(crate) fn gradient(
        &mut self,
        loss: &LossConfig,
        parameters: &[f32],
        gradient: &mut [f32],
    ) -> Result<()> {
        self.through_model(parameters, gradient, |batch, logits, on_logits| {
            kernel::gradient_at(batch, logits, loss, on_logits)
        })
    }

    /// Makes the logits, has their gradient written, and makes the parameters' of it.
    fn through_model<R>(
        &mut self,
        parameters: &[f32],
        gradient: &mut [f32],
        write: impl FnOnce(&Batch<f32>, &[f32], &mut [f32]) -> Result<R>,
    ) -> Result<R> {
        let Some(bumps) = &self.bumps else {
            return write(&self.batch, parameters, gradient);
        };
        bumps.forward(parameters, &mut self.logits);
        let result = write(&self.batch, &self.logits, &mut self.on_logits)?;
        bumps.backward(&self.on_logits, gradient);
        Ok(result)
    }

    /// A loss and the scores.
    fn reached(&mut self, loss: &LossConfig, parameters: &[f32]) -> Result<Reached> {
        let mut gradient = vec![0.0; parameters.len()];
        Ok(Reached {
            loss: self.evaluate(loss, parameters, &mut gradient)?,
            scores: self.score(parameters)?,
        })
    }

    /// The scores.
    fn score(&mut self, parameters: &[f32]) -> Result<Brief> {
        let batch = self.scored.as_mut().unwrap_or(&mut self.batch);
        predict(self.bumps.as_ref(), parameters, batch);
        brief(batch)
    }

    /// Some images' logits.
    fn logits(&mut self, parameters: &[f32]) -> &[f32] {
        predict(self.bumps.as_ref(), parameters, &mut self.batch);
        self.batch.prediction().array().as_slice().unwrap_or(&[])
    }
}

fn predict(bumps: Option<&Bumps>, parameters: &[f32], batch: &mut Batch<f32>) {
    let logits = batch.logits_mut().and_then(|logits| logits.as_slice_mut());
    match (logits, bumps) {
        (Some(logits), Some(bumps)) => bumps.forward(parameters, logits),
        (Some(logits), None) => logits.copy_from_slice(parameters),
        (None, _) => {}
    }
}

/// Some images of a batch, the prediction as logits.
fn part(batch: &Batch<f32>, images: Range<usize>) -> Result<Batch<f32>> {
    let part = batch.run(images);
    // Row-major whatever the batch was, because a network writes it from end to end.
    let logits = start::logits(part.prediction())
        .as_standard_layout()
        .into_owned();
    part.with_prediction(Prediction::Logits(logits))
}
