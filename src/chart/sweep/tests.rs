use ndarray::array;
use serde_json::json;

use super::*;
use crate::batch::{Label, Prediction};
use crate::chart::axis::Scale;
use crate::config::{LossConfig, Reduction};
use crate::scene::preset::PRESETS;
use crate::{kernel, loss};

fn contender(terms: serde_json::Value) -> Contender {
    Contender {
        name: terms.to_string(),
        colour: 0,
        loss: LossConfig::from_json(&json!({ "terms": terms })).unwrap(),
    }
}

fn knob(name: &'static str) -> Knob {
    Knob::Parameter { term: 0, name }
}

/// One pixel of two classes.
fn one_pixel(y: f64, x: f64) -> Batch<f64> {
    let x = Prediction::Probabilities(array![[[[x]], [[1.0 - x]]]]);
    let y = Label::Soft(array![[[[y]], [[1.0 - y]]]]);
    Batch::new(x, y, None, None).unwrap()
}

#[test]
fn a_void_pixel_has_no_label() {
    let batch = one_pixel(0.7, 0.4);
    let (x, y) = (batch.prediction().clone(), batch.label().clone());
    let void = Batch::new(x, y, Some(array![[[false]]]), None).unwrap();
    let tversky = contender(json!([{"kind": "tversky"}]));
    let at = ([0, 0, 0], 0);
    let found = sweep(&void, &tversky, &knob("beta"), &[0.5], at, loss::evaluate).unwrap();
    assert_eq!(found.label, None);
    assert_eq!(
        found.plot("β", Scale::Linear, Scale::Linear).panels[2]
            .curves
            .len(),
        1
    );
}

#[test]
fn tversky_of_one_pixel_has_its_closed_form() {
    // The first class alone, predicted too little: T = x/(x + β(y − x)).
    let tversky = contender(json!([{"kind": "tversky", "smooth": 0, "class_weights": [2, 0]}]));
    let batch = one_pixel(0.7, 0.4);
    let at = ([0, 0, 0], 0);
    let betas = [0.25, 0.5, 1.0, 2.0];
    let sweep = sweep(&batch, &tversky, &knob("beta"), &betas, at, loss::evaluate).unwrap();
    assert_eq!((sweep.label, sweep.prediction), (Some(0.7), 0.4));
    assert_eq!(sweep.current.setting, 0.5);
    assert_eq!(sweep.current, sweep.samples[1]);
    for (beta, sample) in betas.iter().zip(&sweep.samples) {
        let below = 0.4 + beta * 0.3;
        approx::assert_relative_eq!(sample.value, 1.0 - 0.4 / below, max_relative = 1e-12);
        // dT/dx = β·y/(x + β(y − x))².
        approx::assert_relative_eq!(
            sample.gradient,
            beta * 0.7 / below.powi(2),
            max_relative = 1e-12
        );
        approx::assert_abs_diff_eq!(sample.minimiser, 0.7, epsilon = 1e-6);
    }
}

#[test]
fn a_mixture_moves_the_minimiser_from_one_terms_to_the_others() {
    // Cross-entropy is content at the label, product Dice of one class only at 1.
    let terms = json!([{"kind": "cross_entropy", "weight": 0.5},
        {"kind": "dice", "weight": 0.5, "overlap": "product", "smooth": 0, "class_weights": [2, 0]}]);
    let shares = [0.0, 0.25, 0.5, 0.75, 1.0];
    let at = ([0, 0, 0], 0);
    let batch = one_pixel(0.5, 0.3);
    let sweep = sweep(
        &batch,
        &contender(terms),
        &Knob::Mix,
        &shares,
        at,
        loss::evaluate,
    )
    .unwrap();
    for (share, sample) in shares.iter().zip(&sweep.samples) {
        let entropy = -0.5 * (0.3f64.ln() + 0.7f64.ln());
        let dice = 1.0 - 0.3 / 0.8;
        let expected = (1.0 - share) * entropy + share * dice;
        approx::assert_relative_eq!(sample.value, expected, max_relative = 1e-12);
        // At the minimiser the slopes cancel: (1−w)(t − ½)/(t(1−t)) = w·½/(t + ½)².
        let t = sample.minimiser;
        let slope = (1.0 - share) * (t - 0.5) / (t * (1.0 - t)) - share * 0.5 / (t + 0.5).powi(2);
        let inside = *share < 1.0;
        assert!(
            if inside { slope.abs() < 1e-5 } else { t == 1.0 },
            "{share} {t} {slope}"
        );
    }
    let minimisers: Vec<f64> = sweep
        .samples
        .iter()
        .map(|sample| sample.minimiser)
        .collect();
    assert!(minimisers.is_sorted() && minimisers[0] < 0.5 + 1e-6);
}

