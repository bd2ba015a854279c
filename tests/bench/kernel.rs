//! Nanoseconds per number (B·C·H·W) of a loss and its gradient on the CPU, one thread, natively and in WebAssembly.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

#[path = "../common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::random::Random;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::kernel;
use ndarray::Array4;
use serde_json::json;

/// How long it warms up, and then measures: a browser, too, compiles what it runs long enough anew.
const LONG: Duration = Duration::from_millis(300);
const ROUNDS: u32 = 9;

/// The median of several rounds after a warm-up, each gradient where the last one was, as in a training loop.
fn nanoseconds(batch: &Batch<f32>, loss: &LossConfig) -> f64 {
    let (b, c, h, w) = batch.dim();
    let numbers = (b * c * h * w) as f64;
    let mut gradient = Array4::zeros(batch.dim());
    let mut time = |times: u32| {
        let start = Instant::now();
        for _ in 0..times {
            let place = std::mem::take(&mut gradient);
            let evaluation = kernel::evaluate_into(batch, loss, place).unwrap();
            gradient = std::hint::black_box(evaluation).gradient;
        }
        start.elapsed()
    };
    let (start, mut times) = (Instant::now(), 0);
    while start.elapsed() < LONG {
        time(1);
        times += 1;
    }
    let times = (times / ROUNDS).max(1);
    let mut rounds = [(); ROUNDS as usize].map(|()| time(times));
    rounds.sort();
    rounds[rounds.len() / 2].as_secs_f64() * 1e9 / (numbers * f64::from(times))
}

fn main() {
    // Only what has all of these in its name. cargo adds an option.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
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
            let name = format!("{kind} {dim:?}");
            if !wanted.iter().all(|part| name.contains(part)) {
                continue;
            }
            let logits = Prediction::Logits(random.logits(dim));
            let soft = Label::Soft(random.probabilities(dim));
            let soft = Batch::new(logits.clone(), soft, None, None).unwrap();
            let hard = Batch::new(logits, Label::Hard(random.hard(dim)), None, None).unwrap();
            let soft = match kind {
                "lovasz_softmax" => "–".into(),
                _ => format!("{:.2}", nanoseconds(&soft, &loss)),
            };
            println!("{name:<28} {soft:>10} {:>10.2}", nanoseconds(&hard, &loss));
        }
    }
}
