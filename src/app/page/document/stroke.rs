//! The stroke under way: there is one at the most, and whatever else is done ends it first.

use leptos::prelude::*;
use loss_playground::scene::{Brush, Change, Layer, Rect, Stroke, Tool};

use super::Document;

/// A stroke, and which pointer draws it; none is the keyboard.
pub(super) struct Running {
    pointer: Option<i32>,
    layer: Layer,
    stroke: Stroke,
}

impl Document {
    /// Starts a stroke.
    pub(in crate::page) fn begin(
        &self,
        pointer: Option<i32>,
        tool: Tool,
        layer: Layer,
        brush: Brush,
    ) {
        self.settle();
        let stroke = self.read(|scene| scene.begin_stroke(tool, layer, brush));
        self.running.set_value(Some(Running {
            pointer,
            layer,
            stroke,
        }));
    }

    /// Whether a pointer's stroke is under way.
    pub(in crate::page) fn is_drawn_by(&self, pointer: Option<i32>) -> bool {
        self.running.with_value(|running| {
            let own = |running: &Running| running.pointer == pointer;
            running.as_ref().is_some_and(own)
        })
    }

    /// Goes on with a pointer's stroke, from place to place with the brush as it is there; whether
    /// that changed anything.
    pub(in crate::page) fn extend(
        &self,
        pointer: Option<i32>,
        marks: impl IntoIterator<Item = ((f32, f32), Brush)>,
    ) -> bool {
        let Some(mut running) = self.take_running(|running| running.pointer == pointer) else {
            return false;
        };
        let mut dirty = Rect::default();
        for (place, brush) in marks {
            running.stroke.take(brush);
            let touched = self.update(|scene| running.stroke.extend(scene, place));
            dirty = dirty.union(touched.unwrap_or_default());
        }
        self.changed(running.layer, dirty);
        self.running.set_value(Some(running));
        !dirty.is_empty()
    }

    /// Ends a pointer's stroke, which can be undone from now on.
    pub(in crate::page) fn lift(&self, pointer: Option<i32>) {
        if let Some(running) = self.take_running(|running| running.pointer == pointer) {
            self.finish(running);
        }
    }

    /// Ends the stroke as if it had never been.
    pub(in crate::page) fn abandon(&self) {
        if let Some(Running { layer, stroke, .. }) = self.take_running(|_| true) {
            let dirty = self.update(|scene| stroke.cancel(scene));
            self.changed(layer, dirty.unwrap_or_default());
        }
    }

    /// Ends the stroke or the preview under way; it can be undone from now on.
    pub(in crate::page) fn settle(&self) {
        if let Some(running) = self.take_running(|_| true) {
            self.finish(running);
        }
        self.apply_preview();
    }

    fn finish(&self, Running { stroke, .. }: Running) {
        if let Some(step) = self.read(|scene| stroke.finish(scene)) {
            self.push(self.read_all(|gallery| Change::edited(gallery, step)));
        }
    }

    fn take_running(&self, is_meant: impl FnOnce(&Running) -> bool) -> Option<Running> {
        self.running
            .try_update_value(|running| running.take_if(|running| is_meant(running)))
            .flatten()
    }
}
