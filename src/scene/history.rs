//! Undo and redo.

use super::kept::Kept;
use super::{Rect, Scene};

/// What an edit changed: enough to take it back, and then to do it again.
#[derive(Debug, Clone)]
pub struct Step(Change);

#[derive(Debug, Clone)]
enum Change {
    Pixels(Kept),
    Whole(Box<Scene>),
}

impl Step {
    pub(super) fn pixels(kept: Kept) -> Self {
        Self(Change::Pixels(kept))
    }

    fn bytes(&self) -> usize {
        match &self.0 {
            Change::Pixels(kept) => kept.bytes(),
            Change::Whole(scene) => 2 * scene.label.len() * size_of::<f32>(),
        }
    }

    /// Exchanges what is in the scene with what is kept here: undo and redo are the same.
    fn exchange(&mut self, scene: &mut Scene) -> Rect {
        match &mut self.0 {
            Change::Pixels(kept) => kept.exchange(scene),
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
/// history.remember(&scene);
/// scene.fill(Layer::Label, 1, (0, 0), 1.0);
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

/// How much the past may hold; the last step is always kept.
const BUDGET: usize = 96 << 20;

impl History {
    /// Keeps the scene as it is before an edit of any kind. A stroke hands over less, in
    /// [`Stroke::finish`](super::Stroke::finish), for [`Self::push`].
    pub fn remember(&mut self, scene: &Scene) {
        self.push(Step(Change::Whole(Box::new(scene.clone()))));
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
