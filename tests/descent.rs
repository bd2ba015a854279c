//! Races: their paths against PyTorch's in float64, and what must hold for any.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::pytorch::{array, case, python, run};
use common::random::Random;
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::descent::{
    Contender, Model, Optimiser, Plan, Race, Sample, Schedule, Start, Switch,
};
use loss_playground::export::pytorch;
use loss_playground::kernel;
use loss_playground::score::brief;
use ndarray::{Array4, ArrayD, arr1};
use serde_json::{Value, json};

const DIM: (usize, usize, usize, usize) = (3, 3, 9, 11);
const STEPS: u32 = 100;
/// So many steps lie between two points of a path that are compared.
const EVERY: u32 = 10;
/// Allowed difference of parameters, as a share of the largest.
const ERROR: f64 = 1e-5;

const OPTIMISERS: [Optimiser; 3] = [
    Optimiser::GradientDescent,
    Optimiser::MOMENTUM,
    Optimiser::ADAM,
];

fn loss(terms: Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

fn contender(terms: Value) -> Contender {
    Contender::new(loss(terms))
}

/// Logits from −1 to 1, a label of blocks, and a mask.
fn batch(random: &mut Random, hard: bool) -> Batch<f32> {
    let logits = random.logits(DIM).mapv(|z: f32| z / 4.0);
    let label = match hard {
        true => Label::Hard(ndarray::Array3::from_shape_fn(
            (DIM.0, DIM.2, DIM.3),
            |(b, y, x)| i32::from(x + b > 4) + i32::from(x > 4 && y > 5),
        )),
        false => Label::Soft(random.probabilities(DIM)),
    };
    Batch::new(
        Prediction::Logits(logits),
        label,
        Some(random.keep(DIM)),
        None,
    )
    .unwrap()
}

fn plan(optimiser: Optimiser, rate: f64) -> Plan {
    Plan {
        optimiser,
        rate,
        steps: STEPS,
        ..Plan::default()
    }
}

fn widened(batch: &Batch<f32>) -> Batch<f64> {
    common::widened(batch)
}

/// What Python needs to run the same race.
fn input(batch: &Batch<f32>, plan: &Plan, contender: &Contender) -> Value {
    let layout = batch.layout();
    let code = |loss| pytorch(loss, layout.classes, layout.hard).unwrap();
    let second = contender.then.as_ref();
    let race = Race::new(batch, plan, vec![contender.clone()]).unwrap();
    let start = arr1(race.parameters(0)).into_dyn();
    let (b, c, h, w) = DIM;
    let dim = match plan.model {
        Model::FreeLogits => vec![b, c, h, w],
        Model::RadialBasis { k, shared: false } => vec![b, c, k as usize],
        Model::RadialBasis { k, shared: true } => vec![c, k as usize],
    };
    let features = plan.model.features(layout).map(|features| {
        let dim = vec![features.len(), h, w];
        array(&ArrayD::from_shape_vec(dim, features.values().to_vec()).unwrap())
    });
    let mut input = case(&widened(batch), &contender.loss);
    input.as_object_mut().unwrap().extend(
        json!({
            "codes": [code(&contender.loss), code(second.map_or(&contender.loss, |s| &s.loss))],
            "switch_at": second.map_or(u32::MAX, |switch| switch.at),
            "plan": plan,
            "every": EVERY,
            "start": array(&start.into_shape_with_order(dim).unwrap()),
            "features": features,
        })
        .as_object()
        .unwrap()
        .clone(),
    );
    input
}

/// Runs every race in PyTorch too.
fn check(races: &[(Batch<f32>, Plan, Contender)]) {
    let Some(python) = python() else { return };
    let inputs: Vec<_> = races.iter().map(|(b, p, c)| input(b, p, c)).collect();
    let paths: Vec<Vec<Vec<f64>>> = run(&python, "descent.py", &inputs);
    for ((batch, plan, contender), path) in races.iter().zip(paths) {
        let mut race = Race::new(batch, plan, vec![contender.clone()]).unwrap();
        assert_eq!(path.len(), (plan.steps / EVERY) as usize);
        for (i, exact) in path.iter().enumerate() {
            race.go_to((i as u32 + 1) * EVERY).unwrap();
            let found = race.parameters(0);
            assert_eq!(found.len(), exact.len());
            let largest = exact.iter().fold(1f64, |m, x| m.max(x.abs()));
            for (found, exact) in found.iter().zip(exact) {
                assert!(
                    (f64::from(*found) - exact).abs() <= ERROR * largest,
                    "{plan:?} {contender:?}: {found} instead of {exact} at step {}",
                    race.step()
                );
            }
        }
    }
}

#[test]
fn paths_of_free_logits_are_those_of_pytorch() {
    let mut random = Random(41);
    let mut races = Vec::new();
    for optimiser in OPTIMISERS {
        for (terms, hard, rate) in [
            (json!([{"kind": "cross_entropy"}]), true, 20.0),
            (json!([{"kind": "cross_entropy"}]), false, 20.0),
            (json!([{"kind": "jaccard"}]), true, 20.0),
            (
                json!([{"kind": "dice", "norm": 2}, {"kind": "focal"}]),
                true,
                10.0,
            ),
            (json!([{"kind": "dice", "overlap": "product"}]), false, 10.0),
        ] {
            // Adam's steps are as long as the rate itself.
            let rate = if optimiser == Optimiser::ADAM {
                0.1
            } else {
                rate
            };
            races.push((
                batch(&mut random, hard),
                plan(optimiser, rate),
                contender(terms),
            ));
        }
    }
    check(&races);
}

#[test]
fn paths_of_bumps_are_those_of_pytorch() {
    let mut random = Random(42);
    let mut races = Vec::new();
    for optimiser in OPTIMISERS {
        for shared in [false, true] {
            for start in [Start::Zeros, Start::Noise { seed: 3 }, Start::Prediction] {
                let plan = Plan {
                    model: Model::RadialBasis { k: 7, shared },
                    start,
                    ..plan(optimiser, 0.2)
                };
                let mixture =
                    json!([{"kind": "cross_entropy"}, {"kind": "jaccard", "weight": 0.5}]);
                races.push((batch(&mut random, true), plan, contender(mixture)));
            }
        }
    }
    check(&races);
}

#[test]
fn schedules_and_switches_are_those_of_pytorch() {
    let mut random = Random(43);
    let mut races = Vec::new();
    for schedule in Schedule::ALL {
        for optimiser in OPTIMISERS {
            let plan = Plan {
                schedule,
                ..plan(optimiser, 0.1)
            };
            let then = Some(Switch {
                at: 35,
                loss: loss(json!([{"kind": "dice", "reduction": {"i": 1}}])),
            });
            let contender = Contender {
                then,
                ..contender(json!([{"kind": "cross_entropy"}]))
            };
            races.push((batch(&mut random, true), plan, contender));
        }
    }
    check(&races);
}

/// Two contenders, one that switches, with some images held out.
fn race(steps: u32) -> (Batch<f32>, Race) {
    let batch = batch(&mut Random(44), true);
    let plan = Plan {
        model: Model::RadialBasis { k: 6, shared: true },
        held_out: 1,
        steps,
        ..Plan::default()
    };
    let switch = Switch {
        at: 50,
        loss: loss(json!([{"kind": "lovasz_softmax"}])),
    };
    let contenders = vec![
        contender(json!([{"kind": "jaccard"}])),
        Contender {
            then: Some(switch),
            ..contender(json!([{"kind": "cross_entropy"}]))
        },
    ];
    let race = Race::new(&batch, &plan, contenders).unwrap();
    (batch, race)
}

#[test]
fn going_back_gives_what_was_there() {
    let (_, mut race) = race(200);
    let mut seen = Vec::new();
    for step in [0, 1, 16, 33, 49, 50, 51, 120, 200] {
        race.go_to(step).unwrap();
        seen.push((step, race.logits(0).unwrap(), race.logits(1).unwrap()));
    }
    let curves: Vec<Vec<Sample>> = (0..2).map(|i| race.curve(i).to_vec()).collect();
    for (step, first, second) in seen.iter().rev() {
        race.go_to(*step).unwrap();
        assert_eq!(race.step(), *step);
        assert_eq!(race.logits(0).unwrap(), *first);
        assert_eq!(race.logits(1).unwrap(), *second);
    }
    race.go_to(200).unwrap();
    assert_eq!(
        (0..2).map(|i| race.curve(i).to_vec()).collect::<Vec<_>>(),
        curves
    );
}

#[test]
fn a_point_of_a_curve_is_the_evaluation_of_the_logits() {
    let (batch, mut race) = race(100);
    let losses = [
        json!([{"kind": "jaccard"}]),
        json!([{"kind": "lovasz_softmax"}]),
    ]
    .map(loss);
    race.go_to(80).unwrap();
    for (i, loss) in losses.iter().enumerate() {
        let logits = Array4::from_shape_vec(DIM, race.logits(i).unwrap()).unwrap();
        let sample = race.curve(i).last().unwrap();
        assert_eq!(sample.step, 80);
        for (images, standing) in [(0..2, sample.training), (2..3, sample.held_out.unwrap())] {
            let Label::Hard(label) = batch.label() else {
                unreachable!()
            };
            let images = ndarray::Slice::from(images);
            let axis = ndarray::Axis(0);
            let part = Batch::new(
                Prediction::Logits(logits.slice_axis(axis, images).to_owned()),
                Label::Hard(label.slice_axis(axis, images).to_owned()),
                Some(batch.keep().slice_axis(axis, images).to_owned()),
                None,
            )
            .unwrap();
            assert_eq!(standing.loss, kernel::evaluate(&part, loss).unwrap().value);
            assert_eq!(standing.scores, brief(&part).unwrap());
        }
    }
}

#[test]
fn small_steps_down_a_smooth_loss_never_go_up() {
    let mut random = Random(45);
    for terms in [
        json!([{"kind": "cross_entropy"}]),
        json!([{"kind": "dice", "overlap": "product"}]),
        json!([{"kind": "jaccard", "norm": 2}]),
    ] {
        for hard in [true, false] {
            let plan = Plan {
                sample_every: 1,
                ..plan(Optimiser::GradientDescent, 1.0)
            };
            let batch = batch(&mut random, hard);
            let mut race = Race::new(&batch, &plan, vec![contender(terms.clone())]).unwrap();
            race.go_to(STEPS).unwrap();
            for pair in race.curve(0).windows(2) {
                let [before, after] = [pair[0], pair[1]].map(|sample| sample.training.loss);
                assert!(after <= before + 1e-6, "{terms}: {before} to {after}");
            }
        }
    }
}

#[test]
fn the_start_is_the_prediction_or_near_it() {
    let batch = batch(&mut Random(46), true);
    let given = batch.prediction().array();
    let free = Race::new(
        &batch,
        &Plan::default(),
        vec![contender(json!([{"kind": "dice"}]))],
    );
    let logits = free.unwrap().logits(0).unwrap();
    assert_eq!(logits, given.iter().copied().collect::<Vec<_>>());
    // Least squares: what is left has nothing in common with any bump.
    let model = Model::RadialBasis {
        k: 9,
        shared: false,
    };
    let plan = Plan {
        model,
        ..Plan::default()
    };
    let race = Race::new(&batch, &plan, vec![contender(json!([{"kind": "dice"}]))]);
    let near = race.unwrap().logits(0).unwrap();
    let features = model.features(batch.layout()).unwrap();
    let rest: Vec<f32> = given.iter().zip(&near).map(|(z, near)| z - near).collect();
    for plane in rest.chunks(DIM.2 * DIM.3) {
        for bump in features.values().chunks(DIM.2 * DIM.3) {
            let common: f32 = plane.iter().zip(bump).map(|(a, b)| a * b).sum();
            assert!(common.abs() < 1e-3, "{common}");
        }
    }
}

#[test]
fn too_large_a_rate_is_told_and_the_others_go_on() {
    let batch = batch(&mut Random(47), true);
    let plan = Plan {
        rate: 1e38,
        ..plan(Optimiser::MOMENTUM, 1.0)
    };
    let contenders = vec![contender(json!([{"kind": "kl_divergence", "weight": 1e6}]))];
    let mut race = Race::new(&batch, &plan, contenders).unwrap();
    race.go_to(STEPS).unwrap();
    let at = race.diverged(0).unwrap();
    assert!(at < 5 && race.logits(0).is_none());
    race.go_to(0).unwrap();
    assert!(race.diverged(0).is_none() && race.logits(0).is_some());
}

#[test]
fn what_makes_no_sense_is_refused() {
    let batch = batch(&mut Random(48), true);
    let refused = |plan: Plan| {
        let contenders = vec![contender(json!([{"kind": "dice"}]))];
        Race::new(&batch, &plan, contenders)
            .unwrap_err()
            .to_string()
    };
    let plan = Plan::default;
    assert!(
        refused(Plan {
            rate: 0.0,
            ..plan()
        })
        .contains("positive")
    );
    for rate in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(refused(Plan { rate, ..plan() }).contains("positive"));
    }
    let adam = |beta1, beta2, epsilon| Optimiser::Adam {
        beta1,
        beta2,
        epsilon,
    };
    for (optimiser, field, given) in [
        (Optimiser::Momentum { momentum: 1.0 }, "momentum", "1 was"),
        (Optimiser::Momentum { momentum: -0.5 }, "momentum", "-0.5"),
        (adam(f32::NAN, 0.999, 1e-8), "beta1", "NaN"),
        (adam(0.9, 1.5, 1e-8), "beta2", "1.5"),
        (adam(0.9, 0.999, 0.0), "epsilon", "0 was"),
        (adam(0.9, 0.999, f32::INFINITY), "epsilon", "inf"),
    ] {
        let problem = refused(Plan {
            optimiser,
            ..plan()
        });
        assert!(
            problem.contains(field) && problem.contains(given),
            "{problem}"
        );
    }
    assert!(refused(Plan { steps: 0, ..plan() }).contains("at least one step"));
    let never = Plan {
        sample_every: 0,
        ..plan()
    };
    assert!(refused(never).contains("a point every so many steps"));
    assert!(
        refused(Plan {
            held_out: 1,
            ..plan()
        })
        .contains("share the weights")
    );
    let model = Model::RadialBasis { k: 4, shared: true };
    assert!(
        refused(Plan {
            held_out: 3,
            model,
            ..plan()
        })
        .contains("at least one is needed")
    );
    let model = Model::RadialBasis { k: 0, shared: true };
    assert!(refused(Plan { model, ..plan() }).contains("1 to 256"));
}
