use super::*;
use crate::scene::Layer;
use crate::scene::preset::PRESETS;

/// Images of 3, 8 and 5 classes, all hard.
fn three() -> Gallery {
    let scenes = [0, 9, 10].map(|preset: usize| PRESETS[preset].scene(32));
    Gallery::new(scenes.into()).unwrap()
}

#[test]
fn all_images_have_the_shape_of_the_first() {
    let gallery = three();
    let first = gallery.scene();
    for scene in gallery.scenes() {
        assert_eq!(scene.label.dim(), first.label.dim());
    }
    let batch = gallery.batch().unwrap();
    assert_eq!(batch.dim(), (3, 3, 32, 32));
    for (image, scene) in gallery.scenes().iter().enumerate() {
        let own = scene.batch().unwrap();
        for pixel in [[0, 0, 0], [0, 17, 5], [0, 31, 31]] {
            let [_, row, column] = pixel;
            assert_eq!(batch.pixel([image, row, column]), own.pixel(pixel));
        }
    }
}

#[test]
fn edits_are_of_the_current_image_and_its_shape_is_everyones() {
    let mut gallery = three();
    let before = gallery.clone();
    gallery.select(1);
    gallery.edit(|scene| scene.fill(Layer::Label, 1, (0, 0), 1.0));
    assert_eq!(gallery.scenes()[0], before.scenes()[0]);
    assert_ne!(gallery.scenes()[1], before.scenes()[1]);
    gallery.edit(|scene| scene.set_hard(false));
    assert!(gallery.scenes().iter().all(|scene| !scene.is_hard()));
    assert!(!gallery.batch().unwrap().layout().hard);
    gallery.resize(16, 24).unwrap();
    gallery.set_classes(5).unwrap();
    assert_eq!(gallery.batch().unwrap().dim(), (3, 5, 16, 24));
    assert!(gallery.resize(7, 24).is_err() && gallery.set_classes(22).is_err());
    assert_eq!(gallery.batch().unwrap().dim(), (3, 5, 16, 24));
}

#[test]
fn images_come_behind_the_current_one_move_and_go() {
    let mut gallery = three();
    let [a, b, c] = [0, 1, 2].map(|image: usize| gallery.scenes()[image].clone());
    gallery.select(0);
    assert!(gallery.add(a.clone()).is_ok());
    assert_eq!(
        gallery.scenes(),
        [a.clone(), a.clone(), b.clone(), c.clone()]
    );
    assert_eq!(gallery.current(), 1);
    assert!(gallery.shift(1).is_none());
    assert!(gallery.shift(9).is_some());
    assert_eq!(gallery.scenes(), [a.clone(), b, c, a.clone()]);
    assert_eq!(gallery.current(), 3);
    for left in (1..4).rev() {
        assert!(gallery.remove().is_some());
        assert_eq!((gallery.images(), gallery.current()), (left, left - 1));
    }
    assert!(gallery.remove().is_none(), "there is always one");
    assert_eq!(gallery.scenes(), [a]);
}

#[test]
fn there_are_not_more_images_or_numbers_than_can_be_evaluated() {
    let mut gallery = Gallery::from(PRESETS[0].scene(16));
    while gallery.images() < *Gallery::IMAGES.end() {
        assert!(gallery.add(PRESETS[1].scene(48)).is_ok());
    }
    let error = gallery.add(PRESETS[1].scene(16)).unwrap_err().to_string();
    assert!(
        error.contains("17 images") && error.contains("1 to 16"),
        "{error}"
    );
    let before = gallery.clone();
    let error = gallery.resize(512, 1024).unwrap_err().to_string();
    assert!(error.contains("16777216 numbers"), "{error}");
    assert_eq!(gallery, before);
    assert!(Gallery::new(Vec::new()).is_err());
}
