//! What makes the Lovász losses: where every pixel is decided they are the Jaccard loss, in between
//! they grow with the errors and are linear as long as the errors' order stays.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::random::Random;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::loss::evaluate;
use ndarray::{Array3, Array4, Axis, Zip};
use proptest::prelude::*;
use serde_json::{Value, json};

type Dim = (usize, usize, usize, usize);

fn dims() -> impl Strategy<Value = Dim> {
    (1..4usize, 2..5usize, 1..6usize, 1..6usize)
}

fn value(batch: &Batch<f64>, term: Value) -> f64 {
    let loss = LossConfig::from_json(&json!({ "terms": [term] })).unwrap();
    evaluate(batch, &loss).unwrap().value
}

/// Which pixels count: the first of every image, and some others.
fn some(random: &mut Random, dim: Dim) -> Array3<bool> {
    let mut keep = random.keep(dim);
    keep.slice_mut(ndarray::s![.., 0, 0]).fill(true);
    keep
}

/// 1 for a pixel's class, 0 for the others.
fn decided(classes: &Array3<i32>, (_, count, ..): Dim) -> Array4<f64> {
    let planes: Vec<_> = (0..count as i32)
        .map(|class| classes.mapv(|own| f64::from(u8::from(own == class))))
        .collect();
    let planes: Vec<_> = planes.iter().map(|plane| plane.view()).collect();
    ndarray::stack(Axis(1), &planes).unwrap()
}

/// The same batch with other probabilities.
fn with(batch: &Batch<f64>, x: Array4<f64>) -> Batch<f64> {
    let keep = Some(batch.keep().clone());
    Batch::new(
        Prediction::Probabilities(x),
        batch.label().clone(),
        keep,
        None,
    )
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_softmax_form_is_the_jaccard_loss_where_every_pixel_is_decided(dim in dims(), seed: u64) {
        let mut random = Random(seed);
        let (predicted, label, keep) = (random.hard(dim), random.hard(dim), some(&mut random, dim));
        let x = Prediction::Probabilities(decided(&predicted, dim));
        let batch = Batch::new(x, Label::Hard(label), Some(keep), None).unwrap();
        for classes in ["present", "all"] {
            for (per_image, reduction) in [(false, json!({"d": 1})), (true, json!({"i": 1}))] {
                let lovasz = value(&batch, json!({"kind": "lovasz_softmax", "classes": classes, "per_image": per_image}));
                let jaccard = value(&batch, json!({"kind": "jaccard", "classes": classes, "smooth": 0, "reduction": reduction}));
                prop_assert!((lovasz - jaccard).abs() < 1e-12, "{classes}, {per_image}: {lovasz} and {jaccard}");
            }
        }
    }

    #[test]
    fn the_hinge_is_twice_the_jaccard_loss_where_every_margin_is_1((b, _, h, w) in dims(), seed: u64) {
        let dim = (b, 1, h, w);
        let mut random = Random(seed);
        let sets = (random.hard((b, 2, h, w)), random.hard((b, 2, h, w)));
        let keep = some(&mut random, dim);
        let x = sets.0.mapv(f64::from).insert_axis(Axis(1));
        let batch = |prediction| Batch::new(prediction, Label::Hard(sets.1.clone()), Some(keep.clone()), None).unwrap();
        let margins = batch(Prediction::Logits(x.mapv(|x| 2.0 * x - 1.0)));
        let decided = batch(Prediction::Probabilities(x));
        for (per_image, reduction) in [(false, json!({"d": 1})), (true, json!({"i": 1}))] {
            let hinge = value(&margins, json!({"kind": "lovasz_hinge", "per_image": per_image}));
            let jaccard = value(&decided, json!({"kind": "jaccard", "classes": "all", "smooth": 0, "reduction": reduction}));
            prop_assert!((hinge - 2.0 * jaccard).abs() < 1e-12, "{per_image}: {hinge} and twice {jaccard}");
        }
    }

    #[test]
    fn halfway_to_the_label_the_loss_is_half(dim in dims(), seed: u64) {
        let mut random = Random(seed);
        let (x, label) = (random.probabilities::<f64>(dim), random.hard(dim));
        let halfway = Zip::from(&x).and(&decided(&label, dim)).map_collect(|x, y| (x + y) / 2.0);
        let batch = Batch::new(Prediction::Probabilities(x), Label::Hard(label), None, None).unwrap();
        let lovasz = |batch: &Batch<f64>| value(batch, json!({"kind": "lovasz_softmax"}));
        let (whole, half) = (lovasz(&batch), lovasz(&with(&batch, halfway)));
        prop_assert!((whole - 2.0 * half).abs() < 1e-12, "{whole} and twice {half}");
        prop_assert!((0.0..=1.0).contains(&whole));
    }

    #[test]
    fn between_two_predictions_the_loss_is_never_above_the_line(dim in dims(), seed: u64) {
        let mut random = Random(seed);
        let [x, z] = [(); 2].map(|()| random.probabilities::<f64>(dim));
        let middle = (&x + &z) / 2.0;
        let batch = Batch::new(Prediction::Probabilities(x), Label::Hard(random.hard(dim)), None, None).unwrap();
        let lovasz = |batch: &Batch<f64>| value(batch, json!({"kind": "lovasz_softmax"}));
        let ends = lovasz(&batch) + lovasz(&with(&batch, z));
        prop_assert!(lovasz(&with(&batch, middle)) <= ends / 2.0 + 1e-12);
    }
}
