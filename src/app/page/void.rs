//! Void among the classes: what a label says of pixels that count for nothing.

use leptos::prelude::*;
use loss_playground::scene::{Layer, VOID};

use super::controls::Toggle;
use super::live::{act, flag};
use super::state::{State, Tool};
use super::text;

/// The key that chooses it.
pub(super) const KEY: &str = "0";

/// The button beside the classes'.
#[component]
pub(super) fn VoidSwatch(state: State) -> impl IntoView {
    let class = state.tools.class;
    view! {
        <Toggle
            class="lp-swatch"
            testid="class-void"
            keys=KEY
            pressed=flag(move || class.get() == VOID)
            press=act(move |_| class.set(VOID))
        >
            <i class="lp-void" aria-hidden="true"></i>
            <span>{text::VOID}</span>
            <kbd aria-hidden="true">{KEY}</kbd>
        </Toggle>
    }
    .into_any()
}

/// Says why nothing happens, if a tool is about to paint void on a prediction.
pub(super) fn explain(state: State, layer: Layer) {
    let paints = match state.tools.tool.get_untracked() {
        Tool::Brush | Tool::Fill | Tool::Rectangle | Tool::Ellipse => true,
        Tool::Eraser | Tool::Soften | Tool::Pick | Tool::Inspect => false,
    };
    if paints && layer == Layer::Prediction && state.tools.class.get_untracked() == VOID {
        state.notices.say(text::VOID_IS_OF_LABELS);
    }
}
