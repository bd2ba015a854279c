//! Controls that several parts of the page share. See [`super::live`] for the boxes.

use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, MouseEvent};

use super::canvases::{who_name, who_named};
use super::contender;
use super::live::{self, Act, Flag, Text, act, each, flag, part};
use super::state::{State, Who};
use crate::colours::css;
use crate::number::plain;

/// Values with their texts.
pub(super) type Options = Vec<(String, String)>;

/// A choice of one among several.
///
/// If `choose` leaves things as they are, so does the control.
#[component]
pub(super) fn Select(
    #[prop(into)] label: String,
    #[prop(into)] testid: String,
    /// Whether the label is shown, and not only named.
    #[prop(optional)]
    labelled: bool,
    options: Box<dyn Fn() -> Options + Send + Sync>,
    value: Box<dyn Fn() -> String + Send + Sync>,
    choose: Act<String>,
) -> impl IntoView {
    let value = StoredValue::new(value);
    let value = move || value.with_value(|value| value());
    let mut choose = choose;
    let changed = act(move |event: Event| {
        let select: HtmlSelectElement = event_target(&event);
        choose(select.value());
        select.set_value(&untrack(value));
    });
    let option = move |(name, text): (String, String)| {
        let own = name.clone();
        view! {
            <option value=name prop:selected=flag(move || value() == own)>
                {text}
            </option>
        }
        .into_any()
    };
    view! {
        <label class="lp-select">
            <span class=if labelled { "" } else { "lp-hidden" }>{label}</span>
            <select data-testid=testid on:change=changed>
                {part(move || each(options(), option))}
            </select>
        </label>
    }
    .into_any()
}

/// A choice among everyone.
#[component]
pub(super) fn WhoseSelect(
    state: State,
    label: &'static str,
    testid: &'static str,
    whose: RwSignal<Who>,
) -> impl IntoView {
    view! {
        <Select
            label=label
            testid=testid
            options=Box::new(move || contender::choices(state, false))
            value=Box::new(move || who_name(state.there_or_shown(whose.get())))
            choose=act(move |name: String| whose.set(who_named(&name)))
        />
    }
    .into_any()
}

/// The name of a table's column.
pub(super) fn head(name: &'static str) -> AnyView {
    view! { <th scope="col">{name}</th> }.into_any()
}

/// A number on a scale.
#[component]
pub(super) fn Slider(
    label: &'static str,
    #[prop(into)] testid: String,
    value: RwSignal<f64>,
    range: (f64, f64),
    step: f64,
) -> impl IntoView {
    let moved = act(move |event: Event| {
        if let Ok(x) = event_target_value(&event).parse() {
            value.set(x);
        }
    });
    view! {
        <label class="lp-slider">
            <span>{label}</span>
            <input
                type="range"
                data-testid=testid
                min=range.0.to_string()
                max=range.1.to_string()
                step=step.to_string()
                prop:value=live::text(move || value.get().to_string())
                on:input=moved
            />
            // The slider says its value itself.
            <output aria-live="off">{live::text(move || plain(value.get()))}</output>
        </label>
    }
    .into_any()
}

/// Something that is on or off.
#[component]
pub(super) fn Switch(
    #[prop(into)] label: String,
    /// What it is called where its label says nothing.
    #[prop(optional)]
    name: Option<Text>,
    #[prop(into)] testid: String,
    on: Flag,
    turn: Act<bool>,
) -> impl IntoView {
    let mut turn = turn;
    let changed = act(move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        turn(input.checked());
    });
    view! {
        <label class="lp-switch">
            <input type="checkbox" data-testid=testid aria-label=name prop:checked=on on:change=changed />
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// When a button cannot be pressed. It then says so and does nothing, but stays in reach of the
/// keyboard: a button that disables itself drops the focus.
#[derive(Clone, Copy)]
pub(super) struct Barred(StoredValue<Flag, LocalStorage>);

impl Barred {
    pub(super) fn when(barred: impl FnMut() -> bool + Send + 'static) -> Self {
        Self(StoredValue::new_local(flag(barred)))
    }

    fn is_so(self) -> bool {
        // Gone with the page, if it is.
        self.0.try_update_value(|barred| barred()).unwrap_or(true)
    }

    /// The attribute `aria-disabled`.
    pub(super) fn said(self) -> Text {
        live::text(move || self.is_so().to_string())
    }

    /// Does something about a press, unless the button cannot be pressed.
    pub(super) fn or(self, mut press: impl FnMut(MouseEvent) + 'static) -> Act<MouseEvent> {
        act(move |event| {
            if !untrack(|| self.is_so()) {
                press(event);
            }
        })
    }
}

/// Something to press.
#[component]
pub(super) fn Button(
    label: &'static str,
    #[prop(into)] testid: String,
    #[prop(optional)] class: &'static str,
    /// The shortcut that does the same.
    #[prop(optional)]
    keys: Option<&'static str>,
    #[prop(optional)] barred: Option<Barred>,
    press: Act<MouseEvent>,
) -> impl IntoView {
    let barred = barred.unwrap_or_else(|| Barred::when(|| false));
    view! {
        <button
            type="button"
            class=class
            data-testid=testid
            aria-keyshortcuts=keys
            aria-disabled=barred.said()
            on:click=barred.or(press)
        >
            {label}
        </button>
    }
    .into_any()
}

/// One of several of which one is pressed.
#[component]
pub(super) fn Toggle(
    class: &'static str,
    #[prop(into)] testid: String,
    #[prop(into, optional)] keys: Option<String>,
    pressed: Flag,
    press: Act<MouseEvent>,
    children: Children,
) -> impl IntoView {
    let mut pressed = pressed;
    view! {
        <button
            type="button"
            class=class
            data-testid=testid
            aria-keyshortcuts=keys
            aria-pressed=live::text(move || pressed().to_string())
            on:click=press
        >
            {children()}
        </button>
    }
    .into_any()
}

/// A loss's mark in its colour.
#[component]
pub(super) fn Mark(state: State, who: Who) -> impl IntoView {
    let style = live::text(move || format!("color:{}", css(state.mark(who).1)));
    view! {
        <span class="lp-mark" aria-hidden="true" style=style>
            {live::text(move || state.mark(who).0.to_owned())}
        </span>
    }
    .into_any()
}
