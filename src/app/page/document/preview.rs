//! A change that is shown before it is made.

use leptos::prelude::*;
use loss_playground::scene::{Gallery, Scene};

use super::Document;

impl Document {
    /// Shows what `make` makes of the current image as it was before the preview: the next edit
    /// applies it as one step, undoing takes it back.
    pub(in crate::page) fn preview<T>(&self, make: impl FnOnce(&mut Scene) -> T) -> T {
        let before = self.end_preview().unwrap_or_else(|| {
            self.settle();
            self.read(Scene::clone)
        });
        let mut scene = before.clone();
        let result = make(&mut scene);
        self.previewed.set_value(Some(before));
        self.update(|current| *current = scene);
        self.previewing.set(true);
        self.changed_whole();
        result
    }

    /// Ends the preview, if there is one: what it shows stays, as an edit that can be undone.
    pub(in crate::page) fn apply_preview(&self) {
        if let Some(before) = self.end_preview() {
            self.remember(|history, gallery| history.remember(&before, gallery));
        }
    }

    /// Ends the preview, if there is one: everything is as it was before. Whether there was one.
    pub(in crate::page) fn cancel_preview(&self) -> bool {
        let before = self.end_preview();
        let cancelled = before.is_some();
        if let Some(before) = before {
            self.update(|current| *current = before);
            self.changed_whole();
        }
        cancelled
    }

    /// Looks at all images as they are without the preview, if there is one: it is no part of the painting yet.
    pub(in crate::page) fn read_painted<T>(&self, look: impl FnOnce(&Gallery) -> T) -> T {
        let Some(before) = self.previewed.with_value(Option::clone) else {
            return self.read_all(look);
        };
        let mut gallery = self.read_all(Gallery::clone);
        gallery.edit(|scene| *scene = before);
        look(&gallery)
    }

    fn end_preview(&self) -> Option<Scene> {
        let before = self.take()?;
        self.previewing.set(false);
        Some(before)
    }

    fn take(&self) -> Option<Scene> {
        self.previewed.try_update_value(Option::take).flatten()
    }
}
