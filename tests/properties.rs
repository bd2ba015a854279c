//! What must hold for any batch.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::random::{Random, losses, lovasz_losses};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::{Loss, LossConfig};
use loss_playground::loss::evaluate;
use ndarray::{Array3, Array4, Axis};
use proptest::prelude::*;
use serde_json::json;

fn single(kind: &str) -> LossConfig {
    LossConfig::single(Loss::from_kind(kind).unwrap())
}

fn dims() -> impl Strategy<Value = (usize, usize, usize, usize)> {
    (1..3usize, 1..5usize, 1..7usize, 1..7usize).prop_map(|(b, c, h, w)| (2 * b, c, h, w))
}

/// All losses that fit a label of this many classes.
fn fitting(classes: usize, hard: bool) -> Vec<LossConfig> {
    let mut all = losses(classes);
    if hard && classes > 1 {
        all.extend(lovasz_losses());
    }
    all
}

/// The batch with its pixels in another order: reversed within every image.
fn reversed(batch: &Batch<f64>) -> Batch<f64> {
    let flip4 = |a: &Array4<f64>| a.slice(ndarray::s![.., .., ..;-1, ..;-1]).to_owned();
    let prediction = match batch.prediction() {
        Prediction::Logits(z) => Prediction::Logits(flip4(z)),
        Prediction::Probabilities(x) => Prediction::Probabilities(flip4(x)),
    };
    let label = match batch.label() {
        Label::Hard(y) => Label::Hard(y.slice(ndarray::s![.., ..;-1, ..;-1]).to_owned()),
        Label::Soft(y) => Label::Soft(flip4(y)),
    };
    let keep = batch.keep().slice(ndarray::s![.., ..;-1, ..;-1]).to_owned();
    Batch::new(prediction, label, Some(keep), None).unwrap()
}

/// The batch with its classes in reverse order.
fn relabelled(batch: &Batch<f64>) -> Batch<f64> {
    let last = batch.dim().1 as i32 - 1;
    let flip = |a: &Array4<f64>| a.slice(ndarray::s![.., ..;-1, .., ..]).to_owned();
    let prediction = match batch.prediction() {
        Prediction::Logits(z) => Prediction::Logits(flip(z)),
        Prediction::Probabilities(x) => Prediction::Probabilities(flip(x)),
    };
    let label = match batch.label() {
        Label::Hard(y) => Label::Hard(y.mapv(|c| last - c)),
        Label::Soft(y) => Label::Soft(flip(y)),
    };
    Batch::new(prediction, label, Some(batch.keep().clone()), None).unwrap()
}

