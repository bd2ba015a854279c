//! Labels, predictions and whole states from elsewhere, by button, by drop or by paste.

mod open;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, Element, Event, File, FileList};

use super::chunk::Files;
use super::controls::Button;
use super::dom::listen;
use super::keys::is_written_in;
use super::live::act;
use super::menu::Menu;
use super::state::State;
use super::{address, text};

pub(super) use open::{open, open_text, take};

/// A file that has been read.
#[derive(Debug, Clone)]
pub(super) struct Opened {
    name: String,
    bytes: Vec<u8>,
}

/// What a file is opened as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Label,
    Prediction,
    /// A picture under both.
    Backdrop,
    /// The label, the prediction or both, by their names.
    Arrays,
    /// Everything.
    State,
}

/// One button for labels, one for predictions, one for everything.
#[component]
pub(super) fn OpenMenu(state: State) -> impl IntoView {
    view! {
        <Menu label=text::OPEN testid="open">
        <OpenButton state=state label=text::OPEN_LABEL testid="open-label" accept=".png,.npy,.npz" target=Target::Label />
        <OpenButton state=state label=text::OPEN_PREDICTION testid="open-prediction" accept=".npy,.npz" target=Target::Prediction />
        <OpenButton state=state label=text::backdrop::OPEN testid="open-backdrop" accept=".png,.jpg,.jpeg" target=Target::Backdrop />
        <OpenButton state=state label=text::OPEN_STATE testid="open-state" accept=".json" target=Target::State />
        </Menu>
    }
}

#[component]
fn OpenButton(
    state: State,
    label: &'static str,
    testid: &'static str,
    accept: &'static str,
    target: Target,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let changed = move |_: Event| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.item(0)) {
            read(state, file, move |files, file| {
                (files.open)(state, &file, target);
            });
        }
        // The same file can then be chosen again.
        input.set_value("");
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <input
            node_ref=input
            type="file"
            accept=accept
            hidden
            data-testid=format!("{testid}-input")
            on:change=act(changed)
        />
        <Button label=label testid=testid press=act(choose) />
    }
}

/// Allows a drop.
pub(super) fn drag_over(event: &DragEvent) {
    event.prevent_default();
}

/// Opens what was dropped: on the label or the prediction as that, elsewhere after asking.
pub(super) fn dropped(state: State, event: &DragEvent) {
    let files = event.data_transfer().and_then(|data| data.files());
    let Some(file) = files.and_then(|files| first(state, &files)) else {
        return;
    };
    event.prevent_default();
    let target = target_at(event);
    read(state, file, move |files, file| {
        (files.take)(state, file, target);
    });
}

/// The one file that is opened; of several, it says which.
fn first(state: State, files: &FileList) -> Option<File> {
    let file = files.item(0)?;
    if files.length() > 1 {
        let said = text::one_of(&file.name(), files.length());
        state.notices.alert(said, None);
    }
    Some(file)
}

/// Opens what is pasted: a picture of a label, a state, or a link.
pub(super) fn follow_paste(state: State) {
    // On a page among others, what is pasted may be meant for them.
    if !state.keeper.is_keeping() {
        return;
    }
    listen(&document(), "paste", move |event| {
        let event: ClipboardEvent = event.unchecked_into();
        let element = event.target().and_then(|to| to.dyn_into::<Element>().ok());
        if element.is_some_and(|element| is_written_in(&element)) {
            return;
        }
        let Some(data) = event.clipboard_data() else {
            return;
        };
        if let Some(file) = data.files().and_then(|files| first(state, &files)) {
            event.prevent_default();
            let target = target_at(&event);
            return read(state, file, move |files, file| {
                (files.take)(state, file, target);
            });
        }
        let text = data.get_data("text/plain").unwrap_or_default();
        // Some editors put a byte order mark before what they copy.
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.starts_with('{') {
            let text = text.to_owned();
            let open = move |files: Files| (files.open_text)(state, &text);
            state.chunks.files.with(state, open);
        } else if let Some((_, part)) = text.split_once("#v") {
            address::go_to(state, &format!("v{part}"));
        }
    });
}

/// What an event is about: the label or the prediction if it happens there.
fn target_at(event: &Event) -> Option<Target> {
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let figure = element.and_then(|element| element.closest("[data-what]").ok().flatten());
    match figure.and_then(|figure| figure.get_attribute("data-what")) {
        Some(what) if what == "label" => Some(Target::Label),
        Some(what) if what == "prediction" => Some(Target::Prediction),
        _ => None,
    }
}

/// What is done with a file, once it has been read.
type Next = Box<dyn FnOnce()>;

thread_local! {
    /// The files that are being read, in the order in which they were chosen.
    static READING: RefCell<VecDeque<Rc<Cell<Option<Next>>>>> = RefCell::default();
}

/// Reads a file, and goes on with it; but not before the files that were chosen before it, however long
/// they take.
fn read(state: State, file: File, go_on: impl FnOnce(Files, Opened) + 'static) {
    let go_on: Box<dyn FnOnce(Files, Opened)> = Box::new(go_on);
    let own = Rc::new(Cell::new(None));
    READING.with_borrow_mut(|reading| reading.push_back(Rc::clone(&own)));
    spawn_local(async move {
        let buffer = JsFuture::from(file.array_buffer()).await;
        let files = state.chunks.files.needed(state).await;
        let next: Next = Box::new(move || {
            if state.document.is_gone() {
                return;
            }
            let name = file.name();
            let Ok(buffer) = buffer else {
                return state.notices.alert(text::unreadable_file(&name), None);
            };
            let Some(files) = files else { return };
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            go_on(files, Opened { name, bytes });
        });
        own.set(Some(next));
        while let Some(next) = READING.with_borrow_mut(next_read) {
            next();
        }
    });
}

/// The first file's turn, if it has been read.
fn next_read(reading: &mut VecDeque<Rc<Cell<Option<Next>>>>) -> Option<Next> {
    let next = reading.front()?.take()?;
    reading.pop_front();
    Some(next)
}
