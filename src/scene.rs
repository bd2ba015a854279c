//! The painted document: images, each with its label and its prediction, and every way to edit them.
//!
//! Indices are `(row, column)`, as in the arrays; a brush moves in coordinates `(x, y)`, in which
//! the pixel `(row, column)` has its centre at `(column + ½, row + ½)`.

mod area;
mod brush;
mod check;
mod edit;
pub mod export;
mod fill;
mod gallery;
mod hard;
mod history;
pub mod import;
mod kept;
pub mod maker;
pub mod preset;
mod rect;
mod resample;
pub mod state;
mod stroke;

use std::ops::RangeInclusive;

use ndarray::{Array3, Array4, ArrayView3, Axis};

use crate::batch::{Batch, Label, Prediction, log_softmax};
use crate::error::Result;

pub use area::{Area, Form};
pub use brush::Brush;
pub use gallery::Gallery;
pub use history::{Change, History, Step};
pub use rect::Rect;
pub use stroke::{Stroke, Tool};

/// The least probability that a brush leaves to a class: a network never says never.
pub const PAINTED_FLOOR: f32 = 1e-4;

/// The class index of a label's void pixels, which count for nothing: what most data sets use, and
/// beyond all [`Scene::CLASSES`].
pub const VOID: usize = 255;

/// The least probability of which the logarithm is taken.
const FLOOR: f32 = 1e-30;

/// What the brush writes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// What is true.
    Label,
    /// What the model says.
    Prediction,
}

/// One image: label probabilities y and prediction logits z, both `[C, H, W]`.
///
/// The label is soft underneath; a [hard](Scene::set_hard) scene shows and evaluates its argmax,
/// and a scene that turns soft again finds the soft map as it was. Where it is void, all its
/// classes are 0, as in [`crate::label`].
///
/// ```
/// use loss_playground::scene::{Brush, Layer, Scene, Tool};
///
/// let mut scene = Scene::new(3, 64, 64)?;
/// let brush = Brush { class: 1, size: 8.0, hardness: 1.0, strength: 1.0 };
/// let mut stroke = scene.begin_stroke(Tool::Paint, Layer::Label, brush);
/// stroke.extend(&mut scene, (10.0, 32.0));
/// stroke.extend(&mut scene, (50.0, 32.0));
/// assert_eq!(scene.hard_label()[[32, 30]], 1);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    label: Array3<f32>,
    logits: Array3<f32>,
    hard: bool,
}

impl Scene {
    /// How many classes a scene can have.
    pub const CLASSES: RangeInclusive<usize> = 2..=21;
    /// How many pixels high or wide it can be.
    pub const SIZE: RangeInclusive<usize> = 8..=512;

    /// A hard label that is background (class 0) everywhere, and a prediction without opinion.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::Error::Shape) if the classes are not [`Self::CLASSES`] or a side is not [`Self::SIZE`].
    pub fn new(classes: usize, height: usize, width: usize) -> Result<Self> {
        check::dim(classes, height, width)?;
        let mut label = Array3::zeros((classes, height, width));
        label.index_axis_mut(Axis(0), 0).fill(1.0);
        Ok(Self {
            label,
            logits: Array3::zeros((classes, height, width)),
            hard: true,
        })
    }

    /// One of the same size, classes and hardness, as [`Self::new`] makes it.
    #[must_use]
    pub fn empty(&self) -> Self {
        let mut empty = self.clone();
        empty.clear(Layer::Label);
        empty.clear(Layer::Prediction);
        empty
    }

    /// C.
    pub fn classes(&self) -> usize {
        self.label.dim().0
    }

    /// H.
    pub fn height(&self) -> usize {
        self.label.dim().1
    }

    /// W.
    pub fn width(&self) -> usize {
        self.label.dim().2
    }

