//! The race as the page sees it: what to ask the worker for next, and what it answered.

mod follow;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::Error;
use loss_playground::config::LossConfig;
use loss_playground::descent::Contender;
use loss_playground::engine::{Backend, Choice, Engine};

use super::line::Line;
use super::on_gpu::{self, OnGpu};
use super::settings::Speed;
use super::standing::{Racer, Standing};
use super::wire::{Report, Request};
use crate::page::contender;
use crate::page::gpu;
use crate::page::state::{GpuStatus, State, Who};
use crate::page::text as page_text;
use crate::page::text::race as text;

/// Milliseconds that the worker has while the reader watches, and while the reader waits.
const FRAME: f64 = 24.0;
const PATIENCE: f64 = 200.0;

/// The worker and what it was asked for. The race outlives its tab: left, it pauses.
#[derive(Clone, Copy)]
pub(in crate::page::charts) struct Run {
    state: State,
    line: Line,
    /// The race on the GPU, if it runs there, while nothing was asked of it.
    gpu_race: StoredValue<Option<OnGpu>, LocalStorage>,
    /// The GPU does not run this race.
    refused: StoredValue<bool>,
    /// Counts races: an answer about an earlier one is of no interest.
    id: StoredValue<u64>,
    /// It owes an answer.
    busy: StoredValue<bool>,
    /// There is another race to start when it has answered.
    stale: StoredValue<bool>,
    /// Where the reader wants to be.
    wanted: StoredValue<Option<u32>>,
    /// A contender's prediction has just been put on the canvas.
    pub(super) adopted: StoredValue<bool>,
    /// Why steps were lost, if they were.
    pub(super) anew: RwSignal<&'static str>,
    pub(super) standing: RwSignal<Arc<Standing>>,
}

impl Run {
    /// A race that follows the page while its tab is in sight.
    pub(in crate::page::charts) fn new(state: State) -> Self {
        let run = Self {
            state,
            line: Line::new(),
            gpu_race: StoredValue::new_local(None),
            refused: StoredValue::new(false),
            id: StoredValue::new(0),
            busy: StoredValue::new(false),
            stale: StoredValue::new(false),
            wanted: StoredValue::new(None),
            adopted: StoredValue::new(false),
            anew: RwSignal::new(""),
            standing: RwSignal::new(Arc::default()),
        };
        run.line
            .listen(move |report| run.told(report), move || run.let_worker_go());
        run.follow();
        run
    }

    fn backend(self, choice: Choice) -> Backend {
        self.state
            .gpu
            .engine
            .with_value(|engine| engine.backend(choice))
    }

    /// The same race somewhere else, as far as it was: no step depends on where it is made.
    fn start_again(self) {
        // Unless it is about to be replaced anyway.
        if !self.stale.get_value() {
            let step = self.standing.with_untracked(|standing| standing.step);
            self.wanted.update_value(|wanted| {
                wanted.get_or_insert(step);
            });
        }
        self.start();
    }

    /// Goes to where so many steps are done, and stays there.
    pub(super) fn go(self, step: u32) {
        self.state.race.playing.set(false);
        self.anew.set("");
        self.wanted.set_value(Some(step));
        self.pump();
    }

    fn start(self) {
        self.stale.set_value(self.busy.get_value());
        if self.busy.get_value() {
            return;
        }
        let settings = self.state.race.settings.get_untracked();
        let batch = self
            .state
            .evaluated
            .with_untracked(|evaluated| evaluated.batch.clone());
        let Some(batch) = batch else { return };
        let plan = settings.plan(batch.layout().images);
        let choice = self.state.gpu.choice.get_untracked();
        let backend = match self.refused.get_value() {
            true => Backend::Cpu,
            false => self.backend(choice),
        };
        let mut standing = Standing {
            steps: plan.steps,
            backend: Some(backend),
            held_out: plan.held_out,
            dim: batch.dim(),
            ..Standing::default()
        };
        let mut contenders = Vec::new();
        for who in untrack(|| self.state.everyone()) {
            let Some(loss) = untrack(|| self.state.loss(who, LossConfig::clone)) else {
                continue;
            };
            let contender = settings.contender(who, loss);
            let racer = self.racer(who, &contender);
            match contender.check(&plan, batch.layout()) {
                Ok(()) => {
                    standing.racers.push(racer);
                    contenders.push(contender);
                }
                Err(error) => {
                    standing
                        .left_out
                        .push((who, racer.name, page_text::titled(&error.brief())));
                }
            }
        }
        self.standing.set(Arc::new(standing));
        self.id.update_value(|id| *id += 1);
        self.gpu_race.set_value(None);
        self.ask(Request::Start {
            id: self.id.get_value(),
            batch,
            plan,
            contenders,
        });
    }

