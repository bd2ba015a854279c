//! Code to take away.

use leptos::html;
use leptos::prelude::*;
use web_sys::Event;

use super::chunk::Files;
use super::controls::Button;
use super::live::{self, Text, act, effect};
use super::state::State;
use super::{clipboard, dom, text};

/// Code, computed when it is to be seen.
pub(super) type Source = Box<dyn Fn(Files) -> String + Send + Sync>;

/// A button that opens a dialog with code in it, and one there that copies it.
#[component]
pub(super) fn Listing(
    state: State,
    /// The button's.
    label: &'static str,
    #[prop(optional)] class: &'static str,
    testid: String,
    heading: Text,
    /// What the code depends on.
    #[prop(optional)]
    choices: Option<AnyView>,
    code: Source,
) -> impl IntoView {
    let title = state.id(&testid);
    let open = RwSignal::new(false);
    let said = RwSignal::new("");
    let dialog = NodeRef::<html::Dialog>::new();
    let listed = NodeRef::<html::Pre>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match open.get() {
            // It can only fail if it is open already.
            true => drop(dialog.show_modal()),
            false => dialog.close(),
        }
    });
    let source = StoredValue::new(code);
    // Nobody reads what is closed, and it does not open before the chunk is there.
    let code = move || {
        let is_open = open.get();
        let files = state.chunks.files.get_untracked().filter(|_| is_open);
        files.map_or_else(String::new, |files| source.with_value(|code| code(files)))
    };
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            let mut copied = clipboard::write(&untrack(code)).await;
            // What it is about may be gone by now.
            let listed = listed.try_get_untracked().flatten();
            if let (false, Some(listed)) = (copied, listed) {
                select(&listed);
                copied = clipboard::copy_selected();
            }
            said.try_set(match copied {
                true => text::COPIED,
                false => text::COPY_YOURSELF,
            });
        });
    };
    let show = move |_| {
        state.chunks.files.with(state, move |_| {
            said.set("");
            open.set(true);
        });
    };
    view! {
        <Button class=class label=label testid=testid.clone() press=act(show) />
        <dialog
            node_ref=dialog
            class="lp-ask lp-code"
            data-testid=format!("{testid}-dialog")
            aria-labelledby=title
            on:close=act(move |event: Event| open.set(dom::is_open(&event)))
        >
            <h3 id=title.clone()>{heading}</h3>
            {choices}
            // It scrolls, so the keyboard has to reach it.
            <pre node_ref=listed tabindex="0" data-testid=format!("{testid}-text")>
                {live::text(code)}
            </pre>
            <div class="lp-row">
                <span class="lp-muted" role="status">{live::text(move || said.get().to_owned())}</span>
                <Button class="lp-primary" label=text::COPY_CODE testid=format!("{testid}-copy") press=act(copy) />
                <Button label=text::CLOSE testid=format!("{testid}-close") press=act(move |_| open.set(false)) />
            </div>
        </dialog>
    }
    .into_any()
}

/// Selects what an element holds.
fn select(element: &web_sys::Node) {
    if let Ok(Some(selection)) = window().get_selection() {
        // It can only fail for an element of another document.
        let _ = selection.select_all_children(element);
    }
}
