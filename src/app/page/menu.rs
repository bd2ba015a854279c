//! A list of buttons that opens below its name, and closes by Escape or from elsewhere.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, MouseEvent, Node};

use super::dom::listen;
use super::live::act;

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
    // Clicks on what cannot have the focus do not take it away from here.
    listen(&document(), "pointerdown", move |event| {
        close_unless_inside(event.target().and_then(|target| target.dyn_into().ok()));
    });
    view! {
        <details
            node_ref=details
            class="lp-menu"
            on:keydown=act(key)
            on:focusout=act(move |event: FocusEvent| {
                let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
                if to.is_some() {
                    close_unless_inside(to);
                }
            })
        >
            <summary data-testid=testid>{label}</summary>
            <div class="lp-menu-list" role="group" aria-label=label on:click=act(chosen)>
                {children()}
            </div>
        </details>
    }
    .into_any()
}

fn focus_summary(details: &Element) {
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<HtmlElement>().ok()) {
        // It can only fail for what cannot have the focus.
        let _ = summary.focus();
    }
}
