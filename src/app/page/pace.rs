//! Work that follows the evaluations without holding them up.

use std::time::Duration;

use leptos::prelude::*;

use super::dom;

/// Work that took longer than this the last time, in milliseconds, waits until the reader pauses:
/// a frame.
const QUICK: f64 = 16.0;
const PAUSE: Duration = Duration::from_millis(120);

/// How long a piece of work takes, and when it may be done.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    cost: StoredValue<f64>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// The reader has paused.
    due: StoredValue<bool>,
    paused: RwSignal<u64>,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            cost: StoredValue::new(0.0),
            timer: StoredValue::new_local(None),
            due: StoredValue::new(false),
            paused: RwSignal::new(0),
        }
    }

    /// Does the work, or nothing for now: then the effect that called runs again after a pause.
    pub(super) fn work<T>(self, work: impl FnOnce() -> T) -> Option<T> {
        self.paused.track();
        let due = self.due.try_update_value(std::mem::take);
        if self.cost.get_value() > QUICK && due != Some(true) {
            self.wait();
            return None;
        }
        let start = dom::now();
        let result = work();
        self.cost.set_value(dom::now() - start);
        Some(result)
    }

    fn wait(self) {
        let resume = move || {
            // Gone with the page, if it is.
            if self.due.try_update_value(|due| *due = true).is_some() {
                self.paused.update(|paused| *paused += 1);
            }
        };
        let next = set_timeout_with_handle(resume, PAUSE).ok();
        self.timer.update_value(|timer| {
            if let Some(running) = std::mem::replace(timer, next) {
                running.clear();
            }
        });
    }
}
