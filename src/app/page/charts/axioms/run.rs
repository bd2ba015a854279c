//! The search, a slice of it a frame, until it is stopped.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::axioms::{Axiom, Judge, Search, Violation};
use loss_playground::engine::Backend;
use loss_playground::gpu::MOST_TRIPLES;
use loss_playground::{Error, Result};

use crate::page::charts::Experiment;
use crate::page::dom;
use crate::page::gpu;
use crate::page::live::effect;
use crate::page::state::State;
use crate::page::text::metrics as text;

/// What the triples follow from: everyone sees the same.
const SEED: u32 = 1;
/// How many are tried at once when something is changed, so that there is something to see.
const FIRST: u64 = 500;
/// How long a slice may take, in milliseconds: the brush comes first, and a GPU's round trip has to
/// pay for itself.
const SLICE_CPU: f64 = 8.0;
const SLICE_GPU: f64 = 40.0;
/// Numbers that change more often, in milliseconds, cannot be read.
const READABLE: f64 = 250.0;

/// The worst violation of each axiom.
type Found = Arc<[Option<Violation>; 4]>;

/// A search and what is known of it. It outlives its tab: left, it pauses.
#[derive(Clone, Copy)]
pub(in crate::page::charts) struct Run {
    /// The loss and the maps, if they fit.
    pub(super) judge: Memo<Result<Judge>>,
    /// With a number of its own: what comes back for an earlier one is dropped.
    search: StoredValue<(u64, Option<Search>), LocalStorage>,
    /// A slice has been asked for.
    under_way: StoredValue<bool>,
    pub(super) running: RwSignal<bool>,
    found: RwSignal<Found>,
    last_broken: RwSignal<Option<Axiom>>,
    /// Why there is nothing to search.
    pub(super) problem: RwSignal<Option<Error>>,
    /// Whether more than a beginning was lost to another loss or other maps.
    anew: RwSignal<bool>,
    /// Triples tried, a second, by what; and when that was last told.
    progress: RwSignal<(u64, f64, &'static str)>,
    told: StoredValue<(f64, u64)>,
}

impl Run {
    pub(in crate::page::charts) fn new(state: State) -> Self {
        let run = Self {
            judge: Memo::new(move |_| state.view.axioms.judge(state)),
            search: StoredValue::new_local((0, None)),
            under_way: StoredValue::new(false),
            running: RwSignal::new(false),
            found: RwSignal::new(Found::default()),
            last_broken: RwSignal::new(None),
            problem: RwSignal::new(None),
            anew: RwSignal::new(false),
            progress: RwSignal::new((0, 0.0, "")),
            told: StoredValue::new((0.0, 0)),
        };
        run.follow(state);
        run
    }

    /// Searches the loss and the maps of the page while its tab is in sight.
    fn follow(self, state: State) {
        let last = StoredValue::new(None::<Result<Judge>>);
        effect(move || {
            if state.view.experiment.get() != Experiment::Axioms {
                return self.stop();
            }
            let judge = self.judge.get();
            if last.with_value(|last| last.as_ref() != Some(&judge)) {
                last.set_value(Some(judge.clone()));
                self.reset(state, judge);
            }
        });
    }

    /// Starts anew with another loss or other maps.
    fn reset(self, state: State, judge: Result<Judge>) {
        if self.tried() > FIRST {
            self.anew.set(true);
        }
        let (problem, search) = match judge {
            Ok(judge) => {
                let mut search = Search::new(judge, SEED);
                search.advance(FIRST);
                (None, Some(search))
            }
            Err(error) => (Some(error), None),
        };
        if problem.is_some() {
            self.running.set(false);
        }
        self.problem.set(problem);
        self.search
            .update_value(|(turn, current)| (*turn, *current) = (*turn + 1, search));
        self.told.set_value((dom::now(), FIRST));
        self.progress.set((self.tried(), 0.0, ""));
        self.found.set(Found::default());
        self.last_broken.set(None);
        self.tell();
        if self.running.get_untracked() {
            self.go_on(state, FIRST);
        }
    }

