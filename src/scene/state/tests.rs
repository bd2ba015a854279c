use super::*;
use crate::scene::preset::PRESETS;
use crate::scene::{Brush, Layer, Tool};

#[test]
fn presets_and_paintings_come_back_to_the_last_bit() {
    for preset in PRESETS {
        let mut scene = preset.scene(64);
        let text = encode(&scene);
        assert!(
            text.len() < 4_000 * scene.classes().max(3),
            "{}: {}",
            preset.id,
            text.len()
        );
        assert_eq!(decode(&text).unwrap(), scene);
        for (layer, tool) in [
            (Layer::Label, Tool::Paint),
            (Layer::Prediction, Tool::Paint),
            (Layer::Prediction, Tool::Soften),
        ] {
            let brush = Brush {
                class: 1,
                size: 20.0,
                hardness: 0.2,
                strength: 0.7,
            };
            let mut stroke = scene.begin_stroke(tool, layer, brush);
            stroke.extend(&mut scene, (10.0, 10.0));
            stroke.extend(&mut scene, (50.0, 35.0));
        }
        assert_eq!(decode(&encode(&scene)).unwrap(), scene);
    }
    let large = Scene::new(8, 512, 500).unwrap();
    assert_eq!(decode(&encode(&large)).unwrap(), large);
}

#[test]
fn garbage_is_an_error() {
    let scene = PRESETS[0].scene(16);
    let text = encode(&scene);
    for end in 0..text.len() {
        assert!(decode(&text[..end]).is_err());
    }
    // A flipped bit is noticed, but for the few that mean nothing: those of padding.
    for i in 0..text.len() {
        for bit in 0..7 {
            let mut bytes = text.clone().into_bytes();
            bytes[i] ^= 1 << bit;
            let text = String::from_utf8(bytes).unwrap();
            if let Ok(other) = decode(&text) {
                assert_eq!(other, scene);
            }
        }
    }
    for garbage in ["", "scene", "AAAA", "eJwDAAAAAAE", "ünïcode", "not base64!"] {
        assert!(decode(garbage).is_err());
    }
}

#[test]
fn a_well_packed_scene_is_still_checked() {
    let pack = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(bytes, LEVEL));
    let header = |version, classes, hard| vec![b'L', b'P', version, classes, 0, 16, 0, 16, hard];
    let planes = vec![0; 2 * 4 * 2 * 256];
    let with = |mut bytes: Vec<u8>, planes: &[u8]| {
        bytes.extend(planes);
        pack(&bytes)
    };
    // No probabilities at all: every pixel's sum is zero.
    assert!(decode(&with(header(1, 2, 0), &planes)).is_err());
    assert!(decode(&with(header(1, 2, 2), &planes)).is_err());
    assert!(decode(&with(header(1, 9, 0), &planes)).is_err());
    assert!(decode(&with(header(1, 3, 0), &planes)).is_err());
    let newer = decode(&with(header(2, 2, 0), &planes)).unwrap_err();
    assert!(newer.to_string().contains("version 2"));
    // A bomb: more than any scene holds.
    assert!(decode(&pack(&vec![0; 32 << 20])).is_err());
}
