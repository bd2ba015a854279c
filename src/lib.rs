//! Segmentation losses, their exact gradients, and a page on which to see them.

#[cfg(feature = "scene")]
pub mod app;
pub mod batch;
#[cfg(feature = "scene")]
pub mod chart;
pub mod config;
#[cfg(all(feature = "embed", target_arch = "wasm32"))]
pub mod embed;
#[cfg(feature = "gpu")]
pub mod engine;
mod error;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod kernel;
pub mod label;
pub mod loss;
#[cfg(feature = "scene")]
pub mod scene;
pub mod score;

pub use error::{Error, Result};
