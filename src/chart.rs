//! What a chart shows, and how it is drawn on any plotters backend.

pub mod axis;
pub mod csv;
pub mod draw;
pub mod near_target;
pub mod plot;
pub mod race;
pub mod table;
