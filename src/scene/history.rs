//! Undo and redo.

use super::kept::Kept;
use super::{Gallery, Layer, Rect, Scene};

/// What an edit of one image changed: enough to take it back, and then to do it again.
#[derive(Debug, Clone)]
pub struct Step(Pixels);

#[derive(Debug, Clone)]
enum Pixels {
    Of(Kept),
    /// Both layers', and whether the label was hard.
    OfBoth([Kept; 2], bool),
}

impl Step {
    pub(super) fn pixels(kept: Kept) -> Self {
        Self(Pixels::Of(kept))
    }

    /// From `after` back to `before`; nothing if they are the same, or not of the same shape.
    fn between(before: &Scene, after: &Scene) -> Option<Self> {
        if before.label.dim() != after.label.dim() {
            return None;
        }
        let kept =
            [Layer::Label, Layer::Prediction].map(|layer| Kept::between(before, after, layer));
        let same = before.hard == after.hard && kept.iter().all(Kept::is_empty);
        (!same).then_some(Self(Pixels::OfBoth(kept, before.hard)))
    }

    fn bytes(&self) -> usize {
        match &self.0 {
            Pixels::Of(kept) => kept.bytes(),
            Pixels::OfBoth(kept, _) => kept.iter().map(Kept::bytes).sum(),
        }
    }

    /// Exchanges what is in the scene with what is kept here: undo and redo are the same.
    fn exchange(&mut self, scene: &mut Scene) -> Rect {
        match &mut self.0 {
            Pixels::Of(kept) => kept.exchange(scene),
            Pixels::OfBoth(kept, hard) => {
                std::mem::swap(&mut scene.hard, hard);
                for kept in kept {
                    kept.exchange(scene);
                }
                scene.bounds()
            }
        }
    }
}

/// What became of the images: an edit of one of them, or another row of them.
#[derive(Debug, Clone)]
pub struct Change(Row);

#[derive(Debug, Clone)]
enum Row {
    /// The image at this place was edited.
    Edited(usize, Box<Step>),
    /// An image comes to this place or goes from it; here while it is gone.
    Other(usize, Option<Box<Scene>>),
    Moved {
        from: usize,
        to: usize,
    },
    /// All the images as they were.
    All(Gallery),
}

impl Change {
    /// The current image was edited.
    pub fn edited(gallery: &Gallery, step: Step) -> Self {
        Self(Row::Edited(gallery.current(), Box::new(step)))
    }

    pub(super) fn came(at: usize) -> Self {
        Self(Row::Other(at, None))
    }

    pub(super) fn went(at: usize, scene: Scene) -> Self {
        Self(Row::Other(at, Some(Box::new(scene))))
    }

    pub(super) fn moved(from: usize, to: usize) -> Self {
        Self(Row::Moved { from, to })
    }

    /// From `after` back to `before`; nothing if they are the same.
    fn between(before: Gallery, after: &Gallery) -> Option<Self> {
        (before.scenes() != after.scenes()).then_some(Self(Row::All(before)))
    }

    fn bytes(&self) -> usize {
        let whole = |scene: &Scene| 2 * scene.label.len() * size_of::<f32>();
        match &self.0 {
            Row::Edited(_, step) => step.bytes(),
            Row::Other(_, scene) => scene.as_deref().map_or(0, whole),
            Row::Moved { .. } => 0,
            Row::All(gallery) => gallery.scenes().iter().map(whole).sum(),
        }
    }

    /// Undoes what was done, or does it again. The image that this is about is then the current one.
    /// Returns what to redraw of it.
    fn exchange(&mut self, gallery: &mut Gallery) -> Rect {
        match &mut self.0 {
            Row::Edited(image, step) => {
                gallery.select(*image);
                return gallery.edit(|scene| step.exchange(scene));
            }
            Row::Other(at, scene) => match scene.take() {
                Some(gone) => gallery.insert(*at, *gone),
                None => *scene = gallery.take(*at).map(Box::new),
            },
            Row::Moved { from, to } => {
                gallery.relocate(*to, *from);
                std::mem::swap(from, to);
            }
            Row::All(other) => std::mem::swap(gallery, other),
        }
        gallery.scene().bounds()
    }
}

/// The changes so far, newest last, within a budget of memory.
///
/// ```
/// use loss_playground::scene::{Gallery, History, Layer, Scene};
///
/// let mut gallery = Gallery::from(Scene::new(2, 32, 32)?);
/// let mut history = History::default();
/// let before = gallery.scene().clone();
/// gallery.edit(|scene| scene.fill(Layer::Label, 1, (0, 0), 1.0));
/// history.remember(&before, &gallery);
/// assert!(history.undo(&mut gallery).is_some());
/// assert_eq!(gallery.scene().pixels_of_class(1), 0);
/// assert!(history.redo(&mut gallery).is_some());
/// assert_eq!(gallery.scene().pixels_of_class(1), 32 * 32);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct History {
    past: Vec<Change>,
    future: Vec<Change>,
}

/// How many bytes the past may hold; the last change is always kept. Enough for a hundred edits of
/// every pixel of a layer at 256×256 with eight classes, and for thousands of ordinary strokes.
const BUDGET: usize = 256 << 20;

impl History {
    /// Keeps what an edit changed in the current image, from what that was `before`, in the same
    /// shape. Whether it changed anything. A stroke knows what it changed, and hands it over in
    /// [`Stroke::finish`](super::Stroke::finish), for [`Self::push`].
    pub fn remember(&mut self, before: &Scene, gallery: &Gallery) -> bool {
        let step = Step::between(before, gallery.scene());
        self.push_any(step.map(|step| Change::edited(gallery, step)))
    }

    /// Keeps what changed in any number of images, or in their shape. Whether anything did.
    pub fn remember_all(&mut self, before: Gallery, gallery: &Gallery) -> bool {
        self.push_any(Change::between(before, gallery))
    }

    /// Adds a change; what had been undone can no longer be redone.
    pub fn push(&mut self, change: Change) {
        self.future.clear();
        self.past.push(change);
        let mut total: usize = self.past.iter().map(Change::bytes).sum();
        while total > BUDGET && self.past.len() > 1 {
            total -= self.past.remove(0).bytes();
        }
    }

    /// Takes back the last change, and makes the image that it was about the current one. Returns
    /// what to redraw of that, or nothing if there is no change left.
    pub fn undo(&mut self, gallery: &mut Gallery) -> Option<Rect> {
        let mut change = self.past.pop()?;
        let dirty = change.exchange(gallery);
        self.future.push(change);
        Some(dirty)
    }

    /// Does again what was last undone. Returns what to redraw, or nothing if nothing was undone.
    pub fn redo(&mut self, gallery: &mut Gallery) -> Option<Rect> {
        let mut change = self.future.pop()?;
        let dirty = change.exchange(gallery);
        self.past.push(change);
        Some(dirty)
    }

    fn push_any(&mut self, change: Option<Change>) -> bool {
        let changed = change.is_some();
        change.into_iter().for_each(|change| self.push(change));
        changed
    }

    /// Whether there is an edit to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is an edit to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests;
