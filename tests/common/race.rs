//! Races that run on the CPU and on the GPU and must come out the same.

use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::descent::{self, Contender, Model, Optimiser, Plan, Schedule, Start, Switch};
use loss_playground::gpu;
use serde_json::json;

use super::random::Random;

/// Every optimiser on every model, over 100 steps.
pub fn plans() -> Vec<Plan> {
    let models = [
        Model::FreeLogits,
        Model::RadialBasis {
            k: 9,
            shared: false,
        },
        Model::RadialBasis {
            k: 18,
            shared: true,
        },
    ];
    let optimisers = [
        (Optimiser::GradientDescent, 2.0, Schedule::Constant),
        (Optimiser::MOMENTUM, 0.5, Schedule::HalfTheSteps),
        (Optimiser::ADAM, 0.05, Schedule::Poly),
    ];
    let plans = models.into_iter().flat_map(|model| {
        optimisers.map(|(optimiser, rate, schedule)| Plan {
            model,
            optimiser,
            rate,
            schedule,
            steps: 100,
            start: Start::Noise { seed: 5 },
            held_out: usize::from(model.generalises()),
            sample_every: 7,
        })
    });
    plans.collect()
}

/// Three images, a fifth of their pixels masked.
pub fn batch(hard: bool) -> Batch<f32> {
    let dim = (3, 3, 20, 23);
    let mut random = Random(21);
    let logits = Prediction::Logits(random.logits(dim));
    let label = match hard {
        true => Label::Hard(random.hard(dim)),
        false => Label::Soft(random.probabilities(dim)),
    };
    Batch::new(logits, label, Some(random.keep(dim)), None).unwrap()
}

fn loss(terms: serde_json::Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

/// Losses of several families; one changes on the way, with a hard label to a loss that sorts.
pub fn contenders(hard: bool) -> Vec<Contender> {
    let cross_entropy = loss(json!([{"kind": "cross_entropy"}]));
    let fine_tuning = match hard {
        true => json!([{"kind": "lovasz_softmax"}]),
        false => json!([{"kind": "kl_divergence", "temperature": 2}]),
    };
    vec![
        Contender::new(cross_entropy.clone()),
        Contender::new(loss(json!([
            {"kind": "jaccard", "norm": 2},
            {"kind": "cross_entropy", "weight": 0.25},
            {"kind": "generalized_dice", "weight": 0.5},
        ]))),
        Contender {
            loss: cross_entropy,
            then: Some(Switch {
                at: 60,
                loss: loss(fine_tuning),
            }),
        },
    ]
}

/// All the way, with stops and one way back; the loss that takes over has the step at 62.
pub const STOPS: [u32; 6] = [1, 40, 62, 90, 35, 100];

/// Runs a race beside the same on the GPU.
pub async fn same_as_on_the_cpu(mut found: gpu::Race, hard: bool, stops: &[u32]) {
    let plan = &found.plan().clone();
    let mut cpu = descent::Race::new(&batch(hard), plan, contenders(hard)).unwrap();
    same_now(plan, &mut cpu, &mut found, hard);
    for &step in stops {
        cpu.go_to(step).unwrap();
        found.go_to(step).await.unwrap();
        same_now(plan, &mut cpu, &mut found, hard);
    }
}

fn same_now(plan: &Plan, cpu: &mut descent::Race, found: &mut gpu::Race, hard: bool) {
    let step = cpu.step();
    assert_eq!(found.step(), step);
    for contender in 0..contenders(hard).len() {
        let what = format!("contender {contender} at {step}: {plan:?}");
        // A Lovász loss brings errors together, until their order in f32 is anyone's.
        let sorted = hard && contender == 2 && step > 62;
        let tolerance = if sorted { 2e-2 } else { 1e-4 };
        let expected = cpu.logits(contender).unwrap();
        let logits = found.logits(contender).unwrap();
        let largest = expected.iter().fold(0f32, |m, z| m.max(z.abs()));
        for (found, expected) in logits.iter().zip(&expected) {
            assert!(
                (found - expected).abs() <= tolerance * largest,
                "{what}: {found} instead of {expected}, largest {largest}"
            );
        }
        let (expected, found) = (cpu.curve(contender), found.curve(contender));
        assert_eq!(expected.len(), found.len(), "{what}");
        for (expected, found) in expected.iter().zip(found) {
            assert_eq!(expected.step, found.step, "{what}");
            let error = (expected.training.loss - found.training.loss).abs();
            assert!(
                error <= 1e-3 * expected.training.loss,
                "{what}: {found:?} instead of {expected:?}"
            );
            assert_eq!(expected.held_out.is_some(), found.held_out.is_some());
        }
    }
}
