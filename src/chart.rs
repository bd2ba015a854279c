//! What a chart shows, and how it is drawn on any plotters backend.

pub mod axioms;
pub mod axis;
pub mod csv;
pub mod draw;
pub mod near_target;
pub mod plot;
pub mod reductions;
pub mod table;
pub mod vector;
