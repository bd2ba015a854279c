//! Evaluation after evaluation of batches that are alike, as a brush or a training loop asks for them:
//! memory and passes of the last serve the next.

use super::Gpu;
use super::evaluate::Passes;
use super::upload::Upload;
use crate::batch::Batch;
use crate::config::LossConfig;
use crate::error::Result;
use crate::loss::Evaluation;

/// Most bytes of prediction, label and gradients that stay on the GPU for a next evaluation.
const KEPT: u64 = 64 << 20;

/// What an evaluation leaves.
#[derive(Debug)]
pub(super) struct Left {
    upload: Upload,
    passes: Passes,
}

impl Gpu {
    /// The value and gradient of every loss on a batch, which is uploaded first. If prediction, label and
    /// gradients are 64 MiB at the most, the next batch of this layout finds their memory still there.
    ///
    /// # Errors
    /// If a loss does not fit the batch, or the device cannot hold it, fails or is lost.
    pub async fn evaluate_batch(
        &self,
        batch: &Batch<f32>,
        losses: &[LossConfig],
    ) -> Result<Vec<Evaluation<f32>>> {
        self.usable()?;
        // Taken, so that whoever evaluates at the same time has memory of its own.
        let left = self.left.take();
        let (upload, passes) = match left.filter(|left| left.upload.layout == batch.layout()) {
            Some(left) => {
                self.refill(&left.upload, batch);
                (left.upload, Some(left.passes))
            }
            None => (self.upload(batch)?, None),
        };
        let passes = match passes.filter(|passes| passes.losses == losses) {
            Some(passes) => passes,
            None => self.passes(&upload, losses)?,
        };
        let evaluations = self.run(&upload, &passes).await?;
        if upload.bytes(losses.len()) <= KEPT {
            self.left.replace(Some(Left { upload, passes }));
        }
        Ok(evaluations)
    }
}
