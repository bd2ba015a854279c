//! Scenes to start from.

use leptos::prelude::*;
use loss_playground::scene::preset::{PRESETS, Preset};

use super::controls::Toggle;
use super::live::{self, act, each, flag};
use super::state::State;
use super::text;

/// One button a scene, and a line that says what the scene in place is good for, or what has just
/// happened to it.
#[component]
pub(super) fn Presets(state: State) -> impl IntoView {
    let origin = state.document.origin;
    let button = move |preset: &'static Preset| {
        let load = move |_| {
            state.keeper.step(state);
            let shape = state.document.shape.get_untracked();
            let scene = preset.scene(shape.height.max(shape.width));
            state.document.replace(scene, Some(preset));
            state.selected.set(None);
            // What was said before was about the old scene.
            state.notices.say("");
        };
        let is_chosen = move || origin.get().is_some_and(|chosen| chosen.id == preset.id);
        view! {
            <Toggle
                class="lp-link"
                testid=format!("preset-{}", preset.id)
                pressed=flag(is_chosen)
                press=act(load)
            >
                {preset.title}
            </Toggle>
        }
        .into_any()
    };
    let line = move || match state.notices.status.get() {
        said if said.is_empty() => origin.get().map_or("", |preset| preset.good_for).to_owned(),
        said => said,
    };
    view! {
        <div class="lp-presets" role="group" aria-label=text::SCENES>
            {each(PRESETS, button)}
        </div>
        <p class="lp-status" role="status" data-testid="status">{live::text(line)}</p>
    }
    .into_any()
}
