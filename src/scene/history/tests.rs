use super::*;
use crate::scene::preset::PRESETS;
use crate::scene::{Brush, Tool};

const STEPS: usize = 100;

/// Scribbles over everything with the widest brush, a little differently every time.
fn scribble(scene: &mut Scene, layer: Layer, number: usize) -> Option<Step> {
    let brush = Brush {
        class: number % scene.classes(),
        size: 64.0,
        hardness: 0.3,
        strength: 0.1 + 0.8 * (number as f32 / STEPS as f32),
    };
    let (height, width) = (scene.height() as f32, scene.width() as f32);
    let mut stroke = scene.begin_stroke(Tool::Paint, layer, brush);
    let mut row = 0.0;
    while row < height + 40.0 {
        stroke.extend(scene, (0.0, row));
        stroke.extend(scene, (width, row));
        row += 40.0;
    }
    stroke.finish(scene)
}

fn bytes(history: &History) -> usize {
    let steps = history.past.iter().chain(&history.future);
    steps.map(Step::bytes).sum()
}

#[test]
fn a_hundred_strokes_over_everything_can_be_undone_and_done_again() {
    for (side, classes) in [(64, 3), (256, 8)] {
        let mut scene = Scene::new(classes, side, side).unwrap();
        let mut history = History::default();
        let mut states = Vec::new();
        for number in 0..STEPS {
            if number % 25 == 0 {
                states.push(scene.clone());
            }
            history.push(scribble(&mut scene, Layer::Prediction, number).unwrap());
        }
        let end = scene.clone();
        for number in (0..STEPS).rev() {
            assert!(
                history.undo(&mut scene).is_some(),
                "step {number} at {side}²"
            );
            if number % 25 == 0 {
                assert_eq!(Some(&scene), states.get(number / 25));
            }
        }
        assert!(!history.can_undo());
        for _ in 0..STEPS {
            assert!(history.redo(&mut scene).is_some());
        }
        assert_eq!(scene, end);
    }
}

#[test]
fn memory_is_bounded_and_the_last_step_always_kept() {
    let mut scene = Scene::new(8, 512, 512).unwrap();
    let mut history = History::default();
    for number in 0..40 {
        let before = scene.clone();
        scene.logits.fill(number as f32 + 1.0);
        history.remember(before, &scene);
        assert!(bytes(&history) <= BUDGET);
    }
    assert!(history.past.len() > 20);
    while history.undo(&mut scene).is_some() {
        assert!(bytes(&history) <= BUDGET);
    }
}

#[test]
fn a_step_holds_no_more_than_what_changed() {
    let mut scene = PRESETS[0].scene(256);
    let mut history = History::default();
    let before = scene.clone();
    scene.fill(Layer::Label, 2, (128, 128), 1.0);
    assert!(history.remember(before.clone(), &scene));
    assert!(bytes(&history) < 256 * 256 * 16 / 2);
    let hard = scene.clone();
    scene.set_hard(false);
    let filled = bytes(&history);
    assert!(history.remember(hard, &scene));
    assert_eq!(bytes(&history), filled, "a switch costs nothing");
    assert!(!history.remember(scene.clone(), &scene), "nothing changed");
    assert!(history.undo(&mut scene).is_some() && scene.is_hard());
    assert!(history.undo(&mut scene).is_some());
    assert_eq!(scene, before);
}

#[test]
fn edits_of_every_kind_come_back_in_turn() {
    let mut scene = PRESETS[0].scene(32);
    let mut history = History::default();
    let edits: [fn(&mut Scene); 8] = [
        Scene::copy_prediction_to_label,
        |scene| scene.swap_with_background(1),
        Scene::invert_prediction,
        |scene| scene.set_hard(false),
        |scene| scene.resize(48, 20).unwrap(),
        |scene| scene.set_classes(5).unwrap(),
        Scene::copy_label_to_prediction,
        |scene| scene.clear(Layer::Label),
    ];
    let mut states = vec![scene.clone()];
    for edit in edits {
        let before = scene.clone();
        edit(&mut scene);
        assert!(history.remember(before, &scene));
        states.push(scene.clone());
    }
    for state in states.iter().rev().skip(1) {
        assert!(history.undo(&mut scene).is_some());
        assert_eq!(scene, *state);
    }
    for state in &states[1..] {
        assert!(history.redo(&mut scene).is_some());
        assert_eq!(scene, *state);
    }
}
