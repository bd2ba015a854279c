//! The race on the CPU.

use std::sync::Arc;

use super::checkpoints::Checkpoints;
use super::plan::{Contender, Plan};
use super::runner::{Runner, State};
use super::sample::Sample;
use super::start;
use super::track::Tracks;
use crate::batch::Batch;
use crate::error::Result;

/// Contenders that descend from the same start.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::config::{Loss, LossConfig};
/// use loss_playground::descent::{Contender, Plan, Race};
/// use ndarray::{Array3, Array4};
///
/// let logits = Prediction::Logits(Array4::<f32>::zeros((1, 2, 8, 8)));
/// let label = Label::Hard(Array3::from_shape_fn((1, 8, 8), |(_, y, _)| i32::from(y < 3)));
/// let batch = Batch::new(logits, label, None, None)?;
/// let contender = Contender::new(LossConfig::single(Loss::CrossEntropy));
/// let mut race = Race::new(&batch, &Plan::default(), vec![contender])?;
/// race.go_to(40)?;
/// let curve = race.curve(0);
/// assert!(curve[10].training.loss < curve[0].training.loss);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug)]
pub struct Race {
    plan: Plan,
    step: u32,
    runners: Vec<Runner>,
    tracks: Tracks,
    curves: Vec<Vec<Sample>>,
    /// One state a contender; they share the first, which is large.
    checkpoints: Checkpoints<Vec<Arc<State>>>,
}

impl Race {
    /// All contenders at the start.
    ///
    /// # Errors
    /// If the plan makes no sense, or a loss does not fit the images to learn from or held out.
    pub fn new(batch: &Batch<f32>, plan: &Plan, contenders: Vec<Contender>) -> Result<Self> {
        let mut tracks = Tracks::new(plan, batch, &contenders)?;
        let state = State::new(plan, start::parameters(plan, tracks.training.batch()));
        let state = Arc::new(state);
        let bytes = contenders.len() * state.bytes();
        let checkpoints = Checkpoints::new(vec![state.clone(); contenders.len()], bytes);
        let runner = |contender| {
            let state = State::clone(&state);
            Runner::new(contender, state, plan, &mut tracks.training)
        };
        let runners: Vec<_> = contenders.into_iter().map(runner).collect::<Result<_>>()?;
        let mut race = Self {
            plan: plan.clone(),
            step: 0,
            curves: vec![Vec::new(); runners.len()],
            runners,
            tracks,
            checkpoints,
        };
        race.sample()?;
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
    /// Back, it restores the nearest state before and runs from there, which gives the same numbers
    /// as the first time.
    ///
    /// # Errors
    /// None should occur: the losses fit the batch.
    pub fn go_to(&mut self, step: u32) -> Result<()> {
        let step = step.min(self.plan.steps);
        if step < self.step
            && let Some((kept, states)) = self.checkpoints.before(step)
        {
            self.step = kept;
            for (runner, state) in self.runners.iter_mut().zip(states) {
                let state = State::clone(&state);
                runner.restore(kept, state, &self.plan, &mut self.tracks.training)?;
            }
        }
        while self.step < step {
            for runner in &mut self.runners {
                runner.step(self.step, &self.plan, &mut self.tracks.training)?;
            }
            self.step += 1;
            self.sample()?;
            self.keep();
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
        let runner = &self.runners[contender];
        if runner.diverged.is_some() {
            return None;
        }
        Some(self.tracks.logits(&runner.state.parameters))
    }

    /// A contender's parameters now, see [`Plan::model`].
    ///
    /// # Panics
    /// If there is no such contender.
    pub fn parameters(&self, contender: usize) -> &[f32] {
        &self.runners[contender].state.parameters
    }

    /// The step at which a contender's numbers stopped being finite, if they have: the learning rate is
    /// too large for its loss. It stays there.
    ///
    /// # Panics
    /// If there is no such contender.
    pub fn diverged(&self, contender: usize) -> Option<u32> {
        self.runners[contender].diverged
    }

    /// Adds a point to every curve, if this is the time and it is not there from before.
    fn sample(&mut self) -> Result<()> {
        let step = self.step;
        if !self.plan.samples(step) {
            return Ok(());
        }
        for (runner, curve) in self.runners.iter().zip(&mut self.curves) {
            let known = curve.last().is_some_and(|last| last.step >= step);
            let (false, None, Some(on_training)) = (known, runner.diverged, runner.loss) else {
                continue;
            };
            let loss = runner.contender.loss_at(step);
            let parameters = &runner.state.parameters;
            curve.push(self.tracks.sample(step, loss, on_training, parameters)?);
        }
        Ok(())
    }

    fn keep(&mut self) {
        let runners = &self.runners;
        let state = |runner: &Runner| Arc::new(runner.state.clone());
        self.checkpoints
            .offer(self.step, || runners.iter().map(state).collect());
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array3, Array4};

    use super::*;
    use crate::batch::{Label, Prediction};
    use crate::config::{Loss, LossConfig};

    #[test]
    fn contenders_share_the_start_that_is_kept() {
        let logits = Prediction::Logits(Array4::zeros((1, 2, 8, 8)));
        let label = Label::Hard(Array3::zeros((1, 8, 8)));
        let batch = Batch::new(logits, label, None, None).unwrap();
        let contender = Contender::new(LossConfig::single(Loss::CrossEntropy));
        let race = Race::new(&batch, &Plan::default(), vec![contender; 3]).unwrap();
        let (_, kept) = race.checkpoints.before(0).unwrap();
        assert_eq!(kept.len(), 3);
        assert!(kept.iter().all(|state| Arc::ptr_eq(state, &kept[0])));
    }
}