#[test]
fn an_empty_class_costs_what_smoothing_leaves_of_it() {
    // "An empty class": nothing in the label, V predicted. Of it alone 1 − s/(s + V).
    let scene = PRESETS[4].scene(32);
    let batch = scene.batch().unwrap();
    let volume: f64 = batch
        .probabilities()
        .slice(ndarray::s![0, 2, .., ..])
        .iter()
        .map(|x| f64::from(*x))
        .sum();
    let jaccard =
        contender(json!([{"kind": "jaccard", "classes": "all", "class_weights": [0, 0, 3]}]));
    let knob = knob("smooth");
    assert_eq!(knob.scale(&jaccard.loss), Scale::Log);
    let settings = knob.settings(&jaccard.loss, Scale::Log);
    assert!(settings[0] < 1.1e-6 && settings[settings.len() - 1] > 999.0);
    let at = ([0, 12, 19], 2);
    let sweep = sweep(&batch, &jaccard, &knob, &settings, at, kernel::evaluate).unwrap();
    assert_eq!(sweep.samples.len(), settings.len());
    for sample in &sweep.samples {
        let s = sample.setting;
        approx::assert_relative_eq!(sample.value, volume / (s + volume), max_relative = 1e-5);
        assert!(sample.minimiser < 1e-6);
    }
    let values = |i: usize| sweep.samples[i].value;
    assert!(values(0) > 0.999 && values(settings.len() - 1) < 0.5);
}

#[test]
fn a_share_moves_from_none_to_all_and_the_other_two_keep_their_proportion() {
    let terms = json!([{"kind": "dice", "reduction": {"d": 1, "i": 0.75, "c": 0.25}}]);
    let dice = contender(terms);
    let share = Knob::Share { term: 0, name: "d" };
    assert_eq!(share.get(&dice.loss).unwrap(), 0.5);
    for (setting, expected) in [
        (0.0, [0.0, 1.5, 0.5]),
        (0.5, [1.0, 0.75, 0.25]),
        (1.0, [2.0, 0.0, 0.0]),
    ] {
        let mut loss = dice.loss.clone();
        share.set(&mut loss, setting).unwrap();
        let Reduction { d, i, c } = loss.terms[0].loss.region().unwrap().reduction;
        assert_eq!([d, i, c], expected);
    }
    // What is alone has no proportion to keep.
    let mut alone = contender(json!([{"kind": "dice"}])).loss;
    share.set(&mut alone, 0.5).unwrap();
    let Reduction { d, i, c } = alone.terms[0].loss.region().unwrap().reduction;
    assert_eq!([d, i, c], [0.5, 0.25, 0.25]);
    assert!(share.set(&mut alone, 1.5).is_err() && share.set(&mut alone, f64::NAN).is_err());
}

