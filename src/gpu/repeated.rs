//! Evaluation after evaluation of batches that are alike, as a brush or a training loop asks for them:
//! memory and passes of the last serve the next, and so do the numbers that have not changed.

use std::sync::Arc;

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
    /// Whose numbers lie on the GPU.
    batch: Arc<Batch<f32>>,
    upload: Upload,
    passes: Passes,
}

impl Gpu {
    /// The value and gradient of every loss on a batch, which is uploaded first. If prediction, label and
    /// gradients are 64 MiB at the most, the next batch of this layout finds their memory still there, and
    /// of its prediction, label and keep mask only what is new is uploaded; until then this batch is held.
    ///
    /// # Errors
    /// If a loss does not fit the batch, or the device cannot hold it, fails or is lost.
    pub async fn evaluate_batch(
        &self,
        batch: &Arc<Batch<f32>>,
        losses: &[LossConfig],
    ) -> Result<Vec<Evaluation<f32>>> {
        self.usable()?;
        // Taken, so that whoever evaluates at the same time has memory of its own.
        let left = self.left.take();
        let (upload, passes) = match left.filter(|left| left.upload.layout == batch.layout()) {
            Some(left) => {
                self.refill(&left.upload, &left.batch, batch);
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
            let batch = Arc::clone(batch);
            self.left.replace(Some(Left {
                batch,
                upload,
                passes,
            }));
        }
        Ok(evaluations)
    }
}
