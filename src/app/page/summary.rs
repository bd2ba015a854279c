//! What there is to see, in words.

use std::time::Duration;

use leptos::prelude::*;

use super::live::{self, effect};
use super::state::{State, Who};
use super::{contender, text};
use crate::number::{percent, significant};

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

/// Everyone's name and value, and how much of the label is what, for those who cannot see it.
fn summary(state: State) -> String {
    let value = |who: Who| {
        let name = contender::title(state, who);
        match contender::value(state, who) {
            Some(value) => {
                let value = significant(value, 3);
                Some(text::loss_value(&name, &value))
            }
            None => Some(text::refused(&name, &contender::refusal(state, who)?)),
        }
    };
    let mut parts: Vec<String> = state.everyone().into_iter().filter_map(value).collect();
    parts.extend(state.image_name());
    state.document.read(|scene| {
        let part = |name: &str, share: f64| text::share(name, &percent(share));
        let (shares, void) = scene.label_shares();
        for (class, share) in shares.into_iter().enumerate() {
            parts.push(part(&state.document.class_name(class), share));
        }
        if void > 0.0 {
            parts.push(part(text::VOID, void));
        }
    });
    parts.join(", ")
}
