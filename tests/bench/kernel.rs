//! Nanoseconds per number (B·C·H·W) of a loss and its gradient on the CPU, one thread, native.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

#[path = "../common/mod.rs"]
mod common;

use std::time::Instant;

use common::random::Random;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::kernel;
use serde_json::json;

/// The median of several runs after a warm-up.
fn nanoseconds(batch: &Batch<f32>, loss: &LossConfig) -> f64 {
    let (b, c, h, w) = batch.dim();
    let numbers = (b * c * h * w) as f64;
    let mut times: Vec<f64> = (0..12)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(kernel::evaluate(batch, loss).unwrap());
            start.elapsed().as_secs_f64() * 1e9 / numbers
        })
        .skip(3)
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let mut random = Random(1);
    println!("{:<28} {:>10} {:>10}", "ns per number", "soft", "hard");
    for (kind, dims) in [
        (
            "jaccard",
            &[
                (1, 3, 64, 64),
                (1, 4, 64, 64),
                (1, 4, 128, 128),
                (1, 4, 256, 256),
                (1, 4, 512, 512),
                (1, 4, 1024, 1024),
                (1, 4, 2048, 2048),
                (1, 21, 512, 512),
            ][..],
        ),
        ("cross_entropy", &[(1, 4, 512, 512), (1, 21, 512, 512)][..]),
        ("lovasz_softmax", &[(1, 4, 512, 512)][..]),
    ] {
        let loss = LossConfig::from_json(&json!({"terms": [{"kind": kind}]})).unwrap();
        for &dim in dims {
            let logits = Prediction::Logits(random.logits(dim));
            let soft = Label::Soft(random.probabilities(dim));
            let soft = Batch::new(logits.clone(), soft, None, None).unwrap();
            let hard = Batch::new(logits, Label::Hard(random.hard(dim)), None, None).unwrap();
            let soft = match kind {
                "lovasz_softmax" => "–".into(),
                _ => format!("{:.2}", nanoseconds(&soft, &loss)),
            };
            println!(
                "{:<28} {soft:>10} {:>10.2}",
                format!("{kind} {dim:?}"),
                nanoseconds(&hard, &loss)
            );
        }
    }
}
