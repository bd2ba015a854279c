//! Undo and redo.

use super::kept::Kept;
use super::{Layer, Rect, Scene};

/// What an edit changed: enough to take it back, and then to do it again.
#[derive(Debug, Clone)]
pub struct Step(Change);

#[derive(Debug, Clone)]
enum Change {
    Pixels(Kept),
    /// Both layers' pixels, and whether the label was hard.
    Layers([Kept; 2], bool),
    /// The scene had another shape.
    Whole(Box<Scene>),
}

impl Step {
    pub(super) fn pixels(kept: Kept) -> Self {
        Self(Change::Pixels(kept))
    }

    /// From `after` back to `before`; nothing if they are the same.
    fn between(before: Scene, after: &Scene) -> Option<Self> {
        if before.label.dim() != after.label.dim() {
            return Some(Self(Change::Whole(Box::new(before))));
        }
        let kept =
            [Layer::Label, Layer::Prediction].map(|layer| Kept::between(&before, after, layer));
        let same = before.hard == after.hard && kept.iter().all(Kept::is_empty);
        (!same).then(|| Self(Change::Layers(kept, before.hard)))
    }

    fn bytes(&self) -> usize {
        match &self.0 {
            Change::Pixels(kept) => kept.bytes(),
            Change::Layers(kept, _) => kept.iter().map(Kept::bytes).sum(),
            Change::Whole(scene) => 2 * scene.label.len() * size_of::<f32>(),
        }
    }

    /// Exchanges what is in the scene with what is kept here: undo and redo are the same.
    fn exchange(&mut self, scene: &mut Scene) -> Rect {
        match &mut self.0 {
            Change::Pixels(kept) => kept.exchange(scene),
            Change::Layers(kept, hard) => {
                std::mem::swap(&mut scene.hard, hard);
                for kept in kept {
                    kept.exchange(scene);
                }
                scene.bounds()
            }
            Change::Whole(other) => {
                std::mem::swap(scene, other);
                scene.bounds()
            }
        }
    }
}

/// The edits so far, newest last, within a budget of memory.
///
/// ```
/// use loss_playground::scene::{History, Layer, Scene};
///
/// let mut scene = Scene::new(2, 32, 32)?;
/// let mut history = History::default();
/// let before = scene.clone();
/// scene.fill(Layer::Label, 1, (0, 0), 1.0);
/// history.remember(before, &scene);
/// assert!(history.undo(&mut scene).is_some());
/// assert_eq!(scene.pixels_of_class(1), 0);
/// assert!(history.redo(&mut scene).is_some());
/// assert_eq!(scene.pixels_of_class(1), 32 * 32);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
}

/// How many bytes the past may hold; the last step is always kept. Enough for a hundred edits of
/// every pixel of a layer at 256×256 with eight classes, and for thousands of ordinary strokes.
const BUDGET: usize = 256 << 20;

impl History {
    /// Keeps what an edit of any kind changed, from the scene as it was `before`. Whether it
    /// changed anything. A stroke knows what it changed, and hands it over in
    /// [`Stroke::finish`](super::Stroke::finish), for [`Self::push`].
    pub fn remember(&mut self, before: Scene, scene: &Scene) -> bool {
        let step = Step::between(before, scene);
        let changed = step.is_some();
        step.into_iter().for_each(|step| self.push(step));
        changed
    }

    /// Adds what an edit changed; what had been undone can no longer be redone.
    pub fn push(&mut self, step: Step) {
        self.future.clear();
        self.past.push(step);
        let mut total: usize = self.past.iter().map(Step::bytes).sum();
        while total > BUDGET && self.past.len() > 1 {
            total -= self.past.remove(0).bytes();
        }
    }

    /// Takes back the last edit. Returns what to redraw, or nothing if there is no edit left.
    pub fn undo(&mut self, scene: &mut Scene) -> Option<Rect> {
        let mut step = self.past.pop()?;
        let dirty = step.exchange(scene);
        self.future.push(step);
        Some(dirty)
    }

    /// Does again what was last undone. Returns what to redraw, or nothing if nothing was undone.
    pub fn redo(&mut self, scene: &mut Scene) -> Option<Rect> {
        let mut step = self.future.pop()?;
        let dirty = step.exchange(scene);
        self.past.push(step);
        Some(dirty)
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
