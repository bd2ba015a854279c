//! What comes once the page is there to be painted on: chunks of the page's own WebAssembly.
//!
//! The first download has what a stroke and the losses' values need. `.ci/split.mjs` cuts off whatever is reachable
//! from the functions marked `wasm_split` alone, so the rest of the page may not name what it wants of a chunk: it gets
//! a table of functions.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::Result;
use loss_playground::engine::Engine;
use wasm_bindgen::JsValue;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{Element, MouseEvent};

use super::charts::{self, Experiment};
use super::controls::{Barred, Button};
use super::evaluate::{self, Done, Job};
use super::export::{self, Export};
use super::files::{self, Opened, Target};
use super::live::{self, act, effect, part};
use super::state::{State, Who};
use super::{code, dom, gpu, makers, scores, text};

/// What stands below the canvases, and the race in its worker.
#[derive(Clone, Copy)]
pub(super) struct Experiments {
    pub charts: fn(State, Memo<Experiment>) -> AnyView,
    pub scores: fn(State) -> AnyView,
    pub answer: fn(&JsValue) -> JsValue,
}

#[wasm_split(experiments, fallible)]
fn experiments() -> std::result::Result<Experiments, SplitLoaderError> {
    Ok(Experiments {
        charts: charts::content,
        scores: scores::content,
        answer: charts::answer,
    })
}

/// What is opened, saved, copied and made.
#[derive(Clone, Copy)]
pub(super) struct Files {
    pub take: fn(State, Opened, Option<Target>),
    pub open: fn(State, &Opened, Target),
    pub open_text: fn(State, &str),
    pub save: fn(State, Export, &Element),
    pub code: fn(State, Who) -> String,
    pub makers: fn(State) -> AnyView,
}

#[wasm_split(files, fallible)]
fn files() -> std::result::Result<Files, SplitLoaderError> {
    Ok(Files {
        take: files::take,
        open: files::open,
        open_text: files::open_text,
        save: export::save,
        code: code::code,
        makers: makers::content,
    })
}

/// WebGPU and the shaders.
#[derive(Clone, Copy)]
pub(super) struct Gpu {
    pub start: fn(Engine) -> Coming<Result<()>>,
    pub evaluate: fn(Engine, Job) -> Coming<Done>,
}

#[wasm_split(gpu, fallible)]
fn gpu() -> std::result::Result<Gpu, SplitLoaderError> {
    Ok(Gpu {
        start: |engine| Box::pin(async move { engine.start_gpu().await }),
        evaluate: |engine, job| Box::pin(evaluate::on_gpu(engine, job)),
    })
}

/// What comes later.
pub(super) type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// How a chunk stands.
#[derive(Clone, Copy)]
enum Came<T> {
    NotYet,
    There(T),
    /// The last time it was asked for, it could not be had.
    Missing,
}

/// A chunk, and what it can do once it is there.
#[derive(Clone, Copy)]
pub(super) struct Chunk<T: Copy + Send + Sync + 'static> {
    came: RwSignal<Came<T>>,
    load: fn() -> Coming<std::result::Result<T, SplitLoaderError>>,
}

impl<T: Copy + Send + Sync> Chunk<T> {
    fn new(load: fn() -> Coming<std::result::Result<T, SplitLoaderError>>) -> Self {
        Self {
            came: RwSignal::new(Came::NotYet),
            load,
        }
    }

    /// What it can do, if it is there.
    pub(super) fn get_untracked(self) -> Option<T> {
        match self.came.try_get_untracked() {
            Some(Came::There(table)) => Some(table),
            _ => None,
        }
    }

    /// Waits for it; it is asked for again if it could not be had before.
    pub(super) async fn wait(self) -> Option<T> {
        if let there @ Some(_) = self.get_untracked() {
            return there;
        }
        let table = (self.load)().await.ok();
        self.came.try_maybe_update(|came| {
            // Who else has waited for it may have been first, and what shows it is there.
            let is_new = !matches!(came, Came::There(_));
            if is_new {
                *came = table.map_or(Came::Missing, Came::There);
            }
            (is_new, ())
        });
        table
    }

