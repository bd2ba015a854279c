//! Soft labels against the original implementation, by hand, and what must hold for any.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[cfg(not(target_arch = "wasm32"))]
#[path = "label/properties.rs"]
mod properties;

use loss_playground::Error;
use loss_playground::batch::Real;
use loss_playground::label::{Rule, boundary_smoothing, distillation, raters, smoothing};
use ndarray::{Array1, Array3, Array4, array, s};
use serde::Deserialize;

const VOID: Option<i32> = Some(255);

#[derive(Deserialize)]
struct Case {
    name: String,
    shape: [usize; 4],
    label: Vec<i32>,
    ignore_index: Option<i32>,
    method: String,
    k: usize,
    epsilon: f64,
    soft_label: Vec<f64>,
}

impl Case {
    fn soften<F: Real>(&self) -> Array4<F> {
        assert_eq!(self.method, "boundary_smoothing", "{}", self.name);
        let [b, c, h, w] = self.shape;
        let label = Array3::from_shape_vec((b, h, w), self.label.clone()).unwrap();
        boundary_smoothing(&label, c, self.ignore_index, self.k, self.epsilon).unwrap()
    }
}

#[test]
fn golden() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("fixtures/soft_labels.json")).unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let (single, exact) = (case.soften::<f32>(), case.soften::<f64>());
        assert_eq!(single.len(), case.soft_label.len(), "{}", case.name);
        for ((at, single), expected) in single.indexed_iter().zip(&case.soft_label) {
            // The original computes in f32, in the same order: to the last bit.
            assert_eq!(single.wide(), *expected, "{}: {at:?}", case.name);
            // And f64 is no further from it than f32 rounds a number, a factor and their sum.
            let error = (exact[at] - expected).abs();
            assert!(
                error <= f32::EPSILON.wide(),
                "{}: {at:?}: {error}",
                case.name
            );
        }
    }
}

/// The classes' probabilities at the first pixel.
fn first(soft: &Array4<f64>) -> Array1<f64> {
    soft.slice(s![0, .., 0, 0]).to_owned()
}

#[test]
fn smoothing_is_uniform() {
    let soft = smoothing::<f64>(&array![[[2, 0], [255, 1]]], 4, VOID, 0.5).unwrap();
    assert_eq!(first(&soft), array![0.125, 0.125, 0.625, 0.125]);
    assert_eq!(soft.slice(s![0, .., 1, 0]), Array1::<f64>::zeros(4));
}

#[test]
fn void_may_be_any_index() {
    for void in [-100, -1, 0, 2] {
        let soft = smoothing::<f64>(&array![[[void, 1]]], 2, Some(void), 0.0).unwrap();
        assert_eq!(soft, array![[[[0.0, 0.0]], [[0.0, 1.0]]]]);
    }
}

#[test]
fn one_class_is_smoothed_against_its_absence() {
    let label = array![[[0, 1, 255, 1]]];
    let soft = smoothing::<f64>(&label, 1, VOID, 0.5).unwrap();
    assert_eq!(soft, array![[[[0.25, 0.75, 0.0, 0.75]]]]);
    let soft = boundary_smoothing::<f64>(&array![[[0, 0, 1, 1, 1]]], 1, None, 3, 0.5).unwrap();
    assert_eq!(soft, array![[[[0.0, 0.25, 0.75, 1.0, 1.0]]]]);
    let teacher = array![[[[0.0f64]]]];
    let soft = distillation(&teacher, Some(&array![[[1]]]), None, 1.0, 0.5).unwrap();
    assert_eq!(soft, array![[[[0.75]]]]);
    let labels = [array![[[1, 0]]], array![[[0, 255]]]];
    let soft = raters::<f64>(&labels, 1, VOID, &Rule::Uniform).unwrap();
    assert_eq!(soft, array![[[[0.5, 0.0]]]]);
    let soft = raters::<f64>(&labels, 1, VOID, &Rule::Majority).unwrap();
    assert_eq!(soft, array![[[[0.0, 0.0]]]]);
}

