//! Sizes people train with, on both fast paths, against f64.
#![cfg(feature = "gpu")]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::random::Random;
use common::{GRADIENT_F32, gpu, same, widened};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::gpu::Limits;
use loss_playground::loss::Evaluation;
use loss_playground::{kernel, loss};
use serde_json::json;

/// Where |x − y| is below this, f32 and f64 may disagree on which side of the kink a pixel is.
const KINK: f64 = 1e-6;
/// More of them than this share of the pixels would hide a mistake.
const MOST_KINKS: f64 = 1e-3;

fn check(dim: (usize, usize, usize, usize), soft: bool) {
    let mut random = Random(21);
    let label = match soft {
        true => Label::Soft(random.probabilities(dim)),
        false => Label::Hard(random.hard(dim)),
    };
    let batch = Batch::new(Prediction::Logits(random.logits(dim)), label, None, None).unwrap();
    let loss = json!({"terms": [{"kind": "cross_entropy", "weight": 0.25}, {"kind": "jaccard", "weight": 0.75}]});
    let loss = LossConfig::from_json(&loss).unwrap();
    let wide = widened(&batch);
    let mut exact = loss::evaluate(&wide, &loss).unwrap();
    let kinks = kinks(&wide);
    assert!(
        (kinks.len() as f64) < MOST_KINKS * exact.gradient.len() as f64,
        "{} kinks",
        kinks.len()
    );

    let mut compare = |what: &str, mut found: Evaluation<f32>| {
        for at in &kinks {
            found.gradient[*at] = 0.0;
            exact.gradient[*at] = 0.0;
        }
        same(&format!("{what} {dim:?}"), &found, &exact, GRADIENT_F32);
    };
    compare("CPU", kernel::evaluate(&batch, &loss).unwrap());
    if let Some(gpu) = gpu(Limits::default()) {
        let upload = gpu.upload(&batch).unwrap();
        let found = pollster::block_on(gpu.evaluate(&upload, &[loss])).unwrap();
        compare("GPU", found.into_iter().next().unwrap());
    }
}

/// The pixels of which a class is at its kink: through the softmax all their classes feel it.
fn kinks(batch: &Batch<f64>) -> Vec<[usize; 4]> {
    let (x, y) = (batch.probabilities(), batch.label_probabilities());
    let (_, classes, ..) = batch.dim();
    let near = x
        .indexed_iter()
        .filter(|(at, x)| (**x - y[*at]).abs() < KINK);
    near.flat_map(|((b, _, h, w), _)| (0..classes).map(move |c| [b, c, h, w]))
        .collect()
}

#[test]
fn one_image_of_a_million_pixels_and_21_classes() {
    check((1, 21, 1024, 1024), false);
}

#[test]
fn eight_images_of_19_classes() {
    check((8, 19, 512, 512), true);
}
