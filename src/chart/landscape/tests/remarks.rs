//! What is said of surfaces that show nothing, or not everything.

use super::*;

#[test]
fn values_that_differ_by_rounding_are_flat_and_what_is_not_finite_is_counted() {
    let of = |values: [f64; 4]| {
        Remark::of(
            &Array2::from_shape_vec((2, 2), values.into()).unwrap(),
            1e-12,
        )
    };
    assert_eq!(of([0.3, 0.3, 0.3 + 1e-15, 0.3]), Some(Remark::Flat));
    assert_eq!(of([0.0; 4]), Some(Remark::Flat));
    assert_eq!(of([0.3, 0.3, 0.3 + 1e-9, 0.3]), None);
    assert_eq!(
        of([0.3, f64::INFINITY, 0.3, f64::NAN]),
        Some(Remark::NotFinite(2))
    );
    assert_eq!(of([f64::INFINITY; 4]), Some(Remark::NowhereFinite));
}

/// The words on the map of the only surface, and its number of lines and arrows.
fn drawn(landscape: &Landscape) -> (Vec<String>, usize, usize) {
    let panel = landscape.plot().panels.remove(0);
    let words = panel.notes.into_iter().map(|note| note.text).collect();
    // The first curve is the prediction's dot.
    (words, panel.curves.len() - 1, panel.arrows.len())
}

#[test]
fn a_flat_map_says_so_and_has_no_lines() {
    // A class that weighs nothing at two pixels of a binary map, and nothing else there is.
    let nothing = json!([{"kind": "jaccard", "class_weights": [0, 0]}]);
    let found = two_pixels([0.7, 0.3], &[nothing]);
    assert_eq!(found.surfaces[0].remark, Some(Remark::Flat));
    assert_eq!(drawn(&found), (vec!["the same everywhere".into()], 0, 0));
    let found = two_pixels([0.7, 0.3], &[json!([{"kind": "cross_entropy"}])]);
    let (words, lines, arrows) = drawn(&found);
    assert_eq!(words, ["○", "×"]);
    assert!(lines > 0 && arrows > 0);
}

#[test]
fn a_loss_that_is_infinite_says_so() {
    // −ln 0: a class that is not in the label has no true positives.
    let log = json!([{"kind": "jaccard", "log_loss": true, "smooth": 0, "overlap": "product", "classes": "all"}]);
    let x = Prediction::Probabilities(array![[[[0.6, 0.55]], [[0.4, 0.45]]]]);
    let batch = Batch::new(x, Label::Hard(array![[[0, 0]]]), None, None).unwrap();
    let totals = Totals::new(&batch, &contenders(&[log])).unwrap();
    let found = totals.landscape([[0, 0, 0], [0, 0, 1]], 0, 8).unwrap();
    assert_eq!(found.surfaces[0].remark, Some(Remark::NowhereFinite));
    assert_eq!(drawn(&found), (vec!["finite nowhere".into()], 0, 0));
}
