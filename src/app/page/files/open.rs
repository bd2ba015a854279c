//! What becomes of a file: a chunk of its own, with all that reads formats.

use leptos::prelude::*;
use loss_playground::Result;
use loss_playground::scene::Layer;
use loss_playground::scene::import::{Imported, label_from_png};
use loss_playground::scene::state::from_json;

use super::{Opened, Target};
use crate::page::notices::{self, Answer};
use crate::page::state::State;
use crate::page::{backdrop, text};

/// Opens what was dropped or pasted, once it is known as what. A picture that is no label map can
/// only be meant as a backdrop, which leaves the painting as it is.
pub(in crate::page) fn take(state: State, file: Opened, target: Option<Target>) {
    let target = match target {
        _ if file.is("jpg") || file.is("jpeg") => Target::Backdrop,
        _ if file.is("png") => match label_from_png(&file.name, &file.bytes) {
            Ok(_) => Target::Label,
            Err(error) => return backdrop::open(state, file.name, file.bytes, Some(error)),
        },
        Some(target) => target,
        None if file.is("json") => Target::State,
        None if file.is("npz") => Target::Arrays,
        None if file.is("npy") => {
            let question = text::open_as(&file.name);
            let answer = |text: &str, target| (text.to_owned(), Answer::Open(file.clone(), target));
            let answers = vec![
                answer(text::OPEN_AS_PREDICTION, Target::Prediction),
                answer(text::OPEN_AS_LABEL, Target::Label),
            ];
            return notices::ask(state, question, answers);
        }
        None => return state.notices.alert(text::unknown_file(&file.name), None),
    };
    open(state, &file, target);
}

/// Puts a file's content in place, or says why it cannot be; the painting then stays.
pub(in crate::page) fn open(state: State, file: &Opened, target: Target) {
    if target == Target::State || file.is("json") {
        let text = String::from_utf8_lossy(&file.bytes);
        return open_state(state, &file.name, &text);
    }
    if target == Target::Backdrop {
        return backdrop::open(state, file.name.clone(), file.bytes.clone(), None);
    }
    match imported(state, file, target) {
        Ok(imported) => {
            // Another label has other classes; those of another prediction are the same.
            let origin = state.document.origin.get_untracked();
            let origin = origin.filter(|_| target == Target::Prediction);
            state.keeper.step(state);
            let said = imported.said();
            state.document.replace(imported.gallery, origin);
            state.notices.say(said);
        }
        Err(error) => state.notices.alert(error.to_string(), None),
    }
}

/// Opens a pasted state.
pub(in crate::page) fn open_text(state: State, text: &str) {
    open_state(state, text::PASTED, text);
}

fn open_state(state: State, name: &str, text: &str) {
    match from_json(name, text) {
        Ok(saved) => {
            state.keeper.step(state);
            let painting = saved.gallery.is_some();
            let whole = state.keeper.open(state, saved, true);
            state.notices.say(text::opened(name, painting, whole));
        }
        Err(error) => state.notices.alert(error.to_string(), None),
    }
}

fn imported(state: State, file: &Opened, target: Target) -> Result<Imported> {
    let Opened { name, bytes } = file;
    let only = match target {
        Target::Label => Some(Layer::Label),
        Target::Prediction => Some(Layer::Prediction),
        Target::Arrays | Target::Backdrop | Target::State => None,
    };
    if file.is("npz") {
        return state
            .document
            .read_all(|gallery| gallery.import_npz(name, bytes, only));
    }
    if file.is("png") || only == Some(Layer::Label) && !file.is("npy") {
        let map = label_from_png(name, bytes)?;
        return state.document.read_all(|gallery| gallery.import_label(map));
    }
    let layer = only.unwrap_or(Layer::Prediction);
    state
        .document
        .read_all(|gallery| gallery.import_npy(name, bytes, layer))
}

impl Opened {
    fn is(&self, extension: &str) -> bool {
        let end = self.name.rsplit('.').next();
        end.is_some_and(|end| end.eq_ignore_ascii_case(extension))
    }
}
