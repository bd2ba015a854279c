//! A batch on the GPU, in pieces that bindings can hold.

use super::Gpu;
use crate::batch::{Batch, Label, Layout};
use crate::error::{Error, Result};

/// Pixels come in runs of this many, so that a word of the keep mask never spans two images.
const RUN: usize = 32;

/// A batch whose numbers lie on the GPU; made by [`Gpu::upload`], evaluated as often as wanted.
#[derive(Debug, Clone)]
pub struct Upload {
    pub(super) layout: Layout,
    pub(super) chunks: Vec<Chunk>,
    pub(super) groups_per_image: u32,
}

/// A piece of the batch: whole images, or a band of one.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub(super) first_image: usize,
    pub(super) images: usize,
    /// The band's pixels of each image, and where it starts.
    pub(super) pixels: usize,
    pub(super) first_pixel: usize,
    pub(super) groups: u32,
    pub(super) shape: wgpu::Buffer,
    pub(super) prediction: wgpu::Buffer,
    pub(super) label: wgpu::Buffer,
    pub(super) keep: wgpu::Buffer,
}

impl Upload {
    /// Bytes of prediction, label and so many gradients.
    pub(super) fn bytes(&self, gradients: usize) -> u64 {
        let of =
            |chunk: &Chunk| (1 + gradients as u64) * chunk.prediction.size() + chunk.label.size();
        self.chunks.iter().map(of).sum()
    }
}

impl Chunk {
    /// What a sweep over its pixels binds: what it is of, then the sweep's own.
    pub(super) fn bound<'a>(&'a self, own: &[&'a wgpu::Buffer]) -> Vec<&'a wgpu::Buffer> {
        let pixels = [&self.shape, &self.prediction, &self.label, &self.keep];
        [&pixels, own].concat()
    }

    /// Pixels per plane in the buffers, the last of which may be padding.
    pub(super) fn padded(&self) -> usize {
        self.pixels.next_multiple_of(RUN)
    }

    /// Bytes of the prediction's buffer, and of a gradient's.
    pub(super) fn bytes(&self, classes: usize) -> u64 {
        (self.images * classes * self.padded() * 4) as u64
    }
}

/// Where each chunk starts and ends: (first image, images, first pixel, pixels).
fn plan(layout: Layout, planes: usize, binding_bytes: u64) -> Result<Vec<[usize; 4]>> {
    let pixels = layout.height * layout.width;
    let planes = planes.max(layout.classes);
    let plane_bytes = 4 * planes as u64;
    let image_bytes = plane_bytes * pixels.next_multiple_of(RUN) as u64;
    if image_bytes <= binding_bytes {
        let at_once = (binding_bytes / image_bytes) as usize;
        let starts = (0..layout.images).step_by(at_once);
        return Ok(starts
            .map(|b| [b, at_once.min(layout.images - b), 0, pixels])
            .collect());
    }
    let band = (binding_bytes / plane_bytes) as usize / RUN * RUN;
    if band == 0 {
        return Err(Error::Gpu(format!(
            "{planes} numbers a pixel do not fit this GPU, which binds {binding_bytes} bytes at a time; evaluate on the CPU"
        )));
    }
    let bands = (0..pixels)
        .step_by(band)
        .map(|start| (start, band.min(pixels - start)));
    Ok((0..layout.images)
        .flat_map(|b| bands.clone().map(move |(start, band)| [b, 1, start, band]))
        .collect())
}

impl Gpu {
    /// Copies a batch to the GPU.
    ///
    /// # Errors
    /// If the classes of one run of 32 pixels exceed what the device can bind.
    pub fn upload(&self, batch: &Batch<f32>) -> Result<Upload> {
        self.upload_beside(batch, 0)
    }

    /// Copies what is new in a batch to where the last one lies, which has the same layout.
    pub(super) fn refill(&self, upload: &Upload, last: &Batch<f32>, batch: &Batch<f32>) {
        let prediction = batch.prediction() != last.prediction();
        let label = batch.label() != last.label();
        let keep = batch.keep() != last.keep();
        for chunk in &upload.chunks {
            if prediction {
                self.fill_prediction(chunk, batch);
            }
            if label {
                self.fill_label(chunk, batch);
            }
            if keep {
                self.fill_keep(chunk, batch);
            }
        }
    }

