//! The loop: whatever changed, the latest state is evaluated once a frame.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::Result;
use loss_playground::batch::Batch;
use loss_playground::config::LossConfig;
use loss_playground::engine::{Backend, Engine};
use loss_playground::loss::{Evaluation, largest};
use loss_playground::scene::Gallery;

use super::contenders::reference;
use super::dom;
use super::gpu;
use super::later::Later;
use super::live::effect;
use super::measures::Measures;
use super::state::{State, Who};
use super::text;

/// What the losses made of the images.
#[derive(Debug, Default)]
pub(super) struct Evaluated {
    /// Counts evaluations; 0 is before the first.
    pub revision: u64,
    pub backend: Option<Backend>,
    /// What was evaluated.
    pub batch: Option<Arc<Batch<f32>>>,
    /// Which of the document's revisions that was.
    pub scene: u64,
    /// An evaluation, or why there is none.
    pub results: Vec<(Who, Result<Evaluation<f32>>)>,
    /// The largest magnitude in everyone's gradient, which several parts of the page want to know.
    pub scales: Vec<(Who, f32)>,
}

impl Evaluated {
    pub(super) fn of(&self, who: Who) -> Option<&Evaluation<f32>> {
        self.result(who)?.as_ref().ok()
    }

    /// The end of a gradient's scale.
    pub(super) fn scale(&self, who: Who) -> Option<f32> {
        let found = self.scales.iter().find(|(whose, _)| *whose == who);
        found.map(|(_, scale)| *scale)
    }

    /// The end of a scale for all gradients.
    pub(super) fn largest_scale(&self) -> f32 {
        let scales = self.scales.iter().map(|(_, scale)| *scale);
        scales.fold(0.0, f32::max)
    }

    /// Why a loss has no evaluation, in brief; none if it has one, or nobody has.
    pub(super) fn refusal(&self, who: Who) -> Option<String> {
        let error = self.result(who)?.as_ref().err()?;
        Some(text::titled(&error.brief()))
    }

    pub(super) fn result(&self, who: Who) -> Option<&Result<Evaluation<f32>>> {
        let found = self.results.iter().find(|(whose, _)| *whose == who);
        found.map(|(_, result)| result)
    }
}

/// What is under way.
#[derive(Clone, Copy)]
pub(super) struct Work {
    /// A frame has been asked for.
    scheduled: StoredValue<bool>,
    /// What waits for the reader to pause.
    pause: Later,
    /// The GPU is at it.
    busy: StoredValue<bool>,
    /// Something has changed since it started.
    stale: StoredValue<bool>,
    /// When the first pointer event happened that no evaluation has seen yet.
    since: StoredValue<Option<f64>>,
    /// How long the last evaluation on the CPU took, in milliseconds.
    cost: StoredValue<f64>,
    pub measures: Measures,
}

/// An evaluation that takes longer, in milliseconds, leaves most of the time to the brush.
const SLOW: f64 = 40.0;
/// One that takes longer than this would make the brush stutter all the same: it waits until the
/// reader has paused for [`PAUSE`].
const STALLING: f64 = 100.0;
const PAUSE: Duration = Duration::from_millis(120);

impl Work {
    pub(super) fn new() -> Self {
        Self {
            scheduled: StoredValue::new(false),
            pause: Later::new(),
            busy: StoredValue::new(false),
            stale: StoredValue::new(false),
            since: StoredValue::new(None),
            cost: StoredValue::new(0.0),
            measures: Measures::new(),
        }
    }

    /// Notes when paint was put down: an event's time stamp.
    pub(super) fn painted(&self, time: f64) {
        self.since.update_value(|since| {
            since.get_or_insert(time);
        });
        self.measures.painted(time);
    }
}

/// Evaluates whenever the scene, the contenders or the backend change.
pub(super) fn follow(state: State) {
    effect(move || {
        state.document.revision.track();
        state.contenders.track();
        state.gpu.choice.track();
        state.gpu.status.track();
        request(state);
    });
}

fn request(state: State) {
    let work = state.work;
    let cost = work.cost.get_value();
    if cost >= STALLING {
        work.pause.after(PAUSE, move || run(state));
    } else if !work.scheduled.get_value() {
        work.scheduled.set_value(true);
        if cost < SLOW {
            request_animation_frame(move || run(state));
        } else {
            set_timeout(move || run(state), Duration::from_millis(3 * cost as u64));
        }
    }
}

