mod remarks;
mod volumes;

use ndarray::{Array4, Axis, array};
use serde_json::json;

use super::biased::Biased;
use super::pixels::Plane;
use super::*;
use crate::batch::{Batch, Label, Prediction};
use crate::chart::Contender;
use crate::chart::near_target::Totals;
use crate::chart::near_target::tests::{contenders, infinite_of_weight_0};
use crate::config::LossConfig;
use crate::loss;
use crate::scene::preset::PRESETS;

/// Two pixels of two classes whose label is y of the first class; the prediction is elsewhere.
fn two_pixels(y: [f64; 2], losses: &[serde_json::Value]) -> Landscape {
    let [a, b] = y;
    let x = Prediction::Probabilities(array![[[[0.6, 0.55]], [[0.4, 0.45]]]]);
    let y = Label::Soft(array![[[[a, b]], [[1.0 - a, 1.0 - b]]]]);
    let batch = Batch::new(x, y, None, None).unwrap();
    let totals = Totals::new(&batch, &contenders(losses)).unwrap();
    totals.landscape([[0, 0, 0], [0, 0, 1]], 0, 16).unwrap()
}

#[test]
fn norms_have_their_minimum_at_a_soft_label_and_products_in_a_corner() {
    let dice = |overlap: &str, norm: u32| json!([{"kind": "dice", "overlap": overlap, "norm": norm, "smooth": 0}]);
    let losses = [
        dice("norm", 1),
        dice("norm", 2),
        dice("product", 1),
        json!([{"kind": "cross_entropy"}]),
    ];
    let found = two_pixels([0.7, 0.3], &losses);
    let [norm, squared, product, entropy] = &found.surfaces[..] else {
        panic!("four surfaces");
    };
    for surface in [norm, squared] {
        assert_eq!(surface.least.at, [0.7, 0.3]);
        approx::assert_abs_diff_eq!(surface.least.value, 0.0, epsilon = 1e-15);
    }
    // 2·Σxy/(Σx + Σy) is 1.4/2 in the corner, 2·0.58/2 at the label.
    assert_eq!(product.least.at, [1.0, 0.0]);
    approx::assert_relative_eq!(product.least.value, 0.3, max_relative = 1e-12);
    assert_eq!(entropy.least.at, [0.7, 0.3]);
    // Of one class alone the product wants as much as there can be.
    let alone =
        json!([{"kind": "dice", "overlap": "product", "smooth": 0, "class_weights": [2, 0]}]);
    let found = two_pixels([0.5, 0.5], &[alone]);
    assert_eq!(found.surfaces[0].least.at, [1.0, 1.0]);
    approx::assert_relative_eq!(
        found.surfaces[0].least.value,
        1.0 / 3.0,
        max_relative = 1e-12
    );
}

#[test]
fn a_mixture_has_its_minimum_between_those_of_its_terms() {
    let mixture =
        json!([{"kind": "cross_entropy"}, {"kind": "dice", "overlap": "product", "smooth": 0}]);
    let least = two_pixels([0.7, 0.3], &[mixture]).surfaces[0].least;
    assert!(least.at[0] > 0.705 && least.at[0] < 0.999, "{least:?}");
    approx::assert_abs_diff_eq!(least.at[0] + least.at[1], 1.0, epsilon = 1e-4);
}

/// Every kind of term, on a hard label.
fn every_kind() -> Vec<serde_json::Value> {
    vec![
        json!([{"kind": "cross_entropy", "weight": 0.5}, {"kind": "jaccard", "gamma": 1.5}]),
        json!([{"kind": "tversky", "alpha": 0.3, "beta": 0.7, "norm": 2, "log_loss": true}, {"kind": "focal"}]),
        json!([{"kind": "generalized_dice"}, {"kind": "kl_divergence", "temperature": 2}]),
        json!([{"kind": "lovasz_softmax"}]),
        json!([{"kind": "lovasz_softmax", "classes": "all", "per_image": true}, {"kind": "lp", "p": 1.5}]),
    ]
}

fn painted() -> Batch<f64> {
    let scene = PRESETS[0].scene(16);
    let z = scene.logits().mapv(f64::from).insert_axis(Axis(0));
    let label = scene.hard_label().mapv(|c| c as i32).insert_axis(Axis(0));
    Batch::new(Prediction::Logits(z), Label::Hard(label), None, None).unwrap()
}

/// The batch with two pixels' class at these probabilities.
fn changed(batch: &Batch<f64>, pixels: [[usize; 3]; 2], class: usize, at: [f64; 2]) -> Batch<f64> {
    let mut x: Array4<f64> = batch.probabilities();
    for ([b, h, w], t) in pixels.into_iter().zip(at) {
        let rest = 1.0 - x[[b, class, h, w]];
        for c in 0..x.dim().1 {
            x[[b, c, h, w]] *= (1.0 - t) / rest;
        }
        x[[b, class, h, w]] = t;
    }
    let z = Prediction::Logits(x.mapv(f64::ln));
    Batch::new(z, batch.label().clone(), None, None).unwrap()
}

