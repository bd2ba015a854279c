//! What is set about the chart.

use loss_playground::chart::landscape::Over;
use serde_json::{Value, json};

use crate::page::state::Pixel;

/// What is set about the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) struct LandscapeView {
    pub(super) over: Over,
    /// The second pixel, if the reader has chosen one.
    pub(super) second: Option<Pixel>,
    /// The second class, if the reader has chosen one.
    pub(super) other_class: Option<usize>,
}

impl Default for LandscapeView {
    fn default() -> Self {
        Self {
            over: Over::Pixels,
            second: None,
            other_class: None,
        }
    }
}

impl LandscapeView {
    pub(in crate::page) fn to_json(self) -> Value {
        json!({ "over": name(self.over), "second": self.second, "other_class": self.other_class })
    }

    pub(in crate::page) fn from_json(value: &Value) -> Self {
        let whole = |value: &Value| value.as_u64().map(|n| n as usize);
        let second = &value["second"];
        Self {
            over: named(value["over"].as_str().unwrap_or_default()),
            second: whole(&second[0]).zip(whole(&second[1])),
            other_class: whole(&value["other_class"]),
        }
    }
}

pub(super) fn name(over: Over) -> &'static str {
    match over {
        Over::Pixels => "pixels",
        Over::Classes => "classes",
    }
}

pub(super) fn named(name: &str) -> Over {
    match name {
        "classes" => Over::Classes,
        _ => Over::Pixels,
    }
}
