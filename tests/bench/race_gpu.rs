//! Steps per second of a race at [1, 3, 64, 64], native: the CPU path on one thread, and the GPU there is.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

#[path = "../common/mod.rs"]
mod common;

use std::rc::Rc;
use std::time::Instant;

use common::random::Random;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::descent::{Contender, Model, Plan, Race};
use loss_playground::gpu::{self, Limits};
use serde_json::{Value, json};

const DIM: (usize, usize, usize, usize) = (1, 3, 64, 64);
const CPU_STEPS: u32 = 2000;
const GPU_STEPS: u32 = 1000;

fn plan(model: Model, steps: u32) -> Plan {
    Plan {
        model,
        steps,
        sample_every: 100,
        ..Plan::default()
    }
}

/// After a tenth, which warms up.
fn on_the_cpu(batch: &Batch<f32>, model: Model, contender: &Contender) -> f64 {
    let plan = plan(model, CPU_STEPS);
    let mut race = Race::new(batch, &plan, vec![contender.clone()]).unwrap();
    race.go_to(CPU_STEPS / 10).unwrap();
    let start = Instant::now();
    race.go_to(CPU_STEPS).unwrap();
    f64::from(CPU_STEPS - CPU_STEPS / 10) / start.elapsed().as_secs_f64()
}

fn on_the_gpu(gpu: &Rc<gpu::Gpu>, batch: &Batch<f32>, model: Model, contender: &Contender) -> f64 {
    let plan = plan(model, GPU_STEPS);
    let race = gpu::Race::new(gpu.clone(), batch, &plan, vec![contender.clone()]);
    let mut race = pollster::block_on(race).unwrap();
    pollster::block_on(race.go_to(GPU_STEPS / 10)).unwrap();
    let start = Instant::now();
    pollster::block_on(race.go_to(GPU_STEPS)).unwrap();
    f64::from(GPU_STEPS - GPU_STEPS / 10) / start.elapsed().as_secs_f64()
}

fn main() {
    let mut random = Random(1);
    let logits = Prediction::Logits(random.logits(DIM));
    let batch = Batch::new(logits, Label::Hard(random.hard(DIM)), None, None).unwrap();
    let gpu = common::gpu(Limits::default()).map(Rc::new);
    println!(
        "{:<40} {:>10} {:>10}",
        "Adam, steps per second", "CPU", "GPU"
    );
    let models = [
        ("free logits", Model::FreeLogits),
        (
            "16 bumps",
            Model::RadialBasis {
                k: 16,
                shared: true,
            },
        ),
    ];
    let losses: [(&str, Value); 4] = [
        ("cross_entropy", json!([{"kind": "cross_entropy"}])),
        ("jaccard", json!([{"kind": "jaccard"}])),
        (
            "cross_entropy + jaccard",
            json!([{"kind": "cross_entropy"}, {"kind": "jaccard"}]),
        ),
        ("lovasz_softmax", json!([{"kind": "lovasz_softmax"}])),
    ];
    for (model_name, model) in models {
        for (name, terms) in &losses {
            let loss = LossConfig::from_json(&json!({ "terms": terms })).unwrap();
            let contender = Contender::new(loss);
            let cpu = on_the_cpu(&batch, model, &contender);
            let gpu = match &gpu {
                Some(gpu) => format!("{:.0}", on_the_gpu(gpu, &batch, model, &contender)),
                None => "–".into(),
            };
            println!(
                "{:<40} {cpu:>10.0} {gpu:>10}",
                format!("{name}, {model_name}")
            );
        }
    }
}
