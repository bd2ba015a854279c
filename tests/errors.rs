//! Every kind of bad input has its own message: what was given, what was expected, what to do.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::{Loss, LossConfig};
use loss_playground::{Error, kernel, loss};
use ndarray::{Array3, Array4};
use serde_json::{Value, json};

fn z(dim: (usize, usize, usize, usize)) -> Prediction<f32> {
    Prediction::Logits(Array4::zeros(dim))
}

fn hard(index: i32) -> Label<f32> {
    Label::Hard(Array3::from_elem((2, 3, 4), index))
}

fn batch(
    prediction: Prediction<f32>,
    label: Label<f32>,
    keep: Option<Array3<bool>>,
    ignore: Option<i32>,
) -> String {
    Batch::new(prediction, label, keep, ignore)
        .unwrap_err()
        .to_string()
}

fn assert_says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{message:?} does not say {part:?}");
    }
}

#[test]
fn arrays_that_do_not_fit() {
    let dim = (2, 3, 3, 4);
    assert_says(
        &batch(z((0, 3, 3, 4)), hard(0), None, None),
        &["[0, 3, 3, 4]", "at least 1"],
    );
    let other = Label::Hard(Array3::zeros((2, 4, 3)));
    assert_says(
        &batch(z(dim), other, None, None),
        &["hard label", "[2, 4, 3]", "[2, 3, 4]"],
    );
    let other = Label::Soft(Array4::zeros((2, 2, 3, 4)));
    assert_says(
        &batch(z(dim), other, None, None),
        &["soft label", "[2, 2, 3, 4]", "[2, 3, 3, 4]"],
    );
    let keep = Some(Array3::from_elem((2, 3, 3), true));
    assert_says(
        &batch(z(dim), hard(0), keep, None),
        &["keep", "[2, 3, 3]", "[2, 3, 4]"],
    );
}

#[test]
fn numbers_that_do_not_fit() {
    let dim = (2, 3, 3, 4);
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut logits = Array4::zeros(dim);
        logits[[1, 2, 0, 3]] = bad;
        let message = batch(Prediction::Logits(logits), hard(0), None, None);
        assert_says(
            &message,
            &["logits", &bad.to_string(), "index 63", "finite"],
        );
    }
    for bad in [-0.1, 1.5, f32::NAN] {
        let x = Array4::from_elem(dim, bad);
        let message = batch(Prediction::Probabilities(x.clone()), hard(0), None, None);
        assert_says(&message, &["probabilities", "from 0 to 1"]);
        assert_says(
            &batch(z(dim), Label::Soft(x), None, None),
            &["soft label", "from 0 to 1"],
        );
    }
    assert_says(
        &batch(z(dim), hard(3), None, None),
        &["holds 3", "from 0 to 2", "ignore_index"],
    );
    assert_says(
        &batch(z(dim), hard(-1), None, Some(255)),
        &["holds -1", "void class 255"],
    );
    let soft = Label::Soft(Array4::zeros(dim));
    assert_says(
        &batch(z(dim), soft, None, Some(255)),
        &["ignore_index", "soft label", "keep"],
    );
}

fn config(loss: &Value) -> String {
    LossConfig::from_json(loss).unwrap_err().to_string()
}

#[test]
fn configurations_that_are_none() {
    assert_says(&config(&json!(3)), &["loss", "3 was given", "object"]);
    assert_says(&config(&json!({})), &["loss.terms", "at least one term"]);
    assert_says(
        &config(&json!({"terms": []})),
        &["loss.terms", "at least one term"],
    );
    assert_says(
        &config(&json!({"terms": [], "weight": 1})),
        &["loss.weight", "no such field"],
    );
    assert_says(
        &config(&json!({"terms": [7]})),
        &["loss.terms[0]", "7 was given"],
    );
    assert_says(
        &config(&json!({"terms": [{}]})),
        &["loss.terms[0].kind", "missing", "jaccard"],
    );
    let unknown = json!({"terms": [{"kind": "jaccard"}, {"kind": "hinge"}]});
    assert_says(
        &config(&unknown),
        &["loss.terms[1].kind", "\"hinge\"", "lovasz_hinge"],
    );
}

