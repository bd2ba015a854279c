//! What there is to see, in words.

use std::time::Duration;

use leptos::prelude::*;
use loss_playground::scene::{Layer, VOID};

use super::later::Later;
use super::live::{self, effect};
use super::paint::class_at;
use super::state::{State, Who};
use super::{contender, text};
use crate::number::{percent, significant};

/// How long things must have been quiet before they are put into words.
const QUIET: Duration = Duration::from_millis(700);

/// How long the cursor must have rested before it is said where it is.
const RESTED: Duration = Duration::from_millis(300);

/// The description of the canvases, and of their keys; and where the cursor is, once it has moved.
#[component]
pub(super) fn Summary(state: State) -> impl IntoView {
    let words = after(state, QUIET, summary, move || {
        state.evaluated.track();
        state.document.images.track();
        state.document.looks.track();
        true
    });
    let here = after(state, RESTED, pixel, move || {
        // What the keys and the inspector select; the pointer that only passes is not spoken of.
        let selected = state.selected.get();
        selected.is_some() && selected == state.cursor.get().map(|cursor| cursor.pixel)
    });
    view! {
        <p class="lp-hidden" id=state.id("canvas-keys")>{text::CANVAS_KEYS}</p>
        <p class="lp-hidden" id=state.id("summary") aria-live="polite" data-testid="summary">{live::text(move || words.get())}</p>
        <p class="lp-hidden" aria-live="polite" data-testid="spoken-pixel">{live::text(move || here.get())}</p>
    }
    .into_any()
}

/// What is to be said once what `follows` has been quiet; it says whether there is anything.
fn after(
    state: State,
    quiet: Duration,
    say: fn(State) -> String,
    follows: impl Fn() -> bool + Send + Sync + 'static,
) -> RwSignal<String> {
    let words = RwSignal::new(String::new());
    let timer = Later::new();
    effect(move || {
        if !follows() {
            return;
        }
        timer.after(quiet, move || {
            if !state.document.is_gone() {
                words.set(untrack(|| say(state)));
            }
        });
    });
    words
}

/// Where the selected pixel is, and what is on it.
fn pixel(state: State) -> String {
    let Some(pixel) = state.pixel() else {
        return String::new();
    };
    let name = |class: usize| match class {
        VOID => text::VOID.to_owned(),
        class => state.document.class_name(class),
    };
    let [label, prediction] =
        [Layer::Label, Layer::Prediction].map(|layer| class_at(state, layer, pixel));
    let share = state.document.read(|scene| {
        let x = scene.probabilities_at(pixel);
        x.get(prediction).copied().unwrap_or_default()
    });
    let place = text::position(pixel.0, pixel.1);
    text::on_pixel(
        &place,
        &name(label),
        &name(prediction),
        &percent(f64::from(share)),
    )
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
