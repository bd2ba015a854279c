//! The exported PyTorch code, run in float64, against the CPU engine in f64.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::pytorch::{case, python, run};
use common::random::{Random, losses, lovasz_losses};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::export::pytorch;
use loss_playground::loss::evaluate;
use ndarray::Axis;
use serde::Deserialize;
use serde_json::{Value, json};

/// Allowed difference of values and, as a share of the largest, of gradients.
const ERROR: f64 = 1e-9;

/// What PyTorch makes of a case.
#[derive(Deserialize)]
struct Found {
    value: f64,
    gradient: Vec<f64>,
}

fn check(cases: &[(Batch<f64>, LossConfig)]) {
    let Some(python) = python() else { return };
    let inputs: Vec<_> = cases
        .iter()
        .map(|(batch, loss)| case(batch, loss))
        .collect();
    let found: Vec<Found> = run(&python, "pytorch.py", &inputs);
    assert_eq!(found.len(), cases.len());
    for (((batch, loss), input), found) in cases.iter().zip(&inputs).zip(found) {
        let code = input["code"].as_str().unwrap();
        let exact = evaluate(batch, loss).unwrap();
        let error = (found.value - exact.value).abs() / exact.value.abs().max(1.0);
        let layout = batch.layout();
        assert!(
            error <= ERROR,
            "{layout:?}: {} instead of {}\n{code}",
            found.value,
            exact.value
        );
        assert_eq!(found.gradient.len(), exact.gradient.len());
        let largest = exact.gradient.iter().fold(1e-3f64, |m, g| m.max(g.abs()));
        for (i, (found, exact)) in found.gradient.iter().zip(&exact.gradient).enumerate() {
            assert!(
                (found - exact).abs() <= ERROR * largest,
                "{layout:?}: gradient[{i}] is {found} instead of {exact}\n{code}"
            );
        }
    }
}

