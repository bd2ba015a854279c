use ndarray::Array2;

use super::*;
use crate::scene::preset::PRESETS;

fn map(name: &str, indices: Array2<u32>, values: &[&str]) -> LabelMap {
    LabelMap {
        name: name.into(),
        indices,
        values: values.iter().map(|value| (*value).into()).collect(),
    }
}

#[test]
fn a_prediction_of_probabilities_comes_back_as_they_were() {
    let scene = PRESETS[0].scene(64);
    let mut x = PRESETS[3].scene(64).probabilities().insert_axis(Axis(0));
    x[[0, 1, 5, 5]] += x[[0, 0, 5, 5]];
    x[[0, 0, 5, 5]] = 0.0;
    let imported = scene.import_prediction("prediction.npy", &x).unwrap();
    assert_eq!(
        imported.message,
        "prediction.npy: 3 classes, 64×64, read as probabilities"
    );
    for (a, b) in imported.scene.probabilities().iter().zip(&x) {
        approx::assert_abs_diff_eq!(a, b, epsilon = 1e-6);
    }
    assert_eq!(imported.scene.label(), scene.label());
    assert_eq!(imported.scene.is_hard(), scene.is_hard());
}

#[test]
fn other_numbers_are_logits() {
    let scene = PRESETS[0].scene(64);
    let z = scene.logits().to_owned().insert_axis(Axis(0)) + 2.0;
    let imported = scene.import_prediction("z.npy", &z).unwrap();
    assert_eq!(imported.message, "z.npy: 3 classes, 64×64, read as logits");
    assert_eq!(imported.scene.logits(), z.index_axis(Axis(0), 0));
    let wild = Array4::from_elem((1, 2, 16, 16), f32::INFINITY);
    assert!(scene.import_prediction("z.npy", &wild).is_err());
}

#[test]
fn sizes_and_classes_follow_the_import_and_the_other_layer_follows_them() {
    let scene = PRESETS[0].scene(64);
    let more = Array4::zeros((1, 5, 32, 100));
    let imported = scene.import_prediction("z.npy", &more).unwrap();
    let new = &imported.scene;
    assert_eq!((new.classes(), new.height(), new.width()), (5, 32, 100));
    assert!(
        imported
            .message
            .ends_with("the label was resampled from 64×64")
    );
    assert!(new.pixels_of_class(1) > 0 && new.batch().is_ok());

    let label = map("label.png", Array2::zeros((64, 64)), &["0"]);
    let imported = scene.import_label(&label).unwrap();
    assert_eq!(
        imported.message,
        "label.png: 2 classes, 64×64, classes from 0; the prediction keeps its 3 classes"
    );
    assert_eq!(imported.scene.logits(), scene.logits());
    assert_eq!(imported.scene.pixels_of_class(0), 64 * 64);
    assert!(imported.scene.is_hard());
}

#[test]
fn a_soft_label_must_hold_probabilities() {
    let scene = PRESETS[0].scene(64);
    let y = PRESETS[1].scene(48).label().to_owned().insert_axis(Axis(0));
    let imported = scene.import_soft_label("y.npy", &y).unwrap();
    assert!(!imported.scene.is_hard());
    assert_eq!(imported.scene.classes(), 3);
    approx::assert_relative_eq!(imported.scene.label()[[1, 20, 40]], y[[0, 1, 20, 40]]);
    let error = scene.import_soft_label("y.npy", &(y * 2.0)).unwrap_err();
    assert!(
        error.to_string().contains("must hold probabilities"),
        "{error}"
    );
    for shape in [(2, 3, 64, 64), (1, 22, 64, 64), (1, 3, 4, 64)] {
        assert!(
            scene
                .import_prediction("x.npy", &Array4::zeros(shape))
                .is_err()
        );
    }
}
