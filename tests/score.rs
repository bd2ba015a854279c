//! Scores against the original implementation, by hand, and what must hold for any batch.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "score/calibration.rs"]
mod calibration;
mod common;
#[cfg(not(target_arch = "wasm32"))]
#[path = "score/properties.rs"]
mod properties;

use std::collections::BTreeMap;

use loss_playground::batch::{Batch, Label, Prediction, Real};
use loss_playground::score::{Options, iou_matrix, scores};
use ndarray::{Array3, Array4, array};
use serde::Deserialize;

type Scores = BTreeMap<String, Option<f64>>;

/// Allowed error, relative: two steps of f32. The original counts exactly, but divides, sums
/// confidences and averages in f32; ours is f64 throughout, and lands up to 1.7e-7 away.
const TOLERANCE: f64 = 2.0 * f32::EPSILON as f64;

#[derive(Deserialize)]
struct Case {
    name: String,
    shape: [usize; 4],
    probabilities: Vec<f64>,
    label: Vec<i32>,
    ignore_index: Option<i32>,
    q: u32,
    binary: bool,
    bins: usize,
    scores: BTreeMap<String, f64>,
}

impl Case {
    fn scores<F: Real>(&self) -> Scores {
        let [b, c, h, w] = self.shape;
        let x = self.probabilities.iter().map(|x| F::of(*x)).collect();
        let x = Prediction::Probabilities(Array4::from_shape_vec((b, c, h, w), x).unwrap());
        let y = Label::Hard(Array3::from_shape_vec((b, h, w), self.label.clone()).unwrap());
        let options = Options {
            q: self.q,
            binary: self.binary,
            bins: self.bins,
        };
        scores(
            &Batch::new(x, y, None, self.ignore_index).unwrap(),
            &options,
        )
        .unwrap()
    }
}

#[test]
fn golden() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("fixtures/scores.json")).unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        for scores in [case.scores::<f64>(), case.scores::<f32>()] {
            for (name, expected) in &case.scores {
                let given = scores[name].unwrap_or(f64::NAN);
                assert!(
                    (given - expected).abs() <= TOLERANCE * expected,
                    "{}: {name} is {given}, the original says {expected}",
                    case.name
                );
            }
            // What the original leaves undefined: a class in no image, which ours leaves out, and
            // the recall of foreground that is not there.
            let absent = scores
                .keys()
                .filter(|name| !case.scores.contains_key(*name));
            for name in absent {
                match case.binary {
                    false => assert!(scores[name].unwrap() < 100.0, "{}: {name}", case.name),
                    true => assert!(name.starts_with("mAcc"), "{}: {name}", case.name),
                }
            }
        }
    }
}

/// Rows of pixels, `[B, 1, W]`, whose prediction is sure of itself.
fn sure(classes: usize, decided: &Array3<i32>, label: &Array3<i32>) -> Batch<f32> {
    let (b, h, w) = decided.dim();
    let x = Array4::from_shape_fn((b, classes, h, w), |(b, c, h, w)| {
        f32::from(u8::from(decided[[b, h, w]] == c as i32))
    });
    let label = Label::Hard(label.clone());
    Batch::new(Prediction::Probabilities(x), label, None, Some(255)).unwrap()
}

fn score(batch: &Batch<f32>, binary: bool) -> Scores {
    let options = Options {
        binary,
        ..Options::default()
    };
    scores(batch, &options).unwrap()
}

fn assert_score(scores: &Scores, name: &str, expected: f64) {
    let given = scores[name].unwrap_or_else(|| panic!("{name} is undefined"));
    assert!((given - expected).abs() < 1e-9, "{name}: {given}");
}

#[test]
fn every_name() {
    let options = Options {
        q: 5,
        ..Options::default()
    };
    let batch = sure(2, &array![[[0, 1]]], &array![[[0, 1]]]);
    let scores = scores(&batch, &options).unwrap();
    let mut expected = ["Acc", "ECED", "ECEI", "SCED", "SCEI"]
        .map(String::from)
        .to_vec();
    for ratio in ["mAcc", "mIoU", "mDice"] {
        for way in ["D", "I", "I5", "IQ", "C", "C5", "CQ"] {
            expected.push(format!("{ratio}{way}"));
        }
    }
    expected.sort();
    assert!(scores.keys().eq(&expected), "{:?}", scores.keys());
}