#[test]
fn parameters_out_of_their_domain() {
    for (kind, name, value, expected) in [
        ("jaccard", "alpha", json!(1), "no such parameter"),
        ("cross_entropy", "gamma", json!(1), "no such parameter"),
        ("tversky", "alpha", json!(-1), "at least 0"),
        ("tversky", "beta", json!("x"), "finite number"),
        ("jaccard", "weight", json!(-0.5), "at least 0"),
        ("jaccard", "norm", json!(1.5), "whole number from 1 to 8"),
        ("jaccard", "norm", json!(0), "whole number from 1 to 8"),
        ("jaccard", "smooth", json!(null), "finite number"),
        ("jaccard", "gamma", json!(0), "at least 0.01"),
        ("jaccard", "log_loss", json!(1), "true or false"),
        ("jaccard", "overlap", json!("sum"), "\"norm\", \"product\""),
        (
            "jaccard",
            "smooth_in",
            json!("top"),
            "\"both\", \"denominator\"",
        ),
        ("jaccard", "classes", json!("some"), "\"agnostic\""),
        (
            "jaccard",
            "class_weights",
            json!([1, -1]),
            "non-negative number",
        ),
        ("jaccard", "reduction", json!({"d": 0}), "above 0"),
        (
            "jaccard",
            "reduction",
            json!({"x": 1}),
            "\"d\", \"i\", \"c\"",
        ),
        (
            "jaccard",
            "reduction",
            json!({"i": 1e39}),
            "a float32 ends at 3.4e38",
        ),
        (
            "jaccard",
            "class_weights",
            json!([1, 1e39]),
            "a float32 ends at 3.4e38",
        ),
        ("jaccard", "shards", json!(0), "whole number from 1"),
        (
            "generalized_dice",
            "weighting",
            json!("cube"),
            "\"square\", \"simple\", \"uniform\"",
        ),
        (
            "lovasz_softmax",
            "classes",
            json!("auto"),
            "\"present\", \"all\"",
        ),
        ("lovasz_hinge", "per_image", json!("yes"), "true or false"),
        ("focal", "gamma", json!(-1), "at least 0"),
        ("kl_divergence", "temperature", json!(0), "at least 0.01"),
        ("lp", "p", json!(0.5), "at least 1"),
        ("cosine", "p", json!(1), "no such parameter"),
    ] {
        let message = config(&json!({"terms": [{"kind": kind, name: value}]}));
        assert_says(&message, &[&format!("loss.terms[0].{name}"), expected]);
    }
}

#[test]
fn losses_that_do_not_fit_a_batch() {
    let dim = (2, 3, 3, 4);
    let one = (2, 1, 3, 4);
    let x = |dim| Prediction::Probabilities(Array4::from_elem(dim, 0.5f32));
    let soft = |dim| Label::Soft(Array4::from_elem(dim, 0.5f32));
    for (term, prediction, label, parts) in [
        (
            json!({"kind": "jaccard", "class_weights": [1, 2]}),
            z(dim),
            hard(0),
            ["class_weights", "2 numbers", "3 classes"],
        ),
        (
            json!({"kind": "dice", "class_weights": [1, 2, 1], "classes": "agnostic"}),
            z(dim),
            hard(0),
            [
                "class_weights",
                "agnostic classes",
                "leave class_weights out",
            ],
        ),
        (
            json!({"kind": "dice", "shards": 3}),
            z(dim),
            hard(0),
            ["shards", "3 shards", "2 images"],
        ),
        (
            json!({"kind": "kl_divergence", "temperature": 2}),
            x(dim),
            hard(0),
            ["temperature", "probabilities", "pass logits"],
        ),
        (
            json!({"kind": "lovasz_softmax"}),
            z(dim),
            soft(dim),
            ["lovasz_softmax", "soft label", "use jaccard"],
        ),
        (
            json!({"kind": "lovasz_hinge"}),
            z(one),
            soft(one),
            ["lovasz_hinge", "soft label", "hard label"],
        ),
        (
            json!({"kind": "lovasz_hinge"}),
            z(dim),
            hard(0),
            ["lovasz_hinge", "3 classes", "lovasz_softmax"],
        ),
        (
            json!({"kind": "lovasz_hinge"}),
            x(one),
            hard(0),
            ["lovasz_hinge", "probabilities", "pass logits"],
        ),
        (
            json!({"kind": "lovasz_softmax"}),
            z(one),
            hard(0),
            ["lovasz_softmax", "one class", "pass probabilities"],
        ),
    ] {
        let batch = Batch::new(prediction, label, None, None).unwrap();
        // One class's logits fit no other loss.
        let first = match batch.dim().1 {
            1 => json!({"kind": "lovasz_hinge"}),
            _ => json!({"kind": "cosine"}),
        };
        let terms = match first["kind"] == term["kind"] {
            true => vec![term],
            false => vec![first, term],
        };
        let place = format!("loss.terms[{}]", terms.len() - 1);
        let loss = LossConfig::from_json(&json!({ "terms": terms })).unwrap();
        for error in [
            loss::evaluate(&batch, &loss).unwrap_err(),
            kernel::evaluate(&batch, &loss).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Misfit { .. }));
            assert_says(
                &error.to_string(),
                &[&[place.as_str()], &parts[..]].concat(),
            );
        }
    }
}

#[test]
fn one_class_of_logits_has_nothing_to_learn_but_by_its_margins() {
    let batch = Batch::<f32>::new(z((2, 1, 3, 4)), hard(0), None, None).unwrap();
    for kind in Loss::KINDS {
        let loss = LossConfig::single(Loss::from_kind(kind).unwrap());
        match (kernel::evaluate(&batch, &loss), *kind) {
            (found, "lovasz_hinge") => assert!(found.is_ok()),
            (found, kind) => assert_says(
                &found.unwrap_err().to_string(),
                &[kind, "one class's logits", "always 1", "pass probabilities"],
            ),
        }
    }
}
