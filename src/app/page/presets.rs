//! Scenes to start from.

use leptos::html;
use leptos::prelude::*;
use loss_playground::scene::preset::{PRESETS, Preset};
use loss_playground::scene::{Layer, Rect};

use super::live::{self, act, each, effect};
use super::state::State;
use super::{dom, text};
use crate::look::INKS;
use crate::pixels::{self, Show};

/// A picture to press for each scene, and a line that says what the scene in place is good for, or
/// what has just happened to it.
#[component]
pub(super) fn Presets(state: State) -> impl IntoView {
    let origin = state.document.origin;
    let button = move |preset: &'static Preset| {
        let load = move |_| {
            state.keeper.step(state);
            let shape = state.document.shape.get_untracked();
            let gallery = preset.gallery(shape.height.max(shape.width));
            state.document.replace(gallery, Some(preset));
            state.selected.set(None);
            // What was said before was about the old scene.
            state.notices.say("");
        };
        let is_chosen = move || origin.get().is_some_and(|chosen| chosen.id == preset.id);
        view! {
            <button
                type="button"
                class="lp-preset"
                aria-label=preset.title
                title=preset.title
                data-testid=format!("preset-{}", preset.id)
                aria-pressed=live::text(move || is_chosen().to_string())
                on:click=act(load)
            >
                {thumbnail(preset)}
            </button>
        }
        .into_any()
    };
    let line = move || match state.notices.status.get() {
        said if said.is_empty() => origin.get().map_or_else(String::new, text::scene),
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

/// The side of a scene's picture.
const THUMBNAIL: usize = 40;

/// A scene's label in small; of several images, side by side.
fn thumbnail(preset: &'static Preset) -> AnyView {
    let canvas = NodeRef::<html::Canvas>::new();
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        let columns = (1..).find(|n| n * n >= preset.images()).unwrap_or(1);
        let side = THUMBNAIL / columns;
        let gallery = preset.gallery(side);
        for (i, scene) in gallery.scenes().iter().enumerate() {
            let rgba = pixels::layer(scene, Layer::Label, Show::All, &INKS, scene.bounds());
            let place = Rect {
                x: i % columns * side,
                y: i / columns * side,
                ..scene.bounds()
            };
            dom::put(&canvas, &rgba, place);
        }
    });
    view! { <canvas node_ref=canvas width=THUMBNAIL height=THUMBNAIL aria-hidden="true"></canvas> }
        .into_any()
}
