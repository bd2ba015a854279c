//! The classes: what the brush paints.

use leptos::prelude::*;

use super::state::State;
use super::text;
use crate::app::colours::{CLASSES, css};

/// One button a class, in its colour and with its key.
#[component]
pub(super) fn Swatches(state: State) -> impl IntoView {
    let classes = Memo::new(move |_| state.shape().classes);
    let swatch = move |class: usize| {
        let chosen = move || state.tools.class.get() == class;
        view! {
            <button
                type="button"
                class="lp-swatch"
                aria-pressed=move || chosen().to_string()
                aria-keyshortcuts=class + 1
                data-testid=format!("class-{class}")
                on:click=move |_| state.tools.class.set(class)
            >
                <i aria-hidden="true" style:background-color=css(CLASSES[class % CLASSES.len()])></i>
                <span>{move || state.document.class_name(class)}</span>
                <kbd aria-hidden="true">{class + 1}</kbd>
            </button>
        }
    };
    view! {
        <div class="lp-swatches" role="group" aria-label=text::CLASSES>
            {move || (0..classes.get()).map(swatch).collect_view()}
        </div>
    }
    .into_any()
}
