//! What a chart shows, and how it is drawn on any plotters backend.

pub mod axioms;
pub mod axis;
mod contender;
pub mod contour;
pub mod draw;
pub mod gradient;
pub mod landscape;
pub mod near_target;
pub mod path;
pub mod plot;
pub mod race;
pub mod reductions;
pub mod sweep;
pub mod vector;

pub use contender::Contender;
