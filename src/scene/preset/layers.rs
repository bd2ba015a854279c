//! Scenes of many things, painted one over the other.

use std::rc::Rc;

use super::shape::Noise;
use super::{Canvas, Drawing, Evidence, sure};

/// One thing: its class, how deep inside it a point is, and how little of it the prediction sees.
pub(super) struct Layer {
    class: usize,
    depth: Box<Evidence>,
    doubt: f32,
}

impl Layer {
    pub(super) fn new(class: usize, depth: impl Fn(f32, f32) -> f32 + 'static) -> Self {
        Self {
            class,
            depth: Box::new(depth),
            doubt: 0.0,
        }
    }

    /// The same, seen with less evidence; below 0 with more, as thin things need.
    pub(super) fn doubted(self, doubt: f32) -> Self {
        Self { doubt, ..self }
    }
}

/// How fast evidence grows with depth.
const GAIN: f32 = 48.0;

/// Logits are multiples of this: there are many classes, and a saved painting is to be short.
const COARSE: f32 = 1.0 / 8.0;

/// The scene in which later layers cover earlier ones, and class 0 is what none covers. The
/// prediction sees everything moved by `shift`.
pub(super) fn draw(canvas: &Canvas, layers: Vec<Layer>, shift: [f32; 2], seed: u32) -> Drawing {
    let top = |u, v| layers.iter().rev().find(|layer| (layer.depth)(u, v) > 0.0);
    let label = canvas.hard(|u, v| top(u, v).map_or(0, |layer| layer.class));
    let layers = Rc::new(layers);
    let evidence = (1..canvas.classes).map(|class| {
        let layers = Rc::clone(&layers);
        let noise = Noise::new(seed + class as u32);
        let seen = move |u, v| {
            let z = seen(&layers, class, u - shift[0], v - shift[1]) + 0.7 * noise.at(u, v);
            (z / COARSE).round() * COARSE
        };
        Box::new(seen) as Box<Evidence>
    });
    Drawing {
        label,
        evidence: evidence.collect(),
        hard: true,
    }
}

/// The evidence for a class: how deep a point is in one of its things, and outside what covers that.
fn seen(layers: &[Layer], class: usize, u: f32, v: f32) -> f32 {
    let (mut best, mut above) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for layer in layers.iter().rev() {
        let depth = (layer.depth)(u, v);
        if layer.class == class {
            best = best.max(sure(GAIN * depth.min(-above)) - layer.doubt);
        } else {
            above = above.max(depth);
        }
    }
    best
}
