use super::*;
use crate::scene::Scene;

/// Saved by NumPy: `label`, uint8 `[8, 12]`, and `logits`, float32 `[3, 8, 12]`, deflated and as it
/// is; and an archive of two arrays without names.
const DEFLATED: &[u8] = include_bytes!("../../../../tests/fixtures/deflated.npz");
const STORED: &[u8] = include_bytes!("../../../../tests/fixtures/stored.npz");
const NAMELESS: &[u8] = include_bytes!("../../../../tests/fixtures/nameless.npz");

fn gallery() -> Gallery {
    let scene = Scene::new(2, 16, 16).expect("a valid size");
    Gallery::new(vec![scene]).expect("an image")
}

fn problem(bytes: &[u8], only: Option<Layer>) -> String {
    match gallery().import_npz("x.npz", bytes, only) {
        Err(error) => error.to_string(),
        Ok(imported) => panic!("{}", imported.message),
    }
}

#[test]
fn label_and_prediction_are_known_by_their_names() {
    for bytes in [DEFLATED, STORED] {
        let Imported {
            gallery, message, ..
        } = gallery().import_npz("x.npz", bytes, None).unwrap();
        let scene = gallery.scene();
        assert_eq!((scene.classes(), scene.height(), scene.width()), (3, 8, 12));
        assert!(scene.is_hard());
        for ((c, h, w), z) in scene.logits().indexed_iter() {
            assert_eq!(*z, c as f32 - 0.25 * h as f32 + 0.5 * w as f32);
            let y = f32::from(u8::from((h + w) % 3 == c));
            assert_eq!(scene.label()[[c, h, w]], y);
        }
        assert!(message.contains("x.npz, label: 3 classes"), "{message}");
        assert!(message.contains("x.npz, logits: 3 classes"), "{message}");
    }
}

#[test]
fn one_of_them_can_be_asked_for() {
    let label = gallery()
        .import_npz("x.npz", DEFLATED, Some(Layer::Label))
        .unwrap();
    assert!(!label.message.contains("logits"));
    assert!(
        label
            .gallery
            .scene()
            .logits()
            .iter()
            .all(|z| *z == label.gallery.scene().logits()[[0, 0, 0]])
    );
    let prediction = gallery()
        .import_npz("x.npz", DEFLATED, Some(Layer::Prediction))
        .unwrap();
    assert!(!prediction.message.contains("x.npz, label:"));
}

#[test]
fn what_is_not_clear_is_listed() {
    for only in [None, Some(Layer::Prediction)] {
        let problem = problem(NAMELESS, only);
        let list = "arr_0 (<f4 [2, 8, 8]), arr_1 (<f4 [2, 8, 8])";
        assert!(
            problem.contains(list) && problem.contains("np.savez"),
            "{problem}"
        );
    }
}

#[test]
fn a_broken_archive_is_refused_wherever_it_is_cut_or_damaged() {
    for length in 0..DEFLATED.len() {
        problem(&DEFLATED[..length], None);
    }
    for at in (0..DEFLATED.len()).step_by(3) {
        let mut bytes = DEFLATED.to_vec();
        bytes[at] ^= 0x55;
        // Some bytes are dates, which nobody reads.
        let _ = gallery().import_npz("x.npz", &bytes, None);
    }
    let mut bytes = STORED.to_vec();
    // In the numbers, which nothing else would notice.
    bytes[STORED.len() / 2] ^= 1;
    assert!(problem(&bytes, None).contains("is damaged"));
    assert!(problem(b"no archive", None).contains("not a whole zip archive"));
}
