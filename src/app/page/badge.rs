//! What computed the numbers on the page, and the choice of what should.

use leptos::prelude::*;
use loss_playground::engine::{Backend, Choice};

use super::controls::Select;
use super::gpu;
use super::live::{self, act};
use super::state::{GpuStatus, State};
use super::text;

const CHOICES: [(Choice, &str); 3] = [
    (Choice::Auto, text::AUTO),
    (Choice::Gpu, text::WEBGPU),
    (Choice::Cpu, text::CPU),
];

/// The backend, its adapter, why it is not the GPU if it could be, and the choice.
#[component]
pub(super) fn Badge(state: State) -> impl IntoView {
    let gpu = state.gpu;
    let backend = move || state.evaluated.with(|evaluated| evaluated.backend);
    let adapter = move || {
        gpu.status.with(|status| match status {
            GpuStatus::Ready(adapter) => Some(adapter.name.clone()),
            _ => None,
        })
    };
    let computed = move || match backend() {
        None => text::STARTING.into(),
        Some(Backend::Cpu) => text::CPU_BADGE.into(),
        Some(Backend::Gpu) => text::gpu_badge(&adapter().unwrap_or_default()),
    };
    let reason = move || {
        // Nobody who asked for the CPU wants to know about the GPU.
        if gpu.choice.get() == Choice::Cpu || backend() == Some(Backend::Gpu) {
            return String::new();
        }
        gpu.status.with(|status| match status {
            GpuStatus::Starting => text::LOOKING_FOR_GPU.to_owned(),
            GpuStatus::Missing(_) if !window().is_secure_context() => {
                text::GPU_NEEDS_HTTPS.to_owned()
            }
            GpuStatus::Missing(_) => text::NO_GPU.to_owned(),
            GpuStatus::Unloaded => text::GPU_NOT_LOADED.to_owned(),
            GpuStatus::Lost(_) => text::GPU_GONE.to_owned(),
            GpuStatus::Ready(adapter) if adapter.software => text::SOFTWARE_GPU.to_owned(),
            GpuStatus::Ready(_) => String::new(),
        })
    };
    let details = move || {
        gpu.status.with(|status| match status {
            GpuStatus::Missing(why) | GpuStatus::Lost(why) => why.clone(),
            GpuStatus::Ready(adapter) => adapter.name.clone(),
            GpuStatus::Starting | GpuStatus::Unloaded => String::new(),
        })
    };
    // All of it, because where there is little room its end is not to be seen.
    let title = move || {
        let mut lines = vec![computed(), reason(), details()];
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    };
    let choose = move |name: String| {
        gpu.choice.set(Choice::from_name(&name).unwrap_or_default());
        gpu::start_unloaded(state);
    };
    let name = move || backend().map_or("", Backend::name).to_owned();
    view! {
        <div
            class="lp-badge"
            data-testid="badge"
            data-backend=live::text(name)
            data-adapter=live::text(move || adapter().unwrap_or_default())
            title=live::text(title)
        >
            <span class="lp-badge-name">{live::text(computed)}</span>
            <span class="lp-muted" data-testid="badge-reason">{live::text(reason)}</span>
        </div>
        <Select
            label=text::BACKEND
            labelled=true
            testid="backend"
            options=Box::new(|| CHOICES.map(|(choice, text)| (choice.name().into(), text.into())).into())
            value=Box::new(move || gpu.choice.get().name().to_owned())
            choose=act(choose)
        />
    }
    .into_any()
}
