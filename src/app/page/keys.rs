//! The keyboard: the cursor on a canvas, and shortcuts everywhere.

use leptos::prelude::*;
use loss_playground::scene::{Brush, VOID};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, KeyboardEvent};

use super::area;
use super::charts::Experiment;
use super::dom::listen;
use super::frame::Part;
use super::paint::dab;
use super::state::{Cursor, State, What};
use super::tools::TOOLS;
use super::{void, zooming};

/// How far the cursor goes with Shift.
const LEAP: isize = 8;

/// Arrows, Enter and Escape, and the keys that turn the page.
pub(super) fn on_canvas(state: State, what: What, event: &KeyboardEvent) {
    area::shift(state, event.shift_key());
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    if event.key() == "Escape" && area::cancel(state) {
        return event.prevent_default();
    }
    let current = state.document.images.get_untracked().current;
    match event.key().as_str() {
        "PageUp" => state.document.select(current.saturating_sub(1)),
        "PageDown" => state.document.select(current + 1),
        _ => return move_or_use(state, what, event),
    }
    event.prevent_default();
}

/// Moves the cursor, or uses the tool where it is.
fn move_or_use(state: State, what: What, event: &KeyboardEvent) {
    let step = if event.shift_key() { LEAP } else { 1 };
    let (down, right) = match event.key().as_str() {
        "ArrowUp" => (-step, 0),
        "ArrowDown" => (step, 0),
        "ArrowLeft" => (0, -step),
        "ArrowRight" => (0, step),
        "Enter" => (0, 0),
        _ => return,
    };
    event.prevent_default();
    let shape = state.document.shape.get_untracked();
    let centre = (shape.height / 2, shape.width / 2);
    let (row, column) = untrack(|| state.pixel()).unwrap_or(centre);
    let moved = |from: usize, by: isize, size: usize| from.saturating_add_signed(by).min(size - 1);
    let pixel = (
        moved(row, down, shape.height),
        moved(column, right, shape.width),
    );
    state.cursor.set(Some(Cursor { on: what, pixel }));
    state.selected.set(Some(pixel));
    zooming::show(state, pixel);
    if (down, right) != (0, 0) {
        area::steer(state, pixel);
    } else if !area::enter(state, what, pixel, event.shift_key()) {
        dab(state, what, pixel);
    }
}

/// Where the page is the document, shortcuts need no part of it to have the focus.
pub(super) fn follow(state: State) {
    if !state.keeper.is_keeping() {
        return;
    }
    listen(&document(), "keydown", move |event| {
        let event: KeyboardEvent = event.unchecked_into();
        let body = document().body().map(JsValue::from);
        if event.target().map(JsValue::from) == body {
            anywhere(state, &event);
        }
    });
}

/// Shortcuts: tools, classes, the brush's size, undo and redo, the race.
pub(super) fn anywhere(state: State, event: &KeyboardEvent) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is = |has_use: fn(&Element) -> bool| target.as_ref().is_some_and(has_use);
    // What lies behind an open dialog is out of reach.
    let asked = document().query_selector("dialog[open]");
    if event.default_prevented() || is(is_written_in) || !matches!(asked, Ok(None)) {
        return;
    }
    let key = event.key();
    if event.ctrl_key() || event.meta_key() {
        // Caps Lock makes capitals as Shift does.
        let back = match (key.to_ascii_lowercase().as_str(), event.shift_key()) {
            ("z", false) => true,
            ("z", true) | ("y", false) => false,
            _ => return,
        };
        event.prevent_default();
        // What is not painted yet is the last thing that was done.
        if !(back && area::cancel(state)) {
            state.travel(back);
        }
        return;
    }
    if event.alt_key() || is(takes_letters) {
        return;
    }
    let tools = state.tools;
    if let Some(digit) = key.parse::<usize>().ok().filter(|digit| *digit > 0) {
        let class = digit - 1;
        if class < state.document.shape.get_untracked().classes {
            tools.class.set(class);
        }
        return;
    }
    let size = |by: f64| {
        tools
            .size
            .update(|size| *size = (*size + by).clamp(Brush::SIZE.0, Brush::SIZE.1));
    };
    match key.as_str() {
        " " if shows_race(state) && !is_pressed(target) => {
            event.prevent_default();
            state.race.playing.update(|playing| *playing = !*playing);
        }
        "[" => size(-1.0),
        "]" => size(1.0),
        void::KEY => tools.class.set(VOID),
        letter => {
            let tool = TOOLS
                .iter()
                .find(|(_, _, key)| key.eq_ignore_ascii_case(letter));
            if let Some((tool, ..)) = tool {
                tools.tool.set(*tool);
            }
        }
    }
}

/// Whether the space bar presses an element.
fn is_pressed(element: Option<Element>) -> bool {
    let tag = element
        .map(|element| element.tag_name())
        .unwrap_or_default();
    matches!(tag.as_str(), "BUTTON" | "SUMMARY" | "INPUT" | "A")
}

/// Whether an element has its own use for a letter or a digit.
fn takes_letters(element: &Element) -> bool {
    element.tag_name() == "SELECT" || is_written_in(element)
}

/// Whether an element holds a text with an undo of its own.
pub(super) fn is_written_in(element: &Element) -> bool {
    match element.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => {
            let kind = element.get_attribute("type").unwrap_or_default();
            !matches!(kind.as_str(), "range" | "checkbox" | "color")
        }
        _ => false,
    }
}

fn shows_race(state: State) -> bool {
    let is_chosen = state.view.experiment.get_untracked() == Experiment::Race;
    is_chosen && state.frame != Some(Part::Painting)
}
