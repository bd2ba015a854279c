//! What there is, without what is painted on it.

use loss_playground::scene::{Gallery, Scene};

/// What the layout depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) struct Shape {
    pub classes: usize,
    pub height: usize,
    pub width: usize,
    pub hard: bool,
}

impl Shape {
    pub(super) fn of(scene: &Scene) -> Self {
        Self {
            classes: scene.classes(),
            height: scene.height(),
            width: scene.width(),
            hard: scene.is_hard(),
        }
    }
}

/// How many images there are, and which is the current one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) struct Images {
    pub count: usize,
    pub current: usize,
}

impl Images {
    pub(super) fn of(gallery: &Gallery) -> Self {
        Self {
            count: gallery.images(),
            current: gallery.current(),
        }
    }
}
