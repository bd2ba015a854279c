//! Soft labels from the hard one, as [`crate::label`] makes them.

use ndarray::{Array3, Array4, Axis};

use super::Values;
use crate::error::Result;
use crate::label::{boundary_smoothing, distillation, smoothing};
use crate::scene::{Scene, VOID};

/// The index of void pixels.
pub(super) const IGNORED: Option<i32> = Some(VOID as i32);

pub(super) fn smooth(scene: &Scene, [epsilon, _]: Values) -> Result<Array3<f32>> {
    smoothing(&hard(scene), scene.classes(), IGNORED, epsilon).map(first)
}

pub(super) fn smooth_boundary(scene: &Scene, [window, epsilon]: Values) -> Result<Array3<f32>> {
    let window = window as usize;
    boundary_smoothing(&hard(scene), scene.classes(), IGNORED, window, epsilon).map(first)
}

pub(super) fn distil(scene: &Scene, [temperature, share]: Values) -> Result<Array3<f32>> {
    let teacher = scene.logits.clone().insert_axis(Axis(0));
    distillation(&teacher, Some(&hard(scene)), IGNORED, temperature, share).map(first)
}

/// The hard label as a batch of one.
fn hard(scene: &Scene) -> Array3<i32> {
    scene.hard_label().mapv(|c| c as i32).insert_axis(Axis(0))
}

/// The only image of a batch.
pub(super) fn first(soft: Array4<f32>) -> Array3<f32> {
    soft.index_axis_move(Axis(0), 0)
}
