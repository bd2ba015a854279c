//! A race on the GPU. Twin of `src/descent/race.rs`: the same steps, the same samples.
//!
//! A step is two compute passes: `shaders/optimiser.wgsl` moves the parameters; `shaders/features.wgsl`
//! makes logits of them unless they are the logits, the evaluation's own passes find loss and
//! gradient, and `shaders/features.wgsl` sums that into the weights' gradient. All passes are bound
//! once; steps are encoded many at a time, and nothing is read back but the points of the curves and
//! what is to be shown at the end, once for all of them.

mod model;
mod runner;
mod setting;

use std::rc::Rc;

use super::Gpu;
use super::readback::STAGING;
use crate::batch::Batch;
use crate::descent::{Checkpoints, Contender, Model, Plan, Sample, Tracks, start};
use crate::error::Result;
use runner::{Runner, State};
use setting::Setting;

/// Steps that are submitted at once at the most: a GPU must not be away from its screen for long.
const AT_ONCE: u32 = 64;
/// Numbers that such steps may go over.
const WORK: usize = 1 << 27;

/// Contenders that descend from the same start, on the GPU.
#[derive(Debug)]
pub struct Race {
    gpu: Rc<Gpu>,
    plan: Plan,
    step: u32,
    setting: Setting,
    runners: Vec<Runner>,
    tracks: Tracks,
    curves: Vec<Vec<Sample>>,
    /// Each contender's parameters now.
    parameters: Vec<Vec<f32>>,
    checkpoints: Checkpoints<Vec<State>>,
}

/// Copies of the contenders' losses and parameters after so many steps.
struct Look {
    step: u32,
    /// None of a contender that had diverged before.
    snapshots: Vec<Option<Vec<wgpu::Buffer>>>,
}

impl Race {
    /// All contenders at the start.
    ///
    /// # Errors
    /// If the plan makes no sense, a loss does not fit the images to learn from or held out, or the
    /// GPU cannot hold them, fails or is lost.
    pub async fn new(
        gpu: Rc<Gpu>,
        batch: &Batch<f32>,
        plan: &Plan,
        contenders: Vec<Contender>,
    ) -> Result<Self> {
        let tracks = Tracks::new(plan, batch, &contenders)?;
        let parameters = start::parameters(plan, tracks.training.batch());
        let setting = Setting::new(&gpu, plan, tracks.training.batch(), AT_ONCE)?;
        let runners: Vec<_> = contenders
            .into_iter()
            .map(|contender| Runner::new(&gpu, &setting, &parameters, contender))
            .collect::<Result<_>>()?;
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let states = runners.iter().map(|runner| runner.save(&gpu, &mut encoder));
        let states = states.collect();
        gpu.queue.submit([encoder.finish()]);
        let bytes: u64 = runners.iter().map(Runner::state_bytes).sum();
        let mut race = Self {
            plan: plan.clone(),
            step: 0,
            setting,
            curves: vec![Vec::new(); runners.len()],
            parameters: vec![parameters; runners.len()],
            runners,
            tracks,
            checkpoints: Checkpoints::new(states, bytes as usize),
            gpu,
        };
        race.look().await?;
        Ok(race)
    }

    /// How they descend.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The steps that are done.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Runs, or goes back, to where so many steps are done; at most to the end.
    ///
    /// # Errors
    /// If the GPU fails or is lost; then a race on the CPU goes on from the start.
    pub async fn go_to(&mut self, step: u32) -> Result<()> {
        let step = step.min(self.plan.steps);
        if step < self.step
            && let Some((kept, states)) = self.checkpoints.before(step)
        {
            let mut encoder = self.encoder()?;
            for (runner, state) in self.runners.iter_mut().zip(&states) {
                runner.restore(&mut encoder, kept, state);
            }
            self.gpu.queue.submit([encoder.finish()]);
            self.step = kept;
            self.look().await?;
        }
        while self.step < step {
            self.run(step).await?;
        }
        Ok(())
    }

    /// A contender's curve, as far as it ever ran: it does not end where one has gone back to.
    ///
    /// # Panics
    /// If there is no such contender.
    pub fn curve(&self, contender: usize) -> &[Sample] {
        &self.curves[contender]
    }

    /// A contender's logits now, `[B, C, H, W]`, held-out images at the end; none once they are no
    /// longer finite.
    ///
    /// # Panics
    /// If there is no such contender.
    pub fn logits(&mut self, contender: usize) -> Option<Vec<f32>> {
        if self.runners[contender].diverged.is_some() {
            return None;
        }
        Some(self.tracks.logits(&self.parameters[contender]))
    }

    /// A contender's parameters now, see [`Plan::model`].
    ///
    /// # Panics
    /// If there is no such contender.
    pub fn parameters(&self, contender: usize) -> &[f32] {
        &self.parameters[contender]
    }

    /// A step at which a contender's numbers were seen not to be finite, if they were: the learning
    /// rate is too large for its loss. It happened since the last point of its curve.
    ///
    /// # Panics
    /// If there is no such contender.
    pub fn diverged(&self, contender: usize) -> Option<u32> {
        self.runners[contender].diverged
    }