#[test]
fn the_sweep_of_a_share_is_a_straight_line_between_two_reductions() {
    let scenes = [0, 3].map(|preset| PRESETS[preset].scene(16).batch().unwrap());
    let both = |array: fn(&Batch<f32>) -> ndarray::Array4<f32>| {
        let [one, two] = [array(&scenes[0]), array(&scenes[1])];
        ndarray::concatenate![ndarray::Axis(0), one, two]
    };
    let x = Prediction::Probabilities(both(Batch::probabilities));
    let batch = Batch::new(x, Label::Soft(both(Batch::label_probabilities)), None, None).unwrap();
    let dice = contender(json!([{"kind": "dice", "reduction": {"d": 1, "i": 1}}]));
    let knob = Knob::Share { term: 0, name: "i" };
    let settings = [0.0, 0.25, 1.0];
    let at = ([0, 7, 5], 1);
    let sweep = sweep(&batch, &dice, &knob, &settings, at, kernel::evaluate).unwrap();
    // Both shares add up to 2.
    let [d, i] = ["d", "i"].map(|name| {
        let loss = contender(json!([{"kind": "dice", "reduction": {name: 2}}])).loss;
        loss::evaluate(&batch, &loss).unwrap().value
    });
    assert!((d - i).abs() > 1e-3);
    for (sample, expected) in sweep.samples.iter().zip([d, 0.75 * d + 0.25 * i, i]) {
        approx::assert_relative_eq!(sample.value, expected, max_relative = 1e-5);
    }
}

#[test]
fn every_knob_of_every_kind_turns_and_agrees_with_an_evaluation() {
    let batch = PRESETS[0].scene(16).batch().unwrap();
    let contenders = [
        json!([{"kind": "tversky"}, {"kind": "generalized_dice", "weight": 0.5}]),
        json!([{"kind": "focal"}, {"kind": "kl_divergence"}, {"kind": "lp"}]),
        json!([{"kind": "lovasz_softmax"}, {"kind": "cross_entropy"}]),
    ]
    .map(contender);
    for contender in contenders {
        for knob in Knob::of(&contender.loss) {
            let scale = knob.scale(&contender.loss);
            let settings = knob.settings(&contender.loss, scale);
            assert!(settings.is_sorted() && !settings.is_empty(), "{knob:?}");
            let settings: Vec<f64> = settings.into_iter().step_by(8).collect();
            let at = ([0, 7, 5], 1);
            let sweep = sweep(&batch, &contender, &knob, &settings, at, kernel::evaluate).unwrap();
            let fitting = if knob.name() == "shards" {
                1
            } else {
                settings.len()
            };
            assert_eq!(sweep.samples.len(), fitting, "{knob:?}");
            for sample in [
                &sweep.samples[0],
                &sweep.samples[fitting - 1],
                &sweep.current,
            ] {
                let mut loss = contender.loss.clone();
                knob.set(&mut loss, sample.setting).unwrap();
                let expected = loss::evaluate(&batch, &loss).unwrap();
                approx::assert_relative_eq!(sample.value, expected.value, max_relative = 1e-4);
                let gradient = length(expected.gradient.view());
                approx::assert_relative_eq!(sample.gradient, gradient, max_relative = 1e-3);
                assert!((0.0..=1.0).contains(&sample.minimiser));
            }
        }
    }
}

#[test]
fn what_cannot_be_turned_is_refused() {
    let batch = one_pixel(0.5, 0.3);
    let entropy = contender(json!([{"kind": "cross_entropy"}]));
    for knob in [
        Knob::Mix,
        knob("smooth"),
        Knob::Parameter {
            term: 3,
            name: "weight",
        },
    ] {
        let error = sweep(
            &batch,
            &entropy,
            &knob,
            &[1.0],
            ([0, 0, 0], 0),
            loss::evaluate,
        );
        assert!(error.unwrap_err().to_string().contains(knob.name()));
    }
    let weight = knob("weight");
    assert!(
        sweep(
            &batch,
            &entropy,
            &weight,
            &[1.0],
            ([0, 0, 1], 0),
            loss::evaluate
        )
        .is_err()
    );
    // Out of range is left out.
    let found = sweep(
        &batch,
        &entropy,
        &weight,
        &[-1.0, 1.0],
        ([0, 0, 0], 0),
        loss::evaluate,
    );
    assert_eq!(found.unwrap().samples.len(), 1);
}
