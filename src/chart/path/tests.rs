use ndarray::{Axis, array};
use serde_json::json;

use super::*;
use crate::batch::Label;
use crate::config::LossConfig;
use crate::scene::preset::PRESETS;
use crate::{kernel, loss};

const BOTH: [Along; 2] = [Along::Probabilities, Along::Logits];

fn contender(terms: serde_json::Value) -> Contender {
    Contender {
        name: terms.to_string(),
        colour: 0,
        loss: LossConfig::from_json(&json!({ "terms": terms })).unwrap(),
    }
}

/// One pixel of two classes, its label hard.
fn one_pixel(x: f64) -> Batch<f64> {
    let x = Prediction::Probabilities(array![[[[x]], [[1.0 - x]]]]);
    Batch::new(x, Label::Hard(array![[[0]]]), None, None).unwrap()
}

#[test]
fn cross_entropy_of_one_pixel_has_its_closed_form() {
    let entropy = [contender(json!([{"kind": "cross_entropy"}]))];
    for (along, with) in BOTH
        .into_iter()
        .flat_map(|along| [Respect::Logits, Respect::Probabilities].map(|with| (along, with)))
    {
        let path = path(&one_pixel(0.2), &entropy, (along, with), 8, loss::evaluate).unwrap();
        assert_eq!(path.positions.len(), 9);
        for (s, sample) in path.positions.iter().zip(&path.curves[0].samples) {
            let p = match along {
                Along::Probabilities => 0.2 + s * 0.8,
                // The log-odds are mixed.
                Along::Logits => {
                    let odds = (1.0 - s) * (0.2f64 / 0.8).ln() - s * LEAST_LABEL.ln();
                    1.0 / (1.0 + (-odds).exp())
                }
            };
            let gradient = match with {
                Respect::Logits => 2f64.sqrt() * (1.0 - p),
                Respect::Probabilities => 1.0 / p,
            };
            approx::assert_abs_diff_eq!(sample.value, -p.ln(), epsilon = 1e-12);
            approx::assert_abs_diff_eq!(sample.gradient, gradient, epsilon = 1e-12);
        }
    }
}

fn painted(preset: usize) -> Batch<f64> {
    let scene = PRESETS[preset].scene(16);
    let wide = |x: ndarray::ArrayView3<'_, f32>| x.mapv(f64::from).insert_axis(Axis(0));
    let label = match scene.is_hard() {
        true => Label::Hard(scene.hard_label().mapv(|c| c as i32).insert_axis(Axis(0))),
        false => Label::Soft(wide(scene.label())),
    };
    Batch::new(Prediction::Logits(wide(scene.logits())), label, None, None).unwrap()
}

#[test]
fn it_starts_at_the_prediction_and_ends_at_the_label() {
    let contenders = [
        json!([{"kind": "cross_entropy"}, {"kind": "jaccard"}]),
        json!([{"kind": "dice", "overlap": "product"}]),
        json!([{"kind": "kl_divergence", "temperature": 2}, {"kind": "jaccard"}]),
    ]
    .map(contender);
    for preset in [0, 1] {
        let batch = painted(preset);
        for along in BOTH {
            let path = path(
                &batch,
                &contenders,
                (along, Respect::Logits),
                4,
                loss::evaluate,
            )
            .unwrap();
            for (curve, contender) in path.curves.iter().zip(&contenders) {
                let now = loss::evaluate(&batch, &contender.loss).unwrap();
                let start = &curve.samples[0];
                approx::assert_relative_eq!(start.value, now.value, max_relative = 1e-9);
                let gradient = length(now.gradient.view());
                approx::assert_relative_eq!(start.gradient, gradient, max_relative = 1e-9);
            }
            let end = path.scores[4];
            assert_eq!((end.iou, end.dice), (Some(100.0), Some(100.0)));
        }
        let path = path(
            &batch,
            &contenders,
            (BOTH[0], Respect::Logits),
            2,
            loss::evaluate,
        )
        .unwrap();
        let y = Prediction::Probabilities(batch.label_probabilities());
        let there = Batch::new(y, batch.label().clone(), None, None).unwrap();
        let expected = loss::evaluate(&there, &contenders[1].loss).unwrap();
        approx::assert_abs_diff_eq!(
            path.curves[1].samples[2].value,
            expected.value,
            epsilon = 1e-12
        );
    }
}