    /// The next steps, as many as go at once, on the way to `end`.
    async fn run(&mut self, end: u32) -> Result<()> {
        let (b, c, h, w) = self.tracks.training.batch().dim();
        // Each bump is read forwards and backwards.
        let bumps = match self.plan.model {
            Model::FreeLogits => 0,
            Model::RadialBasis { k, .. } => k as usize,
        };
        let work = b * c * h * w * (1 + 2 * bumps) * self.runners.len().max(1);
        let at_once = (WORK / work).clamp(1, AT_ONCE as usize) as u32;
        let steps = self.step..end.min(self.step + at_once);
        self.setting.prepare(&self.gpu, &self.plan, steps.clone());
        let mut encoder = self.encoder()?;
        let mut looks = Vec::new();
        let mut bytes = 0;
        for step in steps.clone() {
            self.setting.take(&mut encoder, step - steps.start);
            let after = step + 1;
            self.encode(&mut encoder, Some(step), after);
            let (gpu, runners) = (&self.gpu, &self.runners);
            self.checkpoints.offer(after, || {
                let states = runners.iter();
                states
                    .map(|runner| runner.save(gpu, &mut encoder))
                    .collect()
            });
            self.step = after;
            if after == end || self.samples(after) {
                looks.push(self.snapshot(&mut encoder));
                bytes += self.runners.iter().map(Runner::snapshot_bytes).sum::<u64>();
            }
            if bytes > STAGING {
                break;
            }
        }
        self.read(encoder, looks).await
    }

    /// Finds loss and gradient where the contenders are.
    async fn look(&mut self) -> Result<()> {
        let mut encoder = self.encoder()?;
        self.encode(&mut encoder, None, self.step);
        let look = self.snapshot(&mut encoder);
        self.read(encoder, vec![look]).await
    }

    /// A step, if any, and what the contenders find after it.
    fn encode(&self, encoder: &mut wgpu::CommandEncoder, step: Option<u32>, after: u32) {
        let live = || {
            self.runners
                .iter()
                .filter(|runner| runner.diverged.is_none())
        };
        if let Some(step) = step {
            let mut pass = encoder.begin_compute_pass(&Default::default());
            live().for_each(|runner| runner.update(&mut pass, step));
        }
        // Not earlier: the gradients that the step follows may be among what is cleared.
        live().for_each(|runner| runner.clear(encoder, after));
        let mut pass = encoder.begin_compute_pass(&Default::default());
        live().for_each(|runner| runner.look(&mut pass, after));
    }

    fn encoder(&self) -> Result<wgpu::CommandEncoder> {
        self.gpu.usable()?;
        Ok(self.gpu.device.create_command_encoder(&Default::default()))
    }

    /// Whether some curve still needs a point there.
    fn samples(&self, step: u32) -> bool {
        let unknown = |curve: &Vec<Sample>| curve.last().is_none_or(|last| last.step < step);
        self.plan.samples(step) && self.curves.iter().any(unknown)
    }

    fn snapshot(&self, encoder: &mut wgpu::CommandEncoder) -> Look {
        let snapshots = self.runners.iter().map(|runner| {
            let live = runner.diverged.is_none();
            live.then(|| runner.snapshot(&self.gpu, encoder, self.step))
        });
        Look {
            step: self.step,
            snapshots: snapshots.collect(),
        }
    }

    /// Submits the commands, reads what was looked at, and adds it to the curves.
    async fn read(&mut self, encoder: wgpu::CommandEncoder, looks: Vec<Look>) -> Result<()> {
        let buffers: Vec<_> = looks
            .iter()
            .flat_map(|look| look.snapshots.iter().flatten().flatten())
            .collect();
        let staging = self.gpu.staging(&buffers);
        let read = self.gpu.read_back(encoder, &buffers, &staging).await?;
        let mut read = read.into_iter();
        for look in &looks {
            for (contender, snapshot) in look.snapshots.iter().enumerate() {
                if let Some(buffers) = snapshot {
                    let numbers: Vec<_> = read.by_ref().take(buffers.len()).collect();
                    self.record(contender, look.step, &numbers)?;
                }
            }
        }
        Ok(())
    }

    fn record(&mut self, contender: usize, step: u32, snapshot: &[Vec<f32>]) -> Result<()> {
        let runner = &mut self.runners[contender];
        if runner.diverged.is_some() {
            return Ok(());
        }
        let (loss, parameters) = runner.read(snapshot);
        let finite = loss.is_finite() && parameters.iter().all(|x| x.is_finite());
        if !finite {
            runner.diverged = Some(step);
        }
        let curve = &mut self.curves[contender];
        let known = curve.last().is_some_and(|last| last.step >= step);
        if finite && self.plan.samples(step) && !known {
            let of = runner.contender.loss_at(step);
            curve.push(self.tracks.sample(step, of, loss, &parameters)?);
        }
        self.parameters[contender] = parameters;
        Ok(())
    }
}