    fn racer(self, who: Who, contender: &Contender) -> Racer {
        let own = untrack(|| contender::title(self.state, who));
        let switch = contender.then.as_ref();
        let second = switch.and_then(|switch| switch.loss.terms.first());
        Racer {
            who,
            name: match second {
                Some(term) => text::then(&own, term.loss.title()),
                None => own,
            },
            samples: Vec::new(),
            logits: None,
            diverged: None,
        }
    }

    fn ask(self, request: Request) {
        if self.backend_now() == Some(Backend::Gpu) {
            return self.ask_gpu(request);
        }
        let sent = self.line.ask(&request);
        self.busy.set_value(sent.is_ok());
        if sent.is_err() {
            self.fail(text::NO_WORKER.to_owned());
        }
    }

    fn ask_gpu(self, request: Request) {
        self.busy.set_value(true);
        let engine = self.state.gpu.engine.get_value();
        let race = self.gpu_race.try_update_value(Option::take).flatten();
        spawn_local(async move {
            let answer = on_gpu::answer(&engine, race, request).await;
            if self.state.document.is_gone() || self.standing.is_disposed() {
                return;
            }
            match answer {
                Ok((race, report)) => {
                    self.gpu_race.set_value(Some(race));
                    self.told(report);
                }
                Err(error) => {
                    self.gpu_failed(&engine, &error);
                    self.busy.set_value(false);
                    self.start_again();
                }
            }
        });
    }

    /// The race goes on on the CPU: because the GPU has failed, or because this race does not fit it.
    fn gpu_failed(self, engine: &Engine, error: &Error) {
        let state = self.state;
        if engine.gpu().is_some() {
            state.notices.alert(text::gpu_refused(error), None);
            // The race to start now may fit.
            self.refused.set_value(!self.stale.get_value());
        } else if matches!(state.gpu.status.get_untracked(), GpuStatus::Ready(_)) {
            gpu::give_up(state, error);
        }
    }

    fn told(self, report: Report) {
        if self.state.document.is_gone() || self.standing.is_disposed() {
            return;
        }
        self.busy.set_value(false);
        // What another race is about to replace need not be shown.
        if report.id == self.id.get_value() && !self.stale.get_value() {
            self.standing
                .update(|standing| Arc::make_mut(standing).take(report));
        }
        self.pump();
    }

    /// Asks for what is next, if anything is.
    fn pump(self) {
        if self.busy.get_value() {
            return;
        }
        if self.stale.get_value() {
            return self.start();
        }
        let standing = self.standing.get_untracked();
        let (step, steps) = (standing.step, standing.steps);
        if standing.error.is_some() || standing.racers.is_empty() {
            return self.state.race.playing.set(false);
        }
        if let Some(wanted) = self.wanted.get_value().map(|wanted| wanted.min(steps)) {
            if wanted != step {
                return self.ask(Request::Go {
                    step: wanted,
                    milliseconds: PATIENCE,
                });
            }
            self.wanted.set_value(None);
        }
        if !self.state.race.playing.get_untracked() {
            return;
        }
        if step >= steps {
            return self.state.race.playing.set(false);
        }
        request_animation_frame(move || self.play(step));
    }

    /// The next frame's steps.
    fn play(self, step: u32) {
        let gone = self.state.document.is_gone() || self.standing.is_disposed();
        if gone || self.busy.get_value() || !self.state.race.playing.get_untracked() {
            return;
        }
        let speed = self
            .state
            .race
            .settings
            .with_untracked(|settings| settings.speed);
        let (step, milliseconds) = match speed {
            Speed::Steps(steps) => (step + steps, PATIENCE),
            Speed::Most => (u32::MAX, FRAME),
        };
        self.ask(Request::Go { step, milliseconds });
    }

    /// A worker that has failed does not answer any more. A race on the GPU does without.
    fn let_worker_go(self) {
        self.line.hang_up();
        if self.backend_now() == Some(Backend::Gpu) {
            return;
        }
        self.busy.try_set_value(false);
        match self.stale.try_get_value() {
            Some(true) => self.start(),
            _ => self.fail(text::NO_WORKER.to_owned()),
        }
    }

    /// What the race runs on.
    fn backend_now(self) -> Option<Backend> {
        let standing = self.standing.try_get_untracked()?;
        standing.backend
    }

    fn fail(self, problem: String) {
        self.state.race.playing.try_set(false);
        if !self.standing.is_disposed() {
            self.standing
                .update(|standing| Arc::make_mut(standing).error = Some(problem));
        }
    }
}
