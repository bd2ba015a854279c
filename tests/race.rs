//! Races on the GPU against the same on the CPU.
#![cfg(feature = "gpu")]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use std::rc::Rc;

use common::gpu;
use common::race::{STOPS, batch, contenders, plans, same_as_on_the_cpu};
use loss_playground::descent::{Model, Optimiser, Plan};
use loss_playground::gpu::{Limits, Race};

fn plans_on(limits: Limits, hard: bool, plans: impl IntoIterator<Item = Plan>, stops: &[u32]) {
    let Some(gpu) = gpu(limits) else { return };
    let gpu = Rc::new(gpu);
    let batch = batch(hard);
    for plan in plans {
        let race = Race::new(gpu.clone(), &batch, &plan, contenders(hard));
        let race = pollster::block_on(race).unwrap();
        pollster::block_on(same_as_on_the_cpu(race, hard, stops));
    }
}

#[test]
fn trajectories_with_hard_labels() {
    plans_on(Limits::default(), true, plans(), &STOPS);
}

#[test]
fn trajectories_with_soft_labels() {
    plans_on(Limits::default(), false, plans(), &STOPS);
}

#[test]
fn trajectories_in_chunks() {
    // An image of three planes fits, one of nine or eighteen is cut into bands.
    let limits = Limits {
        binding_bytes: Some(11_000),
        groups_per_row: Some(3),
        ..Limits::default()
    };
    // Every model and every optimiser once.
    plans_on(limits, true, plans().into_iter().step_by(4), &[1, 62]);
}

#[test]
fn a_model_too_large_to_bind_is_refused() {
    let limits = Limits {
        binding_bytes: Some(512),
        ..Limits::default()
    };
    let Some(gpu) = gpu(limits) else { return };
    let plan = Plan {
        model: Model::RadialBasis {
            k: 256,
            shared: true,
        },
        ..Plan::default()
    };
    let batch = batch(true);
    let race = Race::new(Rc::new(gpu), &batch, &plan, contenders(true));
    let message = pollster::block_on(race).unwrap_err().to_string();
    assert!(message.contains("256"), "{message}");
    assert!(message.contains("512 bytes"), "{message}");
    assert!(message.contains("on the CPU"), "{message}");
}

#[test]
fn what_diverges_is_seen_and_left_alone() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    let plan = Plan {
        optimiser: Optimiser::MOMENTUM,
        // Infinite in f32.
        rate: 1e42,
        steps: 100,
        sample_every: 5,
        ..Plan::default()
    };
    let batch = batch(true);
    let race = Race::new(Rc::new(gpu), &batch, &plan, contenders(true));
    let mut race = pollster::block_on(race).unwrap();
    pollster::block_on(race.go_to(100)).unwrap();
    for contender in 0..contenders(true).len() {
        let at = race.diverged(contender).expect("diverged");
        assert!(race.logits(contender).is_none());
        let curve = race.curve(contender);
        assert!(curve.iter().all(|sample| sample.step < at));
        assert!(curve.iter().all(|sample| sample.training.loss.is_finite()));
    }
    // Back where the numbers were finite it runs again.
    pollster::block_on(race.go_to(0)).unwrap();
    assert!(race.diverged(0).is_none());
    assert!(race.logits(0).is_some());
}