    /// Copies a batch in chunks that also hold so many other planes of an image at once.
    pub(super) fn upload_beside(&self, batch: &Batch<f32>, planes: usize) -> Result<Upload> {
        let layout = batch.layout();
        let plan = plan(layout, planes, self.binding_bytes)?;
        let quads = self.tile(layout).quads();
        let groups_of = |pixels: usize| ((pixels.next_multiple_of(RUN) / 4) as u32).div_ceil(quads);
        let groups_per_image = plan
            .iter()
            .filter(|[b, ..]| *b == 0)
            .map(|[.., pixels]| groups_of(*pixels))
            .sum();
        let mut first_group = 0;
        let chunks = plan
            .into_iter()
            .map(|[first_image, images, first_pixel, pixels]| {
                if first_pixel == 0 {
                    first_group = 0;
                }
                let groups = groups_of(pixels);
                let words = [
                    first_image as u32,
                    images as u32,
                    (pixels.next_multiple_of(RUN) / 4) as u32,
                    groups,
                    first_group,
                    groups_per_image,
                    first_pixel as u32,
                    pixels as u32,
                ];
                first_group += groups;
                let padded = pixels.next_multiple_of(RUN);
                let classes = if layout.hard { 1 } else { layout.classes };
                let chunk = Chunk {
                    first_image,
                    images,
                    pixels,
                    first_pixel,
                    groups,
                    shape: self.buffer_with(
                        "chunk",
                        bytemuck::cast_slice(&words),
                        wgpu::BufferUsages::UNIFORM,
                    ),
                    prediction: self.storage("prediction", images * layout.classes * padded * 4),
                    label: self.storage("label", images * classes * padded * 4),
                    keep: self.storage("keep", images * padded / 8),
                };
                self.fill_prediction(&chunk, batch);
                self.fill_label(&chunk, batch);
                self.fill_keep(&chunk, batch);
                chunk
            })
            .collect();
        Ok(Upload {
            layout,
            chunks,
            groups_per_image,
        })
    }

    fn fill_prediction(&self, chunk: &Chunk, batch: &Batch<f32>) {
        self.write_planes(&chunk.prediction, chunk, batch.prediction().array());
    }

    fn fill_label(&self, chunk: &Chunk, batch: &Batch<f32>) {
        match batch.label() {
            Label::Soft(y) => self.write_planes(&chunk.label, chunk, y),
            Label::Hard(indices) => self.write_planes(&chunk.label, chunk, indices),
        }
    }

    fn fill_keep(&self, chunk: &Chunk, batch: &Batch<f32>) {
        let keep = batch.keep().as_standard_layout();
        let planes = keep.as_slice().unwrap_or_default();
        let pixels = batch.layout().height * batch.layout().width;
        let planes = planes.chunks_exact(pixels).skip(chunk.first_image);
        let bands = planes
            .take(chunk.images)
            .map(|plane| &plane[chunk.first_pixel..][..chunk.pixels]);
        // A word ends where its image ends, so there are as many words as the padding makes room for.
        let bits: Vec<u32> = bands.flat_map(|band| band.chunks(32)).map(word).collect();
        self.queue
            .write_buffer(&chunk.keep, 0, bytemuck::cast_slice(&bits));
    }

    /// Writes the chunk's part of an array whose last two axes are pixels, its first the images.
    pub(super) fn write_planes<T: bytemuck::Pod, D: ndarray::Dimension>(
        &self,
        buffer: &wgpu::Buffer,
        chunk: &Chunk,
        array: &ndarray::Array<T, D>,
    ) {
        let array = array.as_standard_layout();
        let Some(numbers) = array.as_slice() else {
            return;
        };
        let pixels = array.shape().iter().rev().take(2).product::<usize>();
        let planes = numbers.len() / pixels / array.shape()[0];
        let first = chunk.first_image * planes;
        if chunk.padded() == pixels {
            let range = first * pixels..(first + chunk.images * planes) * pixels;
            self.queue
                .write_buffer(buffer, 0, bytemuck::cast_slice(&numbers[range]));
            return;
        }
        for plane in 0..chunk.images * planes {
            let start = (first + plane) * pixels + chunk.first_pixel;
            let offset = (plane * chunk.padded() * 4) as u64;
            let band = &numbers[start..start + chunk.pixels];
            self.queue
                .write_buffer(buffer, offset, bytemuck::cast_slice(band));
        }
    }
}

/// 32 pixels of the keep mask, the first in the lowest bit.
fn word(keep: &[bool]) -> u32 {
    let bits = (0..).zip(keep).map(|(bit, keep)| u32::from(*keep) << bit);
    bits.fold(0, |word, bit| word | bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_pixel_once() {
        for (images, height, width, limit) in [
            (1, 5, 7, 1 << 20),
            (5, 8, 8, 2048),
            (2, 40, 9, 1024),
            (3, 1, 1, 4096),
        ] {
            let layout = Layout {
                images,
                classes: 3,
                height,
                width,
                logits: true,
                hard: true,
            };
            let mut seen = vec![0; images * height * width];
            for [b, at_once, start, pixels] in plan(layout, 0, limit).unwrap() {
                assert!((at_once * 3 * pixels.next_multiple_of(RUN) * 4) as u64 <= limit);
                for image in b..b + at_once {
                    for pixel in start..start + pixels {
                        seen[image * height * width + pixel] += 1;
                    }
                }
            }
            assert!(seen.iter().all(|times| *times == 1));
        }
    }
}
