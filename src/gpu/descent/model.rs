//! A model on the GPU: its features, and the passes between weights and logits.

use crate::batch::Layout;
use crate::descent::Features;
use crate::error::{Error, Result};
use crate::gpu::Gpu;
use crate::gpu::evaluate::Prepared;
use crate::gpu::pipeline::{Dispatch, Pipeline, Use};
use crate::gpu::upload::{Chunk, Upload};

/// A model of weighted features on a batch; its contenders share it.
#[derive(Debug)]
pub(super) struct Model {
    layout: Layout,
    k: usize,
    /// Sets of k weights.
    sets: usize,
    shape: wgpu::Buffer,
    /// The features on each chunk's pixels.
    features: Vec<wgpu::Buffer>,
    forward: Pipeline,
    backward: Pipeline,
    gather: Pipeline,
}

impl Model {
    pub(super) fn new(gpu: &Gpu, batch: &Upload, features: &Features, sets: usize) -> Result<Self> {
        use Use::{Read, Uniform, Write};
        let layout = batch.layout;
        let k = features.len();
        let groups = layout.images * batch.groups_per_image as usize;
        let most = 4 * (sets * k).max(groups * layout.classes * k) as u64;
        if most > gpu.binding_bytes {
            return Err(Error::Gpu(format!(
                "this GPU binds {} bytes at a time, and the sums of {k} features on this batch take {most}; race on the CPU",
                gpu.binding_bytes
            )));
        }
        let words = [k, layout.images, layout.classes, sets].map(|x| x as u32);
        let values = features.values();
        let mut bands: Vec<(usize, wgpu::Buffer)> = Vec::new();
        for chunk in &batch.chunks {
            // Whole images have the same features, and so have their bands at one place.
            if bands.iter().all(|(pixel, _)| *pixel != chunk.first_pixel) {
                bands.push((chunk.first_pixel, band(gpu, chunk, &values, k)));
            }
        }
        let of = |chunk: &Chunk| {
            let mut bands = bands.iter();
            bands.find(|(pixel, _)| *pixel == chunk.first_pixel)
        };
        let source = gpu.tile(layout).features();
        let pipeline = |name, uses: &[Use]| gpu.pipeline(name, source.clone(), uses);
        Ok(Self {
            layout,
            k,
            sets,
            shape: gpu.buffer_with(
                "model",
                bytemuck::cast_slice(&words),
                wgpu::BufferUsages::UNIFORM,
            ),
            features: batch
                .chunks
                .iter()
                .filter_map(of)
                .map(|(_, buffer)| buffer.clone())
                .collect(),
            forward: pipeline("forward", &[Uniform, Uniform, Read, Read, Write]),
            backward: pipeline("backward", &[Uniform, Uniform, Read, Read, Write]),
            gather: pipeline("gather", &[Uniform, Uniform, Read, Write, Write]),
        })
    }

    /// From weights to the batch's logits.
    pub(super) fn forward(
        &self,
        gpu: &Gpu,
        batch: &Upload,
        weights: &wgpu::Buffer,
    ) -> Vec<Dispatch> {
        let chunks = batch.chunks.iter().zip(&self.features);
        chunks
            .map(|(chunk, features)| {
                let bound = [
                    &chunk.shape,
                    &self.shape,
                    features,
                    weights,
                    &chunk.prediction,
                ];
                gpu.sweep(&self.forward, &bound, chunk)
            })
            .collect()
    }

    /// From the logits' gradient to the weights'.
    pub(super) fn backward(
        &self,
        gpu: &Gpu,
        batch: &Upload,
        evaluation: &Prepared,
        on_weights: &wgpu::Buffer,
    ) -> Vec<Dispatch> {
        let pairs = self.layout.classes * self.k;
        let groups = self.layout.images * batch.groups_per_image as usize;
        let products = gpu.storage("products", groups * pairs * 4);
        let workgroup = gpu.tile(self.layout).workgroup();
        let mut dispatches = Vec::new();
        for ((chunk, features), on_logits) in batch
            .chunks
            .iter()
            .zip(&self.features)
            .zip(&evaluation.gradients)
        {
            let bound = [&chunk.shape, &self.shape, features, on_logits, &products];
            let groups = chunk.images as u32 * chunk.groups;
            let groups = groups * (pairs as u32).div_ceil(workgroup);
            dispatches.push(gpu.bind(&self.backward, &bound, gpu.rows(groups)));
        }
        if let (Some(chunk), Some(features)) = (batch.chunks.first(), self.features.first()) {
            let bound = [&chunk.shape, &self.shape, features, on_weights, &products];
            let groups = ((self.sets * self.k) as u32).div_ceil(workgroup);
            dispatches.push(gpu.bind(&self.gather, &bound, gpu.rows(groups)));
        }
        dispatches
    }
}

/// The values of k features at a chunk's pixels, with its padding.
fn band(gpu: &Gpu, chunk: &Chunk, values: &[f32], k: usize) -> wgpu::Buffer {
    let plane = values.len() / k;
    let pixels = chunk.first_pixel..chunk.first_pixel + chunk.pixels;
    let mut padded = vec![0.0; k * chunk.padded()];
    let rows = padded.chunks_exact_mut(chunk.padded());
    for (row, feature) in rows.zip(values.chunks_exact(plane)) {
        row[..chunk.pixels].copy_from_slice(&feature[pixels.clone()]);
    }
    gpu.buffer_with(
        "features",
        bytemuck::cast_slice(&padded),
        wgpu::BufferUsages::STORAGE,
    )
}
