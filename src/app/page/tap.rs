//! What one finger does by itself waits until there is no second one, which would make it a pinch.

use leptos::prelude::*;
use web_sys::PointerEvent;

use super::state::State;

/// What a finger is about to do.
pub(super) struct Tap {
    pointer: i32,
    /// Moving begins it; what does not draw waits until the finger is lifted.
    draws: bool,
    act: Box<dyn FnOnce()>,
}

/// Does what a click does: at once, or when the finger is lifted.
pub(super) fn click(state: State, event: &PointerEvent, act: impl FnOnce() + 'static) {
    wait(state, event, false, act);
}

/// Begins what a pointer draws: at once, or when a finger moves while there is a preview, which a
/// pinch leaves alone.
pub(super) fn draw(state: State, event: &PointerEvent, act: impl FnOnce() + 'static) {
    match state.document.previewing.get_untracked() {
        true => wait(state, event, true, act),
        false => act(),
    }
}

fn wait(state: State, event: &PointerEvent, draws: bool, act: impl FnOnce() + 'static) {
    if event.pointer_type() != "touch" {
        return act();
    }
    state.view.tap.set_value(Some(Tap {
        pointer: event.pointer_id(),
        draws,
        act: Box::new(act),
    }));
}

/// The pointer moves.
pub(super) fn moved(state: State, event: &PointerEvent) {
    take(state, |tap| tap.draws && tap.pointer == event.pointer_id());
}

/// The pointer is lifted, or the browser takes it away.
pub(super) fn lift(state: State, event: &PointerEvent) {
    match event.type_().as_str() {
        "pointerup" => take(state, |tap| tap.pointer == event.pointer_id()),
        _ => cancel(state),
    }
}

/// It was not meant.
pub(super) fn cancel(state: State) {
    state.view.tap.set_value(None);
}

fn take(state: State, is_meant: impl FnOnce(&Tap) -> bool) {
    let tap = state
        .view
        .tap
        .try_update_value(|tap| tap.take_if(|tap| is_meant(tap)));
    if let Some(tap) = tap.flatten() {
        (tap.act)();
    }
}
