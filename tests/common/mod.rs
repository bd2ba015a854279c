//! Golden cases: inputs exact in f32, results of reference implementations in f64.
#![allow(dead_code, reason = "each test file uses what it needs")]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

#[cfg(not(target_arch = "wasm32"))]
pub mod pytorch;
#[cfg(feature = "gpu")]
pub mod race;
pub mod random;

use loss_playground::batch::{Batch, Label, Prediction, Real};
use loss_playground::config::{Loss, LossConfig, Term};
use loss_playground::loss::Evaluation;
use ndarray::{Array3, Array4, Axis};
use serde::Deserialize;

/// Allowed error of a value in f64, relative to the larger of it and 1.
pub const VALUE_F64: f64 = 1e-10;
/// Allowed error of a gradient in f64, as a share of the largest.
pub const GRADIENT_F64: f64 = 1e-10;
/// Allowed error of a value in f32, relative.
pub const VALUE_F32: f64 = 2e-6;
/// Allowed error of a gradient in f32, as a share of the largest.
pub const GRADIENT_F32: f64 = 1e-5;

const FILES: &[(&str, &str)] = &[
    ("region", include_str!("../fixtures/region.json")),
    ("product", include_str!("../fixtures/product.json")),
    ("shards", include_str!("../fixtures/shards.json")),
    ("pointwise", include_str!("../fixtures/pointwise.json")),
    (
        "generalized_dice",
        include_str!("../fixtures/generalized_dice.json"),
    ),
    ("lovasz", include_str!("../fixtures/lovasz.json")),
    ("mixture", include_str!("../fixtures/mixture.json")),
];

/// One golden case.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    /// None where something else says what the loss is.
    #[serde(default)]
    pub loss: serde_json::Value,
    pub value: f64,
    pub gradient: Vec<f64>,
    pub source: String,
    shape: [usize; 4],
    logits: Option<Vec<f64>>,
    probabilities: Option<Vec<f64>>,
    label: GoldenLabel,
    keep: Option<Vec<u8>>,
    ignore_index: Option<i32>,
}

#[derive(Deserialize)]
struct GoldenLabel {
    hard: Option<Vec<i32>>,
    soft: Option<Vec<f64>>,
}

impl Case {
    pub fn batch<F: Real>(&self) -> Batch<F> {
        let [b, c, h, w] = self.shape;
        let array = |numbers: &Vec<f64>| {
            Array4::from_shape_vec((b, c, h, w), numbers.iter().map(|x| F::of(*x)).collect())
                .unwrap()
        };
        let prediction = match (&self.logits, &self.probabilities) {
            (Some(z), None) => Prediction::Logits(array(z)),
            (None, Some(x)) => Prediction::Probabilities(array(x)),
            _ => panic!("{}: one prediction", self.name),
        };
        let label = match (&self.label.hard, &self.label.soft) {
            (Some(indices), None) => {
                Label::Hard(Array3::from_shape_vec((b, h, w), indices.clone()).unwrap())
            }
            (None, Some(y)) => Label::Soft(array(y)),
            _ => panic!("{}: one label", self.name),
        };
        let keep = self.keep.as_ref().map(|keep| {
            Array3::from_shape_vec((b, h, w), keep.iter().map(|k| *k != 0).collect()).unwrap()
        });
        Batch::new(prediction, label, keep, self.ignore_index).unwrap()
    }

    pub fn loss(&self) -> LossConfig {
        LossConfig::from_json(&self.loss).unwrap()
    }

    /// Compares a result with the golden one.
    pub fn check<F: Real>(
        &self,
        value: f64,
        gradient: &Array4<F>,
        value_error: f64,
        gradient_error: f64,
    ) {
        let Self { name, source, .. } = self;
        let error = (value - self.value).abs() / self.value.abs().max(1.0);
        assert!(
            error <= value_error,
            "{name}: value {value}, {source} says {}",
            self.value
        );
        assert_eq!(
            gradient.len(),
            self.gradient.len(),
            "{name}: gradient's length"
        );
        let largest = self.gradient.iter().fold(0f64, |m, g| m.max(g.abs()));
        for (i, (given, expected)) in gradient.iter().zip(&self.gradient).enumerate() {
            let error = (given.wide() - expected).abs();
            assert!(
                error <= gradient_error * largest.max(1e-30),
                "{name}: gradient[{i}] is {given:?}, {source} says {expected}; largest {largest}"
            );
        }
    }
}

