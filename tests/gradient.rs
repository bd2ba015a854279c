//! Gradients against central differences of the value, in f64.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::random::{Random, losses, lovasz_losses};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::{Loss, LossConfig};
use loss_playground::loss::evaluate;
use ndarray::Array4;

const DIM: (usize, usize, usize, usize) = (2, 3, 3, 4);
const STEP: f64 = 1e-6;

fn moved(prediction: &Prediction<f64>, at: usize, by: f64) -> Prediction<f64> {
    let step = |array: &Array4<f64>| {
        let mut array = array.clone();
        array.as_slice_mut().unwrap()[at] += by;
        array
    };
    match prediction {
        Prediction::Logits(z) => Prediction::Logits(step(z)),
        Prediction::Probabilities(x) => Prediction::Probabilities(step(x)),
    }
}

fn check(prediction: &Prediction<f64>, label: &Label<f64>, random: &mut Random, loss: &LossConfig) {
    let keep = random.keep(prediction.array().dim());
    let batch =
        |prediction| Batch::new(prediction, label.clone(), Some(keep.clone()), None).unwrap();
    let gradient = evaluate(&batch(prediction.clone()), loss).unwrap().gradient;
    let largest = gradient.iter().fold(0f64, |m, g| m.max(g.abs()));
    assert!(largest > 1e-4, "{loss:?} pulls nowhere");
    for (i, exact) in gradient.iter().enumerate() {
        let value = |by| {
            evaluate(&batch(moved(prediction, i, by)), loss)
                .unwrap()
                .value
        };
        let difference = (value(STEP) - value(-STEP)) / (2.0 * STEP);
        assert!(
            (difference - exact).abs() < 1e-7 * largest.max(1.0),
            "{loss:?}: gradient[{i}] is {exact}, differences say {difference}"
        );
    }
}

#[test]
fn every_loss_on_every_kind_of_batch() {
    let mut random = Random(7);
    for loss in losses(DIM.1) {
        for prediction in [
            Prediction::Logits(random.logits(DIM)),
            Prediction::Probabilities(random.probabilities(DIM)),
        ] {
            for label in [
                Label::Hard(random.hard(DIM)),
                Label::Soft(random.probabilities(DIM)),
            ] {
                check(&prediction, &label, &mut random, &loss);
            }
        }
    }
}

#[test]
fn lovasz_softmax_on_hard_labels() {
    let mut random = Random(8);
    for loss in lovasz_losses() {
        for prediction in [
            Prediction::Logits(random.logits(DIM)),
            Prediction::Probabilities(random.probabilities(DIM)),
        ] {
            let label = Label::Hard(random.hard(DIM));
            check(&prediction, &label, &mut random, &loss);
        }
    }
}

#[test]
fn lovasz_hinge() {
    let dim = (2, 1, 3, 4);
    let mut random = Random(9);
    for per_image in [true, false] {
        let mut loss = LossConfig::single(Loss::from_kind("lovasz_hinge").unwrap());
        loss.terms[0].set("per_image", &per_image.into()).unwrap();
        let z = Prediction::Logits(random.logits(dim));
        check(
            &z,
            &Label::Hard(random.hard((2, 2, 3, 4))),
            &mut random,
            &loss,
        );
    }
}
