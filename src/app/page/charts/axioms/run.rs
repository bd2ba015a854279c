//! The search, a slice of it a frame, until it is stopped.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::axioms::{Axiom, Judge, Search, Violation};
use loss_playground::engine::Backend;
use loss_playground::{Error, Result};

use crate::page::dom;
use crate::page::state::{GpuStatus, State};
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

/// A search and what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Run {
    /// With a number of its own: what comes back for an earlier one is dropped.
    search: StoredValue<(u64, Option<Search>), LocalStorage>,
    /// A slice has been asked for.
    under_way: StoredValue<bool>,
    pub running: RwSignal<bool>,
    found: RwSignal<Found>,
    last_broken: RwSignal<Option<Axiom>>,
    /// Why there is nothing to search.
    pub problem: RwSignal<Option<Error>>,
    /// Triples tried, a second, by what; and when that was last told.
    progress: RwSignal<(u64, f64, &'static str)>,
    told: StoredValue<(f64, u64)>,
}

impl Run {
    pub(super) fn new() -> Self {
        Self {
            search: StoredValue::new_local((0, None)),
            under_way: StoredValue::new(false),
            running: RwSignal::new(false),
            found: RwSignal::new(Found::default()),
            last_broken: RwSignal::new(None),
            problem: RwSignal::new(None),
            progress: RwSignal::new((0, 0.0, "")),
            told: StoredValue::new((0.0, 0)),
        }
    }

    /// Starts anew with another loss or other maps.
    pub(super) fn reset(self, state: State, judge: Result<Judge>) {
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
        let start = !self.running.get_untracked();
        self.running.set(start);
        if start {
            self.told.set_value((dom::now(), self.tried()));
            self.go_on(state, FIRST);
        } else {
            self.progress.update(|(tried, ..)| *tried = self.tried());
        }
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
        // Gone with the page or with its tab, if it is.
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
                        engine.drop_gpu();
                        state.gpu.status.set(GpuStatus::Lost(error.to_string()));
                        state.notices.gpu_lost(&error);
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
        let next = ((count as f64 * factor) as u64).clamp(64, 1 << 22);
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
