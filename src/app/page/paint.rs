//! What a tool does at a pixel: from pointer or key to the scene.

use leptos::prelude::*;
use loss_playground::label::most_probable;
use loss_playground::scene::{self, Brush, Layer, VOID};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, PointerEvent};

use super::state::{Cursor, Pixel, State, Tool, What};
use super::{area, dom, pen, tap, text, void, zooming};

/// The pointer comes down.
pub(super) fn down(state: State, what: What, event: &PointerEvent) {
    if pen::is_palm(state, event) {
        return;
    }
    // Whatever waited was not alone.
    tap::cancel(state);
    if zooming::down(state, event) || !event.is_primary() || event.button() != 0 {
        return;
    }
    let Some((canvas, place)) = place(state, event) else {
        return;
    };
    if scrolls_past(state, &canvas, event) {
        return tap::click(state, event, move |_| {
            // It can only fail for what cannot have the focus.
            let _ = canvas.focus();
            state.notices.say(text::FINGER_PAINTS);
        });
    }
    if what != What::Pull {
        // Keeps a drag from selecting text; the focus that this prevents too is set by hand.
        event.prevent_default();
    }
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // An element that cannot be focused only loses its keys.
    let _ = canvas.focus_with_options(&options);
    let pixel = pixel(state, place);
    state.cursor.set(Some(Cursor { on: what, pixel }));
    let tool = state.tools.tool.get_untracked();
    let Some(layer) = what.layer() else {
        return tap::click(state, event, move |_| state.selected.set(Some(pixel)));
    };
    let capture = move || {
        // Without capture a stroke ends at the canvas's edge, which can be lived with.
        let _ = canvas.set_pointer_capture(event.pointer_id());
    };
    if let Some(form) = area::form(tool).filter(|_| !event.alt_key()) {
        capture();
        explain(state, layer);
        return area::begin(state, what, form, place, event);
    }
    match brush_tool(tool).filter(|_| !event.alt_key()) {
        Some(tool) => {
            capture();
            let (pointer, brush) = (Some(event.pointer_id()), pen::pressed(state, event));
            tap::draw(state, event, move |time| {
                explain(state, layer);
                state.document.begin(pointer, tool, layer, brush);
                if state.document.extend(pointer, [(place, brush)]) {
                    state.work.painted(time);
                }
            });
        }
        None if event.alt_key() => {
            tap::click(state, event, move |_| state.selected.set(Some(pixel)));
        }
        None => tap::click(state, event, move |time| {
            explain(state, layer);
            if apply(state, layer, tool, pixel) {
                state.work.painted(time);
            }
        }),
    }
}

/// Whether a finger may only be scrolling the page around a frame: it has not been put on the canvas yet.
fn scrolls_past(state: State, canvas: &HtmlCanvasElement, event: &PointerEvent) -> bool {
    let focused = document().active_element();
    let has_focus = focused.is_some_and(|focused| focused.is_same_node(Some(canvas)));
    state.frame.is_some() && event.pointer_type() == "touch" && !has_focus
}

/// The pointer moves, pressed or not.
pub(super) fn moved(state: State, what: What, event: &PointerEvent) {
    if pen::is_palm(state, event) || zooming::moved(state, event) {
        return;
    }
    let Some((canvas, at)) = place(state, event) else {
        return;
    };
    let cursor = Cursor {
        on: what,
        pixel: pixel(state, at),
    };
    if state.cursor.get_untracked() != Some(cursor) {
        state.cursor.set(Some(cursor));
    }
    tap::moved(state, event);
    area::drag(state, at, event);
    let pointer = Some(event.pointer_id());
    if !state.document.is_drawn_by(pointer) {
        return;
    }
    let bundle = dom::bundled(event);
    let marks = match bundle.as_slice() {
        [] => vec![(at, pen::pressed(state, event))],
        bundle => {
            let mark = |event| {
                let place = position(state, &canvas, event)?;
                Some((place, pen::pressed(state, event)))
            };
            bundle.iter().filter_map(mark).collect()
        }
    };
    if state.document.extend(pointer, marks) {
        state.work.painted(event.time_stamp());
    }
}

/// The pointer is lifted, or the browser takes it away.
pub(super) fn up(state: State, event: &PointerEvent) {
    tap::lift(state, event);
    area::lift(state, event);
    state.document.lift(Some(event.pointer_id()));
}

