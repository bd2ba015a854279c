//! Labels, predictions and whole states from elsewhere, by button, by drop or by paste.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::Result;
use loss_playground::scene::import::{Imported, array_from_npy, label_from_png};
use loss_playground::scene::state::from_json;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, Element, Event, File};

use super::controls::Button;
use super::dom::listen;
use super::keys::takes_letters;
use super::live::act;
use super::menu::Menu;
use super::notices::Answer;
use super::state::State;
use super::{address, text};

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
    /// Everything.
    State,
}

/// One button for labels, one for predictions, one for everything.
#[component]
pub(super) fn OpenMenu(state: State) -> impl IntoView {
    view! {
        <Menu label=text::OPEN testid="open">
        <OpenButton state=state label=text::OPEN_LABEL accept=".png,.npy" target=Target::Label />
        <OpenButton state=state label=text::OPEN_PREDICTION accept=".npy" target=Target::Prediction />
        <OpenButton state=state label=text::OPEN_STATE accept=".json" target=Target::State />
        </Menu>
    }
}

#[component]
fn OpenButton(
    state: State,
    label: &'static str,
    accept: &'static str,
    target: Target,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let name = match target {
        Target::Label => "open-label",
        Target::Prediction => "open-prediction",
        Target::State => "open-state",
    };
    let changed = move |_: Event| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.item(0)) {
            read(state, file, Some(target));
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
            data-testid=format!("{name}-input")
            on:change=act(changed)
        />
        <Button label=label testid=name press=act(choose) />
    }
}

/// Allows a drop.
pub(super) fn drag_over(event: &DragEvent) {
    event.prevent_default();
}

/// Opens what was dropped: on the label or the prediction as that, elsewhere after asking.
pub(super) fn dropped(state: State, event: &DragEvent) {
    let files = event.data_transfer().and_then(|data| data.files());
    let Some(file) = files.and_then(|files| files.item(0)) else {
        return;
    };
    event.prevent_default();
    read(state, file, target_at(event));
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
        if element.is_some_and(|element| takes_letters(&element)) {
            return;
        }
        let Some(data) = event.clipboard_data() else {
            return;
        };
        if let Some(file) = data.files().and_then(|files| files.item(0)) {
            event.prevent_default();
            return read(state, file, target_at(&event));
        }
        let text = data.get_data("text/plain").unwrap_or_default();
        let text = text.trim();
        if text.starts_with('{') {
            open_state(state, text::PASTED, text);
        } else if let Some((_, part)) = text.split_once("#v") {
            address::go_to(&format!("v{part}"));
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

/// Reads a file and opens it, once it is known as what.
fn read(state: State, file: File, target: Option<Target>) {
    spawn_local(async move {
        let name = file.name();
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
            return state.notices.alert(text::unreadable_file(&name), None);
        };
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        let file = Opened { name, bytes };
        match target {
            Some(target) => open(state, &file, target),
            None if file.is("json") => open(state, &file, Target::State),
            None if file.is("png") => open(state, &file, Target::Label),
            None if file.is("npy") => {
                let question = text::open_as(&file.name);
                let answer =
                    |text: &str, target| (text.to_owned(), Answer::Open(file.clone(), target));
                let answers = vec![
                    answer(text::OPEN_AS_PREDICTION, Target::Prediction),
                    answer(text::OPEN_AS_LABEL, Target::Label),
                ];
                state.notices.ask(question, answers);
            }
            None => state.notices.alert(text::unknown_file(&file.name), None),
        }
    });
}

/// Puts a file's content in place, or says why it cannot be; the painting then stays.
pub(super) fn open(state: State, file: &Opened, target: Target) {
    if target == Target::State || file.is("json") {
        let text = String::from_utf8_lossy(&file.bytes);
        return open_state(state, &file.name, &text);
    }
    match imported(state, file, target) {
        Ok(imported) => {
            // Another label has other classes; those of another prediction are the same.
            let origin = state.document.origin.get_untracked();
            let origin = origin.filter(|_| target == Target::Prediction);
            state.keeper.step(state);
            state.document.replace(imported.gallery, origin);
            state.notices.say(imported.message);
        }
        Err(error) => state.notices.alert(error.to_string(), None),
    }
}

fn open_state(state: State, name: &str, text: &str) {
    match from_json(name, text) {
        Ok(saved) => {
            state.keeper.step(state);
            state.keeper.open(state, saved, true);
            state.notices.say(text::opened(name));
        }
        Err(error) => state.notices.alert(error.to_string(), None),
    }
}

fn imported(state: State, file: &Opened, target: Target) -> Result<Imported> {
    let Opened { name, bytes } = file;
    if file.is("png") || target == Target::Label && !file.is("npy") {
        let map = label_from_png(name, bytes)?;
        return state
            .document
            .read_all(|gallery| gallery.import_label(&map));
    }
    let array = array_from_npy(name, bytes)?;
    state.document.read_all(|gallery| match target {
        Target::Label => gallery.import_soft_label(name, &array),
        Target::Prediction | Target::State => gallery.import_prediction(name, &array),
    })
}

impl Opened {
    fn is(&self, extension: &str) -> bool {
        let end = self.name.rsplit('.').next();
        end.is_some_and(|end| end.eq_ignore_ascii_case(extension))
    }
}
