//! Numbers at the edge of what f32 holds, on every path, against f64.
#![cfg(feature = "gpu")]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::random::Random;
use common::widened;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::gpu::{Gpu, Limits};
use loss_playground::loss::Evaluation;
use loss_playground::{kernel, loss};
use ndarray::{Array4, Zip, array};
use serde_json::{Value, json};

/// Allowed error of a value, relative to it, however small it is.
const VALUE: f64 = 5e-6;
/// Allowed error of a gradient, as a share of its own size.
const GRADIENT: f64 = 2e-5;

fn parse(terms: Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

/// The paths in f32: the plain one, the fast one, and the GPU's.
struct Paths {
    gpu: Option<Gpu>,
}

impl Paths {
    fn new() -> Self {
        Self {
            gpu: common::gpu(Limits::default()),
        }
    }

    fn evaluate(
        &self,
        batch: &Batch<f32>,
        loss: &LossConfig,
    ) -> Vec<(&'static str, Evaluation<f32>)> {
        let on_gpu = self.gpu.as_ref().map(|gpu| {
            let upload = gpu.upload(batch).unwrap();
            let losses = std::slice::from_ref(loss);
            let found = pollster::block_on(gpu.evaluate(&upload, losses)).unwrap();
            ("GPU", found.into_iter().next().unwrap())
        });
        let plain = ("plain", loss::evaluate(batch, loss).unwrap());
        let fast = ("kernel", kernel::evaluate(batch, loss).unwrap());
        [plain, fast].into_iter().chain(on_gpu).collect()
    }
}

fn close(what: &str, found: f64, exact: f64, error: f64) {
    assert!(
        found == exact || (found - exact).abs() <= error * exact.abs(),
        "{what}: {found} instead of {exact}"
    );
}

/// As close as f32 holds numbers of the size of 1.
fn alike(what: &str, found: &Evaluation<f32>, exact: &Evaluation<f64>) {
    let error = (found.value - exact.value).abs();
    assert!(
        error <= VALUE * exact.value + 1e-7,
        "{what}: {}, not {}",
        found.value,
        exact.value
    );
    let largest = exact.gradient.iter().fold(0f64, |m, g| m.max(g.abs()));
    for (found, exact) in found.gradient.iter().zip(&exact.gradient) {
        let error = (f64::from(*found) - exact).abs();
        assert!(
            error <= GRADIENT * largest + 1e-7,
            "{what}: {found}, not {exact}"
        );
    }
}

/// Probabilities and a soft label that differ by so much; the differences are exact in f32.
fn near(by: f32) -> Batch<f32> {
    let mut random = Random(3);
    let dim = (2, 2, 8, 9);
    let y: Array4<f32> = random
        .logits(dim)
        .mapv(|z: f32| 0.5 + (z * 16.0).round() / 512.0);
    let x = Zip::from(&y).map_collect(|y| y + if random.unit() < 0.5 { by } else { -by });
    Batch::new(Prediction::Probabilities(x), Label::Soft(y), None, None).unwrap()
}

#[test]
fn values_near_the_target_have_their_digits() {
    let paths = Paths::new();
    for by in [1.0 / 64.0, 1.0 / 1024.0, 1.0 / 65_536.0] {
        let batch = near(by);
        for term in [
            json!({"kind": "jaccard"}),
            json!({"kind": "jaccard", "smooth": 1}),
            json!({"kind": "jaccard", "log_loss": true}),
            json!({"kind": "dice", "log_loss": true, "smooth": 1, "gamma": 2}),
            json!({"kind": "tversky", "log_loss": true, "alpha": 0.2, "beta": 1.5}),
            json!({"kind": "dice", "norm": 2}),
            json!({"kind": "jaccard", "norm": 2, "overlap": "product", "log_loss": true}),
            json!({"kind": "lp"}),
            json!({"kind": "lp", "p": 2}),
        ] {
            let loss = parse(json!([term]));
            let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
            for (path, found) in paths.evaluate(&batch, &loss) {
                close(
                    &format!("{path}, {by}, {term}"),
                    found.value,
                    exact.value,
                    VALUE,
                );
            }
        }
    }
}

#[test]
fn a_direction_near_the_target_has_its_digits() {
    let paths = Paths::new();
    let loss = parse(json!([{"kind": "cosine"}]));
    // Unit vectors have an error of 6e-8, the smallest distance is 1e-3.
    let batch = near(1.0 / 1024.0);
    let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
    assert!(exact.value < 2e-6);
    for (path, found) in paths.evaluate(&batch, &loss) {
        close(path, found.value, exact.value, 1e-4);
    }
}

#[test]
fn probabilities_at_their_label_pull_nowhere() {
    let paths = Paths::new();
    let batch = near(0.0);
    for p in [1, 2] {
        let loss = parse(json!([{"kind": "lp", "p": p}]));
        for (path, found) in paths.evaluate(&batch, &loss) {
            assert_eq!(found.value, 0.0, "{path}");
            assert!(found.gradient.iter().all(|g| *g == 0.0), "{path}");
        }
    }
}

#[test]
fn the_log_form_has_its_digits_where_little_overlaps() {
    let paths = Paths::new();
    // Where x is above y the gradient is small beside where it is below.
    for low in [1e-2f32, 1e-6, 1e-12, 1e-30] {
        let x = array![[[[low, 0.25]], [[0.75, 0.5]]]];
        let y = array![[[[1.0, 0.0]], [[0.0, 1.0]]]];
        let batch = Batch::new(Prediction::Probabilities(x), Label::Soft(y), None, None).unwrap();
        for overlap in ["norm", "product"] {
            for gamma in [1.0, 0.5, 2.0] {
                let loss = parse(json!([
                    {"kind": "dice", "log_loss": true, "smooth": 0, "overlap": overlap, "gamma": gamma}
                ]));
                let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
                for (path, found) in paths.evaluate(&batch, &loss) {
                    let what = format!("{path}, {low}, {overlap}, {gamma}");
                    close(&what, found.value, exact.value, VALUE);
                    for (found, exact) in found.gradient.iter().zip(&exact.gradient) {
                        close(&what, (*found).into(), *exact, GRADIENT);
                    }
                }
            }
        }
    }
}

#[test]
fn where_nothing_overlaps_the_log_form_is_infinite_and_only_the_other_ratios_pull() {
    let paths = Paths::new();
    // The first class is missed altogether, the second is half right.
    let x = array![[[[0.0f32, 0.5]], [[0.5, 0.5]]]];
    let y = array![[[[1.0f32, 0.0]], [[0.0, 1.0]]]];
    let as_logits = array![[[[-200.0f32, 0.0]], [[0.0, 0.0]]]];
    for prediction in [Prediction::Probabilities(x), Prediction::Logits(as_logits)] {
        let batch = Batch::new(prediction, Label::Soft(y.clone()), None, None).unwrap();
        for (overlap, gamma) in [
            ("norm", 1.0),
            ("product", 1.0),
            ("norm", 0.5),
            ("product", 2.0),
        ] {
            let term = |more: Value| {
                let mut term = json!({"kind": "jaccard", "log_loss": true, "smooth": 0, "overlap": overlap, "gamma": gamma});
                term.as_object_mut()
                    .unwrap()
                    .extend(more.as_object().unwrap().clone());
                term
            };
            let both = parse(json!([{"kind": "lp"}, term(json!({}))]));
            let second = parse(json!([{"kind": "lp"}, term(json!({"class_weights": [0, 1]}))]));
            let without = parse(json!([{"kind": "lp"}, term(json!({"weight": 0}))]));
            let alone = parse(json!([{"kind": "lp"}]));
            let on = |loss| paths.evaluate(&batch, loss).into_iter();
            for ((path, both), (_, second)) in on(&both).zip(on(&second)) {
                let what = format!("{path}, {overlap}, {gamma}, {}", batch.layout().logits);
                assert_eq!(both.value, f64::INFINITY, "{what}");
                assert_eq!(both.terms[1], f64::INFINITY, "{what}");
                assert!(second.value.is_finite(), "{what}");
                assert_eq!(both.gradient, second.gradient, "{what}");
                assert!(both.gradient.iter().all(|g| g.is_finite()), "{what}");
            }
            for ((path, without), (_, alone)) in on(&without).zip(on(&alone)) {
                assert_eq!(without.terms[1], f64::INFINITY, "{path}");
                assert_eq!(without.value, alone.value, "{path}");
                assert_eq!(without.gradient, alone.gradient, "{path}");
            }
        }
    }
}

/// One class is impossible where the label has it, one where it does not, one is smaller than a shader's numbers.
fn impossible() -> Batch<f32> {
    let x = array![[[[0.0f32, 0.0, 1e-40, 0.5]], [[1.0, 1.0, 1.0, 0.5]]]];
    let y = array![[[[0.25f32, 0.0, 0.5, 0.0]], [[0.75, 1.0, 0.5, 1.0]]]];
    Batch::new(Prediction::Probabilities(x), Label::Soft(y), None, None).unwrap()
}

#[test]
fn what_was_impossible_costs_infinitely_and_pulls_infinitely() {
    let paths = Paths::new();
    let batch = impossible();
    let mut keep = batch.keep().clone();
    keep[[0, 0, 0]] = false;
    let (prediction, label) = (batch.prediction().clone(), batch.label().clone());
    let possible = Batch::new(prediction, label, Some(keep), None).unwrap();
    for term in [
        json!({"kind": "cross_entropy"}),
        json!({"kind": "focal"}),
        json!({"kind": "focal", "gamma": 0.5}),
        json!({"kind": "focal", "gamma": 0}),
        json!({"kind": "kl_divergence"}),
    ] {
        let loss = parse(json!([{"kind": "dice"}, term]));
        let others = parse(json!([{"kind": "dice"}, {"kind": "lp", "weight": 0}]));
        let mut unweighted = parse(json!([{"kind": "dice"}, term]));
        unweighted.terms[1].weight = 0.0;
        let exact = loss::evaluate(&widened(&possible), &loss).unwrap();
        let others = paths.evaluate(&batch, &others).into_iter();
        for ((path, found), (_, others)) in paths.evaluate(&batch, &loss).iter().zip(others) {
            let what = format!("{path}, {term}");
            assert_eq!(found.value, f64::INFINITY, "{what}");
            assert_eq!(found.terms[1], f64::INFINITY, "{what}");
            assert_eq!(found.gradient[[0, 0, 0, 0]], f32::NEG_INFINITY, "{what}");
            for pixel in [0, 1, 3] {
                assert!(found.gradient[[0, 1, 0, pixel]].is_finite(), "{what}");
            }
            assert_eq!(
                found.gradient[[0, 0, 0, 1]],
                others.gradient[[0, 0, 0, 1]],
                "{what}"
            );
        }
        for (path, found) in paths.evaluate(&possible, &loss) {
            close(&format!("{path}, {term}"), found.value, exact.value, VALUE);
            assert!(!found.gradient.iter().any(|g| g.is_nan()), "{path}, {term}");
        }
        for (path, found) in paths.evaluate(&batch, &unweighted) {
            assert!(found.value.is_finite(), "{path}, {term}");
            assert!(
                found.gradient.iter().all(|g| g.is_finite()),
                "{path}, {term}"
            );
        }
    }
}

#[test]
fn confident_and_far_logits() {
    let paths = Paths::new();
    // The two classes that are near each other are far from 0, and the third one vanishes.
    let z = array![[[[9000.0f32, 90.0]], [[9001.5, -3.0]], [[-9000.0, -5.0]]]];
    for label in [
        Label::Hard(array![[[1, 0]]]),
        Label::Hard(array![[[2, 1]]]),
        Label::Soft(array![[[[0.25, 1.0]], [[0.75, 0.0]], [[0.0, 0.0]]]]),
    ] {
        let batch = Batch::new(Prediction::Logits(z.clone()), label, None, None).unwrap();
        for term in [
            json!({"kind": "kl_divergence", "temperature": 7}),
            json!({"kind": "focal", "gamma": 0.01}),
            json!({"kind": "focal", "gamma": 5}),
            json!({"kind": "dice", "norm": 8, "log_loss": true}),
            json!({"kind": "jaccard", "norm": 2, "classes": "all"}),
        ] {
            let loss = parse(json!([term]));
            let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
            for (path, found) in paths.evaluate(&batch, &loss) {
                alike(&format!("{path}, {term}"), &found, &exact);
            }
        }
    }
}

#[test]
fn a_class_that_is_hardly_there_has_its_weight() {
    let paths = Paths::new();
    // Its square is beyond f32.
    let x = array![[[[0.25f32, 0.5]], [[0.75, 0.5]]]];
    for tiny in [1e-10f32, 1e-21] {
        let y = array![[[[tiny, tiny]], [[1.0, 1.0]]]];
        let prediction = Prediction::Probabilities(x.clone());
        let batch = Batch::new(prediction, Label::Soft(y), None, None).unwrap();
        for weighting in ["square", "simple", "uniform"] {
            let loss = parse(json!([{"kind": "generalized_dice", "weighting": weighting}]));
            let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
            for (path, found) in paths.evaluate(&batch, &loss) {
                alike(&format!("{path}, {tiny}, {weighting}"), &found, &exact);
            }
        }
    }
}

#[test]
fn squares_that_vanish_make_no_nan() {
    // So much smaller a probability has a square that is small, subnormal, or 0.
    for logit in [230.0, 362.0, 400.0] {
        let z = Prediction::Logits(array![[[[0.0f64]], [[logit]]]]);
        let y = Label::Soft(array![[[[0.0]], [[0.0]]]]);
        let batch = Batch::new(z, y, None, None).unwrap();
        let loss = parse(json!([{"kind": "dice", "norm": 2, "smooth": 0}]));
        let found = loss::evaluate(&batch, &loss).unwrap();
        assert!(found.value.is_finite());
        assert!(found.gradient.iter().all(|g| g.is_finite()));
    }
}

#[test]
fn a_sum_of_probabilities_has_no_kink_where_they_are_0() {
    let paths = Paths::new();
    let batch = |x: f32| {
        let x = array![[[[1.0f32, 0.5, x]], [[x, 0.5, 1.0]]]];
        let y = Label::Hard(array![[[0, 1, 1]]]);
        Batch::new(Prediction::Probabilities(x), y, None, None).unwrap()
    };
    for loss in [
        json!({"kind": "generalized_dice"}),
        json!({"kind": "generalized_dice", "weighting": "uniform"}),
        json!({"kind": "dice", "overlap": "product"}),
        json!({"kind": "jaccard", "overlap": "product"}),
        json!({"kind": "dice", "overlap": "product", "norm": 2}),
    ] {
        let loss = parse(json!([loss]));
        let beside = loss::evaluate(&widened(&batch(1e-9)), &loss).unwrap();
        for (path, found) in paths.evaluate(&batch(0.0), &loss) {
            alike(&format!("{path}, {loss:?}"), &found, &beside);
        }
    }
}

#[test]
fn a_denominator_below_0_is_no_match() {
    let paths = Paths::new();
    let x = Prediction::Probabilities(array![[[[0.25f32, 0.5]], [[0.75, 0.5]]]]);
    let y = Label::Soft(array![[[[0.75f32, 0.5]], [[0.25, 0.5]]]]);
    let batch = Batch::new(x, y, None, None).unwrap();
    let steep = json!({"kind": "tversky", "alpha": 5, "beta": 0, "norm": 2});
    let product = json!({"kind": "jaccard", "overlap": "product", "norm": 8});
    for (term, smooth) in [
        (&steep, 0.0),
        (&steep, 1e-3),
        (&product, 0.0),
        (&product, 1e-3),
    ] {
        let with = |log: bool| {
            let mut term = term.clone();
            term["smooth"] = json!(smooth);
            term["log_loss"] = json!(log);
            parse(json!([term]))
        };
        let exact = loss::evaluate(&widened(&batch), &with(false)).unwrap();
        assert!(exact.value > 0.5, "{term}: {}", exact.value);
        for (path, found) in paths.evaluate(&batch, &with(false)) {
            alike(&format!("{path}, {term}"), &found, &exact);
        }
        // A ratio below 0 has no logarithm.
        for (path, found) in paths.evaluate(&batch, &with(true)) {
            assert_eq!(found.value, f64::INFINITY, "{path}, {term}");
            assert!(
                found.gradient.iter().all(|g| g.is_finite()),
                "{path}, {term}"
            );
        }
    }
}

#[test]
fn logits_further_apart_than_the_largest_number_still_pull() {
    let paths = Paths::new();
    let z = Prediction::Logits(array![[[[f32::MAX]], [[f32::MIN]]]]);
    let batch = Batch::new(z, Label::Hard(array![[[1]]]), None, None).unwrap();
    for kind in ["focal", "cross_entropy", "kl_divergence"] {
        for (path, found) in paths.evaluate(&batch, &parse(json!([{"kind": kind}]))) {
            let gradient: Vec<f32> = found.gradient.iter().copied().collect();
            assert_eq!(gradient, [1.0, -1.0], "{path}, {kind}");
        }
    }
}

/// Logits of three classes, the label's first and so far ahead of the others.
fn ahead(by: f32) -> Batch<f32> {
    let z = array![[[[by]], [[0.0]], [[0.5]]]];
    Batch::new(
        Prediction::Logits(z),
        Label::Hard(array![[[0]]]),
        None,
        None,
    )
    .unwrap()
}

#[test]
fn gradients_of_a_confident_prediction_have_their_digits() {
    let paths = Paths::new();
    for by in [4.0, 8.0, 12.0, 16.0, 20.0, 40.0] {
        let batch = ahead(by);
        for term in [
            json!({"kind": "cross_entropy"}),
            json!({"kind": "focal", "gamma": 0}),
            json!({"kind": "focal", "gamma": 1}),
            json!({"kind": "kl_divergence"}),
            json!({"kind": "kl_divergence", "temperature": 2}),
        ] {
            let loss = parse(json!([term]));
            let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
            for (path, found) in paths.evaluate(&batch, &loss) {
                for (found, exact) in found.gradient.iter().zip(&exact.gradient) {
                    let what = format!("{path}, {by}, {term}");
                    close(&what, f64::from(*found), *exact, GRADIENT);
                }
            }
        }
    }
}

#[test]
fn a_decimal_that_f32_rounds_up_does_not_exceed_itself() {
    let paths = Paths::new();
    for threshold in [0.05, 0.1, 0.3, 0.7] {
        let y = array![[[[threshold as f32]], [[1.0 - threshold as f32]]]];
        let z = Prediction::Logits(array![[[[1.0]], [[-1.0]]]]);
        let batch = Batch::new(z, Label::Soft(y), None, None).unwrap();
        let with = |classes: Value| {
            parse(json!([{"kind": "jaccard", "classes": classes, "threshold": threshold}]))
        };
        // The first class's label is the threshold: only the others are present.
        let mut second = with(json!("all"));
        second.terms[0]
            .set("class_weights", &json!([0, 2]))
            .unwrap();
        let exact = match threshold {
            // The other class does not exceed it either.
            0.7 => 0.0,
            _ => loss::evaluate(&widened(&batch), &second).unwrap().value,
        };
        for (path, found) in paths.evaluate(&batch, &with(json!("present"))) {
            close(&format!("{path}, {threshold}"), found.value, exact, VALUE);
        }
    }
}

#[test]
fn what_weighs_nothing_may_overflow() {
    let z = array![[[[-3e38, 3e38]], [[3e38, -3e38]]]];
    let batch = Batch::new(
        Prediction::Logits(z),
        Label::Hard(array![[[0, 1]]]),
        None,
        None,
    )
    .unwrap();
    let jaccard = json!({"kind": "jaccard"});
    let loss = parse(json!([{"kind": "cross_entropy", "weight": 0}, jaccard]));
    let alone = loss::evaluate(&widened(&batch), &parse(json!([jaccard]))).unwrap();
    for (path, found) in Paths::new().evaluate(&batch, &loss) {
        close(path, found.value, alone.value, VALUE);
    }
}
