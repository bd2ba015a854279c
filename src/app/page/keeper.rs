//! Keeps what is painted and set on the page: in the tab's storage everything, in the
//! [address](super::address) everything that fits, both as text of the same [codec].

use std::time::Duration;

use leptos::prelude::*;
use loss_playground::scene::state::{self as codec, Packed, Saved};
use serde_json::Value;

use super::document::Origin;
use super::dom::listen;
use super::later::Later;
use super::live::effect;
use super::session::{collect, origin, restore};
use super::state::State;
use super::{address, text};

/// How long things must have been quiet before they are kept.
const QUIET: Duration = Duration::from_millis(400);
/// The same for a large scene, which takes a while to pack.
const LONG_QUIET: Duration = Duration::from_millis(3000);
/// Numbers in a large scene.
const LARGE: usize = 256 * 256 * 4;

/// A painting's revision, its current image, and whether there is a preview of another.
type Painted = (u64, usize, bool);

/// Under which key this page keeps things, and what it still has to keep.
#[derive(Clone, Copy)]
pub(super) struct Keeper {
    /// None if nothing is to be kept.
    key: StoredValue<Option<String>>,
    /// Whether the address bar is the page's own.
    has_address: bool,
    /// The painting, packed once.
    packed: StoredValue<Option<(Painted, Packed)>>,
    /// Something has changed.
    due: StoredValue<bool>,
    /// What has changed is a deliberate step.
    step: StoredValue<bool>,
    timer: Later,
    /// The address that shows what is there.
    address: StoredValue<String>,
    /// Whether the painting is too large for an address.
    partial: StoredValue<bool>,
    full: StoredValue<bool>,
}

/// What was kept under `key`, the address at the time, and the one that it took the place of: a
/// reload that was under way just then still asks for that.
pub(super) fn kept(key: &str) -> Option<(Saved, [String; 2])> {
    let storage = storage()?;
    let saved = codec::decode(&storage.get_item(key).ok()??).ok()?;
    let address = storage.get_item(&address_key(key)).ok()??;
    let replaced = storage.get_item(&replaced_key(key)).ok()?;
    Some((saved, [address, replaced.unwrap_or_default()]))
}

impl Keeper {
    pub(super) fn new(key: Option<String>, has_address: bool) -> Self {
        Self {
            key: StoredValue::new(key),
            has_address,
            packed: StoredValue::new(None),
            due: StoredValue::new(true),
            step: StoredValue::new(false),
            timer: Later::new(),
            address: StoredValue::new(address::now()),
            partial: StoredValue::new(false),
            full: StoredValue::new(false),
        }
    }

    /// Keeps everything from now on.
    pub(super) fn follow(self, state: State) {
        if !self.is_keeping() {
            return;
        }
        let last = StoredValue::new(None);
        effect(move || {
            let document = state.document;
            let painting = (document.revision.get(), document.previewing.get());
            let now = (painting, document.image(), collect(state));
            let changed = last.with_value(|last| last.as_ref() != Some(&now));
            if changed && last.with_value(Option::is_some) {
                self.later(state);
            }
            last.set_value(Some(now));
        });
        // A tab that goes may not come back to its timers.
        listen(&window(), "pagehide", move |_| self.keep(state, false));
        address::follow(state);
    }

    /// To be called before a deliberate step: the browser's back button comes back to here.
    pub(super) fn step(self, state: State) {
        self.now(state);
        self.step.set_value(true);
    }

    /// Keeps what has changed without waiting for quiet.
    pub(super) fn now(self, state: State) {
        self.keep(state, true);
    }

    /// The address of what is there now, wherever that may be shown.
    pub(super) fn link(self, state: State) -> String {
        self.now(state);
        let page = address::page();
        self.address.with_value(|state| format!("{page}#{state}"))
    }

    /// Keeps everything once things are quiet; a deliberate step as soon as it is done.
    pub(super) fn later(self, state: State) {
        self.due.set_value(true);
        let numbers = state
            .document
            .read_all(|gallery| gallery.images() * gallery.scene().label().len());
        let quiet = match (self.step.get_value(), numbers > LARGE) {
            (true, _) => Duration::ZERO,
            (false, true) => LONG_QUIET,
            (false, false) => QUIET,
        };
        self.timer.after(quiet, move || self.now(state));
    }

    /// Keeps something beside the state, too large for it; or nothing any more. Whether it did.
    pub(super) fn keep_apart(self, name: &str, text: Option<&str>) -> bool {
        let Some(key) = self.apart(name) else {
            return true;
        };
        let Some(storage) = storage() else {
            return false;
        };
        // The room that the old one takes may be what the new one needs.
        let removed = storage.remove_item(&key);
        text.map_or(removed, |text| storage.set_item(&key, text))
            .is_ok()
    }

