//! Triples of label maps per second of the search for broken axioms, native: the CPU on one thread, and
//! the GPU there is.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

#[path = "../common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use loss_playground::axioms::{Judge, Search, Space};
use loss_playground::config::LossConfig;
use loss_playground::gpu::{Gpu, Limits};
use serde_json::json;

/// How long each search goes on, and how many triples it tries at once.
const TIME: Duration = Duration::from_secs(1);
const CPU_SLICE: u64 = 2_000;
const GPU_SLICE: u64 = 1 << 17;

/// Triples per second, after a slice that warms up.
fn rate(search: &mut Search, mut slice: impl FnMut(&mut Search)) -> f64 {
    slice(search);
    let (start, before) = (Instant::now(), search.tried());
    while start.elapsed() < TIME {
        slice(search);
    }
    (search.tried() - before) as f64 / start.elapsed().as_secs_f64()
}

fn on_the_gpu(gpu: &Gpu, search: &mut Search) -> f64 {
    rate(search, |search| {
        pollster::block_on(gpu.advance(search, GPU_SLICE)).unwrap();
    })
}

fn main() {
    let gpu = common::gpu(Limits::default());
    println!("{:<40} {:>12} {:>12}", "triples per second", "CPU", "GPU");
    for kind in ["dice", "jaccard", "cross_entropy"] {
        for (pixels, classes, soft) in [(2, 1, false), (2, 3, true), (8, 3, true)] {
            let space = Space {
                pixels,
                classes,
                soft,
            };
            let loss = LossConfig::from_json(&json!({ "terms": [{ "kind": kind }] })).unwrap();
            // Not every loss can see one class by itself.
            let Ok(judge) = Judge::new(&loss, space) else {
                continue;
            };
            let mut search = Search::new(judge, 1);
            let cpu = rate(&mut search, |search| search.advance(CPU_SLICE));
            let gpu = match &gpu {
                Some(gpu) => format!("{:.0}", on_the_gpu(gpu, &mut search)),
                None => "–".into(),
            };
            let maps = if soft { "soft" } else { "hard" };
            let name = format!("{kind}, {pixels} pixels, {classes} classes, {maps}");
            println!("{name:<40} {cpu:>12.0} {gpu:>12}");
        }
    }
}
