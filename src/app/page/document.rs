//! The painted document as the page holds it: the scene, its past, and what has to be redrawn.

mod preview;

use leptos::prelude::*;
use loss_playground::scene::preset::Preset;
use loss_playground::scene::{Brush, History, Layer, Rect, Scene, Stroke, Tool};

use super::text;
use crate::look::Looks;

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
    /// Whether there is something to undo and to redo.
    pub can_travel: RwSignal<(bool, bool)>,
    pub shape: RwSignal<Shape>,
    /// The scene before the preview under way, if there is one.
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
    pub(super) fn new(scene: Scene, origin: Origin) -> Self {
        let shape = Shape::of(&scene);
        Self {
            scene: StoredValue::new(scene),
            history: StoredValue::new(History::default()),
            damage: StoredValue::new([Rect::default(); 2]),
            revision: RwSignal::new(1),
            can_travel: RwSignal::new((false, false)),
            shape: RwSignal::new(shape),
            previewed: StoredValue::new(None),
            previewing: RwSignal::new(false),
            origin: RwSignal::new(origin),
            looks: RwSignal::new(Looks::default()),
            starts: StoredValue::new([Vec::new(), Vec::new()]),
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

    /// Goes on with a stroke; whether that changed anything.
    pub(super) fn extend(&self, stroke: &mut Stroke, layer: Layer, to: (f32, f32)) -> bool {
        let dirty = self
            .scene
            .try_update_value(|scene| stroke.extend(scene, to))
            .unwrap_or_default();
        self.changed(layer, dirty);
        !dirty.is_empty()
    }

    /// Starts a stroke.
    pub(super) fn begin(&self, tool: Tool, layer: Layer, brush: Brush) -> Stroke {
        self.apply_preview();
        self.read(|scene| scene.begin_stroke(tool, layer, brush))
    }

    /// Ends a stroke, which can be undone from now on.
    pub(super) fn finish(&self, stroke: Stroke) {
        if let Some(step) = self.read(|scene| stroke.finish(scene)) {
            self.remember(|history, _| {
                history.push(step);
                true
            });
        }
    }

    /// Ends a stroke as if it had never been.
    pub(super) fn abandon(&self, layer: Layer, stroke: Stroke) {
        let dirty = self.scene.try_update_value(|scene| stroke.cancel(scene));
        self.changed(layer, dirty.unwrap_or_default());
    }

    /// Edits a layer in a way that can be undone; `edit` says what to redraw. Whether there is
    /// anything.
    pub(super) fn edit(&self, layer: Layer, edit: impl FnOnce(&mut Scene) -> Rect) -> bool {
        let (dirty, _) = self.change(edit);
        let dirty = dirty.unwrap_or_default();
        self.changed(layer, dirty);
        !dirty.is_empty()
    }

    /// Edits anything in a way that can be undone.
    pub(super) fn edit_whole<T>(&self, edit: impl FnOnce(&mut Scene) -> T) -> Option<T> {
        let (result, _) = self.change(edit);
        self.changed_whole();
        result
    }

    /// Puts another scene in place; the old one can be had back. A preset brings names for its
    /// classes, in place of the reader's own for the classes of another.
    pub(super) fn replace(&self, scene: Scene, origin: Origin) {
        let (_, changed) = self.change(|old| *old = scene);
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

    /// Takes back the last edit, or does it again. A preview counts as an edit to take back.
    pub(super) fn travel(&self, back: bool) {
        if self.cancel_preview() && back {
            return;
        }
        let done = self.scene.try_update_value(|scene| {
            self.history(|history| match back {
                true => history.undo(scene),
                false => history.redo(scene),
            })
        });
        if done.flatten().is_none() {
            return;
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

    /// Edits the scene in a way that can be undone. What came of it, and whether anything changed.
    fn change<T>(&self, edit: impl FnOnce(&mut Scene) -> T) -> (Option<T>, bool) {
        self.apply_preview();
        let before = self.read(Scene::clone);
        let result = self.scene.try_update_value(edit);
        let changed = self.remember(|history, scene| history.remember(before, scene));
        (result, changed)
    }

    /// Adds a step to the past, if `add` has one; nothing is then left to do again.
    fn remember(&self, add: impl FnOnce(&mut History, &Scene) -> bool) -> bool {
        let added = self.read(|scene| self.history(|history| add(history, scene)));
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
        let (shape, bounds) = self.read(|scene| (Shape::of(scene), scene.bounds()));
        self.damage.set_value([bounds; 2]);
        if shape != self.shape.get_untracked() {
            self.shape.set(shape);
        }
        self.revision.update(|revision| *revision += 1);
    }
}
