//! The classes and void: what the brush paints, and what the canvases leave out.

use leptos::prelude::*;

use super::controls::Toggle;
use super::live::{self, act, each, flag, part};
use super::state::State;
use super::text::{self, classes as words};
use super::void::VoidSwatch;
use crate::colours::css;

/// One button a class, in its colour and with its key.
#[component]
pub(super) fn Swatches(state: State) -> impl IntoView {
    let classes = Memo::new(move |_| state.shape().classes);
    let swatch = move |class: usize| {
        // There are nine keys.
        let key = (class < 9).then(|| (class + 1).to_string());
        let hidden = move || state.document.looks.with(|looks| looks.is_hidden(class));
        let name = move || match (state.document.class_name(class), hidden()) {
            (name, true) => words::hidden(&name),
            (name, false) => name,
        };
        view! {
            <Toggle
                class="lp-swatch"
                testid=format!("class-{class}")
                keys=key.clone().unwrap_or_default()
                pressed=flag(move || state.tools.class.get() == class)
                press=act(move |_| state.tools.class.set(class))
            >
                <i aria-hidden="true" style=live::text(move || colour(state, class))></i>
                <span>{live::text(name)}</span>
                {key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
            </Toggle>
        }
        .into_any()
    };
    view! {
        <div class="lp-swatches" role="group" aria-label=text::CLASSES>
            {part(move || each(0..classes.get(), swatch))}
            <VoidSwatch state=state />
        </div>
    }
    .into_any()
}

/// The style of a class's chip.
pub(super) fn colour(state: State, class: usize) -> String {
    let colour = state.document.looks.with(|looks| looks.colour(class));
    format!("background-color:{}", css(colour))
}