/// Every golden case of a file.
pub fn golden(file: &str) -> Vec<Case> {
    let (_, text) = FILES.iter().find(|(name, _)| *name == file).unwrap();
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    assert!(!cases.is_empty(), "{file}.json has no case to check");
    cases
}

/// Every golden case of every file.
pub fn all_golden() -> Vec<Case> {
    FILES.iter().flat_map(|(file, _)| golden(file)).collect()
}

/// The same numbers in f64, so that the engine they are checked against adds no error of its own.
pub fn widened(batch: &Batch<f32>) -> Batch<f64> {
    let wide = |array: &Array4<f32>| array.mapv(f64::from);
    let prediction = match batch.prediction() {
        Prediction::Logits(z) => Prediction::Logits(wide(z)),
        Prediction::Probabilities(x) => Prediction::Probabilities(wide(x)),
    };
    let label = match batch.label() {
        Label::Hard(y) => Label::Hard(y.clone()),
        Label::Soft(y) => Label::Soft(wide(y)),
    };
    Batch::new(prediction, label, Some(batch.keep().clone()), None).unwrap()
}

/// Compares a result in f32 with one in f64.
pub fn same(what: &str, found: &Evaluation<f32>, exact: &Evaluation<f64>, gradient_error: f64) {
    compare(what, found, exact, |_| gradient_error);
}

/// As [`same`], for losses that may sort: where a pixel's error is next to another's of its class, f32
/// may take the neighbour first, which moves its weight by about one pixel's share of the largest.
pub fn same_up_to_order(
    what: &str,
    (batch, loss): (&Batch<f32>, &LossConfig),
    found: &Evaluation<f32>,
    exact: &Evaluation<f64>,
) {
    let sorts = |term: &Term| matches!(term.loss, Loss::LovaszSoftmax(_) | Loss::LovaszHinge(_));
    let near = match loss.terms.iter().any(sorts) {
        true => near_ties(batch),
        false => Array3::from_elem(batch.keep().dim(), false),
    };
    let (_, _, height, width) = batch.dim();
    let share = 4.0 / (height * width) as f64;
    compare(what, found, exact, |(b, _, y, x)| {
        GRADIENT_F32 + if near[[b, y, x]] { share } else { 0.0 }
    });
}

fn compare(
    what: &str,
    found: &Evaluation<f32>,
    exact: &Evaluation<f64>,
    gradient_error: impl Fn((usize, usize, usize, usize)) -> f64,
) {
    let error = (found.value - exact.value).abs() / exact.value.abs().max(1e-3);
    assert!(
        error <= VALUE_F32,
        "{what}: {} instead of {}",
        found.value,
        exact.value
    );
    let largest = exact.gradient.iter().fold(0f64, |m, g| m.max(g.abs()));
    for ((place, found), exact) in found.gradient.indexed_iter().zip(&exact.gradient) {
        let error = (f64::from(*found) - exact).abs();
        assert!(
            error <= gradient_error(place) * largest,
            "{what}: gradient{place:?} is {found} instead of {exact}"
        );
    }
}

/// The kept pixels with a class whose error is within some roundings of another pixel's.
fn near_ties(batch: &Batch<f32>) -> Array3<bool> {
    let exact = widened(batch);
    let (x, y) = (exact.probabilities(), exact.label_probabilities());
    let mut near = Array3::from_elem(batch.keep().dim(), false);
    for (x, y) in x.axis_iter(Axis(1)).zip(y.axis_iter(Axis(1))) {
        let kept = batch.keep().indexed_iter().filter(|(_, keep)| **keep);
        let mut errors: Vec<_> = kept.map(|(p, _)| ((x[p] - y[p]).abs(), p)).collect();
        errors.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        for pair in errors
            .windows(2)
            .filter(|pair| pair[1].0 - pair[0].0 < 1e-6)
        {
            near[pair[0].1] = true;
            near[pair[1].1] = true;
        }
    }
    near
}

/// The adapter's device; without an adapter the test fails where one is required.
#[cfg(all(feature = "gpu", not(target_arch = "wasm32")))]
pub fn gpu(limits: loss_playground::gpu::Limits) -> Option<loss_playground::gpu::Gpu> {
    match pollster::block_on(loss_playground::gpu::Gpu::new(limits)) {
        Ok(gpu) => {
            println!("adapter: {:?}", gpu.adapter());
            Some(gpu)
        }
        Err(error) if std::env::var_os("REQUIRE_GPU").is_some() => panic!("{error}"),
        Err(error) => {
            println!("skipped: {error}");
            None
        }
    }
}
