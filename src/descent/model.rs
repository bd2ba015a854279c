//! What makes the logits: free ones, or a model of limited capacity.

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

/// A model on a batch: parameters to logits, and the logits' gradient to the parameters'.
///
/// Parameters are the logits themselves, `[B, C, H, W]`, or weights, `[B, C, k]` or `[C, k]`.
#[derive(Debug)]
pub(crate) struct Network {
    features: Option<Features>,
    shared: bool,
    /// C.
    classes: usize,
    /// H·W.
    plane: usize,
}

impl Network {
    pub(crate) fn new(model: Model, layout: Layout) -> Self {
        Self {
            features: model.features(layout),
            shared: model.generalises(),
            classes: layout.classes,
            plane: layout.height * layout.width,
        }
    }

    /// Writes the logits of as many images as `logits` has.
    pub(crate) fn forward(&self, parameters: &[f32], logits: &mut [f32]) {
        let Some(features) = &self.features else {
            logits.copy_from_slice(parameters);
            return;
        };
        for (at, plane) in logits.chunks_exact_mut(self.plane).enumerate() {
            features.sum(self.weights(parameters, at), plane);
        }
    }

    /// Writes the gradient with respect to the parameters.
    pub(crate) fn backward(&self, on_logits: &[f32], on_parameters: &mut [f32]) {
        let Some(features) = &self.features else {
            on_parameters.copy_from_slice(on_logits);
            return;
        };
        on_parameters.fill(0.0);
        let k = features.len();
        for (at, plane) in on_logits.chunks_exact(self.plane).enumerate() {
            let start = self.set(at) * k;
            features.add_products(plane, &mut on_parameters[start..start + k]);
        }
    }

    fn weights<'p>(&self, parameters: &'p [f32], plane: usize) -> &'p [f32] {
        let k = self.features.as_ref().map_or(0, Features::len);
        let start = self.set(plane) * k;
        &parameters[start..start + k]
    }

    /// Which set of weights a plane `[b, c]` has.
    fn set(&self, plane: usize) -> usize {
        match self.shared {
            true => plane % self.classes,
            false => plane,
        }
    }
}