#[test]
fn boundaries_keep_away_from_void_and_ignore_the_edge() {
    // Pixels 1 and 2 have another class and void near; 4 and 5 only another class.
    let label = array![[[255, 0, 1, 1, 1, 0, 0, 0]]];
    let soft = boundary_smoothing::<f64>(&label, 2, VOID, 3, 0.5).unwrap();
    let expected = [0.0, 1.0, 0.25, 0.0, 0.25, 0.75, 1.0, 1.0];
    assert_eq!(
        soft.slice(s![0, 0, 0, ..]),
        Array1::from_vec(expected.into())
    );
    let soft = boundary_smoothing::<f64>(&label, 2, VOID, 5, 0.5).unwrap();
    let expected = [0.0, 1.0, 0.0, 0.25, 0.25, 0.75, 0.75, 1.0];
    assert_eq!(
        soft.slice(s![0, 0, 0, ..]),
        Array1::from_vec(expected.into())
    );
    // A window larger than the image.
    let soft = boundary_smoothing::<f64>(&array![[[0, 0, 1]]], 2, None, usize::MAX, 0.5).unwrap();
    assert_eq!(soft.slice(s![0, 0, 0, ..]), array![0.75, 0.75, 0.25]);
}

#[test]
fn a_teacher_and_a_label() {
    let teacher = array![[[[0.0f64, 0.0]], [[2.0 * 3f64.ln(), 0.0]]]];
    let close = |soft: Array4<f64>, expected: [f64; 2]| {
        let error = first(&soft) - Array1::from_vec(expected.into());
        assert!(error.iter().all(|error| error.abs() < 1e-15), "{soft}");
    };
    close(
        distillation(&teacher, None, None, 1.0, 0.0).unwrap(),
        [0.1, 0.9],
    );
    close(
        distillation(&teacher, None, None, 2.0, 0.0).unwrap(),
        [0.25, 0.75],
    );
    let label = array![[[0, 255]]];
    let soft = distillation(&teacher, Some(&label), VOID, 1.0, 0.25).unwrap();
    assert_eq!(soft.slice(s![0, .., 0, 1]), array![0.0, 0.0]);
    close(soft, [0.25 + 0.75 * 0.1, 0.75 * 0.9]);
}

#[test]
fn a_teacher_at_any_temperature() {
    let teacher = array![[[[f64::MAX]], [[1e308]], [[-f64::MAX]]]];
    let cold = distillation(&teacher, None, None, f64::MIN_POSITIVE, 0.0).unwrap();
    assert_eq!(first(&cold), array![1.0, 0.0, 0.0]);
    let teacher = array![[[[1.0f32]], [[2.0]], [[2.0]]]];
    let cold = distillation(&teacher, None, None, 1e-300, 0.0).unwrap();
    assert_eq!(cold, array![[[[0.0]], [[0.5]], [[0.5]]]]);
    let hot = distillation(&teacher, None, None, f64::MAX, 0.0).unwrap();
    assert!(hot.iter().all(|y| (y - 1.0 / 3.0).abs() < 1e-7));
}

