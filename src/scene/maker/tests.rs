use super::*;
use crate::label::{boundary_smoothing, distillation, smoothing};
use crate::scene::preset::PRESETS;
use ndarray::Axis;

fn make(scene: &Scene, id: &str, values: Values) -> Scene {
    let mut made = scene.clone();
    Maker::find(id).unwrap().make(&mut made, values).unwrap();
    made
}

fn hard(scene: &Scene) -> Array3<i32> {
    scene.hard_label().mapv(|c| c as i32).insert_axis(Axis(0))
}

/// How many pixels are predicted to be something.
fn found(scene: &Scene) -> usize {
    scene.hard_prediction().iter().filter(|c| **c > 0).count()
}

#[test]
fn every_maker_makes_what_a_scene_can_hold_and_leaves_the_other_layer_alone() {
    for maker in MAKERS {
        assert!(maker.parameters.len() <= Values::default().len());
        assert!(maker.about.ends_with('.'), "{}", maker.id);
        let ends = |end: fn(&Parameter) -> f64| {
            let mut values = maker.defaults();
            for (value, parameter) in values.iter_mut().zip(maker.parameters) {
                let (least, most) = parameter.range;
                assert!((least..=most).contains(&parameter.default));
                *value = end(parameter);
            }
            values
        };
        let all = [ends(|p| p.range.0), ends(|p| p.range.1), maker.defaults()];
        for preset in PRESETS {
            let scene = preset.scene(32);
            for values in all {
                let made = make(&scene, maker.id, values);
                assert_eq!(made, make(&scene, maker.id, values), "the same every time");
                assert!(made.batch().is_ok());
                match maker.layer {
                    Layer::Label => assert_eq!(made.logits, scene.logits),
                    Layer::Prediction => assert_eq!(made.label, scene.label),
                }
            }
            let least = make(&scene, maker.id, all[0]);
            assert_eq!(least, make(&scene, maker.id, [f64::NEG_INFINITY; 2]));
            let default = make(&scene, maker.id, all[2]);
            assert_eq!(default, make(&scene, maker.id, [f64::NAN; 2]));
        }
    }
    assert!(Maker::find("none").is_none());
}

#[test]
fn from_label_is_as_certain_as_it_is_told() {
    let scene = PRESETS[0].scene(32);
    let x = make(&scene, "from-label", [0.7, 0.0]).probabilities();
    for (x, y) in x.iter().zip(&scene.label) {
        approx::assert_abs_diff_eq!(*x, 0.7 * y + 0.1, epsilon = 2e-4);
    }
    let mut copied = scene.clone();
    copied.copy_label_to_prediction();
    assert_eq!(make(&scene, "from-label", [1.0, 0.0]), copied);
}

#[test]
fn a_shift_moves_right_and_down_and_the_edge_goes_on() {
    let scene = PRESETS[0].scene(32);
    let made = make(&scene, "shift", [3.0, -2.0]);
    assert_eq!(made.logits[[1, 10, 20]], scene.logits[[1, 12, 17]]);
    assert_eq!(made.logits[[1, 31, 0]], scene.logits[[1, 31, 0]]);
    assert_eq!(make(&scene, "shift", [0.0, 0.0]), scene);
}

#[test]
fn dilating_grows_and_eroding_shrinks_by_the_radius() {
    let mut scene = Scene::new(3, 32, 32).unwrap();
    scene.logits.index_axis_mut(Axis(0), 0).fill(5.0);
    scene.logits[[2, 16, 16]] = 9.0;
    let dilated = make(&scene, "dilate", [3.0, 0.0]);
    // The pixels within 3 of one.
    assert_eq!(found(&dilated), 29);
    assert_eq!(dilated.hard_prediction()[[16, 19]], 2);
    assert_eq!(dilated.logits[[0, 16, 19]], scene.logits[[0, 16, 16]]);
    assert_eq!(found(&make(&dilated, "erode", [3.0, 0.0])), 1);
    assert_eq!(found(&make(&scene, "erode", [1.0, 0.0])), 0);
    // At the corner as well.
    scene.logits[[1, 0, 31]] = 9.0;
    assert_eq!(found(&make(&scene, "dilate", [1.0, 0.0])), 5 + 3);
}