fn run(state: State) {
    if state.document.is_gone() {
        return;
    }
    let work = state.work;
    work.scheduled.set_value(false);
    let start = dom::now();
    if work.busy.get_value() {
        work.stale.set_value(true);
        return;
    }
    let since = work.since.get_value();
    work.since.set_value(None);
    let batch = match state.document.read_all(Gallery::batch) {
        Ok(batch) => batch,
        Err(error) => return state.notices.alert(error.to_string(), None),
    };
    let job = Job::new(state, batch);
    let engine = state.gpu.engine.get_value();
    // A GPU is there only if its chunk is.
    let gpu = state.chunks.gpu.get_untracked();
    match (engine.backend(state.gpu.choice.get_untracked()), gpu) {
        (Backend::Cpu, _) | (_, None) => {
            let results = engine.evaluate_cpu(&job.batch, &job.losses);
            work.cost.set_value(dom::now() - start);
            show(state, job, results, Backend::Cpu, since);
        }
        (Backend::Gpu, Some(gpu)) => {
            work.busy.set_value(true);
            work.cost.set_value(0.0);
            spawn_local(async move {
                let (job, results) = (gpu.evaluate)(engine.clone(), job).await;
                if state.document.is_gone() {
                    return;
                }
                work.busy.set_value(false);
                match results {
                    Ok(results) => show(state, job, Ok(results), Backend::Gpu, since),
                    Err(error) => {
                        // Nothing is lost but time: the same work is done again on the CPU.
                        gpu::give_up(state, &error);
                        let results = engine.evaluate_cpu(&job.batch, &job.losses);
                        show(state, job, results, Backend::Cpu, since);
                    }
                }
                if work.stale.get_value() {
                    work.stale.set_value(false);
                    request(state);
                }
            });
        }
    }
}

/// What became of the losses that fit.
pub(super) type Results = Vec<Evaluation<f32>>;

/// A job, and what became of it.
pub(super) type Done = (Job, Result<Results>);

/// Evaluates on the GPU.
pub(super) async fn on_gpu(engine: Engine, job: Job) -> Done {
    let results = engine.evaluate_gpu(&job.batch, &job.losses).await;
    (job, results)
}

/// The losses that fit the batch, and the errors of those that do not.
pub(super) struct Job {
    batch: Arc<Batch<f32>>,
    /// The document's revision.
    scene: u64,
    losses: Vec<LossConfig>,
    /// In the order of the page: a place among `losses`, or why not.
    order: Vec<(Who, Result<usize>)>,
}

impl Job {
    fn new(state: State, batch: Batch<f32>) -> Self {
        let mut losses = Vec::new();
        let mut order = Vec::new();
        let mut add = |who, loss: &LossConfig| {
            let fits = loss.check(batch.layout()).map(|()| {
                losses.push(loss.clone());
                losses.len() - 1
            });
            order.push((who, fits));
        };
        add(Who::Reference, &reference());
        state.contenders.with_untracked(|all| {
            for contender in all {
                add(Who::Contender(contender.slot), &contender.loss);
            }
        });
        Self {
            batch: Arc::new(batch),
            scene: state.document.revision.get_untracked(),
            losses,
            order,
        }
    }
}

fn show(state: State, job: Job, results: Result<Results>, backend: Backend, since: Option<f64>) {
    // Old numbers would pass for those of what has just been changed.
    let mut results: Vec<_> = match results {
        Ok(results) => results.into_iter().map(|found| Some(Ok(found))).collect(),
        Err(error) => {
            state.notices.alert(error.to_string(), None);
            job.losses
                .iter()
                .map(|_| Some(Err(error.clone())))
                .collect()
        }
    };
    let results = job.order.into_iter().filter_map(|(who, place)| {
        let result = match place {
            Ok(place) => results.get_mut(place)?.take()?,
            Err(error) => Err(error),
        };
        Some((who, result))
    });
    let results: Vec<(Who, Result<Evaluation<f32>>)> = results.collect();
    let scale = |(who, result): &(Who, Result<Evaluation<f32>>)| {
        let gradient = result.as_ref().ok()?.gradient.view();
        Some((*who, largest(gradient)))
    };
    if let Some(since) = since {
        state.work.measures.evaluated(since);
    }
    state.evaluated.set(
        Evaluated {
            revision: state.evaluated.with_untracked(|last| last.revision + 1),
            backend: Some(backend),
            batch: Some(job.batch),
            scene: job.scene,
            scales: results.iter().filter_map(scale).collect(),
            results,
        }
        .into(),
    );
}
