//! The GPU as the page sees it: asked for, lost, given up.

use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::Error;
use loss_playground::engine::{Choice, Engine};

use super::state::{GpuStatus, State};
use super::{dom, text};

/// Asks for a GPU, now or again.
pub(super) fn start(state: State) {
    if dom::of_navigator("gpu").is_undefined() {
        let why = text::BROWSER_WITHOUT_GPU.to_owned();
        return state.gpu.status.set(GpuStatus::Missing(why));
    }
    state.gpu.status.set(GpuStatus::Starting);
    spawn_local(async move {
        let Some(engine) = state.gpu.engine.try_get_value() else {
            return;
        };
        let Some(gpu) = state.chunks.gpu.wait().await else {
            state.gpu.status.try_set(GpuStatus::Unloaded);
            return;
        };
        let started = (gpu.start)(engine.clone()).await;
        let status = match (started, engine.gpu()) {
            (Ok(()), Some(adapter)) => GpuStatus::Ready(adapter),
            (Ok(()), None) => GpuStatus::Missing(String::new()),
            (Err(error), _) => GpuStatus::Missing(error.to_string()),
        };
        let ready = matches!(status, GpuStatus::Ready(_));
        state.gpu.status.try_set(status);
        if ready {
            watch(state, &engine).await;
        }
    });
}

/// Asks again where what asks could not be loaded, and the reader wants one.
pub(super) fn start_unloaded(state: State) {
    let is_unloaded = state.gpu.status.get_untracked() == GpuStatus::Unloaded;
    if is_unloaded && state.gpu.choice.get_untracked() != Choice::Cpu {
        start(state);
    }
}

/// Waits until the GPU is lost. That happens while nobody uses it, too: a driver is updated, a
/// laptop wakes up.
async fn watch(state: State, engine: &Engine) {
    engine.lost().await;
    // If there is one now, it took the place of the one that is gone.
    if state.document.is_gone() || engine.gpu().is_some() {
        return;
    }
    // An evaluation that was under way has already said so.
    if state
        .gpu
        .status
        .with_untracked(|status| matches!(status, GpuStatus::Ready(_)))
    {
        let error = Error::Gpu(text::GPU_LOST_IDLE.into());
        state.gpu.status.set(GpuStatus::Lost(error.to_string()));
        if state.gpu.choice.get_untracked() != Choice::Cpu {
            state.notices.gpu_lost(&error);
        }
    }
}

/// Lets go of a GPU that has failed, and says so.
pub(super) fn give_up(state: State, error: &Error) {
    state.gpu.engine.with_value(Engine::drop_gpu);
    state.gpu.status.set(GpuStatus::Lost(error.to_string()));
    state.notices.gpu_lost(error);
}
