//! One contender on its way.

use super::optimiser::Momenta;
use super::plan::{Contender, Plan};
use super::track::Track;
use crate::error::Result;

/// What of a contender changes with every step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) parameters: Vec<f32>,
    momenta: Momenta,
}

impl State {
    pub(super) fn new(plan: &Plan, parameters: Vec<f32>) -> Self {
        Self {
            momenta: plan.optimiser.momenta(parameters.len()),
            parameters,
        }
    }

    /// How much memory it takes.
    pub(super) fn bytes(&self) -> usize {
        let numbers = [&self.parameters, &self.momenta.first, &self.momenta.second];
        4 * numbers.map(Vec::len).iter().sum::<usize>()
    }
}

/// A contender, its state, and what its loss makes of it there.
#[derive(Debug)]
pub(super) struct Runner {
    pub(super) contender: Contender,
    pub(super) state: State,
    gradient: Vec<f32>,
    /// Its loss on the images that it learns from, at the last step at which its curve has a point.
    pub(super) loss: f64,
    /// The step at which numbers stopped being finite, if they did.
    pub(super) diverged: Option<u32>,
}

impl Runner {
    pub(super) fn new(
        contender: Contender,
        state: State,
        plan: &Plan,
        track: &mut Track,
    ) -> Result<Self> {
        let mut runner = Self {
            contender,
            gradient: vec![0.0; state.parameters.len()],
            state,
            loss: 0.0,
            diverged: None,
        };
        runner.look(0, plan, track)?;
        Ok(runner)
    }

    /// Goes one step.
    pub(super) fn step(&mut self, step: u32, plan: &Plan, track: &mut Track) -> Result<()> {
        if self.diverged.is_some() {
            return Ok(());
        }
        let State {
            parameters,
            momenta,
        } = &mut self.state;
        let rate = plan.rate_at(step);
        plan.optimiser
            .step(step, rate, &self.gradient, momenta, parameters);
        self.look(step + 1, plan, track)
    }

    /// Puts it where it was after so many steps.
    pub(super) fn restore(
        &mut self,
        step: u32,
        state: State,
        plan: &Plan,
        track: &mut Track,
    ) -> Result<()> {
        self.state = state;
        self.diverged = self.diverged.filter(|at| *at <= step);
        self.look(step, plan, track)
    }

    /// Finds the gradient after so many steps, and the loss where the curve has a point.
    fn look(&mut self, step: u32, plan: &Plan, track: &mut Track) -> Result<()> {
        let loss = self.contender.loss_at(step);
        let parameters = &self.state.parameters;
        let finite = match plan.samples(step) {
            true => {
                self.loss = track.evaluate(loss, parameters, &mut self.gradient)?;
                self.loss.is_finite()
            }
            false => {
                track.gradient(loss, parameters, &mut self.gradient)?;
                true
            }
        };
        if !(finite && all_finite(parameters)) {
            self.diverged.get_or_insert(step);
        }
        Ok(())
    }
}

/// Whether no number is infinite or undefined: 0·x is 0 for every other x.
///
/// Eight sums side by side and no way out of the loop, so that the compiler takes several numbers at a
/// time.
fn all_finite(numbers: &[f32]) -> bool {
    let (eights, rest) = numbers.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for eight in eights {
        for (sum, x) in sums.iter_mut().zip(eight) {
            *sum += 0.0 * x;
        }
    }
    sums.iter().all(|sum| *sum == 0.0) && rest.iter().all(|x| x.is_finite())
}
