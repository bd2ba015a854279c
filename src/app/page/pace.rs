//! Work that follows the evaluations without holding them up.

use std::time::Duration;

use leptos::prelude::*;

use super::dom;
use super::later::Later;

/// Work in full that took longer than this the last time, in milliseconds, waits until the reader
/// pauses: it shares a frame with the losses and the canvases.
const QUICK: f64 = 8.0;
/// So does coarse work that took longer than this.
pub(super) const SLOW: f64 = 32.0;
const PAUSE: Duration = Duration::from_millis(120);

/// How closely to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Enough to follow the brush.
    Coarse,
    Full,
}

/// How long a piece of work takes, and when it may be done.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// Of the work in full and of the coarse one, in milliseconds; 0 is not known yet.
    full: StoredValue<f64>,
    coarse: StoredValue<f64>,
    timer: Later,
    /// The reader has paused.
    due: StoredValue<bool>,
    paused: RwSignal<u64>,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            full: StoredValue::new(0.0),
            coarse: StoredValue::new(0.0),
            timer: Later::new(),
            due: StoredValue::new(false),
            paused: RwSignal::new(0),
        }
    }

    /// Does work that need not follow the brush: only if it is quick, else the effect that called runs again
    /// after a pause.
    pub(super) fn quick_work<T>(self, work: impl FnOnce() -> T) -> Option<T> {
        match self.detail() {
            Detail::Full => Some(self.timed(self.full, work)),
            Detail::Coarse => {
                self.wait();
                None
            }
        }
    }

    /// Does the work in full if it is quick, else coarsely or, if that is slow as well, not at all:
    /// then the effect that called runs again after a pause, for the work in full.
    pub(super) fn work<T>(self, work: impl FnOnce(Detail) -> T) -> Option<T> {
        let detail = self.detail();
        if detail == Detail::Coarse {
            self.wait();
            if self.coarse.get_value() > SLOW {
                return None;
            }
            return Some(self.timed(self.coarse, || work(detail)));
        }
        // What was slow once, maybe for another reason, is tried again.
        self.coarse.set_value(0.0);
        Some(self.timed(self.full, || work(detail)))
    }

    fn detail(self) -> Detail {
        self.paused.track();
        let due = self.due.try_update_value(std::mem::take) == Some(true);
        match due || self.full.get_value() <= QUICK {
            true => Detail::Full,
            false => Detail::Coarse,
        }
    }

    fn timed<T>(self, cost: StoredValue<f64>, work: impl FnOnce() -> T) -> T {
        let start = dom::now();
        let result = work();
        cost.set_value(dom::now() - start);
        result
    }

    fn wait(self) {
        let resume = move || {
            // Gone with the page, if it is.
            if self.due.try_update_value(|due| *due = true).is_some() {
                self.paused.update(|paused| *paused += 1);
            }
        };
        self.timer.after(PAUSE, resume);
    }
}
