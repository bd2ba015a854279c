//! Rectangles and ellipses: dragged with a pointer, or from one press of Enter to the next.

use leptos::prelude::*;
use loss_playground::scene::{Area, Form};
use web_sys::PointerEvent;

use super::paint::brush;
use super::state::{Pixel, State, Tool, What};

/// A rectangle or an ellipse that is not painted yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Draft {
    pub on: What,
    drawn: Area,
    /// Whether it is to be a square or a circle.
    regular: bool,
    /// Who draws it; none is the keyboard.
    pointer: Option<i32>,
}

impl Draft {
    /// What would be painted now.
    pub(super) fn area(&self) -> Area {
        match self.regular {
            true => self.drawn.regular(),
            false => self.drawn,
        }
    }
}

/// What a tool draws, if it draws from corner to corner.
pub(super) fn form(tool: Tool) -> Option<Form> {
    match tool {
        Tool::Rectangle => Some(Form::Rectangle),
        Tool::Ellipse => Some(Form::Ellipse),
        _ => None,
    }
}

/// Gives up what is not painted yet when the tool, the image or anything that is painted on it changes.
pub(super) fn follow(state: State) {
    super::live::effect(move || {
        state.tools.tool.track();
        state.document.revision.track();
        state.document.images.track();
        cancel(state);
    });
}

/// A pointer sets the first corner.
pub(super) fn begin(state: State, on: What, form: Form, place: (f32, f32), event: &PointerEvent) {
    state.tools.draft.set(Some(Draft {
        on,
        drawn: at(form, corner(place)),
        regular: event.shift_key(),
        pointer: Some(event.pointer_id()),
    }));
}

/// The pointer moves the second corner.
pub(super) fn drag(state: State, place: (f32, f32), event: &PointerEvent) {
    change(state, Some(event.pointer_id()), |draft| {
        draft.drawn.to = corner(place);
        draft.regular = event.shift_key();
    });
}

/// The pointer is lifted, which paints, or taken away, which does not.
pub(super) fn lift(state: State, event: &PointerEvent) {
    let own = |draft: &Draft| draft.pointer == Some(event.pointer_id());
    if !state
        .tools
        .draft
        .get_untracked()
        .is_some_and(|draft| own(&draft))
    {
        return;
    }
    if event.type_() == "pointerup" {
        if paint(state) {
            state.work.painted(event.time_stamp());
        }
    } else {
        cancel(state);
    }
}

/// Enter sets the first corner, or the second one and paints. Whether the tool takes Enter so.
pub(super) fn enter(state: State, on: What, pixel: Pixel, regular: bool) -> bool {
    let form = form(state.tools.tool.get_untracked());
    let (Some(form), Some(_)) = (form, on.layer()) else {
        return false;
    };
    steer(state, pixel);
    if change(state, None, |draft| draft.regular = regular) {
        paint(state);
    } else {
        let drawn = at(form, signed(pixel));
        state.tools.draft.set(Some(Draft {
            on,
            drawn,
            regular: false,
            pointer: None,
        }));
    }
    true
}

/// The arrows move the second corner.
pub(super) fn steer(state: State, pixel: Pixel) {
    change(state, None, |draft| draft.drawn.to = signed(pixel));
}

/// Shift is pressed or let go while a pointer draws.
pub(super) fn shift(state: State, regular: bool) {
    let drawing = state.tools.draft.get_untracked();
    if let Some(pointer) = drawing.and_then(|draft| draft.pointer) {
        change(state, Some(pointer), |draft| draft.regular = regular);
    }
}

/// The canvas loses the keys: what they were drawing goes.
pub(super) fn blur(state: State) {
    let drawing = state.tools.draft.get_untracked();
    if drawing.is_some_and(|draft| draft.pointer.is_none()) {
        cancel(state);
    }
}

/// Gives up what is not painted yet. Whether there was anything.
pub(super) fn cancel(state: State) -> bool {
    let drawing = state.tools.draft.get_untracked().is_some();
    if drawing {
        state.tools.draft.set(None);
    }
    drawing
}

/// Paints what is drawn. Whether that changed anything.
fn paint(state: State) -> bool {
    let draft = state.tools.draft.get_untracked();
    cancel(state);
    let Some((draft, layer)) = draft.and_then(|draft| Some((draft, draft.on.layer()?))) else {
        return false;
    };
    let brush = brush(state);
    state
        .document
        .edit(layer, |scene| scene.draw(layer, draft.area(), brush))
}

/// Changes what `pointer` draws. Whether it draws anything.
fn change(state: State, pointer: Option<i32>, change: impl FnOnce(&mut Draft)) -> bool {
    let drawing = state.tools.draft.get_untracked();
    let Some(mut draft) = drawing.filter(|draft| draft.pointer == pointer) else {
        return false;
    };
    change(&mut draft);
    if drawing != Some(draft) {
        state.tools.draft.set(Some(draft));
    }
    true
}

fn at(form: Form, corner: (isize, isize)) -> Area {
    Area {
        form,
        from: corner,
        to: corner,
    }
}

/// The pixel at a place, in the image or not.
fn corner((x, y): (f32, f32)) -> (isize, isize) {
    (y.floor() as isize, x.floor() as isize)
}

fn signed((row, column): Pixel) -> (isize, isize) {
    (row as isize, column as isize)
}