#[test]
fn its_slope_is_the_gradient_along_the_line() {
    let jaccard = contender(json!([{"kind": "jaccard", "norm": 2}, {"kind": "focal"}]));
    let batch = painted(1);
    let steps = 2000;
    let path = path(
        &batch,
        std::slice::from_ref(&jaccard),
        (BOTH[0], Respect::Probabilities),
        steps,
        loss::evaluate,
    );
    let samples = &path.unwrap().curves[0].samples;
    let (x, y) = (batch.probabilities(), batch.label_probabilities());
    let middle = Prediction::Probabilities((&x + &y) / 2.0);
    let middle = Batch::new(middle, batch.label().clone(), None, None).unwrap();
    let gradient = loss::evaluate(&middle, &jaccard.loss).unwrap().gradient;
    let expected = (&gradient * &(&y - &x)).sum();
    let (before, after) = (samples[steps / 2 - 1].value, samples[steps / 2 + 1].value);
    let slope = (after - before) * steps as f64 / 2.0;
    approx::assert_relative_eq!(slope, expected, max_relative = 1e-5);
}

#[test]
fn a_temperature_has_a_gradient_in_probabilities_too() {
    let warm =
        |t: f64| contender(json!([{"kind": "kl_divergence", "temperature": t}, {"kind": "dice"}]));
    // As good as 1, but not 1: the other way to the same numbers.
    let contenders = [warm(1.0), warm(1.0 + 1e-12)];
    let to = (Along::Probabilities, Respect::Probabilities);
    let path = path(&painted(1), &contenders, to, 4, loss::evaluate).unwrap();
    let [plain, heated] = &path.curves[..] else {
        panic!("two curves")
    };
    for (plain, heated) in plain.samples.iter().zip(&heated.samples) {
        approx::assert_relative_eq!(plain.value, heated.value, max_relative = 1e-6);
        // ∂ ln(x/Σx)/∂x has the sum's share too: the length differs, the order does not.
        assert!(heated.gradient.is_finite() && heated.gradient > 0.0);
    }
}

#[test]
fn the_fast_path_takes_the_same_way_and_nothing_is_odd() {
    let contenders = [
        json!([{"kind": "cross_entropy"}]),
        json!([{"kind": "jaccard"}]),
        json!([{"kind": "lovasz_softmax"}]),
    ]
    .map(contender);
    let scene = PRESETS[0].scene(16).batch().unwrap();
    for along in BOTH {
        for with in [Respect::Logits, Respect::Probabilities] {
            let exact = path(&painted(0), &contenders, (along, with), 6, loss::evaluate).unwrap();
            let fast = path(&scene, &contenders, (along, with), 6, kernel::evaluate).unwrap();
            for (exact, fast) in exact.curves.iter().zip(&fast.curves) {
                for (exact, fast) in exact.samples.iter().zip(&fast.samples) {
                    assert!(exact.value.is_finite() && exact.gradient.is_finite());
                    approx::assert_abs_diff_eq!(exact.value, fast.value, epsilon = 2e-5);
                    approx::assert_relative_eq!(
                        exact.gradient,
                        fast.gradient,
                        max_relative = 2e-3,
                        epsilon = 1e-5
                    );
                }
            }
        }
    }
    // A certain and wrong prediction: as wrong as there are numbers for, at first.
    let path = path(
        &one_pixel(0.0),
        &contenders,
        (BOTH[0], Respect::Logits),
        4,
        loss::evaluate,
    );
    for curve in path.unwrap().curves {
        assert!(
            curve
                .samples
                .iter()
                .all(|s| s.value.is_finite() && s.gradient.is_finite())
        );
    }
}

#[test]
fn one_class_leads_nowhere() {
    let x = Prediction::Probabilities(array![[[[0.5]]]]);
    let batch = Batch::<f64>::new(x, Label::Hard(array![[[1]]]), None, None).unwrap();
    let error = path(&batch, &[], (BOTH[0], Respect::Logits), 4, loss::evaluate).unwrap_err();
    assert!(error.to_string().contains("2 classes"));
}
