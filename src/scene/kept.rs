//! A layer's values at some pixels, kept so that they can come back.

use ndarray::{Axis, Zip};

use super::{Layer, Rect, Scene};

/// Pixels of a layer with their values at another time.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) layer: Layer,
    /// The scene's `[C, H, W]`.
    dim: (usize, usize, usize),
    /// `row · W + column`: half the memory of a pair, and there are many of them.
    pixels: Vec<u32>,
    /// C numbers a pixel: probabilities of a label, logits of a prediction.
    values: Vec<f32>,
    bounds: Rect,
}

impl Kept {
    pub(super) fn new(scene: &Scene, layer: Layer) -> Self {
        Self {
            layer,
            dim: scene.label.dim(),
            pixels: Vec::new(),
            values: Vec::new(),
            bounds: Rect::default(),
        }
    }

    /// The pixels at which a layer of `before`, of the same shape as `after`, is another there.
    pub(super) fn between(before: &Scene, after: &Scene, layer: Layer) -> Self {
        let mut kept = Self::new(before, layer);
        let (old, new) = (before.layer(layer), after.layer(layer));
        let lanes = Zip::indexed(old.lanes(Axis(0))).and(new.lanes(Axis(0)));
        lanes.for_each(|pixel, old, new| {
            if old != new {
                kept.keep(before, pixel);
            }
        });
        kept
    }

    pub(super) fn fits(&self, scene: &Scene) -> bool {
        self.dim == scene.label.dim()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.values.as_slice()) + size_of_val(self.pixels.as_slice())
    }

    /// Keeps a pixel's values; returns its number here.
    pub(super) fn keep(&mut self, scene: &Scene, (row, column): (usize, usize)) -> usize {
        let values = scene.layer(self.layer);
        self.pixels.push((row * self.dim.2 + column) as u32);
        self.values
            .extend((0..self.dim.0).map(|c| values[[c, row, column]]));
        self.bounds = self.bounds.union(Rect::pixel((row, column)));
        self.pixels.len() - 1
    }

    /// Writes the kept probabilities of the pixel of that number to `x`.
    pub(super) fn read(&self, number: usize, x: &mut [f32]) {
        let classes = self.dim.0;
        x.copy_from_slice(&self.values[number * classes..][..classes]);
        if self.layer == Layer::Prediction {
            super::softmax(x);
        }
    }

    /// Exchanges what is in the scene with what is kept. Returns what changed.
    pub(super) fn exchange(&mut self, scene: &mut Scene) -> Rect {
        if !self.fits(scene) {
            return Rect::default();
        }
        let layer = scene.layer_mut(self.layer);
        let kept = self.values.chunks_exact_mut(self.dim.0);
        for (pixel, values) in self.pixels.iter().zip(kept) {
            let (row, column) = (*pixel as usize / self.dim.2, *pixel as usize % self.dim.2);
            for (c, value) in values.iter_mut().enumerate() {
                std::mem::swap(value, &mut layer[[c, row, column]]);
            }
        }
        self.bounds
    }
}
