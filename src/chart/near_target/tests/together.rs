//! Many pixels on their way: closed forms, and every sample against an evaluation of the batch there.

use super::*;

fn whole(batch: &Batch<f64>, contenders: &[Contender], image: usize, part: Part) -> NearTarget {
    let mut approach = Approach::new(batch, contenders, image, part, MOST_PER_DECADE).unwrap();
    while approach.step().unwrap() {}
    assert_eq!(approach.progress(), (64, 64));
    approach.chart().unwrap()
}

/// Two pixels of either of two classes, hard, each predicted right with 0.6.
fn four_pixels() -> Batch<f64> {
    let x = Prediction::Probabilities(array![[[[0.6, 0.6, 0.4, 0.4]], [[0.4, 0.4, 0.6, 0.6]]]]);
    Batch::new(x, Label::Hard(array![[[0, 0, 1, 1]]]), None, None).unwrap()
}

#[test]
fn a_whole_image_has_its_closed_forms_down_to_the_last_millionth() {
    let losses = contenders(&[
        json!([{"kind": "cross_entropy"}]),
        json!([{"kind": "jaccard", "smooth": 0}]),
    ]);
    let chart = whole(&four_pixels(), &losses, 0, Part::Image);
    assert_eq!(
        (chart.part, chart.label, chart.current),
        (Some(Part::Image), 0.0, 1.0)
    );
    let [entropy, jaccard] = &chart.curves[..] else {
        panic!("two curves");
    };
    for (entropy, jaccard) in entropy.samples.iter().zip(&jaccard.samples) {
        // Every pixel is this far away, in both classes.
        let d = 0.4 * entropy.t;
        approx::assert_relative_eq!(entropy.value, -(-d).ln_1p(), max_relative = 1e-9);
        // Four derivatives 1/(1−d) over four pixels; eight of d by logit.
        approx::assert_relative_eq!(
            entropy.gradient_probability,
            0.5 / (1.0 - d),
            max_relative = 1e-9
        );
        approx::assert_relative_eq!(
            entropy.gradient_logit,
            8f64.sqrt() * d / 4.0,
            max_relative = 1e-8
        );
        // Per class TP = 2(1−d), FP = FN = 2d: 1 − (1−d)/(1+d).
        approx::assert_relative_eq!(jaccard.value, 2.0 * d / (1.0 + d), max_relative = 1e-9);
        // ∂/∂x of a foreground pixel −1/(2(1+d)), of a background pixel (1−d)/(2(1+d)²), and half
        // of each for the mean over two classes.
        let (own, other) = (-0.25 / (1.0 + d), 0.25 * (1.0 - d) / (1.0 + d).powi(2));
        let norm = (4.0 * (own * own + other * other)).sqrt();
        approx::assert_relative_eq!(jaccard.gradient_probability, norm, max_relative = 1e-9);
        let logit = (own - other) * d * (1.0 - d);
        approx::assert_relative_eq!(
            jaccard.gradient_logit,
            8f64.sqrt() * logit.abs(),
            max_relative = 1e-8
        );
    }
    assert_eq!(entropy.at_label.value, 0.0);
    assert_eq!(jaccard.at_label.gradient_probability, 0.0);
}

#[test]
fn one_class_has_its_closed_form_while_the_others_keep_their_proportions() {
    // One pixel of three classes; the second class is its own.
    let x = Prediction::Probabilities(array![[[[0.1]], [[0.6]], [[0.3]]]]);
    let batch = Batch::new(x, Label::Hard(array![[[1]]]), None, None).unwrap();
    let losses = contenders(&[
        json!([{"kind": "cross_entropy"}]),
        json!([{"kind": "lp", "p": 2}]),
    ]);
    for (class, from, to) in [(1, 0.6, 1.0), (2, 0.3, 0.0)] {
        let chart = whole(&batch, &losses, 0, Part::Class(class));
        for (entropy, squares) in chart.curves[0].samples.iter().zip(&chart.curves[1].samples) {
            let own: f64 = to + entropy.t * (from - to);
            let rest = (1.0 - own) / (1.0 - from);
            let at = |c: usize| {
                if c == class {
                    own
                } else {
                    rest * [0.1, 0.6, 0.3][c]
                }
            };
            approx::assert_relative_eq!(entropy.value, -at(1).ln(), max_relative = 1e-8);
            let on_class = if class == 1 { 1.0 / at(1) } else { 0.0 };
            approx::assert_relative_eq!(
                entropy.gradient_probability,
                on_class,
                max_relative = 1e-9
            );
            let missing = (own - f64::from(u8::from(class == 1))).abs();
            approx::assert_relative_eq!(entropy.gradient_logit, missing, max_relative = 1e-8);
            approx::assert_relative_eq!(
                squares.gradient_probability,
                2.0 * missing,
                max_relative = 1e-8
            );
        }
    }
}

