//! The row of canvases.

use leptos::html;
use leptos::prelude::*;

use super::canvas::Canvas;
use super::controls::Button;
use super::live::{act, each};
use super::state::{State, What, Who};
use crate::pixels::Show;

/// From left to right.
const WHAT: [What; 3] = [What::Label, What::Prediction, What::Pull];

/// Label, prediction and gradient side by side; on a narrow screen one at a time.
#[component]
pub(super) fn Canvases(state: State) -> impl IntoView {
    let strip = NodeRef::<html::Div>::new();
    let go_to = move |index: u32| {
        let figure = strip.get().and_then(|strip| strip.children().item(index));
        if let Some(figure) = figure {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_inline(web_sys::ScrollLogicalPosition::Center);
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            figure.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    let tab = move |(index, what): (usize, What)| {
        let go = act(move |_| go_to(index as u32));
        view! { <Button label=what.title() testid=format!("go-{}", what.name()) press=go /> }
            .into_any()
    };
    view! {
        <div class="lp-tabs">{each(WHAT.into_iter().enumerate(), tab)}</div>
        <div class="lp-strip" node_ref=strip>
            {each(WHAT, |what| view! { <Canvas state=state what=what /> }.into_any())}
        </div>
    }
    .into_any()
}

/// What is shown, as it is kept.
pub(super) fn show_name(show: Show) -> String {
    match show {
        Show::All => "all".into(),
        Show::Class(class) => class.to_string(),
    }
}

/// The reverse of [`show_name`].
pub(super) fn show_named(name: &str) -> Show {
    name.parse().map_or(Show::All, Show::Class)
}

/// Whose, as it is kept.
pub(super) fn who_name(who: Who) -> String {
    match who {
        Who::Reference => "reference".into(),
        Who::Contender(id) => id.to_string(),
    }
}

/// The reverse of [`who_name`].
pub(super) fn who_named(name: &str) -> Who {
    name.parse().map_or(Who::Reference, Who::Contender)
}
