//! Void: what is not counted, on every way from the brush to the batch.

use super::maker::MAKERS;
use super::preset::PRESETS;
use super::*;
use crate::batch::Label;

/// A wide brush of full strength.
const PEN: Brush = Brush {
    class: VOID,
    size: 12.0,
    hardness: 0.5,
    strength: 0.3,
};

/// A preset with a stroke of void across its middle.
fn marked(preset: usize) -> Scene {
    let mut scene = PRESETS[preset].scene(32);
    stroke(&mut scene, Tool::Paint, PEN);
    scene
}

fn stroke(scene: &mut Scene, tool: Tool, brush: Brush) {
    let mut stroke = scene.begin_stroke(tool, Layer::Label, brush);
    for to in [(4.0, 16.0), (28.0, 16.0)] {
        stroke.extend(scene, to);
    }
}

#[test]
fn what_is_void_is_not_kept_in_the_batch() {
    for preset in [0, 1] {
        let scene = marked(preset);
        let void = scene.pixels_of_class(VOID);
        assert!(void > 250, "{void}");
        let batch = scene.batch().unwrap();
        assert_eq!(batch.kept(), 32 * 32 - void);
        assert_eq!(batch.layout().hard, scene.is_hard());
        for ((_, row, column), keep) in batch.keep().indexed_iter() {
            assert_eq!(*keep, !scene.is_void((row, column)));
        }
        if let Label::Soft(y) = batch.label() {
            let sums = y.sum_axis(Axis(1));
            assert!(
                sums.iter()
                    .all(|sum| *sum == 0.0 || (sum - 1.0).abs() < 1e-3)
            );
        }
        // Hard or soft, the same is void.
        let mut other = scene.clone();
        other.set_hard(!scene.is_hard());
        assert_eq!(other.batch().unwrap().keep(), batch.keep());
    }
}

#[test]
fn void_is_painted_over_whole_and_erased_to_background() {
    for preset in [0, 1] {
        let void = marked(preset).pixels_of_class(VOID);
        for (tool, class) in [(Tool::Paint, 1), (Tool::Erase, 0)] {
            let mut scene = marked(preset);
            stroke(&mut scene, tool, Brush { class, ..PEN });
            let left = scene.pixels_of_class(VOID);
            assert!(left < void / 10, "{left} of {void}");
            assert_eq!(scene.label()[[class, 16, 16]], 1.0);
        }
    }
}

#[test]
fn softening_goes_around_void() {
    let mut scene = marked(1);
    let void = scene.pixels_of_class(VOID);
    let wide = Brush {
        size: 30.0,
        strength: 1.0,
        ..PEN
    };
    stroke(&mut scene, Tool::Soften, wide);
    assert_eq!(scene.pixels_of_class(VOID), void);
    for sum in scene.label().sum_axis(Axis(0)) {
        assert!(sum == 0.0 || (sum - 1.0).abs() < 1e-5, "{sum}");
    }
}

#[test]
fn a_prediction_cannot_be_void() {
    let mut scene = PRESETS[0].scene(32);
    let before = scene.clone();
    let mut stroke = scene.begin_stroke(Tool::Paint, Layer::Prediction, PEN);
    assert!(stroke.extend(&mut scene, (16.0, 16.0)).is_empty());
    assert!(scene.fill(Layer::Prediction, VOID, (3, 3), 1.0).is_empty());
    let area = Area {
        form: Form::Rectangle,
        from: (2, 2),
        to: (9, 9),
    };
    assert!(scene.draw(Layer::Prediction, area, PEN).is_empty());
    assert_eq!(scene, before);
    assert!(!scene.draw(Layer::Label, area, PEN).is_empty());
    assert_eq!(scene.pixels_of_class(VOID), 64);
}

#[test]
fn void_stays_through_sizes_classes_and_soft_labels() {
    for preset in [0, 1] {
        let scene = marked(preset);
        let share = |scene: &Scene| {
            scene.pixels_of_class(VOID) as f32 / (scene.height() * scene.width()) as f32
        };
        for (height, width) in [(64, 64), (16, 48)] {
            let mut other = scene.clone();
            other.resize(height, width).unwrap();
            other.set_classes(5).unwrap();
            approx::assert_abs_diff_eq!(share(&other), share(&scene), epsilon = 0.05);
            assert!(other.batch().is_ok());
        }
        for maker in MAKERS {
            let mut made = scene.clone();
            maker.make(&mut made, maker.defaults()).unwrap();
            assert!(made.pixels_of_class(VOID) > 200, "{}", maker.id);
            assert!(made.batch().is_ok());
        }
    }
}
