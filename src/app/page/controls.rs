//! Controls that several parts of the page share.

use leptos::prelude::*;

use super::state::State;
use crate::app::number::plain;

/// A choice of one among several; values are `(value, text)`.
///
/// If `choose` leaves things as they are, so does the control.
#[component]
pub(super) fn Select(
    #[prop(into)] label: String,
    #[prop(into)] testid: String,
    /// Whether the label is shown, and not only named.
    #[prop(optional)]
    labelled: bool,
    options: impl Fn() -> Vec<(String, String)> + Send + Sync + 'static,
    value: impl Fn() -> String + Send + Sync + 'static,
    choose: impl Fn(String) + 'static,
) -> impl IntoView {
    let value = Signal::derive(value);
    let options = Memo::new(move |_| options());
    let changed = move |event: web_sys::Event| {
        let select: web_sys::HtmlSelectElement = event_target(&event);
        choose(select.value());
        select.set_value(&value.get_untracked());
    };
    let option = move |(name, text): (String, String)| {
        let chosen = {
            let name = name.clone();
            move || value.get() == name
        };
        view! {
            <option value=name prop:selected=chosen>
                {text}
            </option>
        }
    };
    view! {
        <label class="lp-select">
            <span class=if labelled { "" } else { "lp-hidden" }>{label}</span>
            <select data-testid=testid on:change=changed>
                {move || options.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// A number on a scale.
#[component]
pub(super) fn Slider(
    label: &'static str,
    testid: &'static str,
    value: RwSignal<f64>,
    range: (f64, f64),
    step: f64,
    /// What stands behind the number.
    #[prop(optional)]
    unit: &'static str,
) -> impl IntoView {
    let moved = move |event: web_sys::Event| {
        if let Ok(x) = event_target_value(&event).parse() {
            value.set(x);
        }
    };
    view! {
        <label class="lp-slider">
            <span>{label}</span>
            <input
                type="range"
                data-testid=testid
                min=range.0
                max=range.1
                step=step
                prop:value=move || value.get().to_string()
                on:input=moved
            />
            <output>{move || plain(value.get())}{unit}</output>
        </label>
    }
    .into_any()
}

/// A button that is on or off.
#[component]
pub(super) fn Switch(
    #[prop(into)] label: String,
    /// What it is called where its label says nothing.
    #[prop(into, optional)]
    name: Option<String>,
    #[prop(into)] testid: String,
    on: impl Fn() -> bool + Send + 'static,
    turn: impl Fn(bool) + 'static,
) -> impl IntoView {
    let changed = move |event: web_sys::Event| turn(event_target_checked(&event));
    view! {
        <label class="lp-switch">
            <input type="checkbox" data-testid=testid aria-label=name prop:checked=on on:change=changed />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// A loss's mark in its colour.
#[component]
pub(super) fn Mark(state: State, who: super::state::Who) -> impl IntoView {
    view! {
        <span
            class="lp-mark"
            aria-hidden="true"
            style:color=move || crate::app::colours::css(state.mark(who).1)
        >
            {move || state.mark(who).0}
        </span>
    }
    .into_any()
}
