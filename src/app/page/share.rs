//! Passing the page on: its link to the clipboard, or to whatever the system shares with, or as a frame.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlTextAreaElement, ShareData};

use super::controls::Button;
use super::frame::Embed;
use super::live::act;
use super::state::State;
use super::{clipboard, dom, text};

/// A button to copy the link, and where the system can share, one for that.
#[component]
pub(super) fn Share(state: State) -> impl IntoView {
    if !state.keeper.is_keeping() || state.frame.is_some() {
        return ().into_any();
    }
    let share = can_share().then(|| {
        view! { <Button label=text::SHARE testid="share" press=act(move |_| share(state)) /> }
    });
    view! {
        <Button label=text::COPY_LINK testid="copy-link" press=act(move |_| copy(state)) />
        {share}
        <Embed state=state />
    }
    .into_any()
}

fn copy(state: State) {
    let link = state.keeper.link(state);
    spawn_local(async move {
        let copied = clipboard::write(&link).await || write_selected(&link);
        if state.document.is_gone() {
            return;
        }
        let said = match (copied, state.keeper.is_partial()) {
            (true, false) => text::LINK_COPIED,
            (true, true) => text::LINK_COPIED_WITHOUT_PAINTING,
            (false, _) => text::LINK_NOT_COPIED,
        };
        state.notices.say(said);
    });
}

/// Copies it from a field.
fn write_selected(link: &str) -> bool {
    let document = document();
    let focused = document.active_element();
    let area = document.create_element("textarea").ok();
    let area = area.and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
    let (Some(area), Some(body)) = (area, document.body()) else {
        return false;
    };
    area.set_class_name("lp-hidden");
    area.set_value(link);
    if body.append_child(&area).is_err() {
        return false;
    }
    area.select();
    let done = clipboard::copy_selected();
    area.remove();
    if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
        // It can only fail for what cannot have the focus.
        let _ = focused.focus();
    }
    done
}

fn can_share() -> bool {
    dom::of_navigator("share").is_function()
}

fn share(state: State) {
    let data = ShareData::new();
    data.set_title(text::TITLE);
    data.set_url(&state.keeper.link(state));
    let shared = window().navigator().share_with_data(&data);
    spawn_local(async move {
        // Whoever calls it off knows that.
        let shared = JsFuture::from(shared).await.is_ok();
        if shared && !state.document.is_gone() && state.keeper.is_partial() {
            state.notices.say(text::LINK_SHARED_WITHOUT_PAINTING);
        }
    });
}
