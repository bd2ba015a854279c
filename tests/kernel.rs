//! The fast CPU path against the plain one.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::random::{Random, faint_loss, losses, lovasz_losses};
use common::{GRADIENT_F32, VALUE_F32, all_golden, same, same_up_to_order, widened};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::{kernel, loss};
use ndarray::{Array2, Array3, Array4, ShapeBuilder, array};
use serde_json::{Value, json};

#[test]
fn golden_cases() {
    for case in all_golden() {
        let found = kernel::evaluate(&case.batch(), &case.loss()).unwrap();
        case.check(found.value, &found.gradient, VALUE_F32, GRADIENT_F32);
    }
}

#[test]
fn random_batches_of_every_kind() {
    let mut random = Random(5);
    for dim in [
        (2, 1, 1, 1),
        (2, 2, 5, 7),
        (4, 3, 37, 41),
        (2, 21, 16, 16),
        (2, 4, 8, 8),
    ] {
        for _ in 0..6 {
            let batch = random.batch(dim);
            let sorted = if batch.layout().hard && dim.1 > 1 {
                lovasz_losses()
            } else {
                Vec::new()
            };
            let losses: Vec<_> = losses(dim.1).into_iter().chain(sorted).collect();
            let together = kernel::evaluate_all(&batch, &losses).unwrap();
            let mut place = Array4::from_elem(dim, f32::NAN);
            for (loss, together) in losses.into_iter().zip(together) {
                let found = kernel::evaluate(&batch, &loss).unwrap();
                let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
                let what = format!("{dim:?} {loss:?}");
                let again = kernel::evaluate_into(&batch, &loss, place).unwrap();
                assert_eq!(again, found);
                place = again.gradient;
                for found in [found, together] {
                    same_up_to_order(&what, (&batch, &loss), &found, &exact);
                }
            }
        }
    }
}

#[test]
fn a_class_is_present_where_its_soft_label_exceeds_the_threshold() {
    for classes in [4, 7] {
        let batch = Random(7).faint((2, classes, 9, 11));
        for threshold in [0.0, 0.3, 0.6, 0.95] {
            let loss = faint_loss(classes, threshold);
            let found = kernel::evaluate(&batch, &loss).unwrap();
            let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
            let what = format!("{classes} {threshold}");
            same_up_to_order(&what, (&batch, &loss), &found, &exact);
        }
    }
}

#[test]
fn a_gradient_needs_a_place_of_its_own_shape() {
    let loss = loss_of(json!([{"kind": "dice"}]));
    let z = logits(array![[0.5, 1.0], [0.0, 2.0]]);
    let batch = Batch::new(z, hard(&[0, 1]), None, None).unwrap();
    let wrong = Array4::zeros((1, 2, 2, 1));
    let error = kernel::evaluate_into(&batch, &loss, wrong).unwrap_err();
    let given = "the gradient's place has shape [1, 2, 2, 1]";
    assert!(error.to_string().contains(given), "{error}");

    // In any layout.
    let columns = Array4::zeros((1, 2, 1, 2).f());
    assert!(!columns.is_standard_layout());
    let found = kernel::evaluate_into(&batch, &loss, columns).unwrap();
    assert_eq!(found, kernel::evaluate(&batch, &loss).unwrap());
}

/// One image `[1, C, 1, pixels]` of logits.
fn logits(logits: Array2<f32>) -> Prediction<f32> {
    let (classes, pixels) = logits.dim();
    let shape = (1, classes, 1, pixels);
    Prediction::Logits(logits.into_shape_with_order(shape).unwrap())
}

fn hard(label: &[i32]) -> Label<f32> {
    Label::Hard(Array3::from_shape_vec((1, 1, label.len()), label.to_vec()).unwrap())
}

fn loss_of(terms: Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

#[test]
fn cross_entropy_of_very_many_classes_is_finite() {
    let classes = 100_000;
    let batch = Batch::new(
        logits(Array2::zeros((classes, 8))),
        hard(&[3; 8]),
        None,
        None,
    )
    .unwrap();
    let found = kernel::evaluate(&batch, &loss_of(json!([{"kind": "cross_entropy"}]))).unwrap();
    let exact = (classes as f64).ln();
    assert!(
        (found.value - exact).abs() < VALUE_F32 * exact,
        "{}",
        found.value
    );
}

#[test]
fn logits_at_the_ends_of_f32_make_no_nan() {
    let z = array![[3e38f32, -3e38, 3e38], [-3e38, 3e38, 3e38]];
    let y = array![[[[1.0, 0.0, 0.5]], [[0.0, 1.0, 0.5]]]];
    let batch = Batch::new(logits(z), Label::Soft(y), None, None).unwrap();
    for others in [json!([]), json!([{"kind": "jaccard"}])] {
        let mut terms = vec![json!({"kind": "cross_entropy"})];
        terms.extend(others.as_array().cloned().unwrap());
        let loss = loss_of(terms.into());
        let found = kernel::evaluate(&batch, &loss).unwrap();
        let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
        same(&format!("{loss:?}"), &found, &exact, GRADIENT_F32);
    }
}

#[test]
fn a_class_all_but_lost_still_pulls() {
    for z in [10.0, 35.0, 43.0] {
        let batch =
            Batch::new(logits(array![[-z, -z], [z, z]]), hard(&[0, 0]), None, None).unwrap();
        for kind in ["dice", "jaccard"] {
            let loss = loss_of(json!([{"kind": kind, "log_loss": true, "smooth": 0}]));
            let found = kernel::evaluate(&batch, &loss).unwrap();
            let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
            assert!(exact.gradient[[0, 0, 0, 0]] < -0.49);
            // A power of so small a probability has lost digits of its own.
            same(&format!("{kind} at {z}"), &found, &exact, 3e-5);
        }
    }
}

#[test]
fn steepness_beyond_f32_is_no_nan() {
    for z in 40..60 {
        let z = z as f32;
        let batch = Batch::new(
            logits(array![[z, z], [0.0, 0.0]]),
            hard(&[0, 0]),
            None,
            None,
        )
        .unwrap();
        let terms = json!([{"kind": "dice", "norm": 2, "smooth": 0, "classes": "all"}]);
        let found = kernel::evaluate(&batch, &loss_of(terms)).unwrap();
        assert!(
            found.gradient.iter().all(|g| g.is_finite()),
            "{z}: {}",
            found.gradient
        );
    }
}

#[test]
fn the_pull_of_cross_entropy_keeps_its_digits_where_a_hard_label_is_nearly_met() {
    for (classes, z) in [2, 3, 4, 7]
        .into_iter()
        .flat_map(|c| [6.0, 10.0, 16.0].map(|z| (c, z)))
    {
        let z = Array2::from_shape_fn((classes, 3), |(c, _)| if c == 0 { z } else { 0.0 });
        let batch = Batch::new(logits(z.clone()), hard(&[0; 3]), None, None).unwrap();
        let loss = loss_of(json!([{"kind": "cross_entropy"}]));
        let found = kernel::evaluate(&batch, &loss).unwrap();
        let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
        same(&format!("{z}"), &found, &exact, GRADIENT_F32);
    }
}
