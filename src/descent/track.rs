//! The images that contenders run on, in turn: no step asks for memory of their size.

use std::ops::Range;

use ndarray::{Array4, Axis, Slice};

use super::model::Network;
use super::plan::Plan;
use super::sample::Standing;
use super::start;
use crate::batch::{Batch, Label, Prediction};
use crate::config::LossConfig;
use crate::error::Result;
use crate::kernel;
use crate::score::{Brief, brief, hardened};

/// Some images; their logits are those of whoever was looked at last.
#[derive(Debug)]
pub(crate) struct Track {
    network: Network,
    batch: Batch<f32>,
    /// The same with a hard label, where the batch's is soft.
    scored: Option<Batch<f32>>,
    on_logits: Array4<f32>,
}

impl Track {
    /// Some of a batch's images.
    pub(crate) fn new(plan: &Plan, batch: &Batch<f32>, images: Range<usize>) -> Result<Self> {
        let batch = part(batch, images)?;
        let scored = match batch.label() {
            Label::Hard(_) => None,
            Label::Soft(_) => Some(hardened(&batch)?.into_owned()),
        };
        Ok(Self {
            network: Network::new(plan.model, batch.layout()),
            on_logits: Array4::zeros(batch.dim()),
            batch,
            scored,
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
        let value = self.loss(loss, parameters)?;
        if let Some(on_logits) = self.on_logits.as_slice() {
            self.network.backward(on_logits, gradient);
        }
        Ok(value)
    }

    /// A loss and the scores.
    pub(crate) fn standing(&mut self, loss: &LossConfig, parameters: &[f32]) -> Result<Standing> {
        Ok(Standing {
            loss: self.loss(loss, parameters)?,
            scores: self.score(parameters)?,
        })
    }

    /// The scores.
    pub(crate) fn score(&mut self, parameters: &[f32]) -> Result<Brief> {
        let batch = self.scored.as_mut().unwrap_or(&mut self.batch);
        predict(&self.network, parameters, batch);
        brief(batch)
    }

    /// Some images' logits.
    pub(crate) fn logits(&mut self, parameters: &[f32]) -> &[f32] {
        predict(&self.network, parameters, &mut self.batch);
        self.batch.prediction().array().as_slice().unwrap_or(&[])
    }

    fn loss(&mut self, loss: &LossConfig, parameters: &[f32]) -> Result<f64> {
        predict(&self.network, parameters, &mut self.batch);
        let values = kernel::evaluate_into(&self.batch, loss, &mut self.on_logits)?;
        let weighted = loss.terms.iter().zip(values);
        Ok(weighted.map(|(term, value)| term.weight * value).sum())
    }
}

fn predict(network: &Network, parameters: &[f32], batch: &mut Batch<f32>) {
    let logits = batch.logits_mut().and_then(|logits| logits.as_slice_mut());
    if let Some(logits) = logits {
        network.forward(parameters, logits);
    }
}

/// Some images of a batch, the prediction as logits.
fn part(batch: &Batch<f32>, images: Range<usize>) -> Result<Batch<f32>> {
    let slice = Slice::from(images);
    let logits = start::logits(batch.prediction());
    let logits = Prediction::Logits(logits.slice_axis(Axis(0), slice).to_owned());
    let label = match batch.label() {
        Label::Hard(label) => Label::Hard(label.slice_axis(Axis(0), slice).to_owned()),
        Label::Soft(label) => Label::Soft(label.slice_axis(Axis(0), slice).to_owned()),
    };
    let keep = batch.keep().slice_axis(Axis(0), slice).to_owned();
    Batch::new(logits, label, Some(keep), None)
}
