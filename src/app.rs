//! The page: what it shows (anywhere) and the page itself (in a browser).

pub mod colours;
pub mod formula;
pub mod number;
pub mod pixels;

#[cfg(all(feature = "app", target_arch = "wasm32"))]
mod page;
#[cfg(all(feature = "app", target_arch = "wasm32"))]
pub use page::{Options, mount, start};
