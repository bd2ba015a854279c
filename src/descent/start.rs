//! Where the contenders begin.

use std::borrow::Cow;

use ndarray::Array4;
use serde::{Deserialize, Serialize};

use super::Plan;
use super::cholesky::Cholesky;
use super::features::Features;
use crate::batch::{Batch, Prediction};
use crate::random::Random;

/// How unlikely a class may be where logits are made from probabilities: a logit must be finite.
const LEAST: f32 = 1e-6;

/// Where the contenders begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// At the batch's prediction, or as near to it as the model comes.
    #[default]
    Prediction,
    /// All parameters are 0: every class is as likely as the others.
    Zeros,
    /// Every parameter is normal noise of deviation 1, from a seed.
    Noise {
        /// The seed.
        seed: u32,
    },
}

/// The parameters of the first step, of the images that are learned from.
pub(crate) fn parameters(plan: &Plan, training: &Batch<f32>) -> Vec<f32> {
    let layout = training.layout();
    let count = plan.model.parameters(layout);
    match plan.start {
        Start::Zeros => vec![0.0; count],
        Start::Noise { seed } => {
            let mut random = Random::new(f64::from(seed));
            (0..count).map(|_| random.normal()).collect()
        }
        Start::Prediction => {
            let logits: Vec<f32> = logits(training.prediction()).iter().copied().collect();
            match plan.model.features(layout) {
                None => logits,
                Some(features) => {
                    let shared = plan.model.generalises();
                    nearest(&features, &logits, layout.classes, layout.images, shared)
                }
            }
        }
    }
}

/// A prediction as logits, `[B, C, H, W]`.
pub(crate) fn logits(prediction: &Prediction<f32>) -> Cow<'_, Array4<f32>> {
    match prediction {
        Prediction::Logits(z) => Cow::Borrowed(z),
        // The logit of a single class stands against 0.
        Prediction::Probabilities(x) if x.dim().1 == 1 => Cow::Owned(x.mapv(|x| {
            let x = x.clamp(LEAST, 1.0 - f32::EPSILON);
            (x / (1.0 - x)).ln()
        })),
        Prediction::Probabilities(x) => Cow::Owned(x.mapv(|x| x.max(LEAST).ln())),
    }
}

/// The weights whose sums of bumps lie nearest to the logits, by least squares; of shared weights, to
/// their mean over the images.
fn nearest(
    features: &Features,
    logits: &[f32],
    classes: usize,
    images: usize,
    shared: bool,
) -> Vec<f32> {
    let plane = logits.len() / (classes * images);
    let sets = if shared { classes } else { classes * images };
    let k = features.len();
    let mut products = vec![0.0; sets * k];
    for (at, logits) in logits.chunks_exact(plane).enumerate() {
        let start = at % sets * k;
        features.add_products(logits, &mut products[start..start + k]);
    }
    let factor = Cholesky::new(k, &features.products());
    let share = sets as f64 / (classes * images) as f64;
    let weights = products.chunks_exact(k).flat_map(|products| {
        let products = products.iter().map(|x| share * f64::from(*x)).collect();
        factor.solve(products)
    });
    weights.map(|x| x as f32).collect()
}