#[test]
fn every_cell_is_what_the_loss_makes_of_the_changed_batch() {
    let (batch, contenders) = (painted(), contenders(&every_kind()));
    let totals = Totals::new(&batch, &contenders).unwrap();
    // Foreground and background, in both orders, and alike.
    for pixels in [
        [[0, 7, 5], [0, 2, 3]],
        [[0, 2, 3], [0, 7, 5]],
        [[0, 1, 1], [0, 2, 3]],
    ] {
        let found = totals.landscape(pixels, 1, 6).unwrap();
        for (surface, contender) in found.surfaces.iter().zip(&contenders) {
            for ((row, column), value) in surface.values.indexed_iter() {
                let at = [found.centres[column], found.centres[row]];
                let batch = changed(&batch, pixels, 1, at);
                let expected = loss::evaluate(&batch, &contender.loss).unwrap();
                approx::assert_relative_eq!(*value, expected.value, max_relative = 1e-9);
                // Of equal errors, Lovász may take either first.
                if row == column || row + column == 5 {
                    continue;
                }
                for ([b, h, w], (slope, t)) in pixels
                    .into_iter()
                    .zip(surface.slopes[[row, column]].into_iter().zip(at))
                {
                    let on_logit = expected.gradient[[b, 1, h, w]];
                    approx::assert_relative_eq!(
                        slope * t * (1.0 - t),
                        on_logit,
                        max_relative = 1e-7,
                        epsilon = 1e-13
                    );
                }
            }
        }
    }
}

#[test]
fn slopes_are_finite_differences_away_from_the_kinks() {
    let batch = painted();
    let totals = Totals::new(&batch, &contenders(&every_kind()[..3])).unwrap();
    let plane = Plane::new(&totals, [[0, 7, 5], [0, 2, 3]], 1);
    let h = 1e-5;
    for contender in 0..3 {
        for at in [[0.3, 0.8], [0.55, 0.2]] {
            let [first, second] = [0, 1].map(|k| plane.place(k, at[k]));
            let (_, slopes) = plane.at(contender, &first, &second);
            for k in [0, 1] {
                let value = |side: f64| {
                    let mut at = at;
                    at[k] += side * h;
                    plane.point(contender, at).value
                };
                let expected = (value(1.0) - value(-1.0)) / (2.0 * h);
                approx::assert_relative_eq!(slopes[k], expected, max_relative = 1e-5);
            }
        }
    }
}

#[test]
fn the_least_point_is_no_more_than_any_other() {
    let totals = Totals::new(&painted(), &contenders(&every_kind())).unwrap();
    let found = totals.landscape([[0, 7, 5], [0, 2, 3]], 2, 12).unwrap();
    for surface in &found.surfaces {
        let cells = surface.values.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(
            surface.least.value <= cells.min(surface.current.value),
            "{}",
            surface.name
        );
    }
}

#[test]
fn what_is_no_plane_is_refused_and_void_pixels_make_it_flat() {
    let batch = painted();
    let keep = ndarray::Array3::from_shape_fn((1, 16, 16), |(_, h, _)| h != 7);
    let void = Batch::new(
        batch.prediction().clone(),
        batch.label().clone(),
        Some(keep),
        None,
    );
    let totals = Totals::new(&void.unwrap(), &contenders(&every_kind())).unwrap();
    for pixels in [
        [[0, 7, 5], [0, 7, 5]],
        [[0, 7, 5], [1, 7, 5]],
        [[0, 7, 5], [0, 16, 0]],
    ] {
        assert!(totals.landscape(pixels, 0, 4).is_err());
    }
    assert!(totals.landscape([[0, 7, 5], [0, 2, 3]], 3, 4).is_err());
    let landscape = totals.landscape([[0, 7, 5], [0, 2, 3]], 1, 4).unwrap();
    assert_eq!(landscape.label, None);
    for surface in landscape.surfaces {
        // Nothing says that it is less elsewhere.
        assert_eq!(surface.least.at[0], landscape.current[0]);
        for row in surface.values.rows() {
            assert!(row.iter().all(|value| *value == row[0]));
        }
        assert!(surface.slopes.iter().all(|slope| slope[0] == 0.0));
    }
}

#[test]
fn an_infinite_loss_of_weight_0_is_no_part_of_a_landscape() {
    let (batch, losses) = infinite_of_weight_0();
    let mut biased = Biased::new(&batch, &losses, 0, [0, 2], crate::loss::evaluate).unwrap();
    let found = biased.at([0.5, -0.5]).unwrap();
    assert!(found[0].0.is_finite());
    assert_eq!(found[0], found[1]);
}
