//! The painted document as the page holds it: the scene, its past, and what has to be redrawn.

use leptos::prelude::*;

use super::text;
use crate::scene::{History, Layer, Rect, Scene, Stroke};

/// What the layout depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub classes: usize,
    pub height: usize,
    pub width: usize,
    pub hard: bool,
}

impl Shape {
    fn of(scene: &Scene) -> Self {
        Self {
            classes: scene.classes(),
            height: scene.height(),
            width: scene.width(),
            hard: scene.is_hard(),
        }
    }
}

/// The scene and its past. What depends on every brush mark follows `revision`, all else `shape`.
#[derive(Clone, Copy)]
pub(super) struct Document {
    scene: StoredValue<Scene>,
    history: StoredValue<History>,
    /// What has changed on a layer since it was last drawn.
    damage: StoredValue<[Rect; 2]>,
    /// Counts changes.
    pub revision: RwSignal<u64>,
    pub shape: RwSignal<Shape>,
    /// The classes' names, where the scene's origin gives them some.
    pub names: RwSignal<Vec<String>>,
}

impl Document {
    pub(super) fn new(scene: Scene, names: Vec<String>) -> Self {
        let shape = Shape::of(&scene);
        Self {
            scene: StoredValue::new(scene),
            history: StoredValue::new(History::default()),
            damage: StoredValue::new([Rect::default(); 2]),
            revision: RwSignal::new(1),
            shape: RwSignal::new(shape),
            names: RwSignal::new(names),
        }
    }

    /// Looks at the scene without following it.
    pub(super) fn read<T>(&self, look: impl FnOnce(&Scene) -> T) -> T {
        self.scene.with_value(look)
    }

    /// Whether the page that this belongs to is gone.
    pub(super) fn is_gone(&self) -> bool {
        self.scene.is_disposed()
    }

    /// Goes on with a stroke.
    pub(super) fn extend(&self, stroke: &mut Stroke, layer: Layer, to: (f32, f32)) {
        let dirty = self
            .scene
            .try_update_value(|scene| stroke.extend(scene, to))
            .unwrap_or_default();
        self.changed(layer, dirty);
    }

    /// Ends a stroke, which can be undone from now on.
    pub(super) fn finish(&self, stroke: Stroke) {
        if let Some(step) = self.read(|scene| stroke.finish(scene)) {
            self.history.update_value(|history| history.push(step));
        }
    }

    /// Edits a layer in a way that can be undone; `edit` says what to redraw.
    pub(super) fn edit(&self, layer: Layer, edit: impl FnOnce(&mut Scene) -> Rect) {
        self.remember();
        let dirty = self.scene.try_update_value(edit).unwrap_or_default();
        self.changed(layer, dirty);
    }

    /// Edits anything in a way that can be undone.
    pub(super) fn edit_whole<T>(&self, edit: impl FnOnce(&mut Scene) -> T) -> Option<T> {
        self.remember();
        let result = self.scene.try_update_value(edit);
        self.changed_whole();
        result
    }

    /// Puts another scene in place; the old one can be had back.
    pub(super) fn replace(&self, scene: Scene, names: Vec<String>) {
        self.edit_whole(|old| *old = scene);
        self.names.set(names);
    }

    /// Takes back the last edit, or does it again.
    pub(super) fn travel(&self, back: bool) {
        let done = self.scene.try_update_value(|scene| {
            self.history.try_update_value(|history| match back {
                true => history.undo(scene),
                false => history.redo(scene),
            })
        });
        if done.flatten().flatten().is_some() {
            self.changed_whole();
        }
    }

    /// Whether there is something to undo and to redo.
    pub(super) fn can_travel(&self) -> (bool, bool) {
        self.revision.track();
        self.history
            .with_value(|history| (history.can_undo(), history.can_redo()))
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
        self.names.with(|names| {
            names
                .get(class)
                .cloned()
                .unwrap_or_else(|| text::class(class))
        })
    }

    fn remember(&self) {
        self.read(|scene| self.history.update_value(|history| history.remember(scene)));
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
        let (shape, bounds) = self.read(|scene| (Shape::of(scene), scene.bounds()));
        self.damage.set_value([bounds; 2]);
        if shape != self.shape.get_untracked() {
            self.shape.set(shape);
        }
        self.revision.update(|revision| *revision += 1);
    }
}
