use super::*;
use crate::scene::preset::PRESETS;

#[test]
fn a_fill_takes_what_is_connected_by_edges() {
    let mut scene = Scene::new(3, 16, 16).unwrap();
    // A diagonal wall: its corners do not let the fill through.
    for i in 0..16 {
        scene.write(Layer::Label, [0, i, i], 0.0);
        scene.write(Layer::Label, [1, i, i], 1.0);
    }
    let dirty = scene.fill(Layer::Label, 2, (0, 15), 1.0);
    assert_eq!(scene.pixels_of_class(2), 120);
    assert_eq!(scene.pixels_of_class(1), 16);
    assert_eq!(
        (dirty.x, dirty.y, dirty.width, dirty.height),
        (1, 0, 15, 15)
    );
    assert!(scene.fill(Layer::Label, 3, (0, 0), 1.0).is_empty());
    assert!(scene.fill(Layer::Label, 1, (16, 0), 1.0).is_empty());
    scene.set_hard(false);
    scene.fill(Layer::Label, 1, (15, 0), 0.25);
    assert_eq!(scene.label()[[1, 15, 0]], 0.25);
}

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
    for wrong in [0, 1, 9] {
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
    assert!(scene.resize(15, 16).is_err());
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
    assert!(message.contains("row 3, column 2"), "{message}");
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
