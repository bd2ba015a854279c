//! What lies over a canvas: the linked crosshair, the brush's outline, the selected pixel.

use leptos::prelude::*;

use super::state::{Cursor, Pixel, State, Tool, What};

/// Follows the cursor on whichever canvas it is.
#[component]
pub(super) fn Overlay(state: State, what: What) -> impl IntoView {
    let percent = |x: f64, of: usize| format!("{}%", 100.0 * x / of as f64);
    let left =
        move |pixel: Pixel, inward: f64| percent(pixel.1 as f64 + inward, state.shape().width);
    let top =
        move |pixel: Pixel, inward: f64| percent(pixel.0 as f64 + inward, state.shape().height);
    let cursor = move || state.cursor.get().map(|cursor| cursor.pixel);
    let at =
        move |place: &dyn Fn(Pixel) -> String| cursor().map_or_else(|| "-1px".to_owned(), place);
    let width = move || percent(state.tools.size.get(), state.shape().width);
    let height = move || percent(state.tools.size.get(), state.shape().height);
    let ring = move || {
        let tool = state.tools.tool.get();
        let brush = matches!(tool, Tool::Brush | Tool::Eraser | Tool::Soften);
        let here = |cursor: Cursor| cursor.on == what;
        brush && what.layer().is_some() && state.cursor.get().is_some_and(here)
    };
    let selected = move || {
        let shape = state.shape();
        let inside = |pixel: &Pixel| pixel.0 < shape.height && pixel.1 < shape.width;
        state.selected.get().filter(inside)
    };
    let one = move |of: fn(super::document::Shape) -> usize| percent(1.0, of(state.shape()));
    view! {
        <div class="lp-overlay" aria-hidden="true">
            <i class="lp-cross-x" hidden=move || cursor().is_none() style:left=move || at(&|p| left(p, 0.5))></i>
            <i class="lp-cross-y" hidden=move || cursor().is_none() style:top=move || at(&|p| top(p, 0.5))></i>
            <i
                class="lp-picked"
                hidden=move || selected().is_none()
                style:left=move || selected().map(|p| left(p, 0.0))
                style:top=move || selected().map(|p| top(p, 0.0))
                style:width=move || one(|shape| shape.width)
                style:height=move || one(|shape| shape.height)
            ></i>
            <i
                class="lp-ring"
                hidden=move || !ring()
                style:left=move || at(&|p| left(p, 0.5))
                style:top=move || at(&|p| top(p, 0.5))
                style:width=width
                style:height=height
            ></i>
        </div>
    }
    .into_any()
}
