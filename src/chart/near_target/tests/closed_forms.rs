//! A pixel by itself, whose losses can be worked out by hand.

use super::*;

#[test]
fn one_pixel_has_its_closed_forms() {
    let norm = first_class(&[]);
    let product = first_class(&[("overlap", "product".into())]);
    let v_net = first_class(&[("norm", 2.into())]);
    let tversky = ErrorWeights {
        alpha: 0.3,
        beta: 0.7,
    };
    let at_one = |curve: &Curve| curve.samples.last().unwrap().value;
    // The loss at the label, the loss at 1, and whether the label is the minimum.
    for (y, cases) in [
        (
            0.5,
            [
                (Loss::Dice(product.clone()), 0.5, 1.0 / 3.0, false),
                (Loss::Jaccard(product.clone()), 2.0 / 3.0, 0.5, false),
                (
                    Loss::Tversky(tversky.clone(), product.clone()),
                    0.5,
                    3.0 / 13.0,
                    false,
                ),
                (Loss::Jaccard(norm.clone()), 0.0, 0.5, true),
                (Loss::Dice(norm.clone()), 0.0, 1.0 / 3.0, true),
                (
                    Loss::Tversky(tversky.clone(), norm.clone()),
                    0.0,
                    3.0 / 13.0,
                    true,
                ),
                (Loss::Dice(v_net.clone()), 0.0, 0.2, true),
                (Loss::Jaccard(v_net.clone()), 0.0, 1.0 / 3.0, true),
            ],
        ),
        (
            0.7,
            [
                (Loss::Dice(product.clone()), 0.3, 0.3 / 1.7, false),
                (Loss::Jaccard(product.clone()), 0.4615, 0.3, false),
                (
                    Loss::Tversky(tversky.clone(), product),
                    0.3,
                    0.3 * 0.3 / (0.7 + 0.3 * 0.3),
                    false,
                ),
                (Loss::Jaccard(norm.clone()), 0.0, 0.3, true),
                (Loss::Dice(norm.clone()), 0.0, 0.3 / 1.7, true),
                (
                    Loss::Tversky(tversky, norm),
                    0.0,
                    0.3 * 0.3 / (0.7 + 0.3 * 0.3),
                    true,
                ),
                (Loss::Dice(v_net.clone()), 0.0, 0.09 / 1.49, true),
                (Loss::Jaccard(v_net), 0.0, 0.09 / (0.7 + 0.09), true),
            ],
        ),
    ] {
        for (loss, at_label, at_end, proper) in cases {
            let curve = &curves(y, 0.69, vec![loss.clone()])[0];
            approx::assert_abs_diff_eq!(curve.at_label.value, at_label, epsilon = 5e-5);
            approx::assert_abs_diff_eq!(at_one(curve), at_end, epsilon = 1e-5);
            let expected = if proper { y } else { 1.0 };
            approx::assert_abs_diff_eq!(minimiser(curve), expected, epsilon = 2e-6);
        }
        let curve = &curves(y, 0.69, vec![Loss::CrossEntropy])[0];
        let entropy = -y * f64::ln(y) - (1.0 - y) * f64::ln(1.0 - y);
        approx::assert_abs_diff_eq!(curve.at_label.value, entropy, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(minimiser(curve), y, epsilon = 2e-6);
    }
}

#[test]
fn near_the_label_jaccard_pulls_where_the_others_plateau() {
    let losses = vec![
        Loss::CrossEntropy,
        Loss::Jaccard(first_class(&[])),
        Loss::Dice(first_class(&[("norm", 2.into())])),
        Loss::Dice(first_class(&[])),
    ];
    let expected = [-0.010, -0.306, -0.0045, -0.155];
    for (curve, expected) in curves(0.7, 0.69, losses).iter().zip(expected) {
        let gradient = curve.current.gradient_logit;
        approx::assert_relative_eq!(gradient, expected, max_relative = 0.02);
    }
    // In closed form: cross-entropy x − y, Jaccard −x(1−x)/y.
    let pair = curves(
        0.7,
        0.69,
        vec![Loss::CrossEntropy, Loss::Jaccard(first_class(&[]))],
    );
    approx::assert_relative_eq!(pair[0].current.gradient_logit, -0.01, max_relative = 1e-12);
    approx::assert_relative_eq!(
        pair[1].current.gradient_logit,
        -0.69 * 0.31 / 0.7,
        max_relative = 1e-12
    );
    // The same at every distance: one shrinks with it, the other does not.
    let nearest = |curve: &Curve, side: f64| {
        let distance = |s: &&Sample| (s.t - 0.7 - side * NEAREST).abs();
        let samples = curve.samples.iter();
        *samples
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))
            .unwrap()
    };
    for side in [-1.0, 1.0] {
        assert!(nearest(&pair[0], side).gradient_logit.abs() < 2e-6);
        assert!(nearest(&pair[1], side).gradient_logit.abs() > 0.2);
    }
    // At the label itself, the mean of both sides.
    assert_eq!(pair[1].at_label.gradient_logit, 0.0);
}
