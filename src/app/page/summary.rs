//! What there is to see, in words.

use std::time::Duration;

use leptos::prelude::*;

use super::live::{self, effect};
use super::root::summary;
use super::state::State;
use super::text;

/// How long things must have been quiet before they are put into words.
const QUIET: Duration = Duration::from_millis(700);

/// The description of the canvases, and of their keys.
#[component]
pub(super) fn Summary(state: State) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    effect(move || {
        state.evaluated.track();
        let put = move || {
            if !state.document.is_gone() {
                words.set(untrack(|| summary(state)));
            }
        };
        let next = set_timeout_with_handle(put, QUIET).ok();
        timer.update_value(|running| {
            if let Some(running) = std::mem::replace(running, next) {
                running.clear();
            }
        });
    });
    view! {
        <p class="lp-hidden" id=state.id("canvas-keys")>{text::CANVAS_KEYS}</p>
        <p class="lp-hidden" id=state.id("summary") aria-live="polite" data-testid="summary">{live::text(move || words.get())}</p>
    }
    .into_any()
}
