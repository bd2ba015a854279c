use proptest::prelude::*;

use super::*;
use crate::scene::{Change, Gallery, History};
use ndarray::Axis;

const PEN: Brush = Brush {
    class: 1,
    size: 9.0,
    hardness: 0.3,
    strength: 1.0,
};

fn soft(classes: usize) -> Scene {
    let mut scene = Scene::new(classes, 48, 40).unwrap();
    scene.set_hard(false);
    scene
}

fn draw(scene: &mut Scene, tool: Tool, layer: Layer, brush: Brush, path: &[(f32, f32)]) -> Stroke {
    let mut stroke = scene.begin_stroke(tool, layer, brush);
    for point in path {
        stroke.extend(scene, *point);
    }
    stroke
}

fn largest_difference(a: &Scene, b: &Scene) -> f32 {
    let x = (a.probabilities() - b.probabilities()).mapv(f32::abs);
    let y = (&a.label() - &b.label()).mapv(f32::abs);
    x.iter().chain(&y).copied().fold(0.0, f32::max)
}

#[test]
fn a_slow_stroke_paints_what_a_fast_one_does() {
    for layer in [Layer::Label, Layer::Prediction] {
        let (mut slow, mut fast) = (soft(3), soft(3));
        let brush = Brush {
            strength: 0.6,
            ..PEN
        };
        let steps: Vec<_> = (0..=97)
            .map(|i| i as f32 / 97.0)
            .map(|t| (3.0 + 31.0 * t, 5.0 + 38.0 * t))
            .collect();
        draw(&mut slow, Tool::Paint, layer, brush, &steps);
        draw(&mut fast, Tool::Paint, layer, brush, &[steps[0], steps[97]]);
        assert!(largest_difference(&slow, &fast) < 1e-4);
    }
}

#[test]
fn a_stroke_over_itself_does_not_build_up() {
    let mut scene = soft(2);
    let brush = Brush {
        strength: 0.5,
        hardness: 1.0,
        ..PEN
    };
    let path = [(5.0, 20.0), (35.0, 20.0), (5.0, 20.0), (35.0, 21.0)];
    draw(&mut scene, Tool::Paint, Layer::Label, brush, &path);
    let most = scene.label().iter().copied().fold(0.0, f32::max);
    assert_eq!(most, 1.0);
    assert_eq!(scene.label()[[1, 20, 20]], 0.5);
    assert!(
        scene
            .label()
            .index_axis(Axis(0), 1)
            .iter()
            .all(|y| *y <= 0.5)
    );
}

#[test]
fn a_hard_label_takes_one_hot_within_the_radius() {
    let mut scene = soft(3);
    scene.set_hard(true);
    let brush = Brush {
        class: 2,
        hardness: 0.0,
        strength: 0.1,
        size: 10.0,
    };
    draw(
        &mut scene,
        Tool::Paint,
        Layer::Label,
        brush,
        &[(20.0, 20.0)],
    );
    for ((row, column), y) in scene.label().index_axis(Axis(0), 2).indexed_iter() {
        let d = (column as f32 + 0.5 - 20.0).hypot(row as f32 + 0.5 - 20.0);
        assert_eq!(*y, f32::from(u8::from(d < 5.0)));
    }
}

#[test]
fn the_thinnest_brush_paints_the_pixel_under_the_pointer_and_leaves_no_gap() {
    let thin = Brush {
        size: 1.0,
        hardness: 1.0,
        ..PEN
    };
    for at in [(7.01, 9.99), (7.5, 9.5), (7.99, 9.01)] {
        let mut scene = soft(2);
        draw(&mut scene, Tool::Paint, Layer::Label, thin, &[at]);
        assert_eq!(scene.pixels_of_class(1), 1);
        assert_eq!(scene.label()[[1, 9, 7]], 1.0);
    }
    let mut scene = soft(2);
    draw(
        &mut scene,
        Tool::Paint,
        Layer::Label,
        thin,
        &[(0.2, 0.7), (39.0, 20.0)],
    );
    let painted = scene.label();
    assert!((0..40).all(|column| painted.slice(ndarray::s![1, .., column]).sum() >= 1.0));
}

#[test]
fn painting_a_prediction_leaves_the_floor_and_erasing_leaves_no_opinion() {
    let mut scene = soft(4);
    let brush = Brush {
        hardness: 1.0,
        ..PEN
    };
    let path = [(20.0, 20.0)];
    draw(&mut scene, Tool::Paint, Layer::Prediction, brush, &path);
    let x = scene.probabilities_at((20, 20));
    approx::assert_relative_eq!(x[0], crate::scene::PAINTED_FLOOR, epsilon = 1e-8);
    approx::assert_relative_eq!(x[1], 0.9997, epsilon = 1e-6);
    draw(&mut scene, Tool::Erase, Layer::Prediction, brush, &path);
    approx::assert_relative_eq!(scene.probabilities_at((20, 20))[1], 0.25, epsilon = 1e-6);
}

