//! Values and gradients of losses on an uploaded batch.

use ndarray::Array4;

use super::Gpu;
use super::pipeline::{Dispatch, Pipeline};
use super::scratch::Scratch;
use super::shader::Variant;
use super::term::Terms;
use super::upload::{Chunk, Upload};
use crate::config::LossConfig;
use crate::error::Result;
use crate::loss::Evaluation;

/// One loss on one batch: its passes, bound and ready to be encoded as often as wanted.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) coefficients: wgpu::Buffer,
    /// The loss, then each term.
    pub(super) values: wgpu::Buffer,
    /// One for each chunk.
    pub(super) gradients: Vec<wgpu::Buffer>,
    /// What the passes add to, which must be 0 before them.
    pub(super) zeroed: Vec<wgpu::Buffer>,
    pub(super) dispatches: Vec<Dispatch>,
}

impl Prepared {
    /// What comes before the passes.
    pub(super) fn clear(&self, encoder: &mut wgpu::CommandEncoder) {
        for buffer in &self.zeroed {
            encoder.clear_buffer(buffer, 0, None);
        }
    }

    pub(super) fn encode(&self, pass: &mut wgpu::ComputePass) {
        for dispatch in &self.dispatches {
            dispatch.encode(pass);
        }
    }
}

/// The passes of several losses on one upload, and where their results are read from.
#[derive(Debug)]
pub(super) struct Passes {
    pub(super) losses: Vec<LossConfig>,
    prepared: Vec<Prepared>,
    staging: wgpu::Buffer,
}

impl Passes {
    /// What is read back: each loss's values, then its gradient's chunks.
    fn results(prepared: &[Prepared]) -> Vec<&wgpu::Buffer> {
        let each = prepared.iter();
        each.flat_map(|output| std::iter::once(&output.values).chain(&output.gradients))
            .collect()
    }
}

impl Gpu {
    /// The value and gradient of every loss, in one submission.
    ///
    /// # Errors
    /// If a loss does not fit the batch, or the device fails or is lost.
    pub async fn evaluate(
        &self,
        batch: &Upload,
        losses: &[LossConfig],
    ) -> Result<Vec<Evaluation<f32>>> {
        self.usable()?;
        let passes = self.passes(batch, losses)?;
        self.run(batch, &passes).await
    }

    /// The passes of every loss.
    pub(super) fn passes(&self, batch: &Upload, losses: &[LossConfig]) -> Result<Passes> {
        for loss in losses {
            loss.check(batch.layout)?;
        }
        let scratch = self.scratch(batch, losses)?;
        let prepared: Vec<Prepared> = losses
            .iter()
            .map(|loss| self.prepare(batch, loss, scratch.as_ref()))
            .collect::<Result<_>>()?;
        Ok(Passes {
            losses: losses.to_vec(),
            staging: self.staging(&Passes::results(&prepared)),
            prepared,
        })
    }

    /// Runs the passes and reads what they give.
    pub(super) async fn run(
        &self,
        batch: &Upload,
        passes: &Passes,
    ) -> Result<Vec<Evaluation<f32>>> {
        let mut encoder = self.device.create_command_encoder(&Default::default());
        for output in &passes.prepared {
            output.clear(&mut encoder);
            output.encode(&mut encoder.begin_compute_pass(&Default::default()));
        }
        let results = Passes::results(&passes.prepared);
        let read = self.read_back(encoder, &results, &passes.staging).await?;
        let mut read = read.into_iter();
        let evaluations = passes.prepared.iter().map(|output| {
            let values = read.next().unwrap_or_default();
            let chunks: Vec<_> = read.by_ref().take(output.gradients.len()).collect();
            Evaluation {
                value: f64::from(values[0]),
                gradient: gradient(batch, chunks),
                terms: values[1..].iter().map(|value| f64::from(*value)).collect(),
            }
        });
        Ok(evaluations.collect())
    }

