//! The images of a batch, of which one at a time is painted.

use std::ops::RangeInclusive;

use super::{Change, Scene, batch, check};
use crate::batch::Batch;
use crate::error::Result;

/// Images with the same classes, the same size and labels that are all hard or all soft.
///
/// One of them is the current one, which strokes and edits act on; the losses are given all.
///
/// ```
/// use loss_playground::scene::{Gallery, Layer, Scene};
///
/// let mut gallery = Gallery::from(Scene::new(2, 16, 16)?);
/// gallery.add(Scene::new(2, 16, 16)?)?;
/// gallery.edit(|scene| scene.fill(Layer::Label, 1, (0, 0), 1.0));
/// assert_eq!(gallery.current(), 1);
/// assert_eq!(gallery.batch()?.dim(), (2, 2, 16, 16));
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Gallery {
    /// At least one.
    scenes: Vec<Scene>,
    current: usize,
}

impl From<Scene> for Gallery {
    fn from(scene: Scene) -> Self {
        Self {
            scenes: vec![scene],
            current: 0,
        }
    }
}

impl Gallery {
    /// How many images there can be.
    pub const IMAGES: RangeInclusive<usize> = 1..=16;
    /// How many numbers all images' predictions can have together: those of sixteen images of
    /// 512×512 pixels and four classes.
    pub const NUMBERS: usize = 1 << 24;

    /// The images of a batch, the first one being the current one. The others take the first one's
    /// size, classes and hardness.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if there are not [`Self::IMAGES`], or more than [`Self::NUMBERS`].
    pub fn new(scenes: Vec<Scene>) -> Result<Self> {
        let first = scenes.first().map_or((0, 0, 0), |scene| scene.label.dim());
        check::images(scenes.len(), first)?;
        let mut gallery = Self { scenes, current: 0 };
        gallery.follow();
        Ok(gallery)
    }

    /// B.
    pub fn images(&self) -> usize {
        self.scenes.len()
    }

    /// All images, in the batch's order.
    pub fn scenes(&self) -> &[Scene] {
        &self.scenes
    }

    /// The place of the image that is painted.
    pub fn current(&self) -> usize {
        self.current
    }

    /// The image that is painted.
    pub fn scene(&self) -> &Scene {
        &self.scenes[self.current]
    }

    /// Makes another image the current one, or the last one if there are not so many.
    pub fn select(&mut self, image: usize) {
        self.current = image.min(self.scenes.len() - 1);
    }

    /// Edits the current image. If that changes its size, classes or hardness, the others follow.
    pub fn edit<T>(&mut self, edit: impl FnOnce(&mut Scene) -> T) -> T {
        let result = edit(&mut self.scenes[self.current]);
        self.follow();
        result
    }

    /// Every image in another size, as [`Scene::resize`] makes it.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if a side is not [`Scene::SIZE`], or the numbers would be more than
    /// [`Self::NUMBERS`]; the images are then unchanged.
    pub fn resize(&mut self, height: usize, width: usize) -> Result<()> {
        let classes = self.scene().classes();
        check::images(self.images(), (classes, height, width))?;
        self.edit(|scene| scene.resize(height, width))
    }

    /// Whether something is gone for good in another size: it would not be there again in the old one.
    ///
    /// ```
    /// use loss_playground::scene::preset::PRESETS;
    ///
    /// let gallery = PRESETS[0].gallery(64);
    /// assert!(gallery.loses_by_size(32, 32));
    /// assert!(!gallery.loses_by_size(128, 128));
    /// ```
    pub fn loses_by_size(&self, height: usize, width: usize) -> bool {
        let (_, old_height, old_width) = self.scene().label.dim();
        if height >= old_height && width >= old_width {
            return false;
        }
        let mut there_and_back = self.clone();
        // A size that cannot be loses nothing: nothing comes of it.
        let came_back = there_and_back
            .resize(height, width)
            .and_then(|()| there_and_back.resize(old_height, old_width));
        came_back.is_ok() && there_and_back.scenes != self.scenes
    }

    /// Every image with another number of classes, as [`Scene::set_classes`] makes it.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if the number is not one of [`Scene::CLASSES`], or the numbers would be
    /// more than [`Self::NUMBERS`]; the images are then unchanged.
    pub fn set_classes(&mut self, classes: usize) -> Result<()> {
        let (_, height, width) = self.scene().label.dim();
        check::images(self.images(), (classes, height, width))?;
        self.edit(|scene| scene.set_classes(classes))
    }

    /// Puts one more image behind the current one, which it then is.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if there are as many as there can be.
    pub fn add(&mut self, mut scene: Scene) -> Result<Change> {
        check::images(self.images() + 1, self.scene().label.dim())?;
        scene.fit(self.scene());
        let at = self.current + 1;
        self.insert(at, scene);
        Ok(Change::came(at))
    }

    /// Takes the current image out, unless it is the only one; its neighbour is then current.
    pub fn remove(&mut self) -> Option<Change> {
        let at = self.current;
        let scene = self.take(at)?;
        Some(Change::went(at, scene))
    }

    /// Moves the current image to another place, or to the last one if there are not so many.
    pub fn shift(&mut self, to: usize) -> Option<Change> {
        let (from, to) = (self.current, to.min(self.scenes.len() - 1));
        if from == to {
            return None;
        }
        self.relocate(from, to);
        Some(Change::moved(from, to))
    }

    /// What the losses are given: `[B, C, H, W]` logits with labels hard or soft as they are shown.
    ///
    /// # Errors
    /// As [`Batch::new`]; no images should have any.
    pub fn batch(&self) -> Result<Batch<f32>> {
        batch(&self.scenes)
    }

    pub(super) fn insert(&mut self, at: usize, scene: Scene) {
        self.scenes.insert(at.min(self.scenes.len()), scene);
        self.select(at);
    }

    pub(super) fn take(&mut self, at: usize) -> Option<Scene> {
        if at >= self.scenes.len() || self.scenes.len() == 1 {
            return None;
        }
        let scene = self.scenes.remove(at);
        // The one before it, as a new image comes behind the current one; at the start the next.
        self.select(at.saturating_sub(1));
        Some(scene)
    }

    pub(super) fn relocate(&mut self, from: usize, to: usize) {
        let scene = self.scenes.remove(from);
        self.insert(to, scene);
    }

    /// Gives every image the current one's size, classes and hardness.
    fn follow(&mut self) {
        let (before, rest) = self.scenes.split_at_mut(self.current);
        let Some((current, after)) = rest.split_first_mut() else {
            return;
        };
        for scene in before.iter_mut().chain(after) {
            scene.fit(current);
        }
    }
}

impl Scene {
    /// Takes another's size, classes and hardness.
    pub(super) fn fit(&mut self, other: &Self) {
        let (classes, height, width) = other.label.dim();
        self.take_size(height, width);
        self.take_classes(classes);
        self.hard = other.hard;
    }
}

#[cfg(test)]
mod tests;