    /// The soft map underneath, `[C, H, W]`; see [`Self::label_probabilities`] for what is shown.
    pub fn label(&self) -> ArrayView3<'_, f32> {
        self.label.view()
    }

    /// The prediction's logits z, `[C, H, W]`.
    pub fn logits(&self) -> ArrayView3<'_, f32> {
        self.logits.view()
    }

    /// The prediction x = softmax(z), `[C, H, W]`.
    pub fn probabilities(&self) -> Array3<f32> {
        log_softmax(self.logits.view().insert_axis(Axis(0)))
            .mapv_into(f32::exp)
            .remove_axis(Axis(0))
    }

    /// The prediction x at one pixel, one number a class.
    ///
    /// # Panics
    /// If the pixel is outside the image.
    pub fn probabilities_at(&self, (row, column): (usize, usize)) -> Vec<f32> {
        let mut x: Vec<f32> = (0..self.classes())
            .map(|c| self.logits[[c, row, column]])
            .collect();
        softmax(&mut x);
        x
    }

    /// The label y as it is shown and evaluated, `[C, H, W]`: one-hot if the scene is hard.
    pub fn label_probabilities(&self) -> Array3<f32> {
        if !self.hard {
            return self.label.clone();
        }
        edit::one_hot(&self.hard_label(), self.classes())
    }

    /// Whether the label is hard.
    pub fn is_hard(&self) -> bool {
        self.hard
    }

    /// Makes the label hard or soft without changing the map underneath.
    pub fn set_hard(&mut self, hard: bool) {
        self.hard = hard;
    }

    /// Whether a pixel's label is void; outside the image none is.
    pub fn is_void(&self, (row, column): (usize, usize)) -> bool {
        (0..self.classes()).all(|c| self.label.get([c, row, column]) == Some(&0.0))
    }

    /// What the losses are given: `[1, C, H, W]` logits with the label hard or soft as it is shown.
    ///
    /// # Errors
    /// As [`Batch::new`]; no scene should have any.
    pub fn batch(&self) -> Result<Batch<f32>> {
        batch(std::slice::from_ref(self))
    }

    /// The canonical data of a layer: label probabilities or prediction logits.
    fn layer(&self, layer: Layer) -> &Array3<f32> {
        match layer {
            Layer::Label => &self.label,
            Layer::Prediction => &self.logits,
        }
    }

    fn layer_mut(&mut self, layer: Layer) -> &mut Array3<f32> {
        match layer {
            Layer::Label => &mut self.label,
            Layer::Prediction => &mut self.logits,
        }
    }

    /// A layer's probabilities at one pixel, written to `out`.
    fn read(&self, layer: Layer, (row, column): (usize, usize), out: &mut [f32]) {
        let values = self.layer(layer);
        for (c, out) in out.iter_mut().enumerate() {
            *out = values[[c, row, column]];
        }
        if layer == Layer::Prediction {
            softmax(out);
        }
    }

    /// Whether a class can be painted on a layer.
    fn takes(&self, layer: Layer, class: usize) -> bool {
        class < self.classes() || class == VOID && layer == Layer::Label
    }

    /// Whether a class is painted on a layer all the way or not at all.
    fn is_sharp(&self, layer: Layer, class: usize) -> bool {
        layer == Layer::Label && self.hard || class == VOID
    }

    /// Moves a layer's probabilities at one pixel by the part `a` of the way towards `goal`.
    fn blend(&mut self, layer: Layer, (row, column): (usize, usize), a: f32, goal: &[f32]) {
        let mut x = [0.0; *Self::CLASSES.end()];
        let x = &mut x[..goal.len()];
        self.read(layer, (row, column), x);
        let a = part_of_way(a, x);
        for (c, (x, goal)) in x.iter().zip(goal).enumerate() {
            self.write(layer, [c, row, column], (1.0 - a) * x + a * goal);
        }
    }

    /// Sets a layer's probability at one pixel and class.
    fn write(&mut self, layer: Layer, [class, row, column]: [usize; 3], x: f32) {
        match layer {
            Layer::Label => self.label[[class, row, column]] = x.clamp(0.0, 1.0),
            Layer::Prediction => self.logits[[class, row, column]] = to_logit(x),
        }
    }
}

/// Scenes of one shape and hardness as a batch.
fn batch(scenes: &[Scene]) -> Result<Batch<f32>> {
    let prediction = Prediction::Logits(stacked(scenes, Layer::Prediction));
    if scenes.iter().all(Scene::is_hard) {
        let (_, _, height, width) = prediction.array().dim();
        let mut indices = Array3::zeros((scenes.len(), height, width));
        for (mut indices, scene) in indices.outer_iter_mut().zip(scenes) {
            indices.assign(&scene.hard_label().mapv_into_any(|c| c as i32));
        }
        return Batch::new(prediction, Label::Hard(indices), None, Some(VOID as i32));
    }
    let label = stacked(scenes, Layer::Label);
    let keep = label.map_axis(Axis(1), |y| y.iter().any(|y| *y > 0.0));
    Batch::new(prediction, Label::Soft(label), Some(keep), None)
}

/// A layer of every scene, `[B, C, H, W]`.
fn stacked(scenes: &[Scene], layer: Layer) -> Array4<f32> {
    let (classes, height, width) = scenes.first().map_or((0, 0, 0), |scene| scene.label.dim());
    let mut all = Array4::zeros((scenes.len(), classes, height, width));
    for (mut plane, scene) in all.outer_iter_mut().zip(scenes) {
        plane.assign(scene.layer(layer));
    }
    all
}

/// The probabilities towards which painting `class` moves a layer: one-hot in a label; in a
/// prediction, [`PAINTED_FLOOR`] is left to each of the other classes. Void is no class at all.
fn towards(class: usize, classes: usize, layer: Layer) -> Vec<f32> {
    if class == VOID {
        return vec![0.0; classes];
    }
    let rest = match layer {
        Layer::Label => 0.0,
        Layer::Prediction => PAINTED_FLOOR,
    };
    let mut x = vec![rest; classes];
    x[class] = 1.0 - rest * (classes - 1) as f32;
    x
}

/// How far painting with strength `a` goes from probabilities `x`: what is void has nothing to be
/// mixed with, and goes all the way.
fn part_of_way(a: f32, x: &[f32]) -> f32 {
    if x.iter().all(|x| *x == 0.0) { 1.0 } else { a }
}

/// ln x, finite at zero.
fn to_logit(x: f32) -> f32 {
    x.max(FLOOR).ln()
}

/// z becomes exp z / Σ exp z.
pub fn softmax(z: &mut [f32]) {
    let largest = z.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for z in &mut *z {
        *z = (*z - largest).exp();
    }
    let sum: f32 = z.iter().sum();
    for z in z {
        *z /= sum;
    }
}

#[cfg(test)]
mod tests;
