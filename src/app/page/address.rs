//! The address bar: the page's state behind the `#`, and the way back and forward through it.

use leptos::prelude::*;
use loss_playground::scene::state as codec;
use wasm_bindgen::JsValue;

use super::dom::listen;
use super::state::State;
use super::text;

/// How long the part behind the `#` may be: what every messenger and every browser still takes.
pub(super) const MOST: usize = 32 << 10;

/// The part behind the `#`.
pub(super) fn now() -> String {
    // A window without a location is not to be had.
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The page's own address, without any part or query behind it.
pub(super) fn page() -> String {
    let href = window().location().href().unwrap_or_default();
    href.split(['#', '?']).next().unwrap_or_default().to_owned()
}

/// Opens another link in place of this one; in a frame, whose history is another page's, without a way back.
pub(super) fn go_to(state: State, text: &str) {
    let location = window().location();
    // It only fails where there is no address bar.
    let _ = match state.frame {
        None => location.set_hash(text),
        Some(_) => location.replace(&format!("#{text}")),
    };
}

/// Shows another state: as a new entry of the tab's history if it is a step, else in place of the
/// old one.
pub(super) fn put(text: &str, step: bool) {
    let url = format!("#{text}");
    let Ok(history) = window().history() else {
        return;
    };
    // Marked as the page's own. Browsers refuse when it happens too often; the next time will do.
    let _ = match step {
        true => history.push_state_with_url(&JsValue::TRUE, "", Some(&url)),
        false => history.replace_state_with_url(&JsValue::TRUE, "", Some(&url)),
    };
}

/// Follows the back and forward buttons, and links that are opened in place of this page.
pub(super) fn follow(state: State) {
    for event in ["popstate", "hashchange"] {
        listen(&window(), event, move |_| travelled(state));
    }
}

fn travelled(state: State) {
    let address = now();
    if state.keeper.arrive(&address) {
        return;
    }
    if address.is_empty() {
        // What is shown stays, and an address is to hold it.
        return state.keeper.later(state);
    }
    match codec::decode(&address) {
        Ok(saved) => {
            // On the way back and forth, the brush in the reader's hand stays the same.
            let entry = window().history().and_then(|history| history.state());
            let own = entry.is_ok_and(|entry| entry.is_truthy());
            state.keeper.open(state, saved, !own);
        }
        Err(error) => {
            state.notices.alert(text::broken_link(&error), None);
            state.keeper.later(state);
        }
    }
}
