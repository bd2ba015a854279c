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
    /// Its loss on the images that it learns from, where its curve has a point.
    pub(super) loss: Option<f64>,
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
            loss: None,
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
        let finite = plan
            .optimiser
            .step(step, rate, &self.gradient, momenta, parameters);
        if !finite {
            self.diverged = Some(step + 1);
        }
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
        if !plan.samples(step) {
            self.loss = None;
            return track.gradient(loss, parameters, &mut self.gradient);
        }
        let value = track.evaluate(loss, parameters, &mut self.gradient)?;
        self.loss = Some(value);
        if !value.is_finite() {
            self.diverged.get_or_insert(step);
        }
        Ok(())
    }
}