fn parse(terms: Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

/// Every value of every parameter of the region family, beside what [`losses`] has.
fn region_losses(classes: usize) -> Vec<LossConfig> {
    let weights: Vec<_> = (0..classes).map(|c| 0.5 + c as f64).collect();
    let mut losses = Vec::new();
    for overlap in ["norm", "product"] {
        for norm in [1, 2, 3] {
            for classes in ["auto", "present", "all", "agnostic"] {
                for reduction in [
                    json!({"d": 1}),
                    json!({"i": 1}),
                    json!({"c": 1}),
                    json!({"d": 0.5, "i": 0.25, "c": 2}),
                    json!({"i": 0.5}),
                ] {
                    losses.push(parse(json!([{
                        "kind": "tversky", "alpha": 0.3, "beta": 0.7, "overlap": overlap, "norm": norm,
                        "classes": classes, "threshold": 0.4, "reduction": reduction,
                    }])));
                }
            }
        }
    }
    for settings in [
        json!({"smooth": 0}),
        json!({"smooth": 0, "smooth_in": "denominator"}),
        json!({"smooth": 2, "smooth_in": "denominator"}),
        json!({"gamma": 0.5}),
        json!({"gamma": 3}),
        json!({"log_loss": true}),
        json!({"log_loss": true, "gamma": 0.5}),
        json!({"log_loss": true, "smooth": 0}),
        json!({"class_weights": weights}),
        json!({"class_weights": vec![1; classes], "classes": "agnostic"}),
        json!({"alpha": 0}),
        json!({"beta": 0, "gamma": 2, "norm": 2}),
        json!({"alpha": 1, "beta": 1}),
    ] {
        for reduction in [
            json!({"d": 1}),
            json!({"c": 1}),
            json!({"d": 0.5, "i": 0.5}),
        ] {
            for shards in [1, 2] {
                let mut term = json!({"kind": "tversky", "reduction": reduction, "shards": shards});
                term.as_object_mut()
                    .unwrap()
                    .extend(settings.as_object().unwrap().clone());
                losses.push(parse(json!([term])));
            }
        }
    }
    losses
}

fn other_losses() -> Vec<LossConfig> {
    [
        json!([{"kind": "cross_entropy", "weight": 0.5}]),
        json!([{"kind": "focal", "gamma": 0}]),
        json!([{"kind": "focal", "gamma": 1}]),
        json!([{"kind": "kl_divergence", "temperature": 2.5}]),
        json!([{"kind": "lp", "p": 2}]),
        json!([{"kind": "lp", "p": 3}]),
        json!([{"kind": "generalized_dice", "weighting": "uniform"}]),
        json!([{"kind": "generalized_dice", "smooth_numerator": 0, "smooth_denominator": 0}]),
        json!([{"kind": "generalized_dice", "smooth_denominator": 0, "per_image": true}]),
        json!([{"kind": "jaccard", "weight": 0}, {"kind": "jaccard", "shards": 2}]),
    ]
    .map(parse)
    .into()
}

/// A batch of logits in which one class is absent from one image and one image may be void.
fn batch(random: &mut Random, hard: bool, void: bool) -> Batch<f64> {
    let dim = (4, 3, 3, 4);
    let label = match hard {
        true => {
            let mut label = random.hard(dim);
            label
                .slice_mut(ndarray::s![1, .., ..])
                .mapv_inplace(|c| c.min(1));
            Label::Hard(label)
        }
        false => Label::Soft(random.probabilities(dim)),
    };
    let keep = void.then(|| {
        let mut keep = random.keep(dim);
        keep.slice_mut(ndarray::s![3, .., ..]).fill(false);
        keep
    });
    Batch::new(Prediction::Logits(random.logits(dim)), label, keep, None).unwrap()
}

#[test]
fn every_loss_on_every_kind_of_batch() {
    let mut random = Random(31);
    let mut cases = Vec::new();
    for hard in [true, false] {
        for void in [false, true] {
            let mut all = [losses(3), region_losses(3), other_losses()].concat();
            if hard {
                all.extend(lovasz_losses());
            }
            cases.extend(
                all.into_iter()
                    .map(|loss| (batch(&mut random, hard, void), loss)),
            );
        }
    }
    check(&cases);
}

#[test]
fn what_has_no_weight_counts_for_nothing_even_where_it_is_infinite() {
    let mut random = Random(33);
    let infinite = json!({"kind": "dice", "log_loss": true, "smooth": 0, "classes": "all"});
    let with = |settings: Value| {
        let mut term = infinite.clone();
        let fields = term.as_object_mut().unwrap();
        fields.extend(settings.as_object().unwrap().clone());
        term
    };
    let mut cases = Vec::new();
    for terms in [
        json!([with(json!({"class_weights": [1, 2, 0]}))]),
        json!([with(json!({"class_weights": [1, 2, 0], "gamma": 2}))]),
        json!([with(
            json!({"class_weights": [1, 0, 0], "gamma": 0.5, "reduction": {"i": 1}})
        )]),
        json!([with(json!({"weight": 0})), {"kind": "cross_entropy"}]),
        json!([with(json!({"weight": 0}))]),
    ] {
        let dim = (2, 3, 3, 4);
        // Of the last class there is nothing in the label.
        let label = Label::Hard(random.hard(dim).mapv(|class| class.min(1)));
        let logits = Prediction::Logits(random.logits(dim));
        let batch = Batch::new(logits, label, None, None).unwrap();
        assert!(evaluate(&batch, &parse(json!([infinite]))).unwrap().value == f64::INFINITY);
        cases.push((batch, parse(terms)));
    }
    check(&cases);
}

#[test]
fn a_denominator_below_zero() {
    let mut random = Random(34);
    let dim = (2, 3, 3, 4);
    let with = |term: &Value, weights: Value| {
        let mut term = term.clone();
        let fields = json!({"kind": "tversky", "classes": "all", "class_weights": weights});
        let fields = fields.as_object().unwrap().clone();
        term.as_object_mut().unwrap().extend(fields);
        parse(json!([term]))
    };
    let mut cases = Vec::new();
    for (term, weights) in [
        (json!({"alpha": 5, "beta": 0, "norm": 2}), [1, 1, 1]),
        (
            json!({"alpha": 5, "beta": 0, "norm": 2, "smooth": 0, "gamma": 2}),
            [1, 1, 1],
        ),
        (
            json!({"alpha": 5, "beta": 0, "norm": 2, "gamma": 0.5, "reduction": {"i": 1}}),
            [1, 1, 1],
        ),
        (
            json!({"alpha": 1, "beta": 1, "norm": 4, "overlap": "product"}),
            [1, 1, 1],
        ),
        // Infinite, which JSON is not: only the last class may count.
        (
            json!({"alpha": 5, "beta": 0, "norm": 2, "log_loss": true}),
            [0, 0, 1],
        ),
    ] {
        // Of the first two classes Σ x^p is far below Σ x·y.
        let (mut logits, mut label) = (random.logits(dim), random.probabilities(dim));
        logits.mapv_inplace(|z| 0.1 * z);
        for mut pixel in label.lanes_mut(Axis(1)) {
            pixel.mapv_inplace(|y| 0.1 * y);
            pixel[0] += 0.45;
            pixel[1] += 0.45;
        }
        let (logits, label) = (Prediction::Logits(logits), Label::Soft(label));
        let batch = Batch::new(logits, label, None, None).unwrap();
        let first = evaluate(&batch, &with(&term, json!([3, 0, 0]))).unwrap();
        assert!(first.value > 1.0, "{term}: {}", first.value);
        cases.push((batch, with(&term, json!(weights))));
    }
    check(&cases);
}

#[test]
fn one_class() {
    let mut random = Random(32);
    let dim = (2, 1, 3, 4);
    let cases = [
        json!([{"kind": "lovasz_hinge"}]),
        json!([{"kind": "lovasz_hinge", "per_image": false}, {"kind": "lovasz_hinge", "weight": 2}]),
    ]
    .map(|terms| {
        let label = Label::Hard(random.hard((2, 2, 3, 4)));
        let keep = Some(random.keep(dim));
        let logits = Prediction::Logits(random.logits(dim));
        (Batch::new(logits, label, keep, None).unwrap(), parse(terms))
    });
    check(&cases);
}

#[test]
fn a_loss_that_does_not_fit_is_refused() {
    let lovasz = parse(json!([{"kind": "lovasz_softmax"}]));
    assert!(
        pytorch(&lovasz, 3, false)
            .unwrap_err()
            .to_string()
            .contains("soft label")
    );
    let weighted = parse(json!([{"kind": "dice", "class_weights": [1, 2]}]));
    assert!(
        pytorch(&weighted, 3, true)
            .unwrap_err()
            .to_string()
            .contains("3 classes")
    );
}

#[test]
fn only_what_a_configuration_needs() {
    let code = |terms| pytorch(&parse(terms), 3, true).unwrap();
    let plain = code(json!([{"kind": "jaccard"}]));
    for absent in [
        "log1p",
        "clamp(min=0)",
        "new_tensor",
        "chunk",
        "shard",
        "def lovasz",
        "MONAI",
    ] {
        assert!(!plain.contains(absent), "{absent} in\n{plain}");
    }
    let twice =
        code(json!([{"kind": "lovasz_softmax"}, {"kind": "lovasz_softmax", "per_image": true}]));
    assert_eq!(twice.matches("def lovasz(").count(), 1);
    assert!(twice.contains("def lovasz_softmax_2("));
    let monai =
        code(json!([{"kind": "dice", "overlap": "product", "classes": "all", "smooth": 0.5}]));
    assert!(monai.contains(
        "DiceLoss(softmax=True, to_onehot_y=True, batch=True, smooth_nr=1, smooth_dr=1)"
    ));
}
