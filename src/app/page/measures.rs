//! How long the page takes to follow the paint: durations among the browser's own measures.

use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::{dom, text};

/// The browser keeps every duration; an hour of painting should not fill its memory.
const MOST: u32 = 2000;

/// What has been recorded, and what is to be.
#[derive(Clone, Copy)]
pub(super) struct Measures {
    count: StoredValue<u32>,
    /// When the first paint was put down that has been evaluated and is on no chart yet.
    uncharted: StoredValue<Option<f64>>,
}

impl Measures {
    pub(super) fn new() -> Self {
        Self {
            count: StoredValue::new(0),
            uncharted: StoredValue::new(None),
        }
    }

    /// Paint was put down: at an event's time stamp.
    pub(super) fn painted(self, time: f64) {
        self.record_after_effects(text::PAINT_TO_PIXEL, time);
    }

    /// The paint since then has been evaluated.
    pub(super) fn evaluated(self, since: f64) {
        self.uncharted.update_value(|uncharted| {
            uncharted.get_or_insert(since);
        });
        self.record_after_effects(text::PAINT_TO_LOSS, since);
    }

    /// The chart has been drawn.
    pub(super) fn charted(self) {
        if let Some(since) = self.uncharted.try_update_value(Option::take).flatten() {
            self.record(text::PAINT_TO_CHART, since);
        }
    }

    /// Once the canvases and the values have followed.
    fn record_after_effects(self, name: &'static str, since: f64) {
        spawn_local(async move {
            tick().await;
            self.record(name, since);
        });
    }

    fn record(self, name: &str, since: f64) {
        let count = self.count.try_update_value(|count| {
            *count += 1;
            *count
        });
        if count.is_some_and(|count| count % MOST == 0) {
            dom::forget_measures();
        }
        // Whoever measures the page notices; for everyone else nothing is amiss.
        let _ = dom::measure(name, since);
    }
}