#[test]
fn a_class_in_no_label() {
    // Class 2 is predicted once, class 3 never: 2 counts 0 in D, and nowhere else.
    let batch = sure(4, &array![[[0, 1, 2, 1]]], &array![[[0, 1, 1, 1]]]);
    let scores = score(&batch, false);
    let iou = 200.0 / 3.0;
    assert_score(&scores, "mIoUD", (100.0 + iou + 0.0) / 3.0);
    assert_score(&scores, "mAccD", (100.0 + iou) / 2.0);
    for name in ["mIoUI", "mIoUC", "mIoUC1", "mIoUCQ", "mAccC", "mAccC1"] {
        assert_score(&scores, name, (100.0 + iou) / 2.0);
    }
    assert_eq!(
        iou_matrix(&batch, &Options::default()).unwrap(),
        array![[Some(100.0), Some(100.0 * (2.0 / 3.0)), None, None]]
    );
}

#[test]
fn worst_cases_are_each_class_s_own() {
    // IoU per image: class 0 has 1, ½, 0; class 1 has 0, ½, and is not in the last label.
    let batch = sure(
        2,
        &array![[[0, 0, 0, 0]], [[0, 1, 1, 0]], [[1, 1, 1, 1]]],
        &array![[[0, 0, 0, 0]], [[0, 0, 1, 0]], [[0, 0, 0, 0]]],
    );
    let scores = score(&batch, false);
    let middle = (200.0 / 3.0 + 50.0) / 2.0;
    assert_score(&scores, "mIoUI", (100.0 + middle) / 3.0);
    assert_score(&scores, "mIoUI1", 0.0);
    // q = 10 … 60 take the lowest image, 70 … 90 two, 100 all three.
    let every = (3.0 * middle / 2.0 + (100.0 + middle) / 3.0) / 10.0;
    assert_score(&scores, "mIoUIQ", every);
    assert_score(&scores, "mIoUC", (500.0 / 9.0 + 50.0) / 2.0);
    assert_score(&scores, "mIoUC1", (0.0 + 50.0) / 2.0);
}

#[test]
fn the_first_of_equals_is_decided_for() {
    let x = Prediction::Probabilities(array![[[[0.25]], [[0.375]], [[0.375]]]]);
    let batch = Batch::new(x, Label::Hard(array![[[1]]]), None, None).unwrap();
    assert_eq!(score(&batch, false)["Acc"], Some(100.0));
}

#[test]
fn binary_scores_look_at_the_foreground() {
    let batch = sure(2, &array![[[0, 0, 1, 1]]], &array![[[0, 1, 1, 1]]]);
    let scores = score(&batch, true);
    for name in ["Acc", "mAccD", "mIoUD", "mIoUI", "mIoUI1", "mIoUIQ"] {
        assert_score(&scores, name, 200.0 / 3.0);
    }
    assert_score(&scores, "mIoUC", (50.0 + 200.0 / 3.0) / 2.0);
}

#[test]
fn binary_scores_without_foreground() {
    let nothing = array![[[0, 0]]];
    let right = score(&sure(2, &nothing, &nothing), true);
    for name in ["mAccI", "mIoUI", "mDiceI1", "mIoUIQ", "mIoUC"] {
        assert_score(&right, name, 100.0);
    }
    for name in ["Acc", "mAccD", "mIoUD", "mDiceD"] {
        assert_eq!(right[name], None, "{name}");
    }
    let wrong = score(&sure(2, &array![[[0, 1]]], &nothing), true);
    for name in ["mIoUD", "mIoUI", "mDiceI1"] {
        assert_score(&wrong, name, 0.0);
    }
    assert_score(&wrong, "mIoUC", 25.0);
    for name in ["Acc", "mAccD", "mAccI", "mAccI1", "mAccIQ", "mAccC"] {
        assert_eq!(wrong[name], None, "{name}");
    }
}

