//! Time of losses with their gradients on the GPU there is, natively, against what its memory allows:
//! value and gradient stay on the GPU. As a table in Markdown.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

#[path = "../common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::random::Random;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::gpu::{Gpu, Limits};
use serde_json::{Value, json};

const SHAPES: [[usize; 4]; 4] = [
    [1, 4, 512, 512],
    [1, 4, 2048, 2048],
    [1, 21, 1024, 1024],
    [8, 19, 512, 512],
];
/// How long the rounds of a measurement take together, and warming up before them.
const LONG_ENOUGH: Duration = Duration::from_millis(500);
const ROUNDS: usize = 5;

/// Seconds of one of many runs of `work`, without what a submission costs by itself; the median of a
/// few measurements.
fn seconds(mut work: impl FnMut(u32)) -> f64 {
    let mut time = |times: u32| {
        let start = Instant::now();
        work(times);
        start.elapsed()
    };
    // Until the shaders are compiled and the clocks are up.
    let start = Instant::now();
    while start.elapsed() < LONG_ENOUGH {
        time(10);
    }
    let once = time(1).max(Duration::from_micros(10));
    let times =
        (LONG_ENOUGH.as_secs_f64() / ROUNDS as f64 / once.as_secs_f64()).clamp(2.0, 500.0) as u32;
    let mut found: Vec<f64> = (0..ROUNDS)
        .map(|_| (time(2 * times).as_secs_f64() - time(times).as_secs_f64()) / f64::from(times))
        .collect();
    found.sort_by(f64::total_cmp);
    found[ROUNDS / 2]
}

/// Bytes that a loss with its gradient has to move: two sweeps that read prediction and label, the
/// second of which writes.
fn least_bytes([b, c, h, w]: [usize; 4], hard: bool) -> f64 {
    let pixels = (b * h * w) as f64;
    let [prediction, label] =
        [c, if hard { 1 } else { c }].map(|numbers| 4.0 * pixels * numbers as f64);
    2.0 * (prediction + label) + prediction
}

fn batch([b, c, h, w]: [usize; 4], hard: bool) -> Batch<f32> {
    let dim = (b, c, h, w);
    let mut random = Random(1);
    let logits = Prediction::Logits(random.logits(dim));
    let label = match hard {
        true => Label::Hard(random.hard(dim)),
        false => Label::Soft(random.probabilities(dim)),
    };
    Batch::new(logits, label, None, None).unwrap()
}

fn loss(terms: &Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

/// Bytes a second of a plain copy, read and written.
fn copy_rate(gpu: &Gpu) -> f64 {
    let bytes = 256 << 20;
    2.0 * bytes as f64 / seconds(|times| pollster::block_on(gpu.copy(bytes, times)).unwrap())
}

fn main() {
    let Some(gpu) = common::gpu(Limits::default()) else {
        return;
    };
    let copy = copy_rate(&gpu);
    println!("a copy moves {:.1} GB/s, read and written\n", copy / 1e9);
    println!("| loss | shape | label | ms | ns a number | GB/s at least | of a copy |");
    println!("| --- | --- | --- | ---: | ---: | ---: | ---: |");
    let sweeping = [
        ("jaccard", json!([{"kind": "jaccard"}])),
        ("cross_entropy", json!([{"kind": "cross_entropy"}])),
        (
            "cross_entropy + jaccard",
            json!([{"kind": "cross_entropy"}, {"kind": "jaccard"}]),
        ),
    ];
    for shape in SHAPES {
        for hard in [false, true] {
            let upload = gpu.upload(&batch(shape, hard)).unwrap();
            for (name, terms) in &sweeping {
                let loss = loss(terms);
                let time = seconds(|times| {
                    pollster::block_on(gpu.repeat(&upload, &loss, times)).unwrap();
                });
                let numbers = shape.iter().product::<usize>() as f64;
                let rate = least_bytes(shape, hard) / time;
                let label = if hard { "hard" } else { "soft" };
                println!(
                    "| {name} | {shape:?} | {label} | {:.3} | {:.3} | {:.0} | {:.0} % |",
                    1e3 * time,
                    1e9 * time / numbers,
                    rate / 1e9,
                    100.0 * rate / copy,
                );
            }
        }
    }
    println!("\n| Lovász-Softmax | ms | million keys a second |");
    println!("| --- | ---: | ---: |");
    let lovasz = loss(&json!([{"kind": "lovasz_softmax"}]));
    for shape in SHAPES {
        let upload = gpu.upload(&batch(shape, true)).unwrap();
        let time = seconds(|times| {
            pollster::block_on(gpu.repeat(&upload, &lovasz, times)).unwrap();
        });
        let keys = shape.iter().product::<usize>() as f64;
        println!(
            "| {shape:?} | {:.2} | {:.1} |",
            1e3 * time,
            1e-6 * keys / time
        );
    }
}
