use ndarray::{Array2, Axis, s};

use super::*;
use crate::scene::preset::PRESETS;

fn map(name: &str, indices: Array2<u32>, values: &[&str]) -> LabelMap {
    LabelMap {
        name: name.into(),
        indices,
        values: values.iter().map(|value| (*value).into()).collect(),
        void: false,
        shrunk: 1,
    }
}

#[test]
fn a_prediction_of_probabilities_comes_back_as_they_were() {
    let gallery = PRESETS[0].gallery(64);
    let scene = gallery.scene();
    let mut x = PRESETS[3].scene(64).probabilities().insert_axis(Axis(0));
    x[[0, 1, 5, 5]] += x[[0, 0, 5, 5]];
    x[[0, 0, 5, 5]] = 0.0;
    let imported = gallery.import_prediction("prediction.npy", &x).unwrap();
    assert_eq!(
        imported.said(),
        "prediction.npy: 3 classes, 64×64, read as probabilities"
    );
    for (a, b) in imported.gallery.scene().probabilities().iter().zip(&x) {
        approx::assert_abs_diff_eq!(a, b, epsilon = 1e-6);
    }
    assert_eq!(imported.gallery.scene().label(), scene.label());
    assert_eq!(imported.gallery.scene().is_hard(), scene.is_hard());
}

#[test]
fn other_numbers_are_logits() {
    let gallery = PRESETS[0].gallery(64);
    let scene = gallery.scene();
    let z = scene.logits().to_owned().insert_axis(Axis(0)) + 2.0;
    let imported = gallery.import_prediction("z.npy", &z).unwrap();
    assert_eq!(imported.said(), "z.npy: 3 classes, 64×64, read as logits");
    assert_eq!(imported.gallery.scene().logits(), z.index_axis(Axis(0), 0));
    let wild = Array4::from_elem((1, 2, 16, 16), f32::INFINITY);
    assert!(gallery.import_prediction("z.npy", &wild).is_err());
}

#[test]
fn sizes_and_classes_follow_the_import_and_the_other_layer_follows_them() {
    let gallery = PRESETS[0].gallery(64);
    let scene = gallery.scene();
    let more = Array4::zeros((1, 5, 32, 100));
    let imported = gallery.import_prediction("z.npy", &more).unwrap();
    let new = imported.gallery.scene();
    assert_eq!((new.classes(), new.height(), new.width()), (5, 32, 100));
    assert!(
        imported
            .said()
            .ends_with("the label was resampled from 64×64")
    );
    assert!(new.pixels_of_class(1) > 0 && new.batch().is_ok());

    let label = map("label.png", Array2::zeros((64, 64)), &["0"]);
    let imported = gallery.import_label(label).unwrap();
    assert_eq!(
        imported.said(),
        "label.png: 2 classes, 64×64, classes from 0; the prediction keeps its 3 classes"
    );
    assert_eq!(imported.gallery.scene().logits(), scene.logits());
    assert_eq!(imported.gallery.scene().pixels_of_class(0), 64 * 64);
    assert!(imported.gallery.scene().is_hard());

    let shrunk = LabelMap {
        shrunk: 32,
        ..map("large.png", Array2::zeros((32, 32)), &["0"])
    };
    let imported = gallery.import_label(shrunk).unwrap();
    assert_eq!(
        imported.said(),
        "large.png: 2 classes, 64×64, classes from 0; shrunk by 16: every 16 × 16 block is of one colour; the prediction keeps its 3 classes"
    );
}

#[test]
fn two_classes_of_ones_own_are_two_in_whichever_order_they_come() {
    let gallery = PRESETS[0].gallery(64);
    assert_eq!(gallery.scene().classes(), 3);
    let z = Array4::from_shape_fn((1, 2, 24, 32), |(_, c, y, x)| {
        ((c + y + x) % 5) as f32 - 2.0
    });
    let label = map(
        "y.png",
        Array2::from_shape_fn((24, 32), |(y, _)| u32::from(y > 9)),
        &["0", "1"],
    );
    let label_first = gallery.import_label(label.clone()).unwrap();
    assert!(
        label_first
            .rest
            .ends_with("the prediction keeps its 3 classes")
    );
    let label_first = label_first.gallery.import_prediction("z.npy", &z).unwrap();
    assert_eq!(label_first.rest, "");
    let prediction_first = gallery.import_prediction("z.npy", &z).unwrap();
    assert!(
        prediction_first
            .rest
            .ends_with("the label keeps its 3 classes")
    );
    let prediction_first = prediction_first.gallery.import_label(label).unwrap();
    assert_eq!(prediction_first.rest, "");
    for imported in [label_first, prediction_first] {
        let batch = imported.gallery.batch().unwrap();
        assert_eq!(batch.prediction().array(), z);
        assert_eq!(batch.dim(), (1, 2, 24, 32));
    }
}

