//! A contender as PyTorch code.

use leptos::prelude::*;
use loss_playground::export::pytorch;

use super::chunk::Files;
use super::listing::Listing;
use super::live;
use super::state::{State, Who};
use super::{contender, text};

/// A button that opens the code.
#[component]
pub(super) fn Code(state: State, #[prop(name = "place")] slot: usize) -> impl IntoView {
    let who = Who::Contender(slot);
    let code = move |files: Files| (files.code)(state, who);
    view! {
        <Listing
            state=state
            label=text::PYTORCH
            class="lp-link"
            testid=format!("contender-{slot}-code")
            heading=live::text(move || text::in_pytorch(&contender::title(state, who)))
            code=Box::new(code)
        />
    }
    .into_any()
}

/// A loss as code, or why it cannot be.
pub(super) fn code(state: State, who: Who) -> String {
    let shape = state.shape();
    let code = state.loss(who, |loss| pytorch(loss, shape.classes, shape.hard));
    code.map_or_else(String::new, |code| {
        code.unwrap_or_else(|error| error.to_string())
    })
}
