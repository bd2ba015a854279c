use super::*;

#[test]
fn they_fit_every_size() {
    for preset in PRESETS {
        for size in [1, 8, 16, 64, 97, 512, 1000] {
            let scene = preset.scene(size);
            assert_eq!(scene.height(), size.clamp(8, 512));
            assert_eq!(scene.classes(), preset.classes.len());
            assert!(scene.batch().is_ok());
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
