//! What makes the logits: free ones, or a model of limited capacity.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::features::Features;
use crate::batch::Layout;

/// A model, whose parameters descend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Every logit is a parameter.
    #[default]
    FreeLogits,
    /// A class's logits are the sum of k bumps, `z_c = Σ_k w_{c,k} φ_k`: see [`Features`].
    RadialBasis {
        /// The number of bumps, and of weights a class.
        k: u32,
        /// Whether all images share one set of weights, or each has its own.
        shared: bool,
    },
}

impl Model {
    /// The most bumps a model may have.
    pub const MOST_BUMPS: u32 = 256;

    /// The number of parameters, of a batch of this layout.
    pub fn parameters(self, layout: Layout) -> usize {
        let (images, classes, height, width) = layout.dim();
        match self {
            Self::FreeLogits => images * classes * height * width,
            Self::RadialBasis { k, shared: false } => images * classes * k as usize,
            Self::RadialBasis { k, shared: true } => classes * k as usize,
        }
    }

    /// Whether what is learned on some images says something about others.
    pub fn generalises(self) -> bool {
        matches!(self, Self::RadialBasis { shared: true, .. })
    }

    /// Its bumps on images of this layout; free logits have none.
    pub fn features(self, layout: Layout) -> Option<Features> {
        match self {
            Self::FreeLogits => None,
            Self::RadialBasis { k, .. } => {
                Some(Features::new(k as usize, layout.height, layout.width))
            }
        }
    }
}

/// A model of bumps on a batch: weights to logits, and the logits' gradient to the weights'.
///
/// Weights are `[B, C, k]` or `[C, k]`.
#[derive(Debug)]
pub(crate) struct Bumps {
    features: Features,
    shared: bool,
    /// C.
    classes: usize,
    /// H·W.
    plane: usize,
}

impl Bumps {
    /// Of a model; free logits have none.
    pub(crate) fn new(model: Model, layout: Layout) -> Option<Self> {
        Some(Self {
            features: model.features(layout)?,
            shared: model.generalises(),
            classes: layout.classes,
            plane: layout.height * layout.width,
        })
    }

    /// Writes the logits of as many images as `logits` has.
    pub(crate) fn forward(&self, weights: &[f32], logits: &mut [f32]) {
        for (at, plane) in logits.chunks_exact_mut(self.plane).enumerate() {
            self.features.sum(&weights[self.set(at)], plane);
        }
    }

    /// Writes the gradient with respect to the weights.
    pub(crate) fn backward(&self, on_logits: &[f32], on_weights: &mut [f32]) {
        on_weights.fill(0.0);
        for (at, plane) in on_logits.chunks_exact(self.plane).enumerate() {
            self.features
                .add_products(plane, &mut on_weights[self.set(at)]);
        }
    }

    /// Where the weights of a plane `[b, c]` are.
    fn set(&self, plane: usize) -> Range<usize> {
        let set = match self.shared {
            true => plane % self.classes,
            false => plane,
        };
        let k = self.features.len();
        set * k..(set + 1) * k
    }
}