#[test]
fn a_blur_keeps_probabilities_and_what_is_flat() {
    let mut scene = Scene::new(2, 48, 48).unwrap();
    scene.logits[[1, 24, 24]] = 20.0;
    let x = make(&scene, "blur", [2.0, 0.0]).probabilities();
    for sum in x.sum_axis(Axis(0)) {
        approx::assert_abs_diff_eq!(sum, 1.0, epsilon = 1e-5);
    }
    let extra = |h: usize, w: usize| x[[1, h, w]] - 0.5;
    approx::assert_relative_eq!(
        extra(24, 24),
        0.5 / (8.0 * std::f32::consts::PI),
        epsilon = 1e-3
    );
    approx::assert_relative_eq!(extra(24, 26), extra(26, 24), epsilon = 1e-5);
    approx::assert_relative_eq!(
        extra(24, 26) / extra(24, 24),
        (-0.5f32).exp(),
        epsilon = 1e-2
    );
    assert_eq!(x[[1, 2, 2]], 0.5);
}

#[test]
fn noise_has_the_amount_and_another_seed_is_another_noise() {
    let scene = PRESETS[0].scene(64);
    let noise = &make(&scene, "noise", [1.5, 3.0]).logits - &scene.logits;
    approx::assert_abs_diff_eq!(noise.mean().unwrap(), 0.0, epsilon = 0.05);
    approx::assert_abs_diff_eq!(noise.std(0.0), 1.5, epsilon = 0.05);
    assert_ne!(
        make(&scene, "noise", [1.5, 4.0]),
        make(&scene, "noise", [1.5, 3.0])
    );
    assert_eq!(make(&scene, "noise", [0.0, 4.0]), scene);
    for size in [0.0, 4.0] {
        let random = make(&scene, "random", [7.0, size]).logits;
        approx::assert_abs_diff_eq!(random.std(0.0), SPREAD, epsilon = 0.01);
        let step = (random[[0, 9, 9]] - random[[0, 9, 10]]).abs();
        assert_eq!(step < 0.5, size > 0.0, "alike nearby: {step}");
    }
}

#[test]
fn confidence_divides_the_logits() {
    let scene = PRESETS[0].scene(32);
    let made = make(&scene, "confidence", [2.0, 0.0]);
    assert_eq!(made.logits, &scene.logits / 2.0);
    assert_eq!(made.hard_prediction(), scene.hard_prediction());
}

#[test]
fn labels_are_those_of_the_module() {
    let scene = PRESETS[0].scene(32);
    let teacher = scene.logits.clone().insert_axis(Axis(0));
    let (label, classes) = (hard(&scene), scene.classes());
    let expected = [
        (
            "smoothing",
            [0.3, 0.0],
            smoothing(&label, classes, None, 0.3),
        ),
        (
            "boundary-smoothing",
            [5.0, 0.4],
            boundary_smoothing(&label, classes, None, 5, 0.4),
        ),
        (
            "distillation",
            [3.0, 0.25],
            distillation(&teacher, Some(&label), None, 3.0, 0.25),
        ),
    ];
    for (id, values, soft) in expected {
        let made = make(&scene, id, values);
        assert!(!made.is_hard());
        for (y, soft) in made.label().iter().zip(&soft.unwrap()) {
            approx::assert_abs_diff_eq!(*y, *soft, epsilon = 1e-6);
        }
    }
}

#[test]
fn raters_disagree_at_outlines_only() {
    let scene = PRESETS[0].scene(64);
    let made = make(&scene, "raters", [4.0, 1.5]);
    let quarters = |y: &f32| (y * 4.0).fract() == 0.0;
    assert!(made.label().iter().all(quarters));
    let disputed = made
        .label()
        .iter()
        .filter(|y| **y > 0.0 && **y < 1.0)
        .count();
    assert!(disputed > 50 && disputed < 64 * 64, "{disputed}");
    let agreed = make(&scene, "raters", [4.0, 0.0]);
    assert_eq!(agreed.label(), scene.label());
}