#[test]
fn with_soft_labels_jaccard_stays_steep_where_cross_entropy_comes_to_rest() {
    let x = Prediction::Probabilities(array![[[[0.9, 0.2]], [[0.1, 0.8]]]]);
    let y = Label::Soft(array![[[[0.7, 0.4]], [[0.3, 0.6]]]]);
    let batch = Batch::new(x, y, None, None).unwrap();
    let losses = contenders(&[
        json!([{"kind": "cross_entropy"}]),
        json!([{"kind": "jaccard", "smooth": 0}]),
    ]);
    let near = |batch: &Batch<f64>, curve: usize, t: f64| {
        let chart = whole(batch, &losses, 0, Part::Image);
        *nearest_sample(&chart.curves[curve], t).unwrap()
    };
    // In probabilities both keep their gradient: cross-entropy's, −y/x, becomes −1 everywhere.
    approx::assert_relative_eq!(
        near(&batch, 0, 1e-6).gradient_probability,
        1.0,
        max_relative = 1e-5
    );
    assert!(near(&batch, 1, 1e-6).gradient_probability > 0.3);
    // In logits cross-entropy's vanishes with the distance, and Jaccard's does not.
    let shrinks = |batch: &Batch<f64>, curve: usize| {
        near(batch, curve, 1e-6).gradient_logit / near(batch, curve, 1e-3).gradient_logit
    };
    approx::assert_relative_eq!(shrinks(&batch, 0), 1e-3, max_relative = 1e-3);
    approx::assert_relative_eq!(shrinks(&batch, 1), 1.0, max_relative = 1e-2);
    // With hard labels both vanish.
    for curve in [0, 1] {
        approx::assert_relative_eq!(shrinks(&four_pixels(), curve), 1e-3, max_relative = 1e-2);
    }
}

/// Every kind of term.
fn mixtures(hard: bool) -> Vec<Contender> {
    let mut terms = vec![
        json!([{"kind": "cross_entropy", "weight": 0.5}, {"kind": "jaccard", "gamma": 1.5}]),
        json!([{"kind": "tversky", "alpha": 0.3, "norm": 2, "log_loss": true}, {"kind": "focal"}]),
        json!([{"kind": "generalized_dice"}, {"kind": "kl_divergence", "temperature": 2}]),
        json!([{"kind": "dice", "overlap": "product", "reduction": {"i": 1, "c": 0.5}}, {"kind": "cosine"}]),
    ];
    if hard {
        terms
            .push(json!([{"kind": "lovasz_softmax", "per_image": true}, {"kind": "lp", "p": 1.5}]));
    }
    contenders(&terms)
}

/// Two images of a preset, with a row that does not count.
fn two_images(preset: usize) -> Batch<f64> {
    let scene = PRESETS[preset].scene(16);
    let twice = |x: ndarray::ArrayView3<'_, f32>| {
        let x = x.mapv(f64::from).insert_axis(Axis(0));
        ndarray::concatenate![Axis(0), x, x.slice(s![.., .., ..;-1, ..])]
    };
    let label = match scene.is_hard() {
        true => Label::Hard(twice(scene.label()).map_axis(Axis(1), |y| {
            y.iter().position(|y| *y == 1.0).unwrap_or(0) as i32
        })),
        false => Label::Soft(twice(scene.label())),
    };
    let keep = Array3::from_shape_fn((2, 16, 16), |(_, h, _)| h != 3);
    let z = Prediction::Logits(twice(scene.logits()));
    Batch::new(z, label, Some(keep), None).unwrap()
}

