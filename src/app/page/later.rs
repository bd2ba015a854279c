//! What is done once things have been quiet for a while.

use std::time::Duration;

use leptos::prelude::*;

/// Something that waits, at the most one at a time.
#[derive(Clone, Copy)]
pub(super) struct Later(StoredValue<Option<TimeoutHandle>, LocalStorage>);

impl Later {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    /// Does it after this time, in place of what waits already. It may find the page gone.
    pub(super) fn after(self, time: Duration, act: impl FnOnce() + 'static) {
        // It can only fail where there is no window.
        let next = set_timeout_with_handle(act, time).ok();
        self.replace(next);
    }

    /// Does not do it.
    pub(super) fn cancel(self) {
        self.replace(None);
    }

    fn replace(self, next: Option<TimeoutHandle>) {
        let last = self
            .0
            .try_update_value(|waiting| std::mem::replace(waiting, next));
        if let Some(waiting) = last.flatten() {
            waiting.clear();
        }
    }
}
