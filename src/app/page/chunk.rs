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
use web_sys::Element;

use super::charts::{self, Experiment};
use super::controls::Button;
use super::evaluate::{self, Done, Job};
use super::export::{self, Export};
use super::files::{self, Opened, Target};
use super::frame::Part;
use super::live::{act, effect, part};
use super::state::{State, Who};
use super::{code, gpu, makers, scores, text};

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

    /// Does something with it, at once if it is there; says so if it cannot be had.
    pub(super) fn with(self, state: State, act: impl FnOnce(T) + 'static) {
        if let Some(table) = self.get_untracked() {
            return act(table);
        }
        let act: Box<dyn FnOnce(T)> = Box::new(act);
        spawn_local(async move {
            let table = self.wait().await;
            if state.document.is_gone() {
                return;
            }
            match table {
                Some(table) => act(table),
                None => state.notices.alert(text::CHUNK_MISSING.into(), None),
            }
        });
    }

    /// A part of the page that it shows.
    pub(super) fn view(
        self,
        state: State,
        view: impl Fn(T) -> AnyView + Send + 'static,
    ) -> AnyView {
        let again = move |_| {
            self.came.set(Came::NotYet);
            state.chunks.load(state);
        };
        part(move || match self.came.get() {
            Came::There(table) => untrack(|| view(table)),
            Came::NotYet => view! { <p class="lp-coming lp-muted">{text::COMING}</p> }.into_any(),
            Came::Missing => view! {
                <div class="lp-coming">
                    <p role="alert">{text::CHUNK_MISSING}</p>
                    <Button label=text::LOAD_AGAIN testid="load-again" press=act(again) />
                </div>
            }
            .into_any(),
        })
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

    /// Loads them once the first values are there.
    pub(super) fn follow(self, state: State) {
        let is_evaluated =
            Memo::new(move |_| state.evaluated.with(|evaluated| evaluated.revision > 0));
        effect(move || {
            if is_evaluated.get() {
                gpu::start(state);
                self.load(state);
            }
        });
    }

    /// Loads what is not there yet and will be needed, what is in sight first.
    fn load(self, state: State) {
        gpu::start_unloaded(state);
        spawn_local(async move {
            if state.frame != Some(Part::Painting) {
                self.experiments.wait().await;
            }
            self.files.wait().await;
        });
    }
}

/// The experiments where there is no page: in the race's worker.
pub(super) async fn experiments_of_worker() -> Option<Experiments> {
    experiments().await.ok()
}
