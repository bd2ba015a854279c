use super::*;
use crate::scene::preset::PRESETS;

#[test]
fn a_hard_scene_finds_its_soft_map_again() {
    let mut scene = PRESETS[1].scene(32);
    let soft = scene.clone();
    scene.set_hard(true);
    let y = scene.label_probabilities();
    assert!(y.iter().all(|y| *y == 0.0 || *y == 1.0));
    assert!(scene.batch().unwrap().layout().hard);
    scene.set_hard(false);
    assert_eq!(scene, soft);
    assert!(!scene.batch().unwrap().layout().hard);
}

#[test]
fn a_copied_label_is_predicted_but_for_the_floor() {
    let mut scene = PRESETS[1].scene(32);
    scene.copy_label_to_prediction();
    let y = scene.label_probabilities();
    for (x, y) in scene.probabilities().iter().zip(&y) {
        approx::assert_abs_diff_eq!(x, &(y * (1.0 - 2e-4) + 1e-4), epsilon = 1e-6);
    }
}

#[test]
fn a_class_that_goes_leaves_its_probability_to_background_and_one_that_comes_has_little() {
    let mut scene = PRESETS[0].scene(48);
    scene.set_hard(false);
    let before = scene.clone();
    let x = before.probabilities();
    scene.set_classes(2).unwrap();
    let fewer = scene.probabilities();
    for (h, w) in [(0, 0), (20, 20), (30, 31)] {
        let expected = x[[0, h, w]] + x[[2, h, w]];
        approx::assert_relative_eq!(fewer[[0, h, w]], expected, epsilon = 1e-6);
        approx::assert_relative_eq!(fewer[[1, h, w]], x[[1, h, w]], epsilon = 1e-6);
        let y = scene.label();
        assert_eq!(
            y[[0, h, w]],
            before.label()[[0, h, w]] + before.label()[[2, h, w]]
        );
    }
    let mut scene = before.clone();
    scene.set_classes(5).unwrap();
    let more = scene.probabilities();
    approx::assert_relative_eq!(more[[4, 20, 20]], 1e-4, epsilon = 2e-6);
    let stay = ndarray::s![..3, .., ..];
    assert_eq!(scene.logits().slice(stay), before.logits());
    assert_eq!(scene.pixels_of_class(4), 0);
    scene.set_classes(3).unwrap();
    for (a, b) in scene.probabilities().iter().zip(&x) {
        approx::assert_abs_diff_eq!(a, b, epsilon = 3e-4);
    }
    assert_eq!(scene.label(), before.label());
    for wrong in [0, 1, 22] {
        assert!(scene.set_classes(wrong).is_err());
    }
    // No opinion stays none.
    let mut scene = Scene::new(3, 16, 16).unwrap();
    for classes in [8, 2] {
        scene.set_classes(classes).unwrap();
        approx::assert_relative_eq!(scene.probabilities()[[1, 3, 3]], 1.0 / classes as f32);
    }
}

#[test]
fn another_size_keeps_the_picture() {
    for preset in PRESETS {
        for (height, width) in [(32, 32), (128, 100), (16, 512), (64, 64)] {
            let mut scene = preset.scene(64);
            let share = |scene: &Scene| {
                scene
                    .label()
                    .index_axis(Axis(0), 1)
                    .mean()
                    .unwrap_or_default()
            };
            let before = share(&scene);
            scene.resize(height, width).unwrap();
            assert_eq!((scene.height(), scene.width()), (height, width));
            approx::assert_abs_diff_eq!(share(&scene), before, epsilon = 0.02);
            if scene.is_hard() {
                assert!(scene.label().iter().all(|y| *y == 0.0 || *y == 1.0));
            }
            assert!(scene.batch().is_ok());
            for sum in scene.label().sum_axis(Axis(0)) {
                approx::assert_abs_diff_eq!(sum, 1.0, epsilon = 1e-5);
            }
        }
    }
    let mut scene = Scene::new(2, 16, 16).unwrap();
    assert!(scene.resize(7, 16).is_err());
    assert!(scene.resize(16, 513).is_err());
}

#[test]
fn what_is_replaced_is_checked_first() {
    let mut scene = Scene::new(2, 16, 16).unwrap();
    let before = scene.clone();
    let half = Array3::from_elem((2, 16, 16), 0.5f32);
    let mut odd = half.clone();
    odd[[1, 3, 2]] = 0.4;
    let message = scene.replace_label(odd).unwrap_err().to_string();
    assert!(message.contains("at index 50 [3, 2]"), "{message}");
    assert!(scene.replace_label(Array3::zeros((3, 16, 16))).is_err());
    assert!(
        scene
            .replace_prediction(Array3::from_elem((2, 16, 16), f32::NAN))
            .is_err()
    );
    assert!(
        scene
            .replace_prediction(Array3::from_elem((2, 16, 16), 1e31))
            .is_err()
    );
    assert_eq!(scene, before);
    assert!(scene.replace_label(half.clone()).is_ok());
    assert!(scene.replace_prediction(half).is_ok());
    scene.clear(Layer::Label);
    scene.clear(Layer::Prediction);
    assert_eq!(scene, before);
}

#[test]
fn a_copied_prediction_is_the_label_as_hard_or_soft_as_that_is() {
    let mut scene = PRESETS[0].scene(32);
    scene.copy_prediction_to_label();
    assert_eq!(scene.hard_label(), scene.hard_prediction());
    assert!(scene.label().iter().all(|y| *y == 0.0 || *y == 1.0));
    scene.set_hard(false);
    scene.copy_prediction_to_label();
    assert_eq!(scene.label(), scene.probabilities());
    assert!(scene.batch().is_ok());
}

#[test]
fn swapping_and_inverting_twice_changes_nothing() {
    let mut scene = PRESETS[0].scene(32);
    let before = scene.clone();
    scene.swap_with_background(2);
    assert_eq!(
        scene.label().index_axis(Axis(0), 0),
        before.label().index_axis(Axis(0), 2)
    );
    assert_eq!(
        scene.label().index_axis(Axis(0), 1),
        before.label().index_axis(Axis(0), 1)
    );
    scene.swap_with_background(2);
    scene.swap_with_background(3);
    scene.invert_prediction();
    let x = before.probabilities_at((3, 4));
    let opposite = scene.probabilities_at((3, 4));
    let sum: f32 = x.iter().map(|x| 1.0 / x).sum();
    for (x, opposite) in x.iter().zip(&opposite) {
        approx::assert_relative_eq!(*opposite, 1.0 / x / sum, epsilon = 1e-5);
    }
    scene.invert_prediction();
    assert_eq!(scene, before);
}