#[test]
fn softening_blurs_an_edge_and_leaves_the_rest_and_hard_labels_alone() {
    let mut scene = soft(2);
    let wide = Brush {
        size: 64.0,
        hardness: 1.0,
        ..PEN
    };
    draw(
        &mut scene,
        Tool::Paint,
        Layer::Label,
        wide,
        &[(-12.0, 0.0), (-12.0, 48.0)],
    );
    let sharp = scene.clone();
    let path = [(20.0, 10.0), (20.0, 38.0)];
    draw(&mut scene, Tool::Soften, Layer::Label, wide, &path);
    let across = |column: usize| scene.label()[[1, 24, column]];
    assert_eq!((across(17), across(22)), (1.0, 0.0));
    approx::assert_relative_eq!(across(19), 11.0 / 16.0, epsilon = 1e-6);
    approx::assert_relative_eq!(across(20), 5.0 / 16.0, epsilon = 1e-6);
    let mut hard = sharp;
    hard.set_hard(true);
    let before = hard.clone();
    draw(&mut hard, Tool::Soften, Layer::Label, wide, &path);
    assert_eq!(hard, before);
}

#[test]
fn nothing_happens_with_a_brush_or_a_scene_that_does_not_fit() {
    let mut scene = soft(2);
    let before = scene.clone();
    let unknown = Brush { class: 2, ..PEN };
    assert!(
        draw(
            &mut scene,
            Tool::Paint,
            Layer::Label,
            unknown,
            &[(9.0, 9.0)]
        )
        .finish(&scene)
        .is_none()
    );
    for at in [
        (f32::NAN, 3.0),
        (f32::INFINITY, 3.0),
        (1e30, 1e30),
        (-1e30, 5.0),
    ] {
        draw(&mut scene, Tool::Paint, Layer::Label, PEN, &[at]);
    }
    let mut stroke = scene.begin_stroke(Tool::Paint, Layer::Label, PEN);
    let mut other = Scene::new(2, 16, 16).unwrap();
    assert!(stroke.extend(&mut other, (3.0, 3.0)).is_empty());
    assert_eq!(scene, before);
    let nan = Brush {
        class: 0,
        size: f32::NAN,
        hardness: f32::NAN,
        strength: f32::NAN,
    };
    draw(
        &mut scene,
        Tool::Paint,
        Layer::Prediction,
        nan,
        &[(3.0, 3.0)],
    );
    assert!(scene.batch().is_ok());
}

fn strokes() -> impl Strategy<Value = (u8, bool, Brush, Vec<(f32, f32)>)> {
    let brush = (0..3usize, 1f32..20.0, 0f32..=1.0, 0f32..=1.0).prop_map(
        |(class, size, hardness, strength)| Brush {
            class,
            size,
            hardness,
            strength,
        },
    );
    let path = prop::collection::vec((-10f32..50.0, -10f32..60.0), 1..5);
    (0..3u8, any::<bool>(), brush, path)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn strokes_keep_probabilities_stay_in_their_rectangle_and_can_be_undone(
        strokes in prop::collection::vec(strokes(), 1..6), hard in any::<bool>()
    ) {
        let mut scene = soft(3);
        scene.set_hard(hard);
        let mut history = History::default();
        let mut gallery = Gallery::from(scene.clone());
        let mut states = vec![scene.clone()];
        for (tool, label, brush, path) in strokes {
            let tool = [Tool::Paint, Tool::Erase, Tool::Soften][usize::from(tool)];
            let layer = if label { Layer::Label } else { Layer::Prediction };
            let before = scene.clone();
            let mut stroke = scene.begin_stroke(tool, layer, brush);
            let mut dirty = Rect::default();
            for to in path {
                dirty = dirty.union(stroke.extend(&mut scene, to));
            }
            for ((c, row, column), y) in scene.label.indexed_iter() {
                let changed = *y != before.label[[c, row, column]]
                    || scene.logits[[c, row, column]] != before.logits[[c, row, column]];
                let inside = (dirty.x..dirty.x + dirty.width).contains(&column)
                    && (dirty.y..dirty.y + dirty.height).contains(&row);
                prop_assert!(inside || !changed);
            }
            if let Some(step) = stroke.finish(&scene) {
                history.push(Change::edited(&gallery, step));
                states.push(scene.clone());
            }
            for sum in scene.label.sum_axis(Axis(0)) {
                prop_assert!((sum - 1.0).abs() < 1e-5);
            }
            prop_assert!(scene.logits.iter().all(|z| z.is_finite()));
            prop_assert!(scene.batch().is_ok());
        }
        gallery.edit(|painted| *painted = scene);
        for state in states.iter().rev().skip(1) {
            prop_assert!(history.undo(&mut gallery).is_some());
            prop_assert!(gallery.scene() == state);
        }
        prop_assert!(!history.can_undo());
        for state in &states[1..] {
            prop_assert!(history.redo(&mut gallery).is_some());
            prop_assert!(gallery.scene() == state);
        }
    }
}

#[test]
fn a_cancelled_stroke_has_never_been() {
    let mut scene = soft(3);
    let before = scene.clone();
    let path = [(3.0, 3.0), (30.0, 40.0)];
    let stroke = draw(&mut scene, Tool::Paint, Layer::Prediction, PEN, &path);
    assert!(scene != before);
    assert!(!stroke.cancel(&mut scene).is_empty());
    assert_eq!(scene, before);
}
