//! A pixel among others: every sample against an evaluation of the changed batch.

use super::*;

/// Mixtures of everything there is.
fn mixtures() -> Vec<Contender> {
    [
        r#"[{"kind": "cross_entropy"}]"#,
        r#"[{"kind": "jaccard", "classes": "all"}]"#,
        r#"[{"kind": "cross_entropy", "weight": 0.25}, {"kind": "dice", "weight": 0.75, "overlap": "product"}]"#,
        r#"[{"kind": "tversky", "alpha": 0.3, "beta": 0.7, "gamma": 1.5, "log_loss": true, "smooth": 1}]"#,
        r#"[{"kind": "dice", "norm": 2, "classes": "agnostic"}]"#,
        r#"[{"kind": "jaccard", "reduction": {"i": 1, "c": 0.5}}]"#,
        r#"[{"kind": "dice", "norm": 2, "classes": "agnostic"}, {"kind": "jaccard", "reduction": {"i": 1, "c": 0.5}}]"#,
        r#"[{"kind": "jaccard", "class_weights": [1, 2, 3], "smooth_in": "denominator", "classes": "present"}]"#,
    ]
    .into_iter()
    .enumerate()
    .map(|(colour, terms)| Contender {
        name: terms.into(),
        colour,
        loss: serde_json::from_str(&format!("{{\"terms\": {terms}}}")).unwrap(),
    })
    .collect()
}

/// A preset's batch in f64, with a row that does not count.
fn batch(preset: usize) -> Batch<f64> {
    let scene = PRESETS[preset].scene(24);
    let wide = |x: ndarray::ArrayView3<'_, f32>| x.mapv(f64::from).insert_axis(Axis(0));
    let label = match scene.is_hard() {
        true => Label::Hard(scene.hard_label().mapv(|c| c as i32).insert_axis(Axis(0))),
        false => Label::Soft(wide(scene.label())),
    };
    let keep = Array3::from_shape_fn((1, 24, 24), |(_, h, _)| h != 3);
    Batch::new(
        Prediction::Logits(wide(scene.logits())),
        label,
        Some(keep),
        None,
    )
    .unwrap()
}

#[test]
fn a_void_pixel_has_no_label_to_show() {
    let batch = batch(0);
    let totals = Totals::new(&batch, &mixtures()).unwrap();
    let options = Options::default();
    for (row, void, marks) in [(3, true, 1), (4, false, 2)] {
        let chart = totals.near_target([0, row, 14], 0).unwrap();
        assert_eq!(chart.void, void);
        assert_eq!(chart.plot(&options).panels[0].marks.len(), marks);
        assert_eq!(chart.csv().contains(",label,"), !void);
        assert_eq!(chart.table(Respect::Logits).caption.contains("void"), void);
    }
}

#[test]
fn every_sample_is_what_the_loss_makes_of_the_changed_batch() {
    for (preset, pixel, class) in [(0, [0, 12, 14], 2), (3, [0, 4, 2], 0), (4, [0, 9, 15], 1)] {
        let batch = batch(preset);
        let chart = Totals::new(&batch, &mixtures())
            .unwrap()
            .near_target(pixel, class)
            .unwrap();
        let [b, h, w] = pixel;
        let x = batch.probabilities();
        approx::assert_relative_eq!(chart.current, x[[b, class, h, w]]);
        for (curve, contender) in chart.curves.iter().zip(mixtures()) {
            let picks = curve.samples.iter().step_by(37);
            for sample in picks.chain([&curve.current, &curve.at_label]) {
                if sample.t == 0.0 || sample.t == 1.0 {
                    continue;
                }
                let mut x = x.clone();
                let share = (1.0 - sample.t) / (1.0 - x[[b, class, h, w]]);
                x.slice_mut(s![b, .., h, w]).mapv_inplace(|x| x * share);
                x[[b, class, h, w]] = sample.t;
                let evaluate = |prediction| {
                    let keep = Some(batch.keep().clone());
                    let changed =
                        Batch::new(prediction, batch.label().clone(), keep, None).unwrap();
                    loss::evaluate(&changed, &contender.loss).unwrap()
                };
                let on_z = evaluate(Prediction::Logits(x.mapv(f64::ln)));
                let on_x = evaluate(Prediction::Probabilities(x));
                let at = [b, class, h, w];
                assert!(
                    approx::relative_eq!(sample.value, on_z.value, max_relative = 1e-9),
                    "{} {} {} {} {}",
                    curve.name,
                    preset,
                    sample.t,
                    sample.value,
                    on_z.value
                );
                for (ours, theirs) in [
                    (sample.gradient_logit, on_z.gradient[at]),
                    (sample.gradient_probability, on_x.gradient[at]),
                ] {
                    approx::assert_relative_eq!(ours, theirs, max_relative = 1e-7, epsilon = 1e-13);
                }
            }
        }
    }
}

