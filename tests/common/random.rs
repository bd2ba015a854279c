//! Batches and losses from a seed.

use loss_playground::batch::{Batch, Label, Prediction, Real};
use loss_playground::config::LossConfig;
use ndarray::{Array3, Array4, Axis};
use serde_json::{Value, json};

/// A small generator (splitmix64): the tests need reproducible numbers, not good ones.
pub struct Random(pub u64);

impl Random {
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1), exact in f32.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 40) as f64 / f64::from(1u32 << 24)
    }

    pub fn logits<F: Real>(&mut self, dim: (usize, usize, usize, usize)) -> Array4<F> {
        Array4::from_shape_simple_fn(dim, || F::of(f64::from((8.0 * self.unit() - 4.0) as f32)))
    }

    /// Probabilities that sum to one over the classes.
    pub fn probabilities<F: Real>(&mut self, dim: (usize, usize, usize, usize)) -> Array4<F> {
        let mut x: Array4<f64> = Array4::from_shape_simple_fn(dim, || self.unit() + 1e-3);
        for mut lane in x.lanes_mut(Axis(1)) {
            let sum = lane.sum();
            lane.mapv_inplace(|x| x / sum);
        }
        x.mapv(|x| F::of(f64::from(x as f32)))
    }

    /// Logits or probabilities; of one class, whose softmax is always 1, shares of a pixel.
    pub fn prediction<F: Real>(
        &mut self,
        dim: (usize, usize, usize, usize),
        logits: bool,
    ) -> Prediction<F> {
        match (dim.1, logits) {
            (1, _) => Prediction::Probabilities(Array4::from_shape_simple_fn(dim, || {
                F::of(self.unit().max(1e-3))
            })),
            (_, true) => Prediction::Logits(self.logits(dim)),
            (_, false) => Prediction::Probabilities(self.probabilities(dim)),
        }
    }

    pub fn hard(&mut self, (b, c, h, w): (usize, usize, usize, usize)) -> Array3<i32> {
        Array3::from_shape_simple_fn((b, h, w), || (self.unit() * c as f64) as i32)
    }

    pub fn keep(&mut self, (b, _, h, w): (usize, usize, usize, usize)) -> Array3<bool> {
        Array3::from_shape_simple_fn((b, h, w), || self.unit() > 0.2)
    }

    /// A batch of any kind: logits or probabilities, hard or soft, with a mask or without.
    pub fn batch<F: Real>(&mut self, dim: (usize, usize, usize, usize)) -> Batch<F> {
        let logits = self.bits().is_multiple_of(2);
        let prediction = self.prediction(dim, logits);
        let label = match self.bits() % 2 {
            0 => Label::Hard(self.hard(dim)),
            _ => Label::Soft(self.probabilities(dim)),
        };
        let keep = self.bits().is_multiple_of(2).then(|| self.keep(dim));
        Batch::new(prediction, label, keep, None).unwrap()
    }

    /// Logits with a soft label that is nowhere above (c + 1)/C for class c: by a threshold of [`faint_loss`]
    /// classes come and go.
    pub fn faint<F: Real>(&mut self, dim: (usize, usize, usize, usize)) -> Batch<F> {
        let prediction = Prediction::Logits(self.logits(dim));
        let label = Array4::from_shape_fn(dim, |(_, c, _, _)| {
            F::of(self.unit() * (c + 1) as f64 / dim.1 as f64)
        });
        Batch::new(prediction, Label::Soft(label), None, None).unwrap()
    }
}

/// A loss of the classes whose label exceeds the threshold, each with a weight of its own.
pub fn faint_loss(classes: usize, threshold: f64) -> LossConfig {
    configs(vec![json!([present(classes, threshold)])]).remove(0)
}

fn present(classes: usize, threshold: f64) -> Value {
    let class_weights: Vec<f64> = (0..classes).map(|c| 0.5 + c as f64).collect();
    json!({"kind": "jaccard", "class_weights": class_weights, "classes": "present", "threshold": threshold})
}

/// One loss for every parameter that changes the mathematics, for `classes` classes and an even number of images.
pub fn losses(classes: usize) -> Vec<LossConfig> {
    configs(vec![
        json!([{"kind": "cross_entropy"}]),
        json!([{"kind": "jaccard"}]),
        json!([{"kind": "dice", "reduction": {"i": 1}}]),
        json!([{"kind": "tversky", "alpha": 0.3, "beta": 0.7, "reduction": {"d": 0.2, "i": 0.3, "c": 0.5}}]),
        json!([{"kind": "jaccard", "norm": 2, "smooth": 1}]),
        json!([{"kind": "dice", "norm": 3, "overlap": "product", "classes": "all"}]),
        json!([{"kind": "dice", "overlap": "product", "norm": 2, "smooth": 0.5, "smooth_in": "denominator"}]),
        json!([{"kind": "jaccard", "log_loss": true}]),
        json!([{"kind": "tversky", "gamma": 0.75, "classes": "all"}]),
        json!([{"kind": "tversky", "gamma": 2.5, "log_loss": true, "reduction": {"c": 1}}]),
        json!([present(classes, 0.3)]),
        json!([{"kind": "dice", "classes": "agnostic", "reduction": {"d": 0.5, "i": 0.5}}]),
        json!([{"kind": "jaccard", "shards": 2, "reduction": {"d": 0.5, "c": 0.5}}]),
        json!([{"kind": "cross_entropy", "weight": 0.25}, {"kind": "jaccard", "weight": 0.75},
               {"kind": "dice", "weight": 0.5, "norm": 2}, {"kind": "tversky", "overlap": "product", "alpha": 1}]),
        json!([{"kind": "generalized_dice"}]),
        json!([{"kind": "generalized_dice", "weighting": "simple", "per_image": true, "smooth_numerator": 1}]),
        json!([{"kind": "focal"}, {"kind": "focal", "gamma": 0.5, "weight": 0.5}, {"kind": "jaccard"}]),
        json!([{"kind": "kl_divergence"}]),
        json!([{"kind": "lp"}, {"kind": "lp", "p": 2.5, "weight": 2}]),
        json!([{"kind": "cosine"}, {"kind": "cross_entropy", "weight": 0.1}]),
    ])
}

/// Losses of hard labels alone, for two classes or more.
pub fn lovasz_losses() -> Vec<LossConfig> {
    configs(vec![
        json!([{"kind": "lovasz_softmax"}]),
        json!([{"kind": "lovasz_softmax", "classes": "all", "per_image": true}]),
        json!([{"kind": "cross_entropy"}, {"kind": "lovasz_softmax", "weight": 0.5, "per_image": true},
               {"kind": "lovasz_softmax", "weight": 2, "classes": "all"}, {"kind": "dice"}]),
    ])
}

fn configs(terms: Vec<Value>) -> Vec<LossConfig> {
    terms
        .into_iter()
        .map(|terms| LossConfig::from_json(&json!({ "terms": terms })).unwrap())
        .collect()
}