/// The batch with the image's part moved, written once more.
fn moved(batch: &Batch<f64>, image: usize, part: Part, t: f64) -> Batch<f64> {
    let (start, y) = (batch.probabilities(), batch.label_probabilities());
    let mut x = start.clone();
    for ([b, c, h, w], x) in x
        .indexed_iter_mut()
        .map(|((b, c, h, w), x)| ([b, c, h, w], x))
    {
        if b != image || !batch.keep()[[b, h, w]] {
            continue;
        }
        let mix = |c: usize| y[[b, c, h, w]] + t * (start[[b, c, h, w]] - y[[b, c, h, w]]);
        *x = match part {
            Part::Class(class) if class != c => {
                *x * (1.0 - mix(class)) / (1.0 - start[[b, class, h, w]])
            }
            _ => mix(c),
        };
    }
    let z = Prediction::Logits(x.mapv(f64::ln));
    Batch::new(z, batch.label().clone(), Some(batch.keep().clone()), None).unwrap()
}

#[test]
fn every_sample_is_what_the_loss_makes_of_the_batch_there() {
    for preset in [0, 1] {
        let batch = two_images(preset);
        let losses = mixtures(batch.layout().hard);
        for (image, part) in [
            (0, Part::Image),
            (1, Part::Image),
            (0, Part::Class(1)),
            (1, Part::Class(0)),
        ] {
            let chart = whole(&batch, &losses, image, part);
            for (curve, contender) in chart.curves.iter().zip(&losses) {
                for sample in curve.samples.iter().step_by(9).chain([&curve.current]) {
                    let there = moved(&batch, image, part, sample.t);
                    let expected = loss::evaluate(&there, &contender.loss).unwrap();
                    approx::assert_relative_eq!(sample.value, expected.value, max_relative = 1e-8);
                    let norm = norm(&expected.gradient, image, part);
                    approx::assert_relative_eq!(sample.gradient_logit, norm, max_relative = 1e-6);
                }
            }
        }
    }
}

/// Of the part of a gradient that moves.
fn norm(gradient: &Array4<f64>, image: usize, part: Part) -> f64 {
    let mut on_z = gradient.index_axis(Axis(0), image);
    if let Part::Class(class) = part {
        on_z.collapse_axis(Axis(0), class);
    }
    on_z.iter().map(|g| g * g).sum::<f64>().sqrt()
}

#[test]
fn a_gradient_is_the_slope_where_the_way_runs_along_it() {
    // Squares fall straight towards the label: |dL/dt| is the norm times the way's length.
    let batch = two_images(1);
    let squares = contenders(&[json!([{"kind": "lp", "p": 2}])]);
    let curve = &whole(&batch, &squares, 1, Part::Image).curves[0];
    let difference = batch.probabilities() - batch.label_probabilities();
    let way: f64 = difference
        .indexed_iter()
        .filter(|((b, _, h, w), _)| *b == 1 && batch.keep()[[*b, *h, *w]])
        .map(|(_, d)| d * d)
        .sum();
    for sample in curve.samples.iter().filter(|sample| sample.t >= 0.1) {
        let h = 1e-4;
        let [before, after] = [-h, h].map(|h| {
            loss::evaluate(
                &moved(&batch, 1, Part::Image, sample.t + h),
                &squares[0].loss,
            )
            .unwrap()
            .value
        });
        let slope = (after - before) / (2.0 * h);
        approx::assert_relative_eq!(
            sample.gradient_probability * way.sqrt(),
            slope,
            max_relative = 1e-6
        );
    }
}

