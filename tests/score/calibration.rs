//! Calibration errors by hand.

use super::*;

fn errors(probabilities: Array4<f32>, label: Array3<i32>, bins: usize) -> [f64; 4] {
    let prediction = Prediction::Probabilities(probabilities);
    let batch = Batch::new(prediction, Label::Hard(label), None, None).unwrap();
    let options = Options {
        bins,
        ..Options::default()
    };
    let scores = scores(&batch, &options).unwrap();
    ["ECED", "ECEI", "SCED", "SCEI"].map(|name| scores[name].unwrap())
}

#[test]
fn calibration_errors() {
    // Confidences ¾ right, ¾ wrong: the first makes up for the second only within one diagram.
    let x = array![[[[0.75]], [[0.25]]], [[[0.75]], [[0.25]]]];
    let [eced, ecei, sced, scei] = errors(x, array![[[0]], [[1]]], 10);
    assert_eq!((eced, ecei), (25.0, 50.0));
    // Class 1 has ¼ twice, and nowhere it is both there and decided for.
    assert_eq!((sced, scei), (250.0, 250.0));
    // Of three classes, all count; per image, those in the label.
    let x = array![[[[0.75]], [[0.25]], [[0.0]]], [[[0.5]], [[0.25]], [[0.25]]]];
    let [_, _, sced, scei] = errors(x, array![[[0]], [[1]]], 1);
    assert_eq!(sced, 1000.0 * (0.125 + 0.25 + 0.125) / 3.0);
    assert_eq!(scei, 1000.0 * (0.25 + 0.25) / 2.0);
}

#[test]
fn a_confidence_at_an_edge_belongs_to_the_bin_above() {
    // 0.7 in f32 is less than 0.7; it must still meet 0.75 in the bin that starts there.
    let x = array![[[[0.7, 0.75]], [[0.3, 0.25]]]];
    let [eced, ..] = errors(x, array![[[0, 1]]], 10);
    assert!((eced - 100.0 * 0.45 / 2.0).abs() < 1e-5, "{eced}");
    let [eced, ..] = errors(array![[[[1.0]], [[0.0]]]], array![[[0]]], 3);
    assert_eq!(eced, 0.0);
}

#[test]
fn only_bins_with_pixels_take_memory() {
    // All bins of all images and classes would take 13 GB.
    let (images, classes) = (16, 10_000);
    let x = Array4::from_elem((images, classes, 1, 1), 1e-4);
    let [eced, ecei, sced, scei] = errors(x, Array3::zeros((images, 1, 1)), 10_000);
    // Each decides for the first of equals, which is right.
    for (error, expected) in [
        (eced, 100.0 * 0.9999),
        (ecei, 100.0 * 0.9999),
        (sced, 1000.0 * 2.0 * 0.9999 / 1e4),
        (scei, 1000.0 * 0.9999),
    ] {
        assert!((error - expected).abs() < 1e-6 * expected, "{error}");
    }
}