fn assert_close(a: &Array4<f64>, b: &Array4<f64>) {
    assert_eq!(a.dim(), b.dim());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{a} and {b}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn region_losses_lie_between_0_and_1(dim in dims(), seed: u64) {
        let batch: Batch<f64> = Random(seed).batch(dim);
        for kind in ["jaccard", "dice", "tversky"] {
            for overlap in ["norm", "product"] {
                let mut loss = single(kind);
                loss.terms[0].set("overlap", &json!(overlap)).unwrap();
                let value = evaluate(&batch, &loss).unwrap().value;
                prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{kind}, {overlap}: {value}");
            }
        }
    }

    #[test]
    fn the_order_of_pixels_does_not_matter(dim in dims(), seed: u64) {
        let batch = Random(seed).batch(dim);
        for loss in fitting(dim.1, batch.layout().hard) {
            let a = evaluate(&batch, &loss).unwrap();
            let b = evaluate(&reversed(&batch), &loss).unwrap();
            prop_assert!((a.value - b.value).abs() <= 1e-9 * a.value.abs().max(1.0));
            assert_close(&a.gradient.slice(ndarray::s![.., .., ..;-1, ..;-1]).to_owned(), &b.gradient);
        }
    }

    #[test]
    fn the_order_of_classes_does_not_matter(dim in dims(), seed: u64) {
        let batch = Random(seed).batch(dim);
        // Class weights name classes by their place.
        for loss in fitting(dim.1, batch.layout().hard).into_iter().filter(|l| l.terms.iter().all(|t| t.loss.get("class_weights").is_none_or(|w| w.is_null()))) {
            let a = evaluate(&batch, &loss).unwrap();
            let b = evaluate(&relabelled(&batch), &loss).unwrap();
            prop_assert!((a.value - b.value).abs() <= 1e-9 * a.value.abs().max(1.0));
            assert_close(&a.gradient.slice(ndarray::s![.., ..;-1, .., ..]).to_owned(), &b.gradient);
        }
    }

    #[test]
    fn softmax_gradients_sum_to_zero_over_the_classes(dim in dims().prop_filter("classes", |dim| dim.1 > 1), seed: u64) {
        let mut random = Random(seed);
        let labels = [Label::Soft(random.probabilities(dim)), Label::Hard(random.hard(dim))];
        for label in labels {
            let batch: Batch<f64> = Batch::new(Prediction::Logits(random.logits(dim)), label, None, None).unwrap();
            for loss in fitting(dim.1, batch.layout().hard) {
                let gradient = evaluate(&batch, &loss).unwrap().gradient;
                let largest = gradient.iter().fold(1.0f64, |m, g| m.max(g.abs()));
                for sum in gradient.sum_axis(Axis(1)) {
                    prop_assert!(sum.abs() <= 1e-7 * largest, "{loss:?}: {sum}");
                }
            }
        }
    }

    #[test]
    fn symmetric_norm_losses_vanish_at_the_target(dim in dims(), seed: u64) {
        let x: Array4<f64> = Random(seed).probabilities(dim);
        let batch = Batch::new(Prediction::Probabilities(x.clone()), Label::Soft(x), None, None).unwrap();
        for kind in ["jaccard", "dice"] {
            let evaluation = evaluate(&batch, &single(kind)).unwrap();
            prop_assert_eq!(evaluation.value, 0.0);
            prop_assert!(evaluation.gradient.iter().all(|g| *g == 0.0));
        }
    }

    #[test]
    fn masked_pixels_count_for_nothing(dim in dims(), seed: u64) {
        let mut random = Random(seed);
        let keep = random.keep(dim);
        let (x, y): (Array4<f64>, _) = (random.probabilities(dim), random.hard(dim));
        let other: Array4<f64> = random.probabilities(dim);
        let at = |(b, c, h, w): (usize, usize, usize, usize)| if keep[[b, h, w]] { x[[b, c, h, w]] } else { other[[b, c, h, w]] };
        let changed = Array4::from_shape_fn(dim, at);
        let batch = |x: &Array4<f64>| Batch::new(Prediction::Probabilities(x.clone()), Label::Hard(y.clone()), Some(keep.clone()), None).unwrap();
        for loss in fitting(dim.1, true) {
            let a = evaluate(&batch(&x), &loss).unwrap();
            let b = evaluate(&batch(&changed), &loss).unwrap();
            prop_assert_eq!(a.value, b.value);
            prop_assert_eq!(&a.gradient, &b.gradient);
            for ((b, _, h, w), g) in a.gradient.indexed_iter() {
                prop_assert!(keep[[b, h, w]] || *g == 0.0);
            }
        }
    }

    #[test]
    fn a_void_class_is_a_mask(dim in dims(), seed: u64) {
        let mut random = Random(seed);
        let (x, y, keep) = (random.prediction::<f64>(dim, true), random.hard(dim), random.keep(dim));
        let void = Array3::from_shape_fn(y.dim(), |at| if keep[at] { y[at] } else { -100 });
        let masked = Batch::new(x.clone(), Label::Hard(y), Some(keep), None).unwrap();
        let ignored = Batch::new(x, Label::Hard(void), None, Some(-100)).unwrap();
        for loss in fitting(dim.1, true) {
            prop_assert_eq!(evaluate(&masked, &loss).unwrap(), evaluate(&ignored, &loss).unwrap());
        }
    }
}