    /// The passes of one loss: moments, coefficients, sorts, gradient. A scratch is needed if it sorts.
    pub(super) fn prepare(
        &self,
        batch: &Upload,
        loss: &LossConfig,
        scratch: Option<&Scratch>,
    ) -> Result<Prepared> {
        let layout = batch.layout;
        let terms = Terms::new(loss, layout);
        let variant = Variant::new(self.tile(layout), layout, &terms);
        let pipelines = self.pipelines(&variant);
        let cells = layout.images * variant.slots();
        let parameters = self.constants("pointwise parameters", &terms.pointwise_parameters);
        let partials = self.storage("partials", cells * batch.groups_per_image as usize * 16);
        let sums = self.storage("sums", cells * 16);
        let mut prepared = self.outputs(batch, loss, &variant);

        for chunk in &batch.chunks {
            let bound = chunk.bound(&[&parameters, &partials]);
            let sweep = self.sweep(&pipelines.moments, &bound, chunk);
            prepared.dispatches.push(sweep);
        }

        let shape = self.shape(batch, loss);
        let add = [&shape, &partials, &sums];
        let between = [
            &shape,
            &sums,
            &self.constants("terms", &terms.words),
            &self.constants("class weights", &terms.class_weights),
            // Cells, shards by class, images, shards; there are no more shards than images.
            &self.storage("work", layout.images * (2 * layout.classes + 2) * 16),
            &prepared.coefficients,
            &prepared.values,
        ];
        prepared.dispatches.extend([
            self.bind(&pipelines.sums, &add, self.rows(cells as u32)),
            self.bind(&pipelines.coefficients, &between, (1, 1)),
        ]);

        for term in &terms.lovasz {
            if let (Some(pipelines), Some(scratch)) = (&pipelines.lovasz, scratch) {
                self.lovasz(&mut prepared, pipelines, (batch, scratch), *term)?;
            }
        }

        for (chunk, gradient) in batch.chunks.iter().zip(&prepared.gradients) {
            let bound = chunk.bound(&[&parameters, &prepared.coefficients, gradient]);
            let sweep = self.sweep(&pipelines.gradient, &bound, chunk);
            prepared.dispatches.push(sweep);
        }
        Ok(prepared)
    }

    /// Where the passes of a loss leave what they find; no passes yet.
    fn outputs(&self, batch: &Upload, loss: &LossConfig, variant: &Variant) -> Prepared {
        let layout = batch.layout;
        let coefficients = self.storage("coefficients", layout.images * variant.row() * 16);
        let gradient =
            |chunk: &Chunk| self.storage("gradient", chunk.bytes(layout.classes) as usize);
        let gradients: Vec<_> = batch.chunks.iter().map(gradient).collect();
        let mut zeroed = vec![coefficients.clone()];
        // Sorted weights are scattered into the gradient, before the sweep adds the rest.
        if variant.sorts() {
            zeroed.extend_from_slice(&gradients);
        }
        Prepared {
            coefficients,
            values: self.storage("values", (1 + loss.terms.len()) * 4),
            gradients,
            zeroed,
            dispatches: Vec::new(),
        }
    }

    /// `Batch` in `shaders/batch.wgsl`.
    fn shape(&self, batch: &Upload, loss: &LossConfig) -> wgpu::Buffer {
        let images = batch.layout.images as u32;
        let shape = [images, batch.groups_per_image, loss.terms.len() as u32, 0];
        self.buffer_with(
            "batch",
            bytemuck::cast_slice(&shape),
            wgpu::BufferUsages::UNIFORM,
        )
    }

    /// Numbers that the shaders only read.
    fn constants<T: bytemuck::NoUninit>(&self, name: &str, numbers: &[T]) -> wgpu::Buffer {
        let bytes = bytemuck::cast_slice(numbers);
        self.buffer_with(name, bytes, wgpu::BufferUsages::STORAGE)
    }

    /// One dispatch over a chunk's pixels.
    pub(super) fn sweep(
        &self,
        pipeline: &Pipeline,
        bound: &[&wgpu::Buffer],
        chunk: &Chunk,
    ) -> Dispatch {
        let groups = chunk.groups * chunk.images as u32;
        self.bind(pipeline, bound, self.rows(groups))
    }
}

/// A gradient from its chunks.
fn gradient(batch: &Upload, mut chunks: Vec<Vec<f32>>) -> Array4<f32> {
    let dim = batch.layout.dim();
    // Without padding a single chunk is the gradient already.
    if let ([chunk], [_]) = (&batch.chunks[..], &chunks[..])
        && chunk.padded() == chunk.pixels
        && let Ok(gradient) = Array4::from_shape_vec(dim, chunks.remove(0))
    {
        return gradient;
    }
    let mut gradient = Array4::zeros(dim);
    for (chunk, read) in batch.chunks.iter().zip(&chunks) {
        collect(&mut gradient, chunk, read);
    }
    gradient
}

/// Copies a chunk's planes, without their padding, to where they belong.
pub(super) fn collect(planes: &mut Array4<f32>, chunk: &Chunk, read: &[f32]) {
    let (_, classes, height, width) = planes.dim();
    let pixels = height * width;
    let Some(planes) = planes.as_slice_mut() else {
        return;
    };
    for (plane, read) in read.chunks_exact(chunk.padded()).enumerate() {
        let start = (chunk.first_image * classes + plane) * pixels + chunk.first_pixel;
        planes[start..start + chunk.pixels].copy_from_slice(&read[..chunk.pixels]);
    }
}