#[test]
fn recall_that_is_undefined_sorts_last() {
    // Foreground: there and found, only predicted, there and missed.
    let batch = sure(
        2,
        &array![[[0, 1]], [[0, 1]], [[0, 0]]],
        &array![[[0, 1]], [[0, 0]], [[0, 1]]],
    );
    let options = Options {
        q: 70,
        binary: true,
        ..Options::default()
    };
    let scores = scores(&batch, &options).unwrap();
    assert_score(&scores, "mAccI70", 50.0);
    assert_eq!(scores["mAccI"], None);
}

#[test]
fn void_images_are_left_out() {
    let (decided, label) = (array![[[0, 1, 1]]], array![[[0, 1, 0]]]);
    let with_void = sure(
        2,
        &array![[[0, 1, 1]], [[1, 1, 1]]],
        &array![[[0, 1, 0]], [[255, 255, 255]]],
    );
    assert_eq!(
        score(&with_void, false),
        score(&sure(2, &decided, &label), false)
    );
    let void = sure(2, &array![[[1, 1]]], &array![[[255, 255]]]);
    for binary in [false, true] {
        assert!(score(&void, binary).values().all(Option::is_none));
    }
}

#[test]
fn one_class_decides_at_one_half() {
    let z = Prediction::Logits(array![[[[-2.0f64, 0.0, 2.0, -1.0]]]]);
    let label = Label::Hard(array![[[0, 0, 0, 0]]]);
    let batch = Batch::new(z, label, None, None).unwrap();
    let options = Options::default();
    let scores = scores(&batch, &options).unwrap();
    // Nothing is there, and one pixel is taken for it; recall has no value.
    assert_eq!((scores["mIoUD"], scores["Acc"]), (Some(0.0), None));
    let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
    let gap = (1.0 - sigmoid(1.0)) + (1.0 - 0.5) + sigmoid(2.0) - (1.0 - sigmoid(2.0));
    assert_score(&scores, "ECED", 100.0 * gap / 4.0);
}

#[test]
fn what_cannot_be_scored_says_why() {
    let message = |batch: &Batch<f32>, options: Options| {
        let message = scores(batch, &options).unwrap_err().to_string();
        assert_eq!(
            iou_matrix(batch, &options).unwrap_err().to_string(),
            message
        );
        message
    };
    let hard = sure(3, &array![[[0]]], &array![[[0]]]);
    let default = Options::default();
    for q in [0, 101] {
        let given = message(&hard, Options { q, ..default });
        assert!(given.starts_with(&format!("q: {q} was given")), "{given}");
    }
    for bins in [0, usize::MAX] {
        let given = message(&hard, Options { bins, ..default });
        assert!(given.starts_with(&format!("bins: {bins} was")), "{given}");
    }
    let binary = Options {
        binary: true,
        ..default
    };
    assert!(message(&hard, binary).contains("need 2 classes"));
    let x = Array4::from_elem((1, 2, 1, 1), 0.5);
    let (x, y) = (Prediction::Probabilities(x.clone()), Label::Soft(x));
    let soft = Batch::new(x, y, None, None).unwrap();
    assert!(message(&soft, default).contains("soft label"));
}

/// A probability of 1/C is the lower end of its bin, whether it is given or comes from equal logits.
#[test]
fn even_logits_are_calibrated_as_their_probabilities() {
    for classes in 2..=21 {
        let dim = (1, classes, 1, 2);
        let label = || Label::Hard(ndarray::Array3::zeros((1, 1, 2)));
        let one = |prediction| Batch::<f32>::new(prediction, label(), None, None).unwrap();
        let even = Array4::from_elem(dim, 1.0 / classes as f32);
        let given = one(Prediction::Probabilities(even));
        let logits = one(Prediction::Logits(Array4::from_elem(dim, 3.5)));
        for bins in [10, 15, 20, classes] {
            let options = Options {
                bins,
                ..Options::default()
            };
            let [given, logits] = [&given, &logits].map(|batch| scores(batch, &options).unwrap());
            assert_eq!(given, logits, "{classes} classes, {bins} bins");
        }
    }
}
