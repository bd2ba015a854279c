//! What presets are drawn on.

use ndarray::{Array3, Axis};

/// What a preset draws.
pub(super) struct Drawing {
    pub(super) label: Array3<f32>,
    /// For every class but background, its logit against background, in coordinates of 0 to 1.
    pub(super) evidence: Vec<Box<Evidence>>,
    pub(super) hard: bool,
}

pub(super) type Evidence = dyn Fn(f32, f32) -> f32;

/// Logits stay within this: probabilities of about 0.02 to 0.98.
const SURE: f32 = 3.9;
/// Logits and blurred labels are multiples of this, so that a saved painting is short.
const STEP: f32 = 1.0 / 32.0;

pub(super) struct Canvas {
    pub(super) size: usize,
    pub(super) classes: usize,
}

impl Canvas {
    /// A pixel's centre in coordinates of 0 to 1.
    pub(super) fn at(&self, i: usize) -> f32 {
        (i as f32 + 0.5) / self.size as f32
    }

    /// A soft label of two classes from the second one's probability.
    pub(super) fn soft(&self, y: impl Fn(f32, f32) -> f32) -> Array3<f32> {
        Array3::from_shape_fn((2, self.size, self.size), |(c, h, w)| {
            let y = (y(self.at(w), self.at(h)) / STEP).round() * STEP;
            if c == 1 { y } else { 1.0 - y }
        })
    }

    /// A one-hot label from the class at each place.
    pub(super) fn hard(&self, class: impl Fn(f32, f32) -> usize) -> Array3<f32> {
        let dim = (self.classes, self.size, self.size);
        let mut label = Array3::zeros(dim);
        for (h, mut row) in label.axis_iter_mut(Axis(1)).enumerate() {
            for (w, mut y) in row.axis_iter_mut(Axis(1)).enumerate() {
                y[class(self.at(w), self.at(h))] = 1.0;
            }
        }
        label
    }

    /// Logits, background's being zero.
    pub(super) fn predict(&self, evidence: &[Box<Evidence>]) -> Array3<f32> {
        Array3::from_shape_fn((self.classes, self.size, self.size), |(c, h, w)| {
            if c == 0 {
                return 0.0;
            }
            let z = evidence[c - 1](self.at(w), self.at(h)).clamp(-SURE, SURE);
            (z / STEP).round() * STEP
        })
    }
}

/// Evidence that grows no more once a network is fairly sure.
pub(super) fn sure(evidence: f32) -> f32 {
    3.3 * (evidence / 3.3).tanh()
}

/// 0 below 0, 1 above 1, and smooth between.
pub(super) fn smooth(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
