//! Nearer and back: with the wheel, two fingers, or buttons. All canvases show the same part.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent, WheelEvent};

use super::area;
use super::controls::{Barred, Button};
use super::live::{act, effect};
use super::state::{Cursor, Pixel, State, What};
use super::text;
use crate::zoom::Zoom;

/// A finger: its pointer, and where it is in the frame.
pub(super) type Finger = (i32, [f64; 2]);

/// How much nearer a press of a button goes.
const STEP: f64 = 1.5;
/// How much nearer a pixel of the wheel goes, as a power of e.
const WHEEL: f64 = 0.005;
/// Fingers nearer to each other than this, in parts of a frame's side, count as so far apart: they may be
/// at the same place of two canvases.
const APART: f64 = 0.1;
/// A wheel that counts in lines counts one as so many pixels.
const LINE: f64 = 16.0;

/// The style that puts the image into its frame.
pub(super) fn style(state: State) -> String {
    let [(left, width), (top, height)] = state.view.zoom.get().spans(sides(state));
    let [left, width, top, height] = [left, width, top, height].map(|part| 100.0 * part);
    format!("left:{left}%;top:{top}%;width:{width}%;height:{height}%")
}

/// The wheel zooms with Ctrl, as a pinch on a trackpad does, and pans what does not fit.
pub(super) fn wheel(state: State, on: What, event: &WheelEvent) {
    let Some((at, side)) = place(event) else {
        return;
    };
    let unit = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => LINE,
        WheelEvent::DOM_DELTA_PAGE => side,
        _ => 1.0,
    };
    let turned = [event.delta_x(), event.delta_y()].map(|delta| delta * unit);
    let sides = untrack(|| sides(state));
    let old = state.view.zoom.get_untracked();
    let zoom = match event.ctrl_key() || event.meta_key() {
        true => old.nearer((-WHEEL * turned[1]).exp(), at, sides),
        false => old.moved(turned.map(|turned| -turned / side), sides),
    };
    // At the edge the wheel scrolls the page again; but Ctrl never zooms the page by accident.
    if zoom != old || event.ctrl_key() {
        event.prevent_default();
        state.view.zoom.set(zoom);
        // The pointer rests, but on another pixel.
        let pixel = under(zoom, at, sides);
        state.cursor.set(Some(Cursor { on, pixel }));
    }
}

/// The pixel at a place in the frame, or the nearest one.
fn under(zoom: Zoom, at: [f64; 2], sides: [usize; 2]) -> Pixel {
    let spans = zoom.spans(sides);
    let [column, row] = [0, 1].map(|axis| {
        let (start, length) = spans[axis];
        let pixel = (at[axis] - start) / length * sides[axis] as f64;
        // The cast takes everything below 0 to 0.
        (pixel as usize).min(sides[axis] - 1)
    });
    (row, column)
}

/// A finger comes down. Whether it is one too many to paint: then both zoom.
pub(super) fn down(state: State, event: &PointerEvent) -> bool {
    let Some((at, _)) = place(event).filter(|_| event.pointer_type() == "touch") else {
        return false;
    };
    let fingers = state.view.fingers.try_update_value(|fingers| {
        fingers.retain(|(pointer, _)| *pointer != event.pointer_id());
        fingers.push((event.pointer_id(), at));
        fingers.len()
    });
    let several = fingers.is_some_and(|fingers| fingers > 1);
    if several {
        // What the first finger has begun was not meant.
        area::cancel(state);
        state.document.abandon();
    }
    several
}

/// A finger moves. Whether it zooms.
pub(super) fn moved(state: State, event: &PointerEvent) -> bool {
    let Some((at, _)) = place(event) else {
        return false;
    };
    let moved = state.view.fingers.try_update_value(|fingers| {
        let before = <[Finger; 2]>::try_from(fingers.as_slice()).ok()?;
        let own = fingers
            .iter_mut()
            .find(|(pointer, _)| *pointer == event.pointer_id())?;
        own.1 = at;
        let after = <[Finger; 2]>::try_from(fingers.as_slice()).ok()?;
        Some((before, after))
    });
    let Some(([a, b], [c, d])) = moved.flatten() else {
        return false;
    };
    let middle = |a: Finger, b: Finger| [0, 1].map(|axis| (a.1[axis] + b.1[axis]) / 2.0);
    let apart = |a: Finger, b: Finger| (a.1[0] - b.1[0]).hypot(a.1[1] - b.1[1]).max(APART);
    let (from, to) = (middle(a, b), middle(c, d));
    let by = [to[0] - from[0], to[1] - from[1]];
    let sides = untrack(|| sides(state));
    state.view.zoom.update(|zoom| {
        *zoom = zoom
            .moved(by, sides)
            .nearer(apart(c, d) / apart(a, b), to, sides);
    });
    true
}

/// A finger is lifted.
pub(super) fn up(state: State, event: &PointerEvent) {
    state.view.fingers.update_value(|fingers| {
        fingers.retain(|(pointer, _)| *pointer != event.pointer_id());
    });
}

/// An image that has become smaller is not left behind, nor shown larger than it can be.
pub(super) fn follow(state: State) {
    effect(move || {
        let sides = sides(state);
        state.view.zoom.maybe_update(|zoom| {
            let again = Zoom::again(zoom.kept(), sides);
            let other = again != *zoom;
            *zoom = again;
            other
        });
    });
}

/// Brings the keyboard's cursor back into sight.
pub(super) fn show(state: State, (row, column): Pixel) {
    let sides = untrack(|| sides(state));
    let part = |at: usize, of: usize| (at as f64 + 0.5) / of as f64;
    let old = state.view.zoom.get_untracked();
    let zoom = old.showing([part(column, sides[0]), part(row, sides[1])], sides);
    if zoom != old {
        state.view.zoom.set(zoom);
    }
}

/// Out, all of it, in.
#[component]
pub(super) fn ZoomButtons(state: State) -> impl IntoView {
    let zoom = state.view.zoom;
    let step = move |factor: f64| {
        act(move |_: MouseEvent| {
            let sides = untrack(|| sides(state));
            zoom.update(|zoom| *zoom = zoom.nearer(factor, [0.5; 2], sides));
        })
    };
    let is_whole = move || Barred::when(move || zoom.get() == Zoom::WHOLE);
    view! {
        <div class="lp-segments" role="group" aria-label=text::ZOOM>
            <Button label=text::ZOOM_OUT testid="zoom-out" barred=is_whole() press=step(1.0 / STEP) />
            <Button label=text::ZOOM_IN testid="zoom-in" press=step(STEP) />
            <Button
                label=text::ZOOM_WHOLE
                testid="zoom-whole"
                barred=is_whole()
                press=act(move |_| zoom.set(Zoom::WHOLE))
            />
        </div>
    }
    .into_any()
}

/// The image's sides, x first.
fn sides(state: State) -> [usize; 2] {
    let shape = state.shape();
    [shape.width, shape.height]
}

/// Where in its frame an event is, in parts of the frame's side, and that side.
fn place(event: &MouseEvent) -> Option<([f64; 2], f64)> {
    let canvas: Element = event.current_target()?.dyn_into().ok()?;
    let frame = canvas
        .closest(".lp-frame")
        .ok()??
        .get_bounding_client_rect();
    let side = frame.width();
    let x = (f64::from(event.client_x()) - frame.left()) / side;
    let y = (f64::from(event.client_y()) - frame.top()) / side;
    (side > 0.0).then_some(([x, y], side))
}