/// Hears of pens and fingers that are lifted, also where there is no canvas, or none any more.
pub(super) fn follow(state: State) {
    for event in ["pointerup", "pointercancel"] {
        dom::listen(&window(), event, move |event| {
            let event: PointerEvent = event.unchecked_into();
            pen::is_palm(state, &event);
            zooming::up(state, &event);
        });
    }
}

/// Says why nothing is about to happen, if so.
fn explain(state: State, layer: Layer) {
    let hard = layer == Layer::Label && state.document.shape.get_untracked().hard;
    match state.tools.tool.get_untracked() {
        Tool::Soften if hard => state.notices.say(text::HARD_STAYS_HARD),
        _ => void::explain(state, layer),
    }
}

/// Uses the tool at a pixel, as a click does.
pub(super) fn dab(state: State, what: What, pixel: Pixel) {
    let tool = state.tools.tool.get_untracked();
    let Some(layer) = what.layer() else {
        return state.selected.set(Some(pixel));
    };
    explain(state, layer);
    let Some(tool) = brush_tool(tool) else {
        apply(state, layer, tool, pixel);
        return;
    };
    let brush = brush(state);
    let centre = (pixel.1 as f32 + 0.5, pixel.0 as f32 + 0.5);
    state.document.begin(None, tool, layer, brush);
    state.document.extend(None, [(centre, brush)]);
    state.document.lift(None);
}

/// Tools that do it all at once; whether that changed the painting.
fn apply(state: State, layer: Layer, tool: Tool, pixel: Pixel) -> bool {
    match tool {
        Tool::Fill => {
            let Brush {
                class, strength, ..
            } = brush(state);
            return state
                .document
                .edit(layer, |scene| scene.fill(layer, class, pixel, strength));
        }
        Tool::Pick => state.tools.class.set(class_at(state, layer, pixel)),
        Tool::Inspect => state.selected.set(Some(pixel)),
        // These take more than a pixel.
        Tool::Brush | Tool::Eraser | Tool::Soften | Tool::Rectangle | Tool::Ellipse => {}
    }
    false
}

/// A layer's most probable class at a pixel; void where the label is.
pub(super) fn class_at(state: State, layer: Layer, (row, column): Pixel) -> usize {
    state.document.read(|scene| {
        let values = match layer {
            Layer::Label if scene.is_void((row, column)) => return VOID,
            Layer::Label => scene.label(),
            Layer::Prediction => scene.logits(),
        };
        // The image may have become smaller since the pixel was selected.
        let at = |class| values.get([class, row, column]).copied();
        most_probable((0..scene.classes()).map(at))
    })
}

fn brush_tool(tool: Tool) -> Option<scene::Tool> {
    match tool {
        Tool::Brush => Some(scene::Tool::Paint),
        Tool::Eraser => Some(scene::Tool::Erase),
        Tool::Soften => Some(scene::Tool::Soften),
        Tool::Fill | Tool::Rectangle | Tool::Ellipse | Tool::Pick | Tool::Inspect => None,
    }
}

/// The brush as it is set.
pub(super) fn brush(state: State) -> Brush {
    let tools = state.tools;
    Brush {
        class: tools.class.get_untracked(),
        size: tools.size.get_untracked() as f32,
        hardness: tools.hardness.get_untracked() as f32,
        strength: tools.strength.get_untracked() as f32,
    }
}

/// The canvas of an event and the place on it, in pixels from the top left.
fn place(state: State, event: &PointerEvent) -> Option<(HtmlCanvasElement, (f32, f32))> {
    let canvas: HtmlCanvasElement = event.current_target()?.dyn_into().ok()?;
    let place = position(state, &canvas, event)?;
    Some((canvas, place))
}

fn position(state: State, canvas: &HtmlCanvasElement, event: &PointerEvent) -> Option<(f32, f32)> {
    let shape = state.document.shape.get_untracked();
    let frame = canvas.get_bounding_client_rect();
    if frame.width() <= 0.0 || frame.height() <= 0.0 {
        return None;
    }
    let x = (f64::from(event.client_x()) - frame.left()) / frame.width();
    let y = (f64::from(event.client_y()) - frame.top()) / frame.height();
    Some((
        (x * shape.width as f64) as f32,
        (y * shape.height as f64) as f32,
    ))
}

/// The pixel at a place, or the nearest one.
fn pixel(state: State, (x, y): (f32, f32)) -> Pixel {
    let shape = state.document.shape.get_untracked();
    // The casts take everything below 0 to 0.
    (
        (y as usize).min(shape.height - 1),
        (x as usize).min(shape.width - 1),
    )
}
