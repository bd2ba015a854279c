//! Scenes to start from.

use leptos::prelude::*;

use super::state::State;
use super::text;
use crate::scene::preset::{PRESETS, Preset};

/// A preset's class names.
pub(super) fn names(preset: &Preset) -> Vec<String> {
    preset
        .classes
        .iter()
        .map(|name| (*name).to_owned())
        .collect()
}

/// One button a scene, and what the scene in place is good for.
#[component]
pub(super) fn Presets(state: State) -> impl IntoView {
    let chosen = state.view.preset;
    let button = move |preset: &'static Preset| {
        let load = move |_| {
            let shape = state.document.shape.get_untracked();
            let scene = preset.scene(shape.height.max(shape.width));
            state.document.replace(scene, names(preset));
            state.selected.set(None);
            chosen.set(Some(preset.id.to_owned()));
            state.notices.say(text::SCENE_CHANGED);
        };
        let is_chosen = move || chosen.with(|id| id.as_deref() == Some(preset.id));
        view! {
            <button
                type="button"
                class="lp-link"
                aria-pressed=move || is_chosen().to_string()
                data-testid=format!("preset-{}", preset.id)
                on:click=load
            >
                {preset.title}
            </button>
        }
    };
    let good_for = move || {
        let preset = chosen.with(|id| id.as_deref().and_then(Preset::find));
        preset.map(|preset| preset.good_for)
    };
    view! {
        <div class="lp-presets" role="group" aria-label=text::SCENES>
            {PRESETS.iter().map(button).collect_view()}
        </div>
        <p class="lp-good-for" data-testid="preset-sentence">{good_for}</p>
    }
    .into_any()
}
