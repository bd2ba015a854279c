//! From the GPU's memory to ours, through a staging buffer of bounded size.

use futures_channel::oneshot;
#[cfg(target_arch = "wasm32")]
use js_sys::Float32Array;

use super::Gpu;
use crate::error::{Error, Result};

/// Most bytes that are staged at once.
pub(super) const STAGING: u64 = 32 << 20;

/// A piece of a buffer: its index, where the piece starts, how long it is.
type Piece = (usize, u64, u64);

impl Gpu {
    /// A buffer through which these can be read.
    pub(super) fn staging(&self, buffers: &[&wgpu::Buffer]) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("staging"),
            size: buffers.iter().map(|b| b.size()).sum::<u64>().min(STAGING),
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        })
    }

    /// Submits the commands and reads whole buffers of f32 after them, through [`Self::staging`].
    pub(super) async fn read_back(
        &self,
        mut encoder: wgpu::CommandEncoder,
        buffers: &[&wgpu::Buffer],
        staging: &wgpu::Buffer,
    ) -> Result<Vec<Vec<f32>>> {
        let mut read = vec![Vec::new(); buffers.len()];
        for round in rounds(buffers, staging.size()) {
            let mut at = 0;
            for &(buffer, start, length) in &round {
                encoder.copy_buffer_to_buffer(buffers[buffer], start, staging, at, length);
                at += length;
            }
            self.queue.submit([encoder.finish()]);
            self.map(staging).await?;
            let view = staging
                .get_mapped_range(..)
                .map_err(|error| Error::Gpu(format!("the GPU's result cannot be read: {error}")))?;
            let mut at = 0;
            for &(buffer, _, length) in &round {
                let piece = numbers(&view, at, length as usize);
                let missing = (buffers[buffer].size() / 4) as usize - read[buffer].len();
                if piece.len() == missing && read[buffer].is_empty() {
                    read[buffer] = piece;
                } else {
                    read[buffer].reserve_exact(missing);
                    read[buffer].extend(piece);
                }
                at += length as usize;
            }
            drop(view);
            staging.unmap();
            encoder = self.device.create_command_encoder(&Default::default());
        }
        Ok(read)
    }

    async fn map(&self, staging: &wgpu::Buffer) -> Result<()> {
        let (sender, receiver) = oneshot::channel();
        staging.map_async(wgpu::MapMode::Read, .., move |result| {
            // If nobody waits any more there is nobody to tell.
            let _ = sender.send(result);
        });
        // A browser calls back by itself.
        #[cfg(not(target_arch = "wasm32"))]
        self.device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| Error::Gpu(format!("waiting for the GPU failed: {error}")))?;
        let mapped = receiver.await;
        self.usable()?;
        match mapped {
            Ok(Ok(())) => Ok(()),
            // A device that is lost may say so a little later.
            Ok(Err(error)) => Err(Error::Gpu(format!(
                "the GPU's result cannot be read, as when its device is lost ({error}); evaluate on the CPU or ask for a new device"
            ))),
            Err(_) => Err(Error::Gpu(
                "the GPU did not answer; evaluate on the CPU".into(),
            )),
        }
    }
}

/// So many bytes of what is mapped, as numbers.
#[cfg(not(target_arch = "wasm32"))]
fn numbers(view: &wgpu::BufferView, at: usize, length: usize) -> Vec<f32> {
    // They need not be aligned for f32.
    bytemuck::pod_collect_to_vec(&view[at..at + length])
}

#[cfg(target_arch = "wasm32")]
fn numbers(view: &wgpu::BufferView, at: usize, length: usize) -> Vec<f32> {
    // From the browser's own array: what wgpu gives as a slice is a copy of that already.
    let bytes = view.as_uint8array();
    let at = bytes.byte_offset() + at as u32;
    Float32Array::new_with_byte_offset_and_length(&bytes.buffer(), at, length as u32 / 4).to_vec()
}

/// Cuts the buffers into rounds that each fit the staging buffer.
fn rounds(buffers: &[&wgpu::Buffer], capacity: u64) -> Vec<Vec<Piece>> {
    let mut rounds = vec![Vec::new()];
    let mut free = capacity;
    for (index, buffer) in buffers.iter().enumerate() {
        let mut start = 0;
        while start < buffer.size() {
            if free == 0 {
                rounds.push(Vec::new());
                free = capacity;
            }
            let length = free.min(buffer.size() - start);
            if let Some(round) = rounds.last_mut() {
                round.push((index, start, length));
            }
            start += length;
            free -= length;
        }
    }
    rounds
}
