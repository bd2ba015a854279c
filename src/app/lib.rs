//! The page: what it shows (anywhere) and the page itself (in a browser).
//!
//! It is a package of its own so that it can be compiled for size and the engine for speed.

pub mod colours;
pub mod file_name;
pub mod formula;
pub mod look;
pub mod pixels;
pub mod thumbnail;
pub mod zoom;

pub use loss_playground::number;

#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
pub use page::{Options, Part, mount, start};
