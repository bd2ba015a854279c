//! Segmentation losses, their exact gradients, and a page on which to see them.
//!
//! # The map
//!
//! Data flows one way: what is painted ([`scene`]) becomes a [`batch`], a [`config`] says what the
//! loss is, an evaluation comes back, and charts and canvases show it.
//!
//! | module | what it knows |
//! | --- | --- |
//! | [`config`] | what a loss is; every parameter is declared once |
//! | [`batch`] | prediction, label, keep mask: checked where they are made |
//! | [`loss`] | values and gradients as plain functions that read like the formulas: the oracle |
//! | [`kernel`] | the same in f32, as many numbers at a time as the processor takes |
//! | [`gpu`] | the same in WGSL; the shaders are in `shaders/`, and say whose twins they are |
//! | [`engine`] | which of `kernel` and `gpu` to use |
//! | [`descent`] | where following a gradient leads: optimisers, models, races |
//! | [`export`] | the same as PyTorch code |
//! | [`score`], [`label`] | scores of hard predictions; soft labels from hard ones |
//! | [`axioms`] | which axioms of a metric a loss breaks: a search over random triples |
//! | [`scene`], [`chart`], [`number`] | the painted document, what charts show, and numbers as people read them; no web types |
//! | [`lesson`] | the questions people ask, each with what on the page answers it |
//! | `embed`, `src/app` | the JavaScript module, and the page, a package of its own; they compute nothing |
//!
//! # Conventions
//!
//! Arrays are `[B, C, H, W]`, row-major. z are logits, x probabilities, y the label's. `sign(0)` is
//! 0 everywhere, as in PyTorch's `sgn`. Pixels that are masked or void count for nothing. What is
//! empty (no active class, no kept pixel) has value 0 and gradient 0, but for what smoothing makes of 0/0.
//!
//! # How the numbers are checked
//!
//! Golden values of reference implementations, finite differences, properties that hold for any
//! batch, and f32 paths against f64, the first and the last in a browser too. Natively, PyTorch also
//! runs what [`export`] writes.
//!
//! # Features
//!
//! `gpu` adds evaluation in WGSL and `scene` the painted document, its charts and lessons, both by default;
//! `embed` is the JavaScript module, for wasm32. Without any of them the crate is pure mathematics
//! and builds anywhere.

pub mod axioms;
pub mod batch;
#[cfg(feature = "scene")]
pub mod chart;
pub mod config;
pub mod descent;
#[cfg(all(feature = "embed", target_arch = "wasm32"))]
pub mod embed;
#[cfg(feature = "gpu")]
pub mod engine;
mod error;
pub mod export;
#[cfg(feature = "gpu")]
pub mod gpu;
pub mod kernel;
pub mod label;
#[cfg(feature = "scene")]
pub mod lesson;
pub mod loss;
#[cfg(feature = "scene")]
pub mod number;
mod random;
#[cfg(feature = "scene")]
pub mod scene;
pub mod score;

pub use error::{Error, Result};
