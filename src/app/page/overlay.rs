//! What lies over a canvas: the linked crosshair, the brush's outline, the selected pixel.

use leptos::prelude::*;
use loss_playground::scene::{Area, Form};

use super::charts::{Experiment, second};
use super::live;
use super::state::{Pixel, State, Tool, What};

/// An element's style while there is nothing to show.
const NONE: &str = "display:none";

/// Follows the cursor on whichever canvas it is.
#[component]
pub(super) fn Overlay(state: State, what: What) -> impl IntoView {
    let cross = move |across: bool| {
        let place = state.cursor.get().map(|cursor| {
            let (y, x) = percent(state, cursor.pixel, 0.5);
            if across {
                format!("top:{y}%")
            } else {
                format!("left:{x}%")
            }
        });
        place.unwrap_or_else(|| NONE.into())
    };
    let ring = move || {
        let tool = state.tools.tool.get();
        let cursor = state.cursor.get().filter(|cursor| cursor.on == what);
        let brush = matches!(tool, Tool::Brush | Tool::Eraser | Tool::Soften);
        match cursor {
            Some(cursor) if brush && what.layer().is_some() => {
                frame(state, cursor.pixel, 0.5, state.tools.size.get())
            }
            _ => NONE.into(),
        }
    };
    let framed = move |pixel: Option<Pixel>| {
        let shape = state.shape();
        let inside = |pixel: &Pixel| pixel.0 < shape.height && pixel.1 < shape.width;
        let inside = pixel.filter(inside);
        inside.map_or_else(|| NONE.into(), |pixel| frame(state, pixel, 0.0, 1.0))
    };
    let picked = move || framed(state.selected.get());
    let also_picked = move || match state.view.experiment.get() {
        Experiment::Landscape => framed(second(state)),
        _ => NONE.into(),
    };
    let drawn = move || {
        let draft = state.tools.draft.get().filter(|draft| draft.on == what);
        draft.map_or_else(|| NONE.into(), |draft| outline(state, draft.area()))
    };
    view! {
        <div class="lp-overlay" aria-hidden="true">
            <i class="lp-cross-x" style=live::text(move || cross(false))></i>
            <i class="lp-cross-y" style=live::text(move || cross(true))></i>
            <i class="lp-picked" style=live::text(picked)></i>
            <i class="lp-picked lp-second" style=live::text(also_picked)></i>
            <i class="lp-area" style=live::text(drawn)></i>
            <i class="lp-ring" style=live::text(ring)></i>
        </div>
    }
    .into_any()
}

/// A place in a pixel as percentages from the top and from the left.
fn percent(state: State, pixel: Pixel, inward: f64) -> (f64, f64) {
    let shape = state.shape();
    let part = |at: usize, of: usize| 100.0 * (at as f64 + inward) / of as f64;
    (part(pixel.0, shape.height), part(pixel.1, shape.width))
}

/// The style of something `size` pixels wide and high.
fn frame(state: State, pixel: Pixel, inward: f64, size: f64) -> String {
    let shape = state.shape();
    let (top, left) = percent(state, pixel, inward);
    let part = |of: usize| 100.0 * size / of as f64;
    let (width, height) = (part(shape.width), part(shape.height));
    format!("left:{left}%;top:{top}%;width:{width}%;height:{height}%")
}

/// The style of a rectangle's or an ellipse's outline.
fn outline(state: State, Area { form, from, to }: Area) -> String {
    let shape = state.shape();
    let span = |a: isize, b: isize, of: usize| {
        let part = |pixels: isize| 100.0 * pixels as f64 / of as f64;
        (part(a.min(b)), part((a - b).abs() + 1))
    };
    let (top, height) = span(from.0, to.0, shape.height);
    let (left, width) = span(from.1, to.1, shape.width);
    let radius = if form == Form::Ellipse { 50 } else { 0 };
    format!("left:{left}%;top:{top}%;width:{width}%;height:{height}%;border-radius:{radius}%")
}
