//! Texts to the clipboard, where the browser has one and where it has none.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Clipboard, HtmlDocument};

use super::dom;

/// Writes to the clipboard, which browsers have on https and localhost, and may refuse.
pub(super) async fn write(text: &str) -> bool {
    let Ok(clipboard) = dom::of_navigator("clipboard").dyn_into::<Clipboard>() else {
        return false;
    };
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// The way before there was a clipboard to write to: what is selected is copied.
pub(super) fn copy_selected() -> bool {
    let document = document().dyn_into::<HtmlDocument>();
    document.is_ok_and(|document| document.exec_command("copy").unwrap_or_default())
}
