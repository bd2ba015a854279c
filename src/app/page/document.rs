//! The painted document as the page holds it: the images, their past, and what has to be redrawn.

mod images;
mod preview;
mod shape;
mod stroke;

use leptos::prelude::*;
use loss_playground::scene::preset::Preset;
use loss_playground::scene::{Change, Gallery, History, Layer, Rect, Scene};

use super::text;
use crate::look::Looks;

pub(super) use shape::{Images, Shape};
use stroke::Running;

/// The images and their past. What depends on every brush mark follows `revision`, all else `shape`
/// and `images`.
#[derive(Clone, Copy)]
pub(super) struct Document {
    gallery: StoredValue<Gallery>,
    history: StoredValue<History>,
    /// What has changed on a layer of the current image since it was last drawn.
    damage: StoredValue<[Rect; 2]>,
    /// Counts changes.
    pub revision: RwSignal<u64>,
    /// Whether there is something to undo and to redo.
    pub can_travel: RwSignal<(bool, bool)>,
    pub shape: RwSignal<Shape>,
    /// How many images there are, and which is the current one.
    pub images: RwSignal<Images>,
    /// Counts changes of more than the current image's pixels.
    pub replaced: RwSignal<u64>,
    /// The stroke under way, if there is one.
    running: StoredValue<Option<Running>>,
    /// The current image before the preview under way, if there is one.
    previewed: StoredValue<Option<Scene>>,
    /// Whether what is shown is a preview.
    pub previewing: RwSignal<bool>,
    /// The preset that the painting started from, if it was one.
    pub origin: RwSignal<Origin>,
    /// What the reader calls the classes, and how they look.
    pub looks: RwSignal<Looks>,
    /// For every step of the past and of the future, the other start if the step changes it.
    starts: StoredValue<[Vec<Option<Start>>; 2]>,
}

/// Where a painting started.
pub(super) type Origin = Option<&'static Preset>;

/// What another scene brings along: where it started, and what its classes are called.
type Start = (Origin, Looks);

impl Document {
    pub(super) fn new(gallery: Gallery, origin: Origin) -> Self {
        let (shape, images) = (Shape::of(gallery.scene()), Images::of(&gallery));
        Self {
            gallery: StoredValue::new(gallery),
            history: StoredValue::new(History::default()),
            damage: StoredValue::new([Rect::default(); 2]),
            revision: RwSignal::new(1),
            can_travel: RwSignal::new((false, false)),
            shape: RwSignal::new(shape),
            images: RwSignal::new(images),
            replaced: RwSignal::new(0),
            running: StoredValue::new(None),
            previewed: StoredValue::new(None),
            previewing: RwSignal::new(false),
            origin: RwSignal::new(origin),
            looks: RwSignal::new(Looks::default()),
            starts: StoredValue::new([Vec::new(), Vec::new()]),
        }
    }