    /// What [`Self::keep_apart`] has kept.
    pub(super) fn kept_apart(self, name: &str) -> Option<String> {
        storage()?.get_item(&self.apart(name)?).ok()?
    }

    fn apart(self, name: &str) -> Option<String> {
        let key = self.key.get_value()?;
        Some(format!("{key}.{name}"))
    }

    /// Whether anything is kept.
    pub(super) fn is_keeping(self) -> bool {
        self.key.with_value(Option::is_some)
    }

    /// Whether the page's address holds everything but the painting.
    pub(super) fn is_partial(self) -> bool {
        self.partial.get_value()
    }

    /// Whether an address is already shown; it is from now on, and no step is under way.
    pub(super) fn arrive(self, address: &str) -> bool {
        self.step.set_value(false);
        let same = self.address.with_value(|now| now == address);
        self.address.set_value(address.to_owned());
        same
    }

    /// Everything as a file.
    pub(super) fn json(self, state: State) -> String {
        let settings = untrack(|| collect(state));
        self.with_packed(state, |packed| codec::to_json(&settings, packed))
    }

    /// Puts a saved state in place, with or without what is the reader's own; whether all of it made sense.
    pub(super) fn open(self, state: State, saved: Saved, readers_own: bool) -> bool {
        state.notices.say("");
        let Saved { settings, gallery } = saved;
        let document = state.document;
        match gallery {
            Some(gallery) => {
                let origin = origin(&settings);
                let id = |preset: Origin| preset.map(|preset| preset.id);
                let other_origin = id(document.origin.get_untracked()) != id(origin);
                let current = gallery.current();
                if other_origin || document.read_painted(|now| now.scenes() != gallery.scenes()) {
                    document.replace(gallery, origin);
                }
                document.select(current);
            }
            None => state.notices.say(text::PAINTING_STAYS),
        }
        restore_or_say(state, &settings, readers_own)
    }

    fn with_packed<T>(self, state: State, look: impl FnOnce(&Packed) -> T) -> T {
        let document = state.document;
        let now = (
            document.revision.get_untracked(),
            untrack(|| document.image()),
            document.previewing.get_untracked(),
        );
        let kept = self.packed.try_update_value(std::mem::take).flatten();
        let (of, packed) = kept
            .filter(|(of, _)| *of == now)
            .unwrap_or_else(|| (now, document.read_painted(Packed::new)));
        let seen = look(&packed);
        self.packed.set_value(Some((of, packed)));
        seen
    }

    /// Keeps what has changed; the address of a page that is going is out of reach.
    fn keep(self, state: State, with_address: bool) {
        let Some(Some(key)) = self.key.try_get_value() else {
            return;
        };
        if self.due.try_get_value() != Some(true) {
            return;
        }
        // A page may come back that was going, and its address is still due.
        self.due.set_value(!with_address);
        let settings = untrack(|| collect(state));
        let text = self.with_packed(state, |packed| codec::encode(&settings, Some(packed)));
        if with_address {
            let partial = text.len() > address::MOST;
            let address = match partial {
                true => &codec::encode(&settings, None),
                false => &text,
            };
            let step = self.step.get_value();
            if !self.arrive(address) && self.has_address {
                // After a step, the address before it is still there to go back to.
                let replaced = if step { String::new() } else { address::now() };
                address::put(address, step);
                if let Some(storage) = storage() {
                    // Without it only a reload in this very moment loses anything.
                    let _ = storage.set_item(&replaced_key(&key), &replaced);
                }
            }
            self.partial.set_value(partial);
        }
        let Some(storage) = storage() else { return };
        let mut kept = storage.set_item(&key, &text);
        if kept.is_err() {
            // Half of an old painting is worse than none.
            let _ = storage.set_item(&key, &codec::encode(&settings, None));
        }
        kept = kept.and(storage.set_item(&address_key(&key), &address::now()));
        if kept.is_err() && !self.full.get_value() {
            state.notices.alert(text::STORAGE_FULL.into(), None);
        }
        self.full.set_value(kept.is_err());
    }
}

/// Restores what makes sense, and says what does not; whether it was all of it.
pub(super) fn restore_or_say(state: State, settings: &Value, readers_own: bool) -> bool {
    let left_out = restore(state, settings, readers_own);
    for error in &left_out {
        state.notices.alert(text::not_restored(error), None);
    }
    left_out.is_empty()
}

/// None where the browser forbids it.
fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}

fn address_key(key: &str) -> String {
    format!("{key}.address")
}

fn replaced_key(key: &str) -> String {
    format!("{key}.replaced")
}
