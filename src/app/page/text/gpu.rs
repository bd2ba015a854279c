//! What computes, and what became of the GPU.

use loss_playground::Error;

pub(in crate::page) const BACKEND: &str = "Run on";
pub(in crate::page) const AUTO: &str = "Auto";
pub(in crate::page) const WEBGPU: &str = "WebGPU";
pub(in crate::page) const CPU: &str = "CPU";
pub(in crate::page) const CPU_BADGE: &str = "CPU · WebAssembly";
pub(in crate::page) const STARTING: &str = "Starting …";
pub(in crate::page) const LOOKING_FOR_GPU: &str = "looking for a GPU";
pub(in crate::page) const NO_GPU: &str = "no WebGPU here";
/// Why there is none where nothing could be asked.
pub(in crate::page) const BROWSER_WITHOUT_GPU: &str = "This browser has no WebGPU";
pub(in crate::page) const GPU_NOT_LOADED: &str = "WebGPU could not be loaded";
/// Browsers keep it from pages that came over plain HTTP.
pub(in crate::page) const GPU_NEEDS_HTTPS: &str = "WebGPU needs HTTPS";
/// There is some WebGPU, but a processor plays it.
pub(in crate::page) const SOFTWARE_GPU: &str = "WebGPU is only emulated here";
pub(in crate::page) const GPU_GONE: &str = "the GPU was lost";
pub(in crate::page) const TRY_AGAIN: &str = "Try the GPU again";

/// What a WebGPU adapter is called.
pub(in crate::page) fn gpu_badge(adapter: &str) -> String {
    format!("WebGPU · {}", name(adapter))
}

/// Browsers may keep an adapter's name to themselves.
fn name(adapter: &str) -> &str {
    if adapter.is_empty() {
        "an adapter without a name"
    } else {
        adapter
    }
}

/// What happened to a GPU that was lost while nobody used it.
pub(in crate::page) const GPU_LOST_IDLE: &str = "the device was lost";

/// The GPU failed; `error` says how.
pub(in crate::page) fn gpu_lost(error: &Error) -> String {
    format!("The GPU stopped: {error}. The CPU goes on, and nothing of the painting is lost.")
}
