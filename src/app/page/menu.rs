//! A list of buttons that opens at its name, within what is in sight, and closes by Escape or from
//! elsewhere.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent, Node};

use super::dom::listen;
use super::live::{self, act};

/// The list and its name.
#[component]
pub(super) fn Menu(label: &'static str, testid: &'static str, children: Children) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let close_unless_inside = move |to: Option<Node>| {
        let Some(details) = details.try_get_untracked().flatten() else {
            return;
        };
        if !details.contains(to.as_ref()) {
            details.set_open(false);
        }
    };
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
            focus_summary(&details);
        }
    };
    let key = move |event: KeyboardEvent| {
        let open = details
            .get_untracked()
            .is_some_and(|details| details.open());
        if open && event.key() == "Escape" {
            event.prevent_default();
            close();
        }
    };
    let chosen = move |_: MouseEvent| close();
    let list = NodeRef::<html::Div>::new();
    let placed = RwSignal::new(String::new());
    let toggled = move |_: Event| {
        let opened = details.get_untracked().filter(|details| details.open());
        let place = opened.zip(list.get_untracked());
        placed.set(place.map_or_else(String::new, |(details, list)| style(&details, &list)));
    };
    // Clicks on what cannot have the focus do not take it away from here.
    listen(&document(), "pointerdown", move |event| {
        close_unless_inside(event.target().and_then(|target| target.dyn_into().ok()));
    });
    view! {
        <details
            node_ref=details
            class="lp-menu"
            on:keydown=act(key)
            on:toggle=act(toggled)
            on:focusout=act(move |event: FocusEvent| {
                let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
                if to.is_some() {
                    close_unless_inside(to);
                }
            })
        >
            <summary data-testid=testid>{label}</summary>
            <div
                node_ref=list
                class="lp-menu-list"
                style=live::text(move || placed.get())
                role="group"
                aria-label=label
                on:click=act(chosen)
            >
                {children()}
            </div>
        </details>
    }
    .into_any()
}

/// How far a list stays from the edges of the window, and from its name, in CSS pixels.
const EDGE: f64 = 8.0;
const GAP: f64 = 4.0;
/// A list is this high, in CSS pixels, even where its name stands at the edge.
const LEAST: f64 = 160.0;

/// Where a list goes: below its name if it fits there or there is no more room above, and moved
/// sideways as far as the window asks for. What is still too high scrolls.
fn style(name: &Element, list: &Element) -> String {
    let Some(root) = document().document_element() else {
        return String::new();
    };
    let [wide, high] = [root.client_width(), root.client_height()].map(f64::from);
    let (name, list) = (
        name.get_bounding_client_rect(),
        list.get_bounding_client_rect(),
    );
    let left = name.left().min(wide - EDGE - list.width()).max(EDGE) - name.left();
    let [above, below] = [name.top(), high - name.bottom()].map(|room| room - GAP - EDGE);
    let (side, room) = match list.height() > below && above > below {
        true => ("bottom", above),
        false => ("top", below),
    };
    let away = name.height() + GAP;
    let highest = room.max(list.height().min(LEAST));
    format!("left:{left}px;{side}:{away}px;max-height:{highest}px")
}

fn focus_summary(details: &Element) {
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        // It can only fail for what cannot have the focus.
        let _ = summary.focus();
    }
}
