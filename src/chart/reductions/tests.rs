use ndarray::{Array3, Array4};
use serde_json::{Value, json};

use super::*;
use crate::batch::{Label, Prediction};
use crate::chart::Contender;

fn loss(terms: Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

/// Four images of three classes; the last class is in the first two images alone.
fn batch() -> Batch<f32> {
    let dim = (4, 3, 5, 6);
    let z = Array4::from_shape_fn(dim, |(b, c, h, w)| {
        ((7 * b + 5 * c + 3 * h + w * w) % 11) as f32 / 4.0
    });
    let label = Array3::from_shape_fn((4, 5, 6), |(b, h, w)| {
        let class = (h * w + b) % 3;
        if b > 1 {
            (class % 2) as i32
        } else {
            class as i32
        }
    });
    Batch::new(Prediction::Logits(z), Label::Hard(label), None, None).unwrap()
}

fn close(found: Option<f64>, expected: f64) {
    approx::assert_relative_eq!(found.unwrap(), expected, max_relative = 1e-6);
}

#[test]
fn the_reductions_are_those_of_the_losses() {
    let batch = batch();
    for kind in ["jaccard", "dice"] {
        for extra in [
            json!({}),
            json!({"classes": "all", "gamma": 2}),
            json!({"class_weights": [1, 2, 3]}),
        ] {
            let term = |reduction: Value| {
                let mut term = json!({"kind": kind, "weight": 0.5, "reduction": reduction});
                term.as_object_mut()
                    .unwrap()
                    .extend(extra.as_object().unwrap().clone());
                loss(json!([term]))
            };
            let matrix = losses(&batch, &term(json!({"d": 1}))).unwrap();
            for (mean, way) in matrix.means.into_iter().zip(["d", "i", "c"]) {
                let exact = kernel::evaluate(&batch, &term(json!({way: 1})))
                    .unwrap()
                    .value;
                close(mean, exact);
            }
            // I is the mean of the rows' means, C that of the columns'.
            let of = |means: Vec<Option<f64>>| mean(ArrayView1::from(&means)).unwrap();
            close(matrix.means[1], of(matrix.images()));
            close(matrix.means[2], of(matrix.classes()));
            assert_eq!(matrix.cells[[3, 2]].is_none(), extra["classes"] != "all");
        }
    }
}

#[test]
fn a_mixture_has_the_matrix_of_its_ratios_and_the_pointwise_one_of_its_images() {
    let batch = batch();
    let alone = losses(&batch, &loss(json!([{"kind": "jaccard", "weight": 0.75}]))).unwrap();
    let mixed =
        json!([{"kind": "cross_entropy", "weight": 0.25}, {"kind": "jaccard", "weight": 0.75}]);
    assert_eq!(losses(&batch, &loss(mixed)).unwrap(), alone);

    let entropy = loss(json!([{"kind": "cross_entropy"}]));
    let matrix = losses(&batch, &entropy).unwrap();
    assert_eq!(matrix.cells.dim(), (4, 1));
    assert!(!matrix.by_class());
    let whole = kernel::evaluate(&batch, &entropy).unwrap().value;
    close(matrix.means[0], whole);
    close(matrix.means[1], whole);
    assert_eq!(matrix.means[2], None);
    let agnostic = losses(
        &batch,
        &loss(json!([{"kind": "dice", "classes": "agnostic"}])),
    )
    .unwrap();
    assert_eq!(agnostic.cells.dim(), (4, 1));
}

#[test]
fn scores_are_those_of_the_table() {
    let batch = batch();
    let all = crate::score::scores(&batch, &Options::default()).unwrap();
    for (which, name) in [(Score::Iou, "mIoU"), (Score::Dice, "mDice")] {
        let matrix = scores(&batch, which).unwrap();
        assert_eq!(
            matrix.means,
            ["D", "I", "C"].map(|way| all[&format!("{name}{way}")])
        );
        assert_eq!(matrix.cells[[3, 2]], None);
    }
}

#[test]
fn shards_are_what_the_loss_with_shards_is() {
    let batch = batch();
    let jaccard = |shards: usize| loss(json!([{"kind": "jaccard", "shards": shards}]));
    let found = shards(&batch, &jaccard(4)).unwrap();
    let whole = kernel::evaluate(&batch, &jaccard(1)).unwrap();
    assert_eq!(
        found.iter().map(|s| s.shards).collect::<Vec<_>>(),
        [1, 2, 4]
    );
    for sharded in found {
        let exact = kernel::evaluate(&batch, &jaccard(sharded.shards)).unwrap();
        close(Some(sharded.value), exact.value);
        let norm = |g: &Array4<f32>| g.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
        let expected = norm(&(&exact.gradient - &whole.gradient)) / norm(&whole.gradient);
        approx::assert_abs_diff_eq!(sharded.difference, expected, epsilon = 1e-5);
    }
    // A mean over pixels does not mind, as all images have as many.
    for sharded in shards(&batch, &loss(json!([{"kind": "cross_entropy"}]))).unwrap() {
        assert!(sharded.difference < 1e-6, "{sharded:?}");
    }
    assert_eq!(shards(&batch.run(2..3), &jaccard(1)).unwrap().len(), 1);
}

#[test]
fn plots_have_every_number_and_the_means() {
    let batch = batch();
    let matrix = losses(&batch, &loss(json!([{"kind": "jaccard"}]))).unwrap();
    let names: Vec<String> = ["sky", "sea", "ship"].map(String::from).into();
    let plot = matrix_plot(&matrix, "Jaccard", &names, Some(1.0));
    let panel = &plot.panels[0];
    assert!(panel.title.starts_with("Jaccard: D 0."), "{}", panel.title);
    let heat = panel.heat.as_ref().unwrap();
    assert_eq!(heat.values.dim(), (6, 5));
    assert_eq!(Some(heat.values[[5, 0]]), matrix.cells[[0, 0]]);
    assert!(heat.values[[2, 2]].is_nan(), "a class that is not there");
    assert_eq!(Some(heat.values[[0, 1]]), matrix.classes()[1]);
    assert_eq!(Some(heat.values[[2, 4]]), matrix.images()[3]);
    // Ten cells, four images' means, three classes'.
    assert_eq!(panel.notes.len(), 10 + 4 + 3);

    let contender = Contender {
        name: "Jaccard".into(),
        colour: 1,
        loss: loss(json!([{"kind": "jaccard"}])),
    };
    let found = shards(&batch, &contender.loss).unwrap();
    let plot = shards_plot(&[(contender, found.clone())]);
    let reading = plot.read(Some(2.1)).unwrap();
    assert_eq!(reading.curves[0].2, [found[1].value, found[1].difference]);
}
