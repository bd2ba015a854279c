//! Steps per second of a descent race on the CPU, one thread, native: one contender, 64×64, 3 classes.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

#[path = "../common/mod.rs"]
mod common;

use std::time::Instant;

use common::random::Random;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::descent::{Contender, Model, Optimiser, Plan, Race};
use serde_json::json;

const DIM: (usize, usize, usize, usize) = (1, 3, 64, 64);
const STEPS: u32 = 1000;

/// The median of several races, without points on the curves but the first and the last.
fn steps_per_second(kind: &str, optimiser: Optimiser, model: Model) -> f64 {
    let mut random = Random(1);
    let label = Label::Hard(random.hard(DIM));
    let batch = Batch::new(Prediction::Logits(random.logits(DIM)), label, None, None).unwrap();
    let loss = LossConfig::from_json(&json!({"terms": [{"kind": kind}]})).unwrap();
    let plan = Plan {
        optimiser,
        model,
        steps: STEPS,
        sample_every: STEPS,
        ..Plan::default()
    };
    let mut rates: Vec<f64> = (0..7)
        .map(|_| {
            let contenders = vec![Contender::new(loss.clone())];
            let mut race = Race::new(&batch, &plan, contenders).unwrap();
            let start = Instant::now();
            race.go_to(STEPS).unwrap();
            f64::from(STEPS) / start.elapsed().as_secs_f64()
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn main() {
    println!("steps per second, {DIM:?}");
    let bumps = Model::RadialBasis {
        k: 16,
        shared: false,
    };
    for kind in ["jaccard", "cross_entropy"] {
        for (name, optimiser) in [
            ("sgd", Optimiser::GradientDescent),
            ("momentum", Optimiser::MOMENTUM),
            ("adam", Optimiser::ADAM),
        ] {
            for (model_name, model) in [("free", Model::FreeLogits), ("bumps", bumps)] {
                let rate = steps_per_second(kind, optimiser, model);
                println!("{kind} {name} {model_name} {rate:.0}");
            }
        }
    }
}
