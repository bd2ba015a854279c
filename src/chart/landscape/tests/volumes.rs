//! Two classes' biases: closed forms, and every cell against an evaluation of the changed batch.

use ndarray::s;

use super::*;
use crate::kernel;

fn whole(
    batch: &Batch<f64>,
    contenders: &[Contender],
    classes: [usize; 2],
    cells: usize,
) -> Landscape {
    let mut volumes = Volumes::new(batch, contenders, 0, classes, cells, loss::evaluate).unwrap();
    while volumes.step().unwrap() {}
    assert_eq!(volumes.progress(), (cells * cells, cells * cells));
    volumes.landscape().unwrap().clone()
}

/// The batch with these numbers added to two classes' logits.
fn biased(batch: &Batch<f64>, classes: [usize; 2], biases: [f64; 2]) -> Batch<f64> {
    let mut z = batch.prediction().array().clone();
    for (class, bias) in classes.into_iter().zip(biases) {
        z.slice_mut(s![0, class, .., ..]).mapv_inplace(|z| z + bias);
    }
    let keep = Some(batch.keep().clone());
    Batch::new(Prediction::Logits(z), batch.label().clone(), keep, None).unwrap()
}

#[test]
fn cross_entropy_of_one_pixel_has_its_closed_form() {
    let z = Prediction::Logits(array![[[[0.5]], [[-1.0]]]]);
    let batch = Batch::new(z, Label::Hard(array![[[0]]]), None, None).unwrap();
    let found = whole(
        &batch,
        &contenders(&[json!([{"kind": "cross_entropy"}])]),
        [0, 1],
        6,
    );
    assert_eq!(found.centres, [-5.0, -3.0, -1.0, 1.0, 3.0, 5.0]);
    let surface = &found.surfaces[0];
    for ((row, column), value) in surface.values.indexed_iter() {
        // ln(1 + e^−d) of the difference d of both logits.
        let d = 1.5 + found.centres[column] - found.centres[row];
        approx::assert_relative_eq!(*value, (-d).exp().ln_1p(), max_relative = 1e-12);
        let slope = -1.0 / (1.0 + d.exp());
        let [first, second] = surface.slopes[[row, column]];
        approx::assert_relative_eq!(first, slope, max_relative = 1e-12);
        approx::assert_relative_eq!(second, -slope, max_relative = 1e-12);
    }
    assert_eq!(surface.least.at, [6.0, -6.0]);
    approx::assert_relative_eq!(
        surface.current.value,
        (-1.5f64).exp().ln_1p(),
        max_relative = 1e-12
    );
    assert_eq!((found.label, found.current), (None, [0.0, 0.0]));
}

#[test]
fn without_other_classes_the_least_point_is_the_one_next_to_the_prediction() {
    // Of two equal pixels each class has one: both are equally likely where the biases make up for the logits.
    let z = Prediction::Logits(array![[[[1.0, 1.0]], [[-2.0, -2.0]]]]);
    let batch = Batch::new(z, Label::Hard(array![[[0, 1]]]), None, None).unwrap();
    let entropy = contenders(&[json!([{"kind": "cross_entropy"}])]);
    for classes in [[0, 1], [1, 0]] {
        let least = whole(&batch, &entropy, classes, 9).surfaces[0].least;
        let first = if classes[0] == 0 { -1.5 } else { 1.5 };
        approx::assert_abs_diff_eq!(least.at[0], first, epsilon = 0.02);
        assert_eq!(least.at[1], -least.at[0]);
        approx::assert_relative_eq!(least.value, 2f64.ln(), max_relative = 1e-4);
    }
}

#[test]
fn every_cell_is_what_the_loss_makes_of_the_biased_batch() {
    let (batch, contenders) = (painted(), contenders(&every_kind()));
    for classes in [[0, 1], [2, 0]] {
        let found = whole(&batch, &contenders, classes, 5);
        for (surface, contender) in found.surfaces.iter().zip(&contenders) {
            let value = |biases| {
                let there = biased(&batch, classes, biases);
                loss::evaluate(&there, &contender.loss).unwrap().value
            };
            for ((row, column), found_value) in surface.values.indexed_iter() {
                let at = [found.centres[column], found.centres[row]];
                approx::assert_relative_eq!(*found_value, value(at), max_relative = 1e-12);
                for k in [0, 1] {
                    let [before, after] = [-1e-5, 1e-5].map(|h| {
                        let mut at = at;
                        at[k] += h;
                        value(at)
                    });
                    let slope = surface.slopes[[row, column]][k];
                    approx::assert_relative_eq!(
                        slope,
                        (after - before) / 2e-5,
                        max_relative = 1e-4,
                        epsilon = 1e-9
                    );
                }
            }
            let least = surface.least;
            approx::assert_relative_eq!(least.value, value(least.at), max_relative = 1e-12);
            let cells = surface.values.iter().copied().fold(f64::INFINITY, f64::min);
            assert!(
                least.value <= cells.min(surface.current.value),
                "{}",
                surface.name
            );
            // Nothing is less at the search's last steps either.
            for (k, h) in [(0, 0.02), (0, -0.02), (1, 0.02), (1, -0.02)] {
                let mut at = least.at;
                at[k] = (at[k] + h).clamp(-6.0, 6.0);
                assert!(
                    value(at) >= least.value * (1.0 - 1e-9),
                    "{} {at:?}",
                    surface.name
                );
            }
        }
    }
}

