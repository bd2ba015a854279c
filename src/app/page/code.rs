//! A contender as PyTorch code, to take away.

use leptos::html;
use leptos::prelude::*;
use loss_playground::export::pytorch;

use super::controls::Button;
use super::live::{self, act, effect};
use super::state::{State, Who};
use super::{clipboard, contender, text};

/// A button that opens the code, the code with a button that copies it, and what came of that.
#[component]
pub(super) fn Code(state: State, #[prop(name = "place")] slot: usize) -> impl IntoView {
    let who = Who::Contender(slot);
    let testid = format!("contender-{slot}-code");
    let heading = state.id(&testid);
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
    let code = move || {
        // Nobody reads what is closed.
        if !open.get() {
            return String::new();
        }
        let shape = state.shape();
        let code = state.loss(who, |loss| pytorch(loss, shape.classes, shape.hard));
        code.map_or_else(String::new, |code| {
            code.unwrap_or_else(|error| error.to_string())
        })
    };
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            let mut copied = clipboard::write(&untrack(code)).await;
            // The card may be gone by now.
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
        said.set("");
        open.set(true);
    };
    view! {
        <Button class="lp-link" label=text::PYTORCH testid=testid.clone() press=act(show) />
        <dialog
            node_ref=dialog
            class="lp-ask lp-code"
            data-testid=format!("{testid}-dialog")
            aria-labelledby=heading
            on:close=act(move |_| open.set(false))
        >
            <h3 id=heading.clone()>{live::text(move || text::in_pytorch(&contender::title(state, who)))}</h3>
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
