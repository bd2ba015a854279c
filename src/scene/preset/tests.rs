use ndarray::Axis;

use super::*;

#[test]
fn they_fit_every_size() {
    for preset in PRESETS {
        for size in [1, 8, 16, 64, 97, 512, 1000] {
            let scene = preset.scene(size);
            assert_eq!(scene.height(), size.clamp(8, 512));
            assert_eq!(scene.classes(), preset.classes.len());
            let gallery = preset.gallery(size);
            assert_eq!(gallery.images(), preset.draw.len());
            assert_eq!(gallery.scene(), &scene);
            assert!(gallery.batch().is_ok());
            for sum in scene.label().sum_axis(Axis(0)) {
                assert_eq!(sum, 1.0);
            }
        }
        assert!(Preset::find(preset.id).is_some_and(|found| found.title == preset.title));
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(preset.id.chars().all(plain) && preset.good_for.ends_with('.'));
    }
    assert!(Preset::find("none").is_none());
}

#[test]
fn there_are_many_and_no_two_are_the_same() {
    assert!(PRESETS.len() >= 12);
    for (i, preset) in PRESETS.iter().enumerate() {
        let scene = preset.scene(64);
        for other in &PRESETS[i + 1..] {
            assert_ne!((preset.id, preset.title), (other.id, other.title));
            assert_ne!(scene, other.scene(64));
        }
        let x = scene.probabilities();
        let most = x.iter().copied().fold(0.0, f32::max);
        assert!((0.9..0.985).contains(&most), "{}: {most}", preset.id);
        // All but the one that is about an empty class have every class in the label.
        let absent = (0..scene.classes()).filter(|c| scene.pixels_of_class(*c) == 0);
        assert_eq!(
            absent.count(),
            usize::from(preset.id == "empty-class"),
            "{}",
            preset.id
        );
    }
}

#[test]
fn those_of_many_things_show_what_they_promise() {
    let scene = |id| {
        Preset::find(id)
            .map(|preset| preset.scene(128))
            .expect("a preset")
    };
    // Pixels of class 1 in the label, in the prediction, in both.
    let counts = |id| {
        let scene = scene(id);
        let (label, prediction) = (scene.hard_label(), scene.hard_prediction());
        let count = |both: fn(bool, bool) -> bool| {
            let pairs = label.iter().zip(&prediction);
            pairs.filter(|(y, x)| both(**y == 1, **x == 1)).count() as f32
        };
        [count(|y, _| y), count(|_, x| x), count(|y, x| y && x)]
    };
    let [label, seen, _] = counts("tiny-lesion");
    assert!(label < 0.005 * 128.0 * 128.0 && seen < label);
    let [label, _, both] = counts("vessel");
    assert!(
        (0.02..0.1).contains(&(label / 128f32.powi(2))) && (0.4..0.9).contains(&(both / label))
    );
    let [label, seen, both] = counts("crowd");
    assert!(both < 0.9 * label && both < 0.9 * seen);
    let [label, seen, both] = counts("confident-but-wrong");
    assert!(both < 0.5 * label && both < 0.5 * seen);
    let [label, seen, both] = counts("noisy-label");
    assert!(both < 0.98 * label && both < 0.98 * seen && both > 0.7 * label);
    let raters = scene("five-raters");
    for votes in 0..=5 {
        let y = votes as f32 / 5.0;
        assert!(
            raters.label().iter().any(|found| (found - y).abs() < 1e-6),
            "{votes} of 5"
        );
    }
    let street = scene("street");
    for class in 0..8 {
        let predicted = street
            .hard_prediction()
            .iter()
            .filter(|c| **c == class)
            .count();
        assert!(predicted > 0, "nothing of class {class} is seen");
    }
}

#[test]
fn those_of_several_images_show_what_they_promise() {
    let pixels = |id: &str| -> Vec<(usize, usize)> {
        let gallery = Preset::find(id).expect("a preset").gallery(64);
        let count = |scene: &Scene| {
            let seen = scene.hard_prediction();
            (
                scene.pixels_of_class(1),
                seen.iter().filter(|c| **c == 1).count(),
            )
        };
        gallery.scenes().iter().map(count).collect()
    };
    let sizes = pixels("very-different-sizes");
    assert!(
        sizes.is_sorted() && sizes[0].0 < 20 && sizes[7].0 > 1200,
        "{sizes:?}"
    );
    assert!(sizes.iter().all(|(_, seen)| *seen > 0), "{sizes:?}");
    let images = pixels("empty-image");
    let empty: Vec<_> = images.iter().filter(|(there, _)| *there == 0).collect();
    assert!(empty.len() == 1 && empty[0].1 > 10, "{images:?}");
}

#[test]
fn they_show_what_they_promise() {
    let share = |scene: &Scene, c: usize| {
        scene.pixels_of_class(c) as f32 / scene.label().index_axis(Axis(0), 0).len() as f32
    };
    let predicted =
        |scene: &Scene, c: u32| scene.hard_prediction().iter().filter(|k| **k == c).count();
    for size in [64, 256] {
        let [missed, blurred, raters, rare, empty] =
            [0, 1, 2, 3, 4].map(|i: usize| PRESETS[i].scene(size));
        // One lesion is found, the other is not.
        let hits = missed.hard_prediction();
        let (lesion, unit) = (missed.label(), size / 32);
        let hit = |h: usize, w: usize| (lesion[[2, h, w]], hits[[h, w]]);
        assert_eq!(hit(15 * unit, 11 * unit + unit / 2), (1.0, 2));
        assert_eq!(hit(20 * unit, 20 * unit), (1.0, 1));
        assert!(!blurred.is_hard() && blurred.label().iter().any(|y| *y > 0.2 && *y < 0.3));
        assert!(!raters.is_hard());
        let half = raters.label().iter().filter(|y| **y == 0.5).count();
        assert!(half > size * size / 20);
        assert!(share(&rare, 2) > 0.0 && share(&rare, 2) < 0.015 && predicted(&rare, 2) > 0);
        assert!(share(&empty, 2) == 0.0 && predicted(&empty, 2) > 0);
        for scene in [missed, blurred, raters, rare, empty] {
            let x = scene.probabilities();
            let most = x.iter().copied().fold(0.0, f32::max);
            assert!((0.95..0.985).contains(&most));
        }
    }
}