#[test]
fn it_is_found_step_by_step_and_both_ends_come_first() {
    let losses = mixtures(true);
    let mut approach = Approach::new(&two_images(0), &losses, 0, Part::Image, 1).unwrap();
    while approach.progress() == (0, 8) {
        assert!(approach.chart().is_none());
        assert!(approach.step().unwrap());
    }
    assert_eq!(approach.progress(), (1, 8));
    assert_eq!(approach.chart().unwrap().curves[0].samples.len(), 1);
    while approach.progress() != (4, 8) {
        assert!(approach.step().unwrap());
    }
    let samples = &approach.chart().unwrap().curves[4].samples;
    for (sample, t) in samples.iter().zip([1e-3, 1e-2, 0.1, 1.0]) {
        approx::assert_relative_eq!(sample.t, t, max_relative = 1e-12);
    }
}

#[test]
fn an_image_of_several_bands_is_found_as_a_whole() {
    let scene = PRESETS[0].scene(128);
    let z = scene.logits().mapv(f64::from);
    let z = ndarray::stack![Axis(0), z, z.slice(s![.., ..;-1, ..])];
    let label = scene.hard_label().mapv(|c| c as i32);
    let label = ndarray::stack![Axis(0), label, label.t()];
    let keep = Array3::from_shape_fn((2, 128, 128), |(b, h, _)| b == 1 || h != 90);
    let batch = Batch::new(Prediction::Logits(z), Label::Hard(label), Some(keep), None).unwrap();
    let losses = mixtures(true);
    for (image, part) in [(1, Part::Image), (0, Part::Class(1))] {
        let mut approach = Approach::new(&batch, &losses, image, part, 1).unwrap();
        let mut steps = 0;
        while approach.step().unwrap() {
            steps += 1;
        }
        assert!(steps > 9 * 2 * losses.len());
        for (curve, contender) in approach.chart().unwrap().curves.iter().zip(&losses) {
            let there = moved(&batch, image, part, 0.1);
            let expected = loss::evaluate(&there, &contender.loss).unwrap();
            let sample = nearest_sample(curve, 0.1).unwrap();
            approx::assert_relative_eq!(sample.value, expected.value, max_relative = 1e-9);
            let norm = norm(&expected.gradient, image, part);
            approx::assert_relative_eq!(sample.gradient_logit, norm, max_relative = 1e-6);
        }
    }
}

#[test]
fn what_does_not_count_does_not_move_and_what_is_not_there_is_refused() {
    let losses = mixtures(true);
    let batch = two_images(0);
    let void = Batch::new(
        batch.prediction().clone(),
        batch.label().clone(),
        Some(Array3::from_shape_fn((2, 16, 16), |(b, ..)| b == 1)),
        None,
    )
    .unwrap();
    for curve in whole(&void, &losses, 0, Part::Image).curves {
        for sample in curve.samples {
            approx::assert_relative_eq!(sample.value, curve.current.value, max_relative = 1e-12);
            assert_eq!(sample.gradient_logit, 0.0);
        }
    }
    for (image, part) in [(2, Part::Image), (0, Part::Class(3))] {
        assert!(Approach::new(&batch, &losses, image, part, 1).is_err());
    }
}

#[test]
fn certain_and_wrong_predictions_have_finite_values() {
    let x = Prediction::Probabilities(array![[[[0.0f32, 1.0]], [[1.0, 0.0]]]]);
    let batch = Batch::new(x, Label::Hard(array![[[0, 0]]]), None, None).unwrap();
    let losses = contenders(&[
        json!([{"kind": "cross_entropy"}]),
        json!([{"kind": "dice"}]),
    ]);
    let mut approach = Approach::new(&batch, &losses, 0, Part::Image, 2).unwrap();
    while approach.step().unwrap() {}
    for curve in approach.chart().unwrap().curves {
        assert!(curve.samples.iter().all(|sample| sample.value.is_finite()));
    }
}

#[test]
fn an_infinite_loss_of_weight_0_is_no_part_of_an_image_on_its_way() {
    let (batch, losses) = infinite_of_weight_0();
    let chart = whole(&batch, &losses, 0, Part::Image);
    let [mixture, entropy] = &chart.curves[..] else {
        panic!("two curves");
    };
    assert!(mixture.samples.iter().all(|at| at.value.is_finite()));
    assert_eq!(mixture.samples, entropy.samples);
}