    /// Does something with it, at once if it is there; says so if it is not yet, or cannot be had.
    pub(super) fn with(self, state: State, act: impl FnOnce(T) + 'static) {
        if let Some(table) = self.get_untracked() {
            return act(table);
        }
        let act: Box<dyn FnOnce(T)> = Box::new(act);
        spawn_local(async move {
            if let Some(table) = self.needed(state).await {
                act(table);
            }
        });
    }

    /// Waits for it, and says so; none if it cannot be had, which is said too, or the page is gone.
    pub(super) async fn needed(self, state: State) -> Option<T> {
        if let there @ Some(_) = self.get_untracked() {
            return there;
        }
        state.notices.say(text::CHUNK_NEEDED);
        let table = self.wait().await;
        if state.document.is_gone() {
            return None;
        }
        state.notices.say("");
        if table.is_none() {
            state.notices.alert(text::CHUNK_MISSING.into(), None);
        }
        table
    }

    /// A part of the page that it shows.
    pub(super) fn view(
        self,
        state: State,
        view: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        let is_there = Memo::new(move |_| matches!(self.came.get(), Came::There(_)));
        part(move || match (is_there.get(), self.get_untracked()) {
            (true, Some(table)) => untrack(|| view(table)),
            _ => untrack(|| self.placeholder(state)),
        })
        .into_any()
    }

    /// What is there in its place; once it was missing, with a button that keeps the focus while it works.
    fn placeholder(self, state: State) -> AnyView {
        let is_missing = Memo::new(move |_| matches!(self.came.get(), Came::Missing));
        let was_missing =
            Memo::new(move |was: Option<&bool>| was == Some(&true) || is_missing.get());
        let words = move || match is_missing.get() {
            true => text::CHUNK_MISSING.to_owned(),
            false => text::COMING.to_owned(),
        };
        let button = move || {
            if !was_missing.get() {
                return ().into_any();
            }
            let again = move |event: MouseEvent| {
                self.came.set(Came::NotYet);
                let page = dom::page_of(&event);
                let tab = untrack(|| state.view.experiment.get()).name();
                spawn_local(async move {
                    state.chunks.load(state).await;
                    // The button is gone then.
                    if self.get_untracked().is_some() {
                        dom::focus_first(page, vec![format!("tab-{tab}"), "export".into()]);
                    }
                });
            };
            view! {
                <Button
                    label=text::LOAD_AGAIN
                    testid="load-again"
                    barred=Barred::when(move || !is_missing.get())
                    press=act(again)
                />
            }
            .into_any()
        };
        view! {
            <div class="lp-coming">
                <p class="lp-muted">{live::text(words)}</p>
                {part(button)}
            </div>
        }
        .into_any()
    }
}

/// All of them.
#[derive(Clone, Copy)]
pub(super) struct Chunks {
    pub experiments: Chunk<Experiments>,
    pub files: Chunk<Files>,
    pub gpu: Chunk<Gpu>,
}

impl Chunks {
    pub(super) fn new() -> Self {
        Self {
            experiments: Chunk::new(|| Box::pin(experiments())),
            files: Chunk::new(|| Box::pin(files())),
            gpu: Chunk::new(|| Box::pin(gpu())),
        }
    }

    /// Loads them once the first values are there, and what is missing once there is a network again.
    pub(super) fn follow(self, state: State) {
        let load = move || {
            spawn_local(async move {
                self.load(state).await;
            });
        };
        let is_evaluated =
            Memo::new(move |_| state.evaluated.with(|evaluated| evaluated.revision > 0));
        effect(move || {
            if is_evaluated.get() {
                gpu::start(state);
                load();
            }
        });
        dom::listen(&window(), "online", move |_| load());
    }

    /// Loads what is not there yet and will be needed, what is in sight first; whether it is all there.
    async fn load(self, state: State) -> bool {
        gpu::start_unloaded(state);
        let below = !state.has_experiments() || self.experiments.wait().await.is_some();
        let all = self.files.wait().await.is_some() && below;
        if state.document.is_gone() {
            return false;
        }
        if all {
            dom::tell(COMPLETE);
        } else {
            state.notices.say(text::CHUNK_MISSING);
        }
        all
    }
}

/// What the window is told once nothing more is to be loaded, for whoever has waited with loading something.
const COMPLETE: &str = "loss-playground-complete";

/// The experiments where there is no page: in the race's worker.
pub(super) async fn experiments_of_worker() -> Option<Experiments> {
    experiments().await.ok()
}
