//! What the contenders of a race share.

use ndarray::Array4;

use super::model::Model;
use crate::batch::Batch;
use crate::descent::{Optimiser, Plan, adam_factors};
use crate::error::Result;
use crate::gpu::Gpu;
use crate::gpu::pipeline::{Pipeline, Use};
use crate::gpu::upload::Upload;

/// Bytes of four numbers, which `shaders/optimiser.wgsl` takes at a time.
pub(super) const QUAD: u64 = 16;

/// Bytes of `Step` in `shaders/optimiser.wgsl`.
const STEP: u64 = 32;

/// The images, the model and the optimiser of a race.
#[derive(Debug)]
pub(super) struct Setting {
    /// Every contender's but for the logits.
    batch: Upload,
    optimiser: Optimiser,
    /// None if the logits are free.
    pub(super) model: Option<Model>,
    pub(super) optimise: Pipeline,
    /// The step that is taken, one of `steps`.
    pub(super) now: wgpu::Buffer,
    steps: wgpu::Buffer,
}

impl Setting {
    /// For so many steps at a time.
    pub(super) fn new(gpu: &Gpu, plan: &Plan, batch: &Batch<f32>, at_once: u32) -> Result<Self> {
        let features = plan.model.features(batch.layout());
        let planes = features.as_ref().map_or(0, |features| features.len());
        let batch = gpu.upload_beside(batch, planes)?;
        let model = features
            .map(|features| {
                let sets = plan.model.parameters(batch.layout) / features.len();
                Model::new(gpu, &batch, &features, sets)
            })
            .transpose()?;
        let optimiser = gpu.tile(batch.layout).optimiser();
        let steps = vec![0; (u64::from(at_once) * STEP) as usize];
        let usage = wgpu::BufferUsages::COPY_SRC;
        Ok(Self {
            batch,
            optimiser: plan.optimiser,
            model,
            optimise: gpu.pipeline(
                "optimise",
                optimiser,
                &[Use::Uniform, Use::Read, Use::Write, Use::Write, Use::Write],
            ),
            now: gpu.buffer_with("step", &[0; STEP as usize], wgpu::BufferUsages::UNIFORM),
            steps: gpu.buffer_with("steps", &steps, usage),
        })
    }

    /// A contender's images and parameters at the start: its chunks' logits, or all its weights.
    pub(super) fn start(&self, gpu: &Gpu, start: &[f32]) -> (Upload, Vec<wgpu::Buffer>) {
        let mut batch = self.batch.clone();
        let classes = batch.layout.classes;
        for chunk in &mut batch.chunks {
            chunk.prediction = gpu.storage("prediction", chunk.bytes(classes) as usize);
        }
        if self.model.is_some() {
            let mut padded = start.to_vec();
            padded.resize(start.len().next_multiple_of(4), 0.0);
            let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
            let weights = gpu.buffer_with("weights", bytemuck::cast_slice(&padded), usage);
            return (batch, vec![weights]);
        }
        if let Ok(logits) = Array4::from_shape_vec(batch.layout.dim(), start.to_vec()) {
            for chunk in &batch.chunks {
                gpu.write_planes(&chunk.prediction, chunk, &logits);
            }
        }
        let logits = batch.chunks.iter().map(|chunk| chunk.prediction.clone());
        let logits = logits.collect();
        (batch, logits)
    }

    /// Bytes of the mean square of as many parameters as these bytes hold.
    pub(super) fn squares_bytes(&self, parameters: u64) -> u64 {
        match self.optimiser {
            Optimiser::Adam { .. } => parameters,
            // Bound, but never looked at.
            Optimiser::GradientDescent | Optimiser::Momentum { .. } => QUAD,
        }
    }

    /// Sends the numbers of some steps to come.
    pub(super) fn prepare(&self, gpu: &Gpu, plan: &Plan, steps: std::ops::Range<u32>) {
        let words: Vec<[u32; 8]> = steps
            .map(|step| words(&self.optimiser, step, plan.rate_at(step)))
            .collect();
        gpu.queue
            .write_buffer(&self.steps, 0, bytemuck::cast_slice(&words));
    }

    /// Makes one of them the next.
    pub(super) fn take(&self, encoder: &mut wgpu::CommandEncoder, index: u32) {
        let start = u64::from(index) * STEP;
        encoder.copy_buffer_to_buffer(&self.steps, start, &self.now, 0, STEP);
    }
}

/// `Step` in `shaders/optimiser.wgsl`.
fn words(optimiser: &Optimiser, step: u32, rate: f64) -> [u32; 8] {
    let bits = |x: f64| (x as f32).to_bits();
    match *optimiser {
        Optimiser::GradientDescent => [0, bits(rate), 0, 0, 0, 0, 0, 0],
        Optimiser::Momentum { momentum } => [0, bits(rate), momentum.to_bits(), 0, 0, 0, 0, 0],
        Optimiser::Adam {
            beta1,
            beta2,
            epsilon,
        } => {
            let (length, spread) = adam_factors(beta1, beta2, step);
            let [first, second, epsilon] = [beta1, beta2, epsilon].map(f32::to_bits);
            [
                1,
                bits(rate * length),
                first,
                second,
                bits(spread),
                epsilon,
                0,
                0,
            ]
        }
    }
}