/// Two images with a soft label and void pixels, whose prediction is certain here and there.
fn soft() -> Batch<f64> {
    let number = |i: usize| ((i * 7919) % 97) as f64 / 97.0;
    let z = Array4::from_shape_fn((2, 4, 5, 3), |(b, c, h, w)| {
        let z = number(b * 31 + c * 17 + h * 5 + w * 3) - 0.5;
        if h == 0 { 40.0 * z } else { 3.0 * z }
    });
    let shares = z.mapv(|z| (0.3 * z).exp());
    let sums = shares.sum_axis(Axis(1)).insert_axis(Axis(1));
    let keep = ndarray::Array3::from_shape_fn((2, 5, 3), |(b, h, w)| (b + h + w) % 4 != 0);
    let label = Label::Soft(shares / sums);
    Batch::new(Prediction::Logits(z), label, Some(keep), None).unwrap()
}

#[test]
fn a_coarse_map_comes_first_and_is_as_exact() {
    let region = |overlap: &str, norm: u32, more: serde_json::Value| {
        let mut term = json!({"kind": "tversky", "alpha": 0.3, "overlap": overlap, "norm": norm});
        for (name, value) in more.as_object().unwrap() {
            term[name] = value.clone();
        }
        json!([term, {"kind": "cross_entropy", "weight": 0.4}])
    };
    let contenders = contenders(&[
        region("norm", 1, json!({})),
        region("norm", 2, json!({"reduction": {"i": 1}})),
        region("norm", 3, json!({"shards": 2, "classes": "agnostic"})),
        region(
            "product",
            1,
            json!({"reduction": {"c": 1}, "classes": "present"}),
        ),
        region("product", 2, json!({"class_weights": [1, 0, 2, 1]})),
        json!([{"kind": "generalized_dice"}, {"kind": "cosine"}]),
    ]);
    let (batch, classes) = (soft(), [3, 1]);
    let mut volumes = Volumes::new(&batch, &contenders, 0, classes, 9, loss::evaluate).unwrap();
    while volumes.landscape().is_none() {
        assert!(volumes.step().unwrap());
    }
    let coarse = volumes.landscape().unwrap().clone();
    assert_eq!(volumes.progress(), (9, 81));
    assert_eq!(coarse.centres, [-4.0, 0.0, 4.0]);
    while volumes.step().unwrap() {}
    let whole = volumes.landscape().unwrap();
    assert_eq!(whole.centres.len(), 9);
    for found in [&coarse, whole] {
        for (surface, contender) in found.surfaces.iter().zip(&contenders) {
            for ((row, column), value) in surface.values.indexed_iter() {
                let at = [found.centres[column], found.centres[row]];
                let there = loss::evaluate(&biased(&batch, classes, at), &contender.loss).unwrap();
                approx::assert_relative_eq!(*value, there.value, max_relative = 1e-12);
                let slopes = surface.slopes[[row, column]];
                for (slope, class) in slopes.into_iter().zip(classes) {
                    let own = there.gradient.slice(s![0, class, .., ..]).sum();
                    approx::assert_relative_eq!(slope, own, max_relative = 1e-9, epsilon = 1e-13);
                }
            }
        }
    }
}

#[test]
fn an_image_that_is_void_is_flat() {
    let keep = ndarray::Array3::from_elem((1, 16, 16), false);
    let batch = painted();
    let (z, label) = (batch.prediction().clone(), batch.label().clone());
    let void = Batch::new(z, label, Some(keep), None).unwrap();
    for surface in whole(&void, &contenders(&every_kind()), [0, 1], 3).surfaces {
        assert_eq!(surface.remark, Some(Remark::Flat), "{}", surface.name);
        assert_eq!(surface.least.at, [0.0, 0.0]);
    }
}

#[test]
fn the_fast_path_finds_the_same_and_other_images_stay() {
    let contenders = contenders(&every_kind());
    let (slow, fast) = (painted(), PRESETS[0].scene(16).batch().unwrap());
    let expected = whole(&slow, &contenders, [0, 1], 4);
    let mut volumes = Volumes::new(&fast, &contenders, 0, [0, 1], 4, kernel::evaluate).unwrap();
    while volumes.step().unwrap() {}
    for (fast, slow) in volumes
        .landscape()
        .unwrap()
        .surfaces
        .iter()
        .zip(&expected.surfaces)
    {
        for (fast, slow) in fast.values.iter().zip(&slow.values) {
            approx::assert_relative_eq!(fast, slow, max_relative = 1e-4);
        }
    }
    // Twice the same image: biases of one of them leave the other's share of the loss.
    let twice = |x: &Array4<f64>| ndarray::concatenate![Axis(0), x.view(), x.view()];
    let Label::Hard(label) = slow.label() else {
        panic!("a hard label")
    };
    let label = ndarray::concatenate![Axis(0), label.view(), label.view()];
    let both = Batch::new(
        Prediction::Logits(twice(slow.prediction().array())),
        Label::Hard(label),
        None,
        None,
    );
    let entropy = [Contender {
        name: String::new(),
        colour: 0,
        loss: LossConfig::single(crate::config::Loss::CrossEntropy),
    }];
    let [one, two] = [&slow, &both.unwrap()].map(|batch| whole(batch, &entropy, [0, 1], 3));
    let now = one.surfaces[0].current.value;
    for (one, two) in one.surfaces[0].values.iter().zip(&two.surfaces[0].values) {
        approx::assert_relative_eq!((one + now) / 2.0, *two, max_relative = 1e-12);
    }
}

#[test]
fn what_is_no_pair_of_classes_is_refused() {
    let contenders = contenders(&every_kind());
    for (image, classes) in [(1, [0, 1]), (0, [0, 3]), (0, [1, 1])] {
        let refused = Volumes::new(&painted(), &contenders, image, classes, 4, loss::evaluate);
        assert!(refused.is_err(), "{image} {classes:?}");
    }
}
