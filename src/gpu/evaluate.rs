//! Values and gradients of losses on an uploaded batch.

use ndarray::Array4;

use super::Gpu;
use super::pipeline::Pipeline;
use super::shader::Variant;
use super::term::Terms;
use super::upload::{Chunk, Upload};
use crate::config::LossConfig;
use crate::error::Result;
use crate::loss::Evaluation;

/// One loss's buffers that outlive a pass.
pub(super) struct Buffers {
    pub(super) coefficients: wgpu::Buffer,
    pub(super) values: wgpu::Buffer,
    pub(super) gradients: Vec<wgpu::Buffer>,
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
        let outputs: Vec<Buffers> = losses
            .iter()
            .map(|loss| self.dispatch(&mut encoder, batch, loss))
            .collect::<Result<_>>()?;
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

    /// The dispatches of one loss.
    fn dispatch(
        &self,
        encoder: &mut wgpu::CommandEncoder,
        batch: &Upload,
        loss: &LossConfig,
    ) -> Result<Buffers> {
        let layout = batch.layout;
        let terms = Terms::new(loss, layout);
        let variant = Variant::new(layout, &terms);
        let pipelines = self.pipelines(&variant);

        let partials = self.storage(
            "partials",
            layout.images * variant.slots() * batch.groups_per_image as usize * 16,
        );
        let buffers = Buffers {
            coefficients: self.storage("coefficients", layout.images * variant.row() * 16),
            values: self.storage("values", (1 + loss.terms.len()) * 4),
            gradients: batch
                .chunks
                .iter()
                .map(|chunk| self.storage("gradient", chunk.bytes(layout.classes) as usize))
                .collect(),
        };
        let with =
            |name: &str, bytes: &[u8]| self.buffer_with(name, bytes, wgpu::BufferUsages::STORAGE);
        let parameters = with(
            "pointwise parameters",
            bytemuck::cast_slice(&terms.pointwise_parameters),
        );
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
            &with("terms", bytemuck::cast_slice(&terms.words)),
            &with("class weights", bytemuck::cast_slice(&terms.class_weights)),
            &self.storage("sums", layout.images * variant.slots() * 16),
            // Cells, shards by class, images, shards; there are no more shards than images.
            &self.storage("work", layout.images * (2 * layout.classes + 2) * 16),
            &buffers.coefficients,
            &buffers.values,
        ];

        let mut pass = encoder.begin_compute_pass(&Default::default());
        for chunk in &batch.chunks {
            let bound = [
                &chunk.shape,
                &chunk.prediction,
                &chunk.label,
                &chunk.keep,
                &parameters,
                &partials,
            ];
            self.sweep(&mut pass, &pipelines.moments, &bound, chunk);
        }
        self.run(&mut pass, &pipelines.coefficients, &between, (1, 1));
        for term in &terms.lovasz {
            if let Some(pipelines) = &pipelines.lovasz {
                self.lovasz(&mut pass, pipelines, batch, &buffers, *term)?;
            }
        }
        for (chunk, gradients) in batch.chunks.iter().zip(&buffers.gradients) {
            let bound = [
                &chunk.shape,
                &chunk.prediction,
                &chunk.label,
                &chunk.keep,
                &parameters,
                &buffers.coefficients,
                gradients,
            ];
            self.sweep(&mut pass, &pipelines.gradient, &bound, chunk);
        }
        drop(pass);
        Ok(buffers)
    }

    /// One dispatch over a chunk's pixels, in rows of workgroups as long as the device allows.
    pub(super) fn sweep(
        &self,
        pass: &mut wgpu::ComputePass,
        pipeline: &Pipeline,
        bound: &[&wgpu::Buffer],
        chunk: &Chunk,
    ) {
        let groups = chunk.groups * chunk.images as u32;
        let columns = groups.min(self.groups_per_row);
        self.run(pass, pipeline, bound, (columns, groups.div_ceil(columns)));
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