    /// Starts or stops.
    pub(super) fn turn(self, state: State) {
        if self.running.get_untracked() {
            return self.stop();
        }
        self.running.set(true);
        self.anew.set(false);
        self.told.set_value((dom::now(), self.tried()));
        self.go_on(state, FIRST);
    }

    fn stop(self) {
        self.running.set(false);
        self.progress.update(|(tried, ..)| *tried = self.tried());
    }

    /// The worst violation of an axiom.
    pub(super) fn worst(self, axiom: Axiom) -> Option<Violation> {
        self.found.with(|found| found[axiom as usize].clone())
    }

    /// The last axiom, in their order, that is broken.
    pub(super) fn last_broken(self) -> Option<Axiom> {
        self.last_broken.get()
    }

    pub(super) fn progress(self) -> String {
        let (tried, rate, by) = self.progress.get();
        match tried {
            0 => String::new(),
            _ if self.anew.get() => text::tried_anew(tried),
            _ => text::tried(tried, rate, by),
        }
    }

    fn tried(self) -> u64 {
        self.search
            .with_value(|(_, search)| search.as_ref().map_or(0, Search::tried))
    }

    fn go_on(self, state: State, count: u64) {
        if !self.under_way.get_value() {
            self.under_way.set_value(true);
            request_animation_frame(move || self.slice(state, count));
        }
    }

    fn slice(self, state: State, count: u64) {
        // Gone with the page, if it is.
        if self.under_way.try_set_value(false).is_some() || !self.running.get_untracked() {
            return;
        }
        let (turn, search) = self.search.get_value();
        let Some(mut search) = search else { return };
        let engine = state.gpu.engine.get_value();
        let sorts = search.judge().sorts();
        let start = dom::now();
        match engine.backend(state.gpu.choice.get_untracked()) {
            Backend::Gpu if !sorts => {
                self.under_way.set_value(true);
                spawn_local(async move {
                    let done = engine.search_gpu(&mut search, count).await;
                    if self.under_way.try_set_value(false).is_some() {
                        return;
                    }
                    if let Err(error) = done {
                        // The next slice is searched on the CPU.
                        gpu::give_up(state, &error);
                    }
                    let by = "GPU";
                    self.finish(state, turn, search, (start, SLICE_GPU, count, by));
                });
            }
            _ => {
                search.advance(count);
                let by = "CPU";
                self.finish(state, turn, search, (start, SLICE_CPU, count, by));
            }
        }
    }

    /// Keeps what a slice has found, and asks for the next, of a size that takes as long as it may.
    fn finish(
        self,
        state: State,
        turn: u64,
        search: Search,
        (start, slice, count, by): (f64, f64, u64, &'static str),
    ) {
        if self.search.with_value(|(current, _)| *current == turn) {
            self.search.set_value((turn, Some(search)));
            self.tell();
            self.count(by);
        }
        let took = (dom::now() - start).max(0.1);
        let factor = (slice / took).clamp(0.25, 4.0);
        let next = ((count as f64 * factor) as u64).clamp(64, MOST_TRIPLES);
        if self.running.get_untracked() {
            self.go_on(state, next);
        }
    }

    /// Shows how many were tried and how fast, now and then.
    fn count(self, by: &'static str) {
        let (now, tried) = (dom::now(), self.tried());
        let (since, before) = self.told.get_value();
        if now - since >= READABLE {
            let rate = (tried.saturating_sub(before)) as f64 / (now - since) * 1000.0;
            self.told.set_value((now, tried));
            self.progress.set((tried, rate, by));
        }
    }

    /// Shows what was found, if it is news.
    fn tell(self) {
        let found = self.search.with_value(|(_, search)| {
            Axiom::ALL.map(|axiom| search.as_ref()?.worst(axiom).cloned())
        });
        if self.found.with_untracked(|known| **known != found) {
            let broken = |axiom: &Axiom| found[*axiom as usize].is_some();
            self.last_broken.set(Axiom::ALL.into_iter().rfind(broken));
            self.found.set(Arc::new(found));
        }
    }
}
