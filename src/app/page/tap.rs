//! What one finger does by itself waits until there is no second one, which would make it a pinch.

use leptos::prelude::*;
use web_sys::PointerEvent;

use super::state::State;

/// What is done, at the time of the event that does it.
type Act = Box<dyn FnOnce(f64)>;

/// What a finger is about to do.
pub(super) struct Tap {
    pointer: i32,
    /// Moving begins it; what does not draw waits until the finger is lifted.
    draws: bool,
    act: Act,
}

/// Does what a click does: at once, or when the finger is lifted.
pub(super) fn click(state: State, event: &PointerEvent, act: impl FnOnce(f64) + 'static) {
    wait(state, event, false, act);
}

/// Begins what a pointer draws: at once, or when a finger moves while there is a preview, which a
/// pinch leaves alone.
pub(super) fn draw(state: State, event: &PointerEvent, act: impl FnOnce(f64) + 'static) {
    match state.document.previewing.get_untracked() {
        true => wait(state, event, true, act),
        false => act(event.time_stamp()),
    }
}

fn wait(state: State, event: &PointerEvent, draws: bool, act: impl FnOnce(f64) + 'static) {
    if event.pointer_type() != "touch" {
        return act(event.time_stamp());
    }
    state.view.tap.set_value(Some(Tap {
        pointer: event.pointer_id(),
        draws,
        act: Box::new(act),
    }));
}

/// The pointer moves.
pub(super) fn moved(state: State, event: &PointerEvent) {
    if let Some(act) = take(state, event, |tap| tap.draws) {
        act(event.time_stamp());
    }
}

/// The pointer is lifted, or the browser takes it away.
pub(super) fn lift(state: State, event: &PointerEvent) {
    if let Some(act) = take(state, event, |_| true).filter(|_| event.type_() == "pointerup") {
        act(event.time_stamp());
    }
}

/// It was not meant.
pub(super) fn cancel(state: State) {
    state.view.tap.set_value(None);
}

/// What the event's own finger is about to do, if it is meant.
fn take(state: State, event: &PointerEvent, is_meant: fn(&Tap) -> bool) -> Option<Act> {
    let own = |tap: &mut Tap| tap.pointer == event.pointer_id() && is_meant(tap);
    let tap = state.view.tap.try_update_value(|tap| tap.take_if(own));
    tap.flatten().map(|tap| tap.act)
}
