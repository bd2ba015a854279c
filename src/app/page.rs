//! The page in a browser: components, and the only signals there are.

mod area;
mod badge;
mod canvas;
mod canvases;
mod chart;
mod chart_controls;
mod chart_data;
mod chart_words;
mod class_weights;
mod contender;
mod contenders;
mod controls;
mod document;
mod dom;
mod evaluate;
mod files;
mod keys;
mod legend;
mod live;
mod notices;
mod number_field;
mod overlay;
mod paint;
mod parameter;
mod presets;
mod readout;
mod root;
mod session;
mod state;
mod summary;
mod swatches;
mod term;
mod text;
mod theme;
mod tools;

pub use root::{Options, mount, start};