#[test]
fn a_soft_label_must_hold_probabilities() {
    let gallery = PRESETS[0].gallery(64);
    let y = PRESETS[1].scene(48).label().to_owned().insert_axis(Axis(0));
    let imported = gallery.import_soft_label("y.npy", &y).unwrap();
    assert!(!imported.gallery.scene().is_hard());
    assert_eq!(imported.gallery.scene().classes(), 3);
    approx::assert_relative_eq!(
        imported.gallery.scene().label()[[1, 20, 40]],
        y[[0, 1, 20, 40]]
    );
    let error = gallery.import_soft_label("y.npy", &(y * 2.0)).unwrap_err();
    assert!(
        error.to_string().contains("must hold probabilities"),
        "{error}"
    );
    for shape in [(17, 3, 64, 64), (1, 22, 64, 64), (1, 3, 4, 64)] {
        assert!(
            gallery
                .import_prediction("x.npy", &Array4::zeros(shape))
                .is_err()
        );
    }
}

#[test]
fn a_label_of_one_class_at_every_pixel_is_hard() {
    // With void, for a scene knows it as no class at all.
    let mut gallery = PRESETS[0].gallery(64);
    gallery.edit(|scene| scene.clear(Layer::Prediction));
    let label = gallery.scene().label().to_owned();
    let mut with_void = label.clone();
    with_void.slice_mut(s![.., 3, ..]).fill(0.0);
    for y in [label, with_void] {
        let imported = gallery
            .import_soft_label("y.npy", &y.clone().insert_axis(Axis(0)))
            .unwrap();
        assert!(imported.gallery.scene().is_hard());
        assert_eq!(imported.gallery.scene().label(), y);
    }
    // Where other images stay soft, it does not make them hard.
    let mut soft = PRESETS[0].scene(64);
    soft.set_hard(false);
    let two = Gallery::new(vec![soft.clone(), soft]).unwrap();
    let y = PRESETS[0].scene(64).label().to_owned().insert_axis(Axis(0));
    let imported = two.import_soft_label("y.npy", &y).unwrap();
    assert!(!imported.gallery.scene().is_hard());
}

#[test]
fn a_batch_becomes_as_many_images_and_pairs_up_with_the_next_one() {
    let gallery = PRESETS[0].gallery(64);
    let z = Array4::from_shape_fn((3, 3, 16, 16), |(b, c, h, _)| (b + c * h) as f32);
    let imported = gallery.import_prediction("z.npy", &z).unwrap();
    assert_eq!(
        imported.said(),
        "z.npy: 3 images, 3 classes, 16×16, read as logits; the rest was resampled from 64×64; \
         2 images are new, and their label is all background"
    );
    let labels = Array4::from_elem((3, 3, 16, 16), 1.0 / 3.0);
    let paired = imported
        .gallery
        .import_soft_label("y.npy", &labels)
        .unwrap();
    assert_eq!(paired.unpaired, "");
    // The image in sight stays so.
    let mut second = imported.gallery;
    second.select(1);
    let again = second.import_soft_label("y.npy", &labels).unwrap();
    assert_eq!(again.gallery.current(), 1);
    assert_eq!(paired.gallery.batch().unwrap().prediction().array(), z);
    assert!(!paired.gallery.scene().is_hard());
    // One image goes into the current one, and the others stay.
    let mut gallery = paired.gallery;
    gallery.select(1);
    let one = z.slice(s![2..3, .., .., ..]).to_owned();
    let imported = gallery.import_prediction("one.npy", &one).unwrap().gallery;
    assert_eq!((imported.images(), imported.current()), (3, 1));
    assert_eq!(imported.scenes()[1].logits(), z.index_axis(Axis(0), 2));
    assert_eq!(imported.scenes()[2], gallery.scenes()[2]);
    // A smaller batch takes the place of a larger one, and says so.
    let two = z.slice(s![..2, .., .., ..]).to_owned();
    let imported = gallery.import_prediction("two.npy", &two).unwrap();
    assert_eq!(imported.gallery.images(), 2);
    assert!(imported.message.contains("1 more"), "{}", imported.message);
}

#[test]
fn label_maps_of_a_batch_become_as_many_images() {
    let gallery = PRESETS[0].gallery(64);
    let map_of = |class: u32| {
        map(
            "y.npy",
            Array2::from_elem((16, 24), class),
            &["0", "1", "2", "3"],
        )
    };
    let imported = gallery
        .import_labels("y.npy", &[map_of(0), map_of(3)])
        .unwrap();
    assert_eq!(
        imported.said(),
        "y.npy: 2 images, 4 classes, 16×24, classes from 0, 1, 2, 3; the rest was resampled from 64×64; \
         1 image is new, and its prediction is empty"
    );
    let said = imported.said();
    assert!(
        said.ends_with("64×64; 1 image is new, and its prediction is empty"),
        "{said}"
    );
    let scenes = imported.gallery.scenes();
    assert_eq!((scenes.len(), imported.gallery.current()), (2, 0));
    for (scene, class) in scenes.iter().zip([0, 3]) {
        assert!(scene.is_hard());
        assert_eq!(scene.pixels_of_class(class), 16 * 24);
    }
}
