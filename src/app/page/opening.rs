//! What a page shows when it opens.

use leptos::prelude::window;
use loss_playground::Result;
use loss_playground::scene::preset::PRESETS;
use loss_playground::scene::state::{Saved, decode};
use web_sys::PerformanceNavigation;

use super::document::Document;
use super::keeper::{Keeper, kept, restore_or_say};
use super::root::Options;
use super::session::origin;
use super::state::State;
use super::{address, backdrop, text};

/// The side of the image at the start.
const SIDE: usize = 64;

/// What is there at the start: what an address says, else what the tab has kept under `key`, else
/// the first preset.
pub(super) fn state(Options { session_key, frame }: Options) -> State {
    let key = session_key;
    let found = key.as_deref().map_or(Ok(Found::default()), find);
    let (Found { saved, own }, problem) = match found {
        Ok(found) => (found, None),
        Err(error) => (Found::default(), Some(text::broken_link(&error))),
    };
    let settings = saved.as_ref().map(|saved| saved.settings.clone());
    let preset = settings.as_ref().and_then(origin);
    let gallery = saved.and_then(|saved| saved.gallery);
    let missing = settings.is_some() && gallery.is_none();
    let document = match gallery {
        Some(gallery) => Document::new(gallery, preset),
        None => {
            let preset = preset.unwrap_or(&PRESETS[0]);
            Document::new(preset.gallery(SIDE), Some(preset))
        }
    };
    let keeper = Keeper::new(key, frame.is_none());
    let state = State::new(document, keeper, frame);
    match own {
        true => {
            backdrop::restore(state);
            if address::now().is_empty() {
                state.keeper.later(state);
            }
        }
        // The picture lay under another painting.
        false => backdrop::forget(state),
    }
    if let Some(settings) = settings {
        restore_or_say(state, &settings, true);
    }
    if missing {
        state.notices.say(text::PAINTING_MISSING);
    }
    if let Some(problem) = problem {
        state.notices.alert(problem, None);
    }
    state
}

/// What was found at the start.
#[derive(Default)]
struct Found {
    saved: Option<Saved>,
    /// Whether it is the tab's own.
    own: bool,
}

/// The tab knows best what belongs to its own address; another one was opened on purpose.
fn find(key: &str) -> Result<Found> {
    let address = address::now();
    let (saved, own) = match kept(key) {
        Some((saved, [at, _])) if address.is_empty() || at == address => (Some(saved), true),
        Some((saved, [at, replaced])) if replaced == address && is_reload() => {
            address::put(&at, false);
            (Some(saved), true)
        }
        _ if address.is_empty() => (None, false),
        _ => (Some(decode(&address)?), false),
    };
    Ok(Found { saved, own })
}

fn is_reload() -> bool {
    let performance = window().performance();
    performance.is_some_and(|p| p.navigation().type_() == PerformanceNavigation::TYPE_RELOAD)
}
