//! What a benchmark asks of the GPU: the same passes again and again, nothing read back but the value.

use super::Gpu;
use super::pipeline::Use;
use super::upload::Upload;
use crate::batch::Layout;
use crate::config::LossConfig;
use crate::error::Result;

impl Gpu {
    /// Evaluates a loss and its gradient `times` times in one submission, waits for the last, and
    /// gives its value. The gradient stays on the GPU.
    ///
    /// # Errors
    /// If the loss does not fit the batch, or the device fails or is lost.
    pub async fn repeat(&self, batch: &Upload, loss: &LossConfig, times: u32) -> Result<f64> {
        loss.check(batch.layout)?;
        self.usable()?;
        let prepared = self.prepare(batch, loss, self.scratch(batch, [loss])?.as_ref())?;
        let mut encoder = self.device.create_command_encoder(&Default::default());
        for _ in 0..times {
            prepared.clear(&mut encoder);
            prepared.encode(&mut encoder.begin_compute_pass(&Default::default()));
        }
        let values = [&prepared.values];
        let read = self
            .read_back(encoder, &values, &self.staging(&values))
            .await?;
        Ok(read[0].first().copied().unwrap_or_default().into())
    }

    /// Copies so many bytes from one buffer to another, `times` times, by `shaders/copy.wgsl`, and
    /// waits: what the GPU's memory can do at best.
    ///
    /// # Errors
    /// If the device cannot bind two such buffers, fails or is lost.
    pub async fn copy(&self, bytes: usize, times: u32) -> Result<()> {
        self.usable()?;
        let [from, to] = ["from", "to"].map(|label| self.storage(label, bytes));
        let tile = self.tile(Layout {
            images: 1,
            classes: 1,
            height: 1,
            width: bytes / 4,
            logits: true,
            hard: false,
        });
        let pipeline = self.pipeline("copy", tile.copy(), &[Use::Read, Use::Write]);
        let groups = (bytes as u32 / 16).div_ceil(tile.quads());
        let copy = self.bind(&pipeline, &[&from, &to], self.rows(groups));
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let mut pass = encoder.begin_compute_pass(&Default::default());
        for _ in 0..times {
            copy.encode(&mut pass);
        }
        drop(pass);
        let end = self.storage("end", 4);
        self.read_back(encoder, &[&end], &self.staging(&[&end]))
            .await?;
        Ok(())
    }
}
