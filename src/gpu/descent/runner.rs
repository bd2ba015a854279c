//! One contender's buffers and passes.

use ndarray::Array4;

use super::setting::{QUAD, Setting};
use crate::descent::Contender;
use crate::error::Result;
use crate::gpu::Gpu;
use crate::gpu::evaluate::{Prepared, collect};
use crate::gpu::pipeline::Dispatch;
use crate::gpu::upload::Upload;

/// A contender, its state, and the passes of its losses.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) contender: Contender,
    batch: Upload,
    /// The chunks' logits if they are free, otherwise all weights.
    parameters: Vec<wgpu::Buffer>,
    /// How many weights there are, if there are.
    weights: Option<usize>,
    /// The optimiser's, for each of the parameters' buffers.
    momenta: Vec<[wgpu::Buffer; 2]>,
    /// The loss, and the one that takes over.
    stages: Vec<Stage>,
    /// A step at which its numbers were no longer finite.
    pub(super) diverged: Option<u32>,
}

/// The passes of one of a contender's losses.
#[derive(Debug)]
struct Stage {
    /// From parameters to logits.
    forward: Vec<Dispatch>,
    /// From logits to the loss and its gradient.
    evaluation: Prepared,
    /// From the logits' gradient to the parameters'.
    backward: Vec<Dispatch>,
    /// Along the gradient.
    update: Vec<Dispatch>,
}

/// A copy of a contender's parameters and momenta, on the GPU.
pub(super) type State = Vec<wgpu::Buffer>;

impl Runner {
    pub(super) fn new(
        gpu: &Gpu,
        setting: &Setting,
        start: &[f32],
        contender: Contender,
    ) -> Result<Self> {
        let (batch, parameters) = setting.start(gpu, start);
        let momenta = parameters
            .iter()
            .map(|buffer| {
                let sizes = [buffer.size(), setting.squares_bytes(buffer.size())];
                sizes.map(|bytes| gpu.storage("momenta", bytes as usize))
            })
            .collect();
        let mut runner = Self {
            contender,
            batch,
            parameters,
            weights: setting.model.as_ref().map(|_| start.len()),
            momenta,
            stages: Vec::new(),
            diverged: None,
        };
        let losses = runner.contender.losses();
        let scratch = gpu.scratch(&runner.batch, losses.clone())?;
        runner.stages = losses
            .map(|loss| {
                let evaluation = gpu.prepare(&runner.batch, loss, scratch.as_ref())?;
                Ok(runner.stage(gpu, setting, evaluation))
            })
            .collect::<Result<_>>()?;
        Ok(runner)
    }

    fn stage(&self, gpu: &Gpu, setting: &Setting, evaluation: Prepared) -> Stage {
        let (mut forward, mut backward) = (Vec::new(), Vec::new());
        let mut gradients = evaluation.gradients.clone();
        if let (Some(model), [weights]) = (&setting.model, &*self.parameters) {
            let on_weights = gpu.storage("weights' gradient", weights.size() as usize);
            forward = model.forward(gpu, &self.batch, weights);
            backward = model.backward(gpu, &self.batch, &evaluation, &on_weights);
            gradients = vec![on_weights];
        }
        let updated = self.parameters.iter().zip(&self.momenta).zip(&gradients);
        let update = updated
            .map(|((parameters, [first, second]), gradients)| {
                let bound = [&setting.now, gradients, parameters, first, second];
                let tile = gpu.tile(self.batch.layout);
                let groups = (parameters.size() / QUAD).div_ceil(u64::from(tile.quads()));
                gpu.bind(&setting.optimise, &bound, gpu.rows(groups as u32))
            })
            .collect();
        Stage {
            forward,
            evaluation,
            backward,
            update,
        }
    }

    /// The passes that follow after so many steps.
    fn stage_at(&self, step: u32) -> &Stage {
        &self.stages[self.contender.stage_at(step)]
    }

    /// What comes before the passes of [`Self::look`].
    pub(super) fn clear(&self, encoder: &mut wgpu::CommandEncoder, step: u32) {
        self.stage_at(step).evaluation.clear(encoder);
    }

    /// Moves the parameters along the gradient that was found after so many steps.
    pub(super) fn update(&self, pass: &mut wgpu::ComputePass, step: u32) {
        let update = &self.stage_at(step).update;
        update.iter().for_each(|dispatch| dispatch.encode(pass));
    }

    /// Finds loss and gradient after so many steps.
    pub(super) fn look(&self, pass: &mut wgpu::ComputePass, step: u32) {
        let stage = self.stage_at(step);
        let passes = [
            &stage.forward,
            &stage.evaluation.dispatches,
            &stage.backward,
        ];
        for dispatch in passes.into_iter().flatten() {
            dispatch.encode(pass);
        }
    }

    /// Copies of the loss and the parameters, to be read when the commands are done.
    pub(super) fn snapshot(
        &self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        step: u32,
    ) -> Vec<wgpu::Buffer> {
        let values = &self.stage_at(step).evaluation.values;
        let buffers = std::iter::once(values).chain(&self.parameters);
        copies(gpu, encoder, buffers)
    }

    /// The numbers of a snapshot: the loss, and the parameters as the CPU lays them out.
    pub(super) fn read(&self, snapshot: &[Vec<f32>]) -> (f64, Vec<f32>) {
        let loss = f64::from(snapshot[0][0]);
        let parameters = match self.weights {
            Some(weights) => snapshot[1][..weights].to_vec(),
            None => {
                let mut logits = Array4::zeros(self.batch.layout.dim());
                for (chunk, read) in self.batch.chunks.iter().zip(&snapshot[1..]) {
                    collect(&mut logits, chunk, read);
                }
                logits.into_raw_vec_and_offset().0
            }
        };
        (loss, parameters)
    }

    /// How much memory a snapshot takes.
    pub(super) fn snapshot_bytes(&self) -> u64 {
        self.parameters.iter().map(wgpu::Buffer::size).sum()
    }

    /// How much memory a state takes.
    pub(super) fn state_bytes(&self) -> u64 {
        self.state().map(wgpu::Buffer::size).sum()
    }

    /// Copies the state.
    pub(super) fn save(&self, gpu: &Gpu, encoder: &mut wgpu::CommandEncoder) -> State {
        copies(gpu, encoder, self.state())
    }

    /// Puts it where it was after so many steps.
    pub(super) fn restore(
        &mut self,
        encoder: &mut wgpu::CommandEncoder,
        step: u32,
        saved: &[wgpu::Buffer],
    ) {
        for (saved, buffer) in saved.iter().zip(self.state()) {
            encoder.copy_buffer_to_buffer(saved, 0, buffer, 0, saved.size());
        }
        self.diverged = self.diverged.filter(|at| *at <= step);
    }

    fn state(&self) -> impl Iterator<Item = &wgpu::Buffer> {
        self.parameters.iter().chain(self.momenta.iter().flatten())
    }
}

fn copies<'b>(
    gpu: &Gpu,
    encoder: &mut wgpu::CommandEncoder,
    buffers: impl Iterator<Item = &'b wgpu::Buffer>,
) -> Vec<wgpu::Buffer> {
    buffers
        .map(|buffer| {
            let copy = gpu.storage("copy", buffer.size() as usize);
            encoder.copy_buffer_to_buffer(buffer, 0, &copy, 0, buffer.size());
            copy
        })
        .collect()
}