    /// Looks at the current image without following it.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Scene) -> T) -> T {
        self.read_all(|gallery| look(gallery.scene()))
    }

    /// Looks at all images without following them.
    pub(super) fn read_all<T>(&self, look: impl FnOnce(&Gallery) -> T) -> T {
        self.gallery.with_value(look)
    }

    /// Whether the page that this belongs to is gone.
    pub(super) fn is_gone(&self) -> bool {
        self.gallery.is_disposed()
    }

    /// Edits a layer in a way that can be undone; `edit` says what to redraw. Whether there is
    /// anything.
    pub(super) fn edit(&self, layer: Layer, edit: impl FnOnce(&mut Scene) -> Rect) -> bool {
        let dirty = self.change(edit).unwrap_or_default();
        self.changed(layer, dirty);
        !dirty.is_empty()
    }

    /// Edits both layers of the current image in a way that can be undone.
    pub(super) fn edit_whole(&self, edit: impl FnOnce(&mut Scene)) {
        self.change(edit);
        self.changed_whole();
    }

    /// Puts other images in place; the old ones can be had back. A preset brings names for its
    /// classes, in place of the reader's own for the classes of another.
    pub(super) fn replace(&self, gallery: Gallery, origin: Origin) {
        let (_, changed) = self.change_all(|old| *old = gallery);
        let old = self.start();
        let id = |origin: Origin| origin.map(|preset| preset.id);
        if origin.is_some() && id(origin) != id(old.0) {
            self.looks.set(Looks::default());
        }
        if changed {
            self.starts.update_value(|[past, _]| {
                if let Some(last) = past.last_mut() {
                    *last = Some(old);
                }
            });
        }
        self.origin.set(origin);
        self.changed_whole();
    }

    /// Takes back the last change, or does it again. A preview counts as a change to take back, and
    /// so does a stroke. Whether there was any.
    pub(super) fn travel(&self, back: bool) -> bool {
        if self.cancel_preview() && back {
            return true;
        }
        self.settle();
        let done = self.gallery.try_update_value(|gallery| {
            self.history(|history| match back {
                true => history.undo(gallery),
                false => history.redo(gallery),
            })
        });
        if done.flatten().is_none() {
            return false;
        }
        let now = self.start();
        let other = self.starts.try_update_value(|[past, future]| {
            let (from, to) = if back { (past, future) } else { (future, past) };
            let other = from.pop().flatten();
            to.push(other.is_some().then_some(now));
            other
        });
        if let Some((origin, looks)) = other.flatten() {
            self.origin.set(origin);
            self.looks.set(looks);
        }
        self.changed_whole();
        true
    }

    /// The part of a layer that has to be redrawn; asking for it settles it.
    pub(super) fn take_damage(&self, layer: Layer) -> Rect {
        let taken = self
            .damage
            .try_update_value(|damage| std::mem::take(&mut damage[layer as usize]));
        taken.unwrap_or_default()
    }

    /// A class's name.
    pub(super) fn class_name(&self, class: usize) -> String {
        let own = self
            .looks
            .with(|looks| looks.name(class).map(str::to_owned));
        own.unwrap_or_else(|| self.given_name(class))
    }

    /// What a class is called as long as the reader has not named it.
    pub(super) fn given_name(&self, class: usize) -> String {
        let named = self
            .origin
            .get()
            .and_then(|preset| preset.classes.get(class));
        named.map_or_else(|| text::class(class), |name| (*name).to_owned())
    }

    fn start(&self) -> Start {
        (self.origin.get_untracked(), self.looks.get_untracked())
    }

    /// Edits the current image, whose shape stays, in a way that can be undone. What came of it.
    fn change<T>(&self, edit: impl FnOnce(&mut Scene) -> T) -> Option<T> {
        self.settle();
        let before = self.read(Scene::clone);
        let result = self.update(edit);
        self.remember(|history, gallery| history.remember(&before, gallery));
        result
    }

    /// Edits the current image.
    fn update<T>(&self, edit: impl FnOnce(&mut Scene) -> T) -> Option<T> {
        self.gallery.try_update_value(|gallery| gallery.edit(edit))
    }

    /// Adds a change that is known.
    fn push(&self, change: Change) {
        self.remember(|history, _| {
            history.push(change);
            true
        });
    }

    /// Adds a change to the past, if `add` has one; nothing is then left to do again.
    fn remember(&self, add: impl FnOnce(&mut History, &Gallery) -> bool) -> bool {
        let added = self.read_all(|gallery| self.history(|history| add(history, gallery)));
        if added {
            self.starts.update_value(|[past, future]| {
                past.push(None);
                future.clear();
            });
        }
        added
    }

    /// Changes the history, and tells whoever wants to travel in it.
    fn history<T: Default>(&self, change: impl FnOnce(&mut History) -> T) -> T {
        let changed = self.history.try_update_value(|history| {
            let result = change(history);
            (result, (history.can_undo(), history.can_redo()))
        });
        let (result, can) = changed.unwrap_or_default();
        if can != self.can_travel.get_untracked() {
            self.can_travel.set(can);
        }
        result
    }

    fn changed(&self, layer: Layer, dirty: Rect) {
        if dirty.is_empty() {
            return;
        }
        self.damage.update_value(|damage| {
            let damage = &mut damage[layer as usize];
            *damage = damage.union(dirty);
        });
        self.revision.update(|revision| *revision += 1);
    }

    fn changed_whole(&self) {
        let shape = self.read(Shape::of);
        self.show_current();
        if shape != self.shape.get_untracked() {
            self.shape.set(shape);
        }
        self.replaced.update(|replaced| *replaced += 1);
        self.revision.update(|revision| *revision += 1);
    }
}
