//! Work in small steps: some at once, the others while the reader rests.

use std::time::Duration;

use leptos::prelude::*;

use crate::page::dom;
use crate::page::later::Later;
use crate::page::pace::{Pace, SLOW};

/// For how long steps are taken without a break, in milliseconds.
const SLICE: f64 = 17.0;
/// The rest of quick work is done once the reader has paused for so long, and all else with so short
/// breaks.
const PAUSE: Duration = Duration::from_millis(150);
const BREAK: Duration = Duration::from_millis(4);
/// What has been done is shown so often, in milliseconds.
const SHOW: f64 = 120.0;

/// Something that is done in steps.
pub(super) trait Steps: Send + Sync + 'static {
    /// Takes one; false once nothing is left to do.
    fn step(&mut self) -> bool;
    /// Whether enough has been done to be shown while the reader paints.
    fn is_enough(&self) -> bool;
}

/// Is told what has been done; nothing if there is nothing to do.
type Show<W> = Box<dyn Fn(Option<&W>)>;

/// The work under way.
pub(super) struct Gradual<W: 'static> {
    work: StoredValue<Option<W>>,
    timer: Later,
    /// When it was shown last.
    shown: StoredValue<f64>,
    show: StoredValue<Show<W>, LocalStorage>,
    pace: Pace,
}

impl<W> Clone for Gradual<W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Gradual<W> {}

impl<W: Steps> Gradual<W> {
    /// None yet; `show` is told what has been done.
    pub(super) fn new(show: impl Fn(Option<&W>) + 'static) -> Self {
        Self {
            work: StoredValue::new(None),
            timer: Later::new(),
            shown: StoredValue::new(0.0),
            show: StoredValue::new_local(Box::new(show)),
            pace: Pace::new(),
        }
    }

    /// Leaves it at that.
    pub(super) fn stop(self) {
        self.timer.cancel();
        self.work.set_value(None);
    }

    /// Begins anew in an effect, which runs again after a pause if the beginning takes long.
    pub(super) fn begin(self, work: impl FnOnce() -> Option<W>) {
        self.stop();
        let begun = self.pace.work(|_| {
            self.work.set_value(work());
            // What is not enough by then waits for a pause the next time.
            self.advance(W::is_enough, SLOW)
        });
        if let Some(more) = begun {
            let is_enough = |work: &Option<W>| work.as_ref().is_some_and(W::is_enough);
            let is_quick = self.work.with_value(is_enough);
            self.show();
            if more {
                self.go_on_after(if is_quick { PAUSE } else { BREAK });
            }
        }
    }

    /// Takes steps until enough is done, or nothing is left, or so many milliseconds are over; false if
    /// nothing is left.
    fn advance(self, is_enough: fn(&W) -> bool, longest: f64) -> bool {
        let start = dom::now();
        let advanced = self.work.try_update_value(|work| {
            let Some(work) = work else { return false };
            while !is_enough(work) {
                if !work.step() {
                    return false;
                }
                if dom::now() - start > longest {
                    break;
                }
            }
            true
        });
        // Gone with the page, if it is.
        advanced.unwrap_or_default()
    }

    fn go_on_after(self, pause: Duration) {
        let go_on = move || {
            let more = self.advance(|_| false, SLICE);
            let Some(shown) = self.shown.try_get_value() else {
                return;
            };
            if !more || dom::now() - shown > SHOW {
                self.show();
            }
            if more {
                self.go_on_after(BREAK);
            }
        };
        self.timer.after(pause, go_on);
    }

    fn show(self) {
        self.shown.set_value(dom::now());
        self.work
            .with_value(|work| self.show.with_value(|show| show(work.as_ref())));
    }
}
