mod batches;
mod closed_forms;
mod together;

use ndarray::{Array3, Axis, array, s};

use serde_json::json;

use super::*;
use crate::batch::Label;
use crate::config::LossConfig;
use crate::config::{ErrorWeights, Loss, Region};
use crate::loss;
use crate::scene::preset::PRESETS;

/// One pixel of two classes, label `y` and prediction `x`.
fn one_pixel(y: f64, x: f64) -> Batch<f64> {
    let x = Prediction::Probabilities(array![[[[x]], [[1.0 - x]]]]);
    let y = Label::Soft(array![[[[y]], [[1.0 - y]]]]);
    Batch::new(x, y, None, None).unwrap()
}

fn contender(loss: Loss) -> Contender {
    Contender {
        name: loss.kind().into(),
        colour: 0,
        loss: LossConfig::single(loss),
    }
}

/// A contender for each loss, given as its terms in JSON.
pub(in crate::chart) fn contenders(terms: &[serde_json::Value]) -> Vec<Contender> {
    let contender = |terms: &serde_json::Value| Contender {
        name: terms.to_string(),
        colour: 0,
        loss: LossConfig::from_json(&json!({ "terms": terms })).unwrap(),
    };
    terms.iter().map(contender).collect()
}

/// A batch, and two contenders that are the same but for a loss of weight 0 that is infinite there: the
/// last class is predicted, but not in the label.
pub(in crate::chart) fn infinite_of_weight_0() -> (Batch<f64>, Vec<Contender>) {
    let entropy = json!({"kind": "cross_entropy"});
    let infinite =
        json!({"kind": "dice", "log_loss": true, "smooth": 0, "classes": "all", "weight": 0});
    let z = Prediction::Logits(array![[[[1.0, 2.0]], [[0.0, 0.0]], [[-1.0, -1.0]]]]);
    let batch = Batch::new(z, Label::Hard(array![[[0, 1]]]), None, None).unwrap();
    (
        batch,
        contenders(&[json!([entropy, infinite]), json!([entropy])]),
    )
}

/// Without smoothing, with the first class's loss alone: the others weigh nothing.
fn first_class(settings: &[(&str, serde_json::Value)]) -> Region {
    let mut loss = Loss::Jaccard(Region::default());
    for (name, value) in settings {
        loss.set(name, value).unwrap();
    }
    loss.set("smooth", &0.into()).unwrap();
    loss.set("classes", &"all".into()).unwrap();
    loss.set("class_weights", &serde_json::json!([2, 0]))
        .unwrap();
    loss.region().unwrap().clone()
}

fn curves(y: f64, x: f64, losses: Vec<Loss>) -> Vec<Curve> {
    let contenders: Vec<_> = losses.into_iter().map(contender).collect();
    let totals = Totals::new(&one_pixel(y, x), &contenders).unwrap();
    totals.near_target([0, 0, 0], 0).unwrap().curves
}

fn minimiser(curve: &Curve) -> f64 {
    let best = curve
        .samples
        .iter()
        .min_by(|a, b| a.value.total_cmp(&b.value));
    best.unwrap().t
}
