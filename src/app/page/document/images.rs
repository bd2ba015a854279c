//! The images: which one is painted, and how many there are in which order.

use leptos::prelude::*;
use loss_playground::Result;
use loss_playground::scene::{Change, Gallery, Scene};

use super::{Document, Images};

impl Document {
    /// The place of the current image, which is followed.
    pub(in crate::page) fn image(&self) -> usize {
        self.images.get().current
    }

    /// Shows another image. Nothing is changed by that, so there is nothing to undo; a stroke or a
    /// preview ends.
    pub(in crate::page) fn select(&self, image: usize) {
        let Images { count, current } = self.images.get_untracked();
        if image == current || image >= count {
            return;
        }
        self.settle();
        self.gallery.update_value(|gallery| gallery.select(image));
        self.show_current();
    }

    /// Puts an image behind the current one, made from that.
    pub(in crate::page) fn add(&self, make: impl FnOnce(&Scene) -> Scene) -> Result<()> {
        let mut result = Ok(());
        self.rearrange(|gallery| match gallery.add(make(gallery.scene())) {
            Ok(change) => Some(change),
            Err(error) => {
                result = Err(error);
                None
            }
        });
        result
    }

    /// Takes the current image out, unless it is the only one.
    pub(in crate::page) fn remove(&self) {
        self.rearrange(Gallery::remove);
    }

    /// Moves the current image to another place.
    pub(in crate::page) fn shift(&self, to: usize) {
        self.rearrange(|gallery| gallery.shift(to));
    }

    /// Edits all images in a way that can be undone. What came of it, and whether anything changed.
    pub(super) fn change_all<T>(&self, edit: impl FnOnce(&mut Gallery) -> T) -> (Option<T>, bool) {
        self.settle();
        let before = self.read_all(Gallery::clone);
        let result = self.gallery.try_update_value(edit);
        let changed = self.remember(|history, gallery| history.remember_all(before, gallery));
        (result, changed)
    }

    /// Edits the shape of all images in a way that can be undone.
    pub(in crate::page) fn reshape(
        &self,
        edit: impl FnOnce(&mut Gallery) -> Result<()>,
    ) -> Result<()> {
        let (result, _) = self.change_all(edit);
        self.changed_whole();
        result.unwrap_or(Ok(()))
    }

    /// Draws the current image anew, and tells which it is.
    pub(super) fn show_current(&self) {
        let (images, bounds) =
            self.read_all(|gallery| (Images::of(gallery), gallery.scene().bounds()));
        self.damage.set_value([bounds; 2]);
        if images != self.images.get_untracked() {
            self.images.set(images);
        }
    }

    /// Changes which images there are and in which order.
    fn rearrange(&self, change: impl FnOnce(&mut Gallery) -> Option<Change>) {
        self.settle();
        if let Some(change) = self.gallery.try_update_value(change).flatten() {
            self.push(change);
            self.changed_whole();
        }
    }
}