#[test]
fn the_fast_path_draws_the_same_curves() {
    for preset in [0, 1, 3, 4] {
        let exact = batch(preset);
        let narrow = |x: &Array4<f64>| x.mapv(|x| x as f32);
        let label = match exact.label() {
            Label::Hard(indices) => Label::Hard(indices.clone()),
            Label::Soft(y) => Label::Soft(narrow(y)),
        };
        let z = Prediction::Logits(narrow(exact.prediction().array()));
        let single = Batch::new(z, label, Some(exact.keep().clone()), None).unwrap();
        let mut contenders = mixtures();
        // The last is for three classes.
        contenders.truncate(7);
        let values =
            |contender: &Contender| kernel::evaluate(&single, &contender.loss).unwrap().terms;
        let fast = Totals::of_evaluated(
            &single,
            &contenders,
            contenders.iter().map(values).collect(),
        );
        let (fast, plain) = (fast.unwrap(), Totals::new(&exact, &contenders).unwrap());
        for pixel in [[0, 12, 14], [0, 3, 5], [0, 20, 2]] {
            let [fast, plain] =
                [fast.near_target(pixel, 1), plain.near_target(pixel, 1)].map(Result::unwrap);
            for (fast, plain) in fast.curves.iter().zip(&plain.curves) {
                let largest = plain
                    .samples
                    .iter()
                    .map(|s| s.gradient_probability.abs().max(s.gradient_logit.abs()))
                    .fold(0.0, f64::max);
                // The samples themselves are around the label, which is rounded to f32.
                for (fast, plain) in [
                    (&fast.at_label, &plain.at_label),
                    (&fast.current, &plain.current),
                ] {
                    approx::assert_relative_eq!(fast.value, plain.value, max_relative = 1e-5);
                    approx::assert_abs_diff_eq!(
                        fast.gradient_logit,
                        plain.gradient_logit,
                        epsilon = 1e-5 * largest
                    );
                }
            }
        }
    }
}

#[test]
fn the_gradient_is_the_slope_of_the_curve() {
    let batch = batch(1);
    let contenders: Vec<_> = mixtures().into_iter().take(5).collect();
    let totals = Totals::new(&batch, &contenders).unwrap();
    let chart = totals.near_target([0, 8, 17], 1).unwrap();
    for curve in &chart.curves {
        for pair in curve.samples.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let dt = b.t - a.t;
            let astride = (a.t < chart.label) != (b.t < chart.label);
            if astride || dt < 1e-4 || a.t < 0.05 || b.t > 0.95 {
                continue;
            }
            let slope = |s: Sample| s.gradient_logit / (s.t * (1.0 - s.t));
            let mean = (slope(a) + slope(b)) / 2.0;
            approx::assert_relative_eq!((b.value - a.value) / dt, mean, max_relative = 5e-3);
        }
    }
}

#[test]
fn odd_pixels_make_no_odd_numbers() {
    // One that does not count, and certain ones, right and wrong.
    let totals = Totals::new(&batch(0), &mixtures()).unwrap();
    let chart = totals.near_target([0, 3, 5], 1).unwrap();
    for curve in &chart.curves {
        assert!(
            curve
                .samples
                .iter()
                .all(|s| s.value == curve.samples[0].value)
        );
        assert!(curve.samples.iter().all(|s| s.gradient_logit == 0.0));
    }
    for (y, x) in [(1.0, 1.0), (1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (0.5, 1.0)] {
        let losses = vec![Loss::CrossEntropy, Loss::Jaccard(Region::default())];
        for curve in curves(y, x, losses) {
            let numbers = |s: &Sample| s.value.is_finite() && s.gradient_logit.is_finite();
            assert!(curve.samples.iter().all(numbers), "{y} {x} {}", curve.name);
            assert!(
                numbers(&curve.current) && numbers(&curve.at_label),
                "{curve:?}"
            );
        }
    }
    for (pixel, class) in [
        ([1, 0, 0], 0),
        ([0, 24, 0], 0),
        ([0, 0, 24], 0),
        ([0, 0, 0], 3),
    ] {
        assert!(totals.near_target(pixel, class).is_err());
    }
}

#[test]
fn every_kind_agrees_with_an_evaluation() {
    let scene = PRESETS[0].scene(16);
    let batch = scene.batch().unwrap();
    let Label::Hard(label) = batch.label() else {
        unreachable!()
    };
    let losses = [
        json!([{"kind": "generalized_dice"}]),
        json!([{"kind": "focal"}, {"kind": "lp", "p": 1.5}, {"kind": "cosine"}]),
        json!([{"kind": "kl_divergence", "temperature": 2.5}]),
        json!([{"kind": "lovasz_softmax"}]),
        json!([{"kind": "lovasz_softmax", "classes": "all", "per_image": true}, {"kind": "cross_entropy"}]),
    ]
    .map(|terms| Contender {
        name: String::new(),
        colour: 0,
        loss: LossConfig::from_json(&json!({ "terms": terms })).unwrap(),
    });
    let x = batch.probabilities().mapv(f64::from);
    let (row, column, class) = (7, 5, 1);
    let with = |x: &Array4<f64>| {
        let logits = Prediction::Logits(x.mapv(f64::ln));
        Batch::new(logits, Label::Hard(label.clone()), None, None).unwrap()
    };
    let totals = Totals::new(&with(&x), &losses).unwrap();
    let chart = totals.near_target([0, row, column], class).unwrap();
    for (curve, contender) in chart.curves.iter().zip(&losses) {
        for sample in curve.samples.iter().step_by(7) {
            let mut moved = x.clone();
            let rest = 1.0 - x[[0, class, row, column]];
            for c in 0..x.dim().1 {
                moved[[0, c, row, column]] *= (1.0 - sample.t) / rest;
            }
            moved[[0, class, row, column]] = sample.t;
            let found = loss::evaluate(&with(&moved), &contender.loss).unwrap();
            let gradient = found.gradient[[0, class, row, column]];
            assert!(
                (found.value - sample.value).abs() < 1e-9,
                "{contender:?} at {}",
                sample.t
            );
            assert!(
                (gradient - sample.gradient_logit).abs() < 1e-7,
                "{contender:?} at {}",
                sample.t
            );
        }
    }
}
