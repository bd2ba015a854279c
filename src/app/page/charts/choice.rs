//! A few ways to look at something, side by side.

use std::sync::Arc;

use leptos::prelude::*;

use crate::page::controls::Toggle;
use crate::page::live::{act, each, flag};

/// Names for programs and for people.
pub(super) type Ways = &'static [(&'static str, &'static str)];

/// A button for each way, of which one is pressed.
#[component]
pub(super) fn Choice(
    label: &'static str,
    /// Each button's begins with it.
    testid: &'static str,
    ways: Ways,
    now: Arc<dyn Fn() -> &'static str + Send + Sync>,
    choose: Arc<dyn Fn(&'static str) + Send + Sync>,
) -> impl IntoView {
    let way = move |(name, text): &(&'static str, &'static str)| {
        let (name, text, now, choose) = (*name, *text, now.clone(), choose.clone());
        view! {
            <Toggle
                class=""
                testid=format!("{testid}-{name}")
                pressed=flag(move || now() == name)
                press=act(move |_| choose(name))
            >
                {text}
            </Toggle>
        }
        .into_any()
    };
    view! {
        <div class="lp-segments" role="group" aria-label=label>
            {each(ways, way)}
        </div>
    }
    .into_any()
}