#[test]
fn raters_who_disagree() {
    let labels = [2, 2, 1, 0, 255].map(|index| array![[[index]]]);
    let soft = |rule: Rule| first(&raters::<f64>(&labels, 3, VOID, &rule).unwrap());
    assert_eq!(soft(Rule::Majority), array![0.0, 0.0, 1.0]);
    assert_eq!(soft(Rule::Uniform), array![0.25, 0.25, 0.5]);
    // The fifth rater weighs much, but has no opinion.
    let weighted = Rule::Weighted(vec![1.0, 0.0, 1.0, 2.0, 9.0]);
    assert_eq!(soft(weighted), array![0.5, 0.25, 0.25]);
    let nobody = Rule::Weighted(vec![0.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(soft(nobody), array![0.0, 0.0, 0.0]);
    let huge = Rule::Weighted(vec![f64::MAX; 5]);
    assert_eq!(soft(huge), array![0.25, 0.25, 0.5]);
}

#[test]
fn a_tied_majority_takes_the_lowest_class() {
    let labels = [2, 1, 1, 2, 0].map(|index| array![[[index]]]);
    let soft = raters::<f64>(&labels, 3, None, &Rule::Majority).unwrap();
    assert_eq!(first(&soft), array![0.0, 1.0, 0.0]);
}

fn says<T: std::fmt::Debug>(result: Result<T, Error>, parts: &[&str]) {
    let message = result.unwrap_err().to_string();
    for part in parts {
        assert!(message.contains(part), "{message}: {part}");
    }
}

#[test]
fn what_cannot_be_softened_says_why() {
    let label = array![[[0, 1], [2, 3]]];
    let smooth =
        |label: &Array3<i32>, classes, epsilon| smoothing::<f32>(label, classes, None, epsilon);
    for epsilon in [-0.1, 1.1, f64::NAN] {
        says(smooth(&label, 4, epsilon), &["epsilon", "from 0 to 1"]);
        says(
            boundary_smoothing::<f32>(&label, 4, None, 3, epsilon),
            &["epsilon"],
        );
    }
    says(
        smooth(&label, 3, 0.1),
        &["holds 3 at index 3", "from 0 to 2", "ignore_index"],
    );
    says(
        smoothing::<f32>(&label, 3, VOID, 0.1),
        &["the void class 255"],
    );
    says(smooth(&array![[[-1]]], 3, 0.1), &["holds -1 at index 0"]);
    says(smooth(&array![[[2]]], 1, 0.1), &["from 0 to 1"]);
    says(
        smooth(&Array3::zeros((1, 0, 3)), 3, 0.1),
        &["shape [1, 0, 3]", "at least one image"],
    );
    says(smooth(&label, 0, 0.1), &["classes: 0 was given"]);
    says(
        smooth(&label, usize::MAX, 0.1),
        &["memory", "fewer classes"],
    );
    for k in [0, 2, 4] {
        says(
            boundary_smoothing::<f32>(&label, 4, None, k, 0.1),
            &[&format!("k: {k} was given"), "odd"],
        );
    }
}

#[test]
fn what_cannot_be_distilled_says_why() {
    let teacher = Array4::<f32>::zeros((1, 2, 1, 1));
    let label = array![[[1]]];
    for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        says(
            distillation(&teacher, None, None, temperature, 0.0),
            &["temperature", "above 0"],
        );
    }
    says(
        distillation(&teacher, Some(&label), None, 1.0, 1.5),
        &["label_share: 1.5"],
    );
    says(
        distillation(&teacher, None, None, 1.0, 0.5),
        &["no hard label", "unless label_share is 0", "0.5"],
    );
    says(
        distillation(&teacher, None, VOID, 1.0, 0.0),
        &["no hard label", "ignore_index 255"],
    );
    says(
        distillation(&teacher, Some(&array![[[2]]]), None, 1.0, 0.5),
        &["holds 2", "from 0 to 1"],
    );
    says(
        distillation(&teacher, Some(&array![[[0, 1]]]), None, 1.0, 0.5),
        &["shape [1, 1, 2]", "[1, 1, 1]"],
    );
    says(
        distillation(&teacher.mapv(|_| f32::NAN), None, None, 1.0, 0.0),
        &["teacher_logits holds NaN"],
    );
    says(
        distillation(&Array4::<f32>::zeros((1, 0, 1, 1)), None, None, 1.0, 0.0),
        &["at least 1"],
    );
}

#[test]
fn what_cannot_be_rated_says_why() {
    let labels = [array![[[0]]], array![[[1]]]];
    let rate = |labels: &[Array3<i32>], rule: Rule| raters::<f32>(labels, 2, None, &rule);
    says(rate(&[], Rule::Uniform), &["no rater", "at least one"]);
    says(
        rate(&[array![[[0]]], array![[[0, 1]]]], Rule::Majority),
        &["shape [1, 1, 2]", "[1, 1, 1]"],
    );
    says(
        rate(&[array![[[0]]], array![[[2]]]], Rule::Majority),
        &["the label of rater 2 holds 2"],
    );
    let weighted = |weights: &[f64]| rate(&labels, Rule::Weighted(weights.into()));
    says(weighted(&[1.0]), &["length 1", "2 is needed"]);
    says(
        weighted(&[1.0, -1.0]),
        &["holds -1 at index 1", "0 or more"],
    );
    says(weighted(&[f64::INFINITY, 1.0]), &["holds inf at index 0"]);
    says(weighted(&[0.0, 0.0]), &["all weights are 0"]);
}
