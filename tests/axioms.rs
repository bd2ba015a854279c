//! The search for broken axioms: the shader against the CPU, on whatever adapter there is.
#![cfg(feature = "gpu")]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use std::time::Instant;

use common::gpu;
use common::random::losses;
use loss_playground::axioms::{Axiom, Judge, Search, Space};
use loss_playground::config::LossConfig;
use loss_playground::gpu::Limits;
use serde_json::json;

/// Shader and processor find the same, but for what differs by rounding alone.
#[test]
fn both_find_the_same() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    // Every loss somewhere; compiling a shader takes a while.
    for (start, classes, pixels, soft) in [
        (0, 1, 2, false),
        (1, 1, 5, true),
        (2, 3, 4, true),
        (3, 2, 8, false),
    ] {
        let space = Space {
            pixels,
            classes,
            soft,
        };
        let mut searched = 0;
        for loss in losses(classes).into_iter().skip(start).step_by(4) {
            let Ok(judge) = Judge::new(&loss, space) else {
                continue;
            };
            let mut by_cpu = Search::new(judge, 5);
            let mut by_gpu = by_cpu.clone();
            by_cpu.advance(3000);
            for count in [1, 999, 2000] {
                pollster::block_on(gpu.advance(&mut by_gpu, count)).unwrap();
            }
            assert_eq!(by_gpu.tried(), 3000);
            for axiom in Axiom::ALL {
                let [cpu, gpu] =
                    [&by_cpu, &by_gpu].map(|s| s.worst(axiom).map_or(0.0, |w| w.extent));
                let slack = 2e-5 * cpu.max(1.0);
                assert!(
                    (cpu - gpu).abs() <= slack,
                    "{loss:?} {space:?} {axiom:?}: {cpu} {gpu}"
                );
            }
            searched += 1;
        }
        assert!(searched > 1, "{searched} losses for {space:?}");
    }
}

#[test]
fn rows_of_workgroups_and_numbers_beyond_32_bits() {
    let limits = Limits {
        groups_per_row: Some(3),
        ..Limits::default()
    };
    let Some(gpu) = gpu(limits) else { return };
    let space = Space {
        pixels: 3,
        classes: 1,
        soft: true,
    };
    let loss = LossConfig::from_json(&json!({ "terms": [{"kind": "dice"}] })).unwrap();
    let mut by_gpu = Search::new(Judge::new(&loss, space).unwrap(), 9);
    by_gpu.take((1 << 32) - 700, []);
    let mut by_cpu = by_gpu.clone();
    by_cpu.advance(1500);
    pollster::block_on(gpu.advance(&mut by_gpu, 1500)).unwrap();
    let [cpu, gpu] = [&by_cpu, &by_gpu].map(|s| s.worst(Axiom::Triangle).unwrap().extent);
    approx::assert_abs_diff_eq!(cpu, gpu, epsilon = 2e-5);
}

#[test]
fn a_loss_that_sorts_is_refused_on_the_gpu() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    let space = Space {
        pixels: 3,
        classes: 2,
        soft: false,
    };
    let loss = LossConfig::from_json(&json!({ "terms": [{"kind": "lovasz_softmax"}] })).unwrap();
    let mut search = Search::new(Judge::new(&loss, space).unwrap(), 9);
    let error = pollster::block_on(gpu.advance(&mut search, 10)).unwrap_err();
    assert!(error.to_string().contains("search on the CPU"), "{error}");
    assert_eq!(search.tried(), 0);
}

/// A million triples of Dice on sets: the known worst, none for Jaccard; prints how fast.
#[test]
fn a_million_triples() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    let space = Space {
        pixels: 4,
        classes: 1,
        soft: true,
    };
    for (kind, extent) in [("dice", 1.0 / 3.0), ("jaccard", 0.0)] {
        let loss = json!({ "terms": [{"kind": kind, "smooth": 0}] });
        let judge = Judge::new(&LossConfig::from_json(&loss).unwrap(), space).unwrap();
        let mut search = Search::new(judge, 1);
        pollster::block_on(gpu.advance(&mut search, 1)).unwrap();
        let start = Instant::now();
        pollster::block_on(gpu.advance(&mut search, 1 << 20)).unwrap();
        let rate = f64::from(1 << 20) / start.elapsed().as_secs_f64() / 1e6;
        println!(
            "{kind}: {rate:.2} million triples a second on {:?}",
            gpu.adapter()
        );
        let worst = search
            .worst(Axiom::Triangle)
            .map_or(0.0, |worst| worst.extent);
        approx::assert_abs_diff_eq!(worst, extent, epsilon = 1e-6);
    }
}
