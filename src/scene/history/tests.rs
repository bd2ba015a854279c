use super::*;
use crate::scene::preset::PRESETS;
use crate::scene::{Brush, Tool, VOID};

const STEPS: usize = 100;

/// Scribbles over everything with the widest brush, a little differently every time.
fn scribble(gallery: &mut Gallery, layer: Layer, number: usize) -> Option<Change> {
    let scene = gallery.scene();
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
        for x in [0.0, width] {
            gallery.edit(|scene| stroke.extend(scene, (x, row)));
        }
        row += 40.0;
    }
    let step = stroke.finish(gallery.scene())?;
    Some(Change::edited(gallery, step))
}

fn bytes(history: &History) -> usize {
    let changes = history.past.iter().chain(&history.future);
    changes.map(Change::bytes).sum()
}

#[test]
fn a_hundred_strokes_over_everything_can_be_undone_and_done_again() {
    for (side, classes) in [(64, 3), (256, 8)] {
        let mut gallery = Gallery::from(Scene::new(classes, side, side).unwrap());
        let mut history = History::default();
        let mut states = Vec::new();
        for number in 0..STEPS {
            if number % 25 == 0 {
                states.push(gallery.clone());
            }
            history.push(scribble(&mut gallery, Layer::Prediction, number).unwrap());
        }
        let end = gallery.clone();
        for number in (0..STEPS).rev() {
            assert!(
                history.undo(&mut gallery).is_some(),
                "step {number} at {side}²"
            );
            if number % 25 == 0 {
                assert_eq!(Some(&gallery), states.get(number / 25));
            }
        }
        assert!(!history.can_undo());
        for _ in 0..STEPS {
            assert!(history.redo(&mut gallery).is_some());
        }
        assert_eq!(gallery, end);
    }
}

#[test]
fn void_comes_and_goes_like_a_class() {
    let mut gallery = PRESETS[0].gallery(32);
    let mut history = History::default();
    let before = gallery.clone();
    gallery.edit(|scene| scene.fill(Layer::Label, VOID, (16, 16), 0.2));
    history.remember(before.scene(), &gallery);
    let void = gallery.scene().pixels_of_class(VOID);
    assert!(void > 100);
    assert!(history.undo(&mut gallery).is_some());
    assert_eq!(gallery, before);
    assert!(history.redo(&mut gallery).is_some());
    assert_eq!(gallery.scene().pixels_of_class(VOID), void);
}

#[test]
fn memory_is_bounded_and_the_last_change_always_kept() {
    let mut gallery = Gallery::from(Scene::new(8, 512, 512).unwrap());
    let mut history = History::default();
    for number in 0..40 {
        let before = gallery.scene().clone();
        gallery.edit(|scene| scene.logits.fill(number as f32 + 1.0));
        history.remember(&before, &gallery);
        assert!(bytes(&history) <= BUDGET);
    }
    assert!(history.past.len() > 20);
    while history.undo(&mut gallery).is_some() {
        assert!(bytes(&history) <= BUDGET);
    }
}

#[test]
fn a_change_holds_no_more_than_what_changed() {
    let mut gallery = PRESETS[0].gallery(256);
    let mut history = History::default();
    let before = gallery.clone();
    gallery.edit(|scene| scene.fill(Layer::Label, 2, (128, 128), 1.0));
    assert!(history.remember(before.scene(), &gallery));
    assert!(bytes(&history) < 256 * 256 * 16 / 2);
    let hard = gallery.scene().clone();
    gallery.edit(|scene| scene.set_hard(false));
    let filled = bytes(&history);
    assert!(history.remember(&hard, &gallery));
    assert_eq!(bytes(&history), filled, "a switch costs nothing");
    let same = gallery.scene().clone();
    assert!(!history.remember(&same, &gallery), "nothing changed");
    for _ in 0..4 {
        let added = gallery.add(same.clone()).unwrap();
        history.push(added);
    }
    history.push(gallery.shift(1).unwrap());
    assert_eq!(
        bytes(&history),
        filled,
        "images that are there cost nothing"
    );
    while gallery.scene() != before.scene() {
        assert!(history.undo(&mut gallery).is_some());
    }
    assert_eq!(gallery, before);
}

#[test]
fn edits_of_every_kind_come_back_in_turn() {
    let mut gallery = PRESETS[0].gallery(32);
    let mut history = History::default();
    let edits: [fn(&mut Gallery); 9] = [
        |gallery| gallery.edit(Scene::copy_prediction_to_label),
        |gallery| gallery.edit(|scene| scene.swap_with_background(1)),
        |gallery| gallery.edit(Scene::invert_prediction),
        |gallery| gallery.edit(|scene| scene.set_hard(false)),
        |gallery| gallery.resize(48, 20).unwrap(),
        |gallery| gallery.set_classes(5).unwrap(),
        |gallery| gallery.edit(Scene::copy_label_to_prediction),
        |gallery| gallery.edit(|scene| scene.clear(Layer::Label)),
        |gallery| *gallery = PRESETS[1].gallery(24),
    ];
    let mut states = vec![gallery.clone()];
    for edit in edits {
        let before = gallery.clone();
        edit(&mut gallery);
        let like = before.scene().label.dim() == gallery.scene().label.dim();
        assert!(match like {
            true => history.remember(before.scene(), &gallery),
            false => history.remember_all(before, &gallery),
        });
        states.push(gallery.clone());
    }
    for state in states.iter().rev().skip(1) {
        assert!(history.undo(&mut gallery).is_some());
        assert_eq!(gallery, *state);
    }
    for state in &states[1..] {
        assert!(history.redo(&mut gallery).is_some());
        assert_eq!(gallery, *state);
    }
}

#[test]
fn every_change_of_the_images_comes_back_with_its_image_current() {
    let mut gallery = PRESETS[0].gallery(32);
    let mut history = History::default();
    let changes: [fn(&mut Gallery) -> Option<Change>; 8] = [
        |gallery| gallery.add(PRESETS[3].scene(32)).ok(),
        |gallery| scribble(gallery, Layer::Label, 1),
        |gallery| gallery.add(PRESETS[4].scene(32)).ok(),
        |gallery| gallery.shift(0),
        |gallery| scribble(gallery, Layer::Prediction, 2),
        |gallery| {
            gallery.select(2);
            scribble(gallery, Layer::Label, 0)
        },
        |gallery| {
            gallery.select(1);
            gallery.remove()
        },
        |gallery| gallery.shift(1),
    ];
    let mut states = vec![gallery.scenes().to_vec()];
    for change in changes {
        history.push(change(&mut gallery).unwrap());
        states.push(gallery.scenes().to_vec());
    }
    gallery.select(0);
    let mut places = Vec::new();
    for state in states.iter().rev().skip(1) {
        assert!(history.undo(&mut gallery).is_some());
        assert_eq!(gallery.scenes(), *state);
        places.push(gallery.current());
    }
    assert_eq!(places, [0, 1, 2, 0, 2, 1, 1, 0]);
    for state in &states[1..] {
        assert!(history.redo(&mut gallery).is_some());
        assert_eq!(gallery.scenes(), *state);
    }
}
