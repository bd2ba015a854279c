//! Values and gradients of losses on an uploaded batch.

use ndarray::Array4;

use super::shader::Variant;
use super::upload::{Chunk, Upload};
use super::{Gpu, Pipelines, region};
use crate::config::LossConfig;
use crate::error::Result;
use crate::loss::Evaluation;

/// One loss's buffers: what is read back.
struct Output {
    values: wgpu::Buffer,
    gradients: Vec<wgpu::Buffer>,
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
        for loss in losses {
            loss.check(batch.layout)?;
        }
        self.take_failure()?;
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let outputs: Vec<Output> = losses
            .iter()
            .map(|loss| self.dispatch(&mut encoder, batch, loss))
            .collect();
        let buffers: Vec<&wgpu::Buffer> = outputs
            .iter()
            .flat_map(|output| std::iter::once(&output.values).chain(&output.gradients))
            .collect();
        let mut read = self.read_back(encoder, &buffers).await?.into_iter();
        let mut next = || read.next().unwrap_or_default();
        Ok(losses
            .iter()
            .map(|_| {
                let values = next();
                let mut gradient = Array4::zeros(batch.layout.dim());
                for chunk in &batch.chunks {
                    collect_gradient(&mut gradient, chunk, &next());
                }
                Evaluation {
                    value: f64::from(values[0]),
                    gradient,
                    terms: values[1..].iter().map(|value| f64::from(*value)).collect(),
                }
            })
            .collect())
    }

    /// The three dispatches of one loss.
    fn dispatch(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        batch: &Upload,
        loss: &LossConfig,
    ) -> Output {
        let layout = batch.layout;
        let forms = region::forms(loss);
        let (terms, class_weights) = region::encode(loss, &forms, layout);
        let pointwise = loss.terms.iter().any(|term| term.loss.region().is_none());
        let variant = Variant::new(layout, forms, pointwise);
        let pipelines = self.pipelines(&variant);

        let cells = layout.images * variant.slots();
        let partials = self.storage("partials", cells * batch.groups_per_image as usize * 16);
        let coefficients = self.storage("coefficients", cells * 16);
        let values = self.storage("values", (1 + loss.terms.len()) * 4);
        let gradients = batch
            .chunks
            .iter()
            .map(|chunk| self.storage("gradient", chunk.bytes(layout.classes) as usize));
        let gradients: Vec<wgpu::Buffer> = gradients.collect();

        let shape = [
            layout.images as u32,
            batch.groups_per_image,
            loss.terms.len() as u32,
            0,
        ];
        let between = [
            &self.buffer_with(
                "batch",
                bytemuck::cast_slice(&shape),
                wgpu::BufferUsages::UNIFORM,
            ),
            &partials,
            &self.buffer_with(
                "terms",
                bytemuck::cast_slice(&terms),
                wgpu::BufferUsages::STORAGE,
            ),
            &self.buffer_with(
                "class weights",
                bytemuck::cast_slice(&class_weights),
                wgpu::BufferUsages::STORAGE,
            ),
            &self.storage("sums", cells * 16),
            // Cells, shards by class, images, shards: each of the last three is at most the first.
            &self.storage("work", layout.images * (2 * layout.classes + 2) * 16),
            &coefficients,
            &values,
        ];

        let Pipelines {
            moments,
            coefficients: middle,
            gradient,
        } = &*pipelines;
        let mut pass = encoder.begin_compute_pass(&Default::default());
        for chunk in &batch.chunks {
            let bindings = [
                &chunk.shape,
                &chunk.prediction,
                &chunk.label,
                &chunk.keep,
                &partials,
            ];
            self.sweep(&mut pass, moments, &bindings, chunk);
        }
        pass.set_pipeline(middle);
        pass.set_bind_group(0, &self.bind(middle, &between), &[]);
        pass.dispatch_workgroups(1, 1, 1);
        for (chunk, gradients) in batch.chunks.iter().zip(&gradients) {
            let bindings = [
                &chunk.shape,
                &chunk.prediction,
                &chunk.label,
                &chunk.keep,
                &coefficients,
                gradients,
            ];
            self.sweep(&mut pass, gradient, &bindings, chunk);
        }
        Output { values, gradients }
    }

    /// One dispatch over a chunk's pixels, in rows of workgroups as long as the device allows.
    fn sweep(
        &self,
        pass: &mut wgpu::ComputePass,
        pipeline: &wgpu::ComputePipeline,
        bindings: &[&wgpu::Buffer],
        chunk: &Chunk,
    ) {
        let groups = chunk.groups * chunk.images as u32;
        let row = groups.min(self.groups_per_row);
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, &self.bind(pipeline, bindings), &[]);
        pass.dispatch_workgroups(row, groups.div_ceil(row), 1);
    }

    fn bind(&self, pipeline: &wgpu::ComputePipeline, buffers: &[&wgpu::Buffer]) -> wgpu::BindGroup {
        let entries: Vec<_> = (0u32..)
            .zip(buffers)
            .map(|(binding, buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: None,
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        })
    }
}

/// Copies a chunk's planes, without their padding, to where they belong.
fn collect_gradient(gradient: &mut Array4<f32>, chunk: &Chunk, read: &[f32]) {
    let (_, classes, height, width) = gradient.dim();
    let pixels = height * width;
    let Some(gradient) = gradient.as_slice_mut() else {
        return;
    };
    for (plane, read) in read.chunks_exact(chunk.padded()).enumerate() {
        let start = (chunk.first_image * classes + plane) * pixels + chunk.first_pixel;
        gradient[start..start + chunk.pixels].copy_from_slice(&read[..chunk.pixels]);
    }
}
