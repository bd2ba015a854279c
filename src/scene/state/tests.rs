use serde_json::json;

use super::*;
use crate::scene::preset::PRESETS;
use crate::scene::{Brush, Gallery, Layer, Scene, Tool, VOID};

fn settings() -> Value {
    json!({ "tool": "B", "size": 6.0, "selected": [3, 4], "name": "ünïcode" })
}

/// Through the text of an address and through a file.
fn back(gallery: &Gallery) -> [Saved; 2] {
    let packed = Packed::new(gallery);
    let text = encode(&settings(), Some(&packed));
    let file = to_json(&settings(), &packed);
    [decode(&text).unwrap(), from_json("x.json", &file).unwrap()]
}

fn assert_comes_back(gallery: impl Into<Gallery>) {
    let gallery = gallery.into();
    for saved in back(&gallery) {
        assert_eq!(saved.settings, settings());
        assert_eq!(saved.gallery.as_ref(), Some(&gallery));
    }
}

#[test]
fn presets_and_paintings_come_back_to_the_last_bit() {
    for preset in PRESETS {
        let mut gallery = preset.gallery(64);
        let mut scene = preset.scene(64);
        let room = 4_000 * scene.classes().max(3);
        let room = room.max(3_500 * gallery.images());
        let text = encode(&settings(), Some(&Packed::new(&gallery)));
        assert!(text.len() < room, "{}: {}", preset.id, text.len());
        assert_comes_back(gallery.clone());
        gallery.set_classes(8).unwrap();
        let text = encode(&settings(), Some(&Packed::new(&gallery)));
        let room = room + 10_000 * gallery.images();
        assert!(text.len() < room, "{}: {}", preset.id, text.len());
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
        assert_comes_back(scene);
    }
    assert_comes_back(Scene::new(8, 512, 500).unwrap());
}

#[test]
fn a_text_is_fit_for_an_address() {
    let text = encode(&settings(), Some(&Packed::new(&PRESETS[0].gallery(64))));
    let fit = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    assert!(text.strip_prefix("v1=").unwrap().chars().all(fit));
}

#[test]
fn a_scene_can_be_left_out() {
    let saved = decode(&encode(&settings(), None)).unwrap();
    assert_eq!((saved.settings, saved.gallery), (settings(), None));
}

#[test]
fn garbage_is_an_error() {
    let gallery = PRESETS[0].gallery(16);
    let text = encode(&settings(), Some(&Packed::new(&gallery)));
    let whole = decode(&text).unwrap();
    for end in 0..text.len() {
        // Cut off exactly before the scene, it is one without a scene.
        if let Ok(saved) = decode(&text[..end]) {
            assert_eq!((saved.settings, saved.gallery), (settings(), None));
        }
    }
    // A flipped bit is noticed, but for the few that mean nothing: those of padding.
    for i in 0..text.len() {
        for bit in 0..7 {
            let mut bytes = text.clone().into_bytes();
            bytes[i] ^= 1 << bit;
            let text = String::from_utf8(bytes).unwrap();
            if let Ok(other) = decode(&text) {
                assert_eq!(other, whole);
            }
        }
    }
    for garbage in [
        "",
        "v1",
        "v1=",
        "v1=AAAA",
        "v1=AAAAAA",
        "v1=_____w",
        "scene",
        "a=b",
        "v1=not base64!",
        "v1=ünïcode",
    ] {
        let error = decode(garbage).unwrap_err().to_string();
        assert!(error.contains("not a saved state"), "{garbage}: {error}");
    }
    for version in ["v2=AAAA", "v0=", "v10=eJw"] {
        let error = decode(version).unwrap_err().to_string();
        assert!(error.contains("reads version 1"), "{version}: {error}");
    }
}

#[test]
fn a_file_that_is_no_state_says_what_is_missing() {
    for (text, expected) in [
        ("", "the file is empty, where a JSON object is expected"),
        ("[1, 2]", "the text is JSON, but no object"),
        ("{\"size\": 4,\n", "the text breaks off in line 2"),
        ("{\n  'size': 4}", "no JSON from line 2, column 3 on"),
        ("{}", "\"loss_playground\" is missing"),
        (r#"{"loss_playground": 2}"#, "version 2 was given"),
        (
            r#"{"loss_playground": 1, "scene": 3}"#,
            "\"scene\" holds no",
        ),
        (
            r#"{"loss_playground": 1, "scene": "eJw"}"#,
            "\"scene\" holds no",
        ),
    ] {
        let error = from_json("x.json", text).unwrap_err().to_string();
        assert!(error.starts_with("x.json: "), "{error}");
        assert!(error.contains(expected), "{text}: {error}");
    }
    let saved = from_json("x.json", r#"{"loss_playground": 1, "size": 4}"#).unwrap();
    let marked = from_json("x.json", "\u{feff}{\"loss_playground\": 1, \"size\": 4}").unwrap();
    assert_eq!(marked, saved);
    assert_eq!(
        (saved.settings, saved.gallery),
        (json!({ "size": 4 }), None)
    );
}

#[test]
fn a_well_packed_scene_is_still_checked() {
    let pack = |bytes: &[u8]| Packed::from_bytes(compress_to_vec_zlib(bytes, LEVEL));
    let with = |header: &[u8], planes: &[u8]| pack(&[header, planes].concat()).unpack();
    let mut planes = vec![0; 2 * 4 * 2 * 256];
    // No probabilities at all: every pixel is void.
    assert!(with(&[2, 0, 16, 0, 16, 0], &planes).is_some());
    // A half of the first class, and nothing else.
    planes[..256].fill(0x3f);
    assert!(with(&[2, 0, 16, 0, 16, 0], &planes).is_none());
    // The first bytes of 1.0 in the first class.
    planes[..256].fill(0x3f);
    planes[512..768].fill(0x80);
    assert!(with(&[2, 0, 16, 0, 16, 0], &planes).is_some());
    assert!(with(&[2, 0, 16, 0, 16, 2], &planes).is_none());
    // As many classes as there can be, one more, and not as many as there are planes.
    let planes_of = |classes: usize| vec![0; 2 * 4 * classes * 256];
    assert!(with(&[21, 0, 16, 0, 16, 0], &planes_of(21)).is_some());
    assert!(with(&[22, 0, 16, 0, 16, 0], &planes_of(22)).is_none());
    assert!(with(&[3, 0, 16, 0, 16, 0], &planes).is_none());
    assert!(with(&[2, 0, 16, 0, 16, 0], &planes[1..]).is_none());
    assert!(with(&[2, 0, 16, 0, 16, 0], &planes[..2048]).is_none());
    // Two images, of which the second is current.
    let both = [planes.clone(), planes.clone()].concat();
    let found = with(&[2, 0, 16, 0, 16, 2, 2, 1], &both).expect("two images");
    assert_eq!((found.images(), found.current()), (2, 1));
    for wrong in [
        [2, 2, 2],
        [2, 0, 0],
        [2, 1, 0],
        [2, 3, 0],
        [2, 17, 0],
        [4, 2, 1],
    ] {
        let header = [&[2, 0, 16, 0, 16], &wrong[..]].concat();
        assert!(with(&header, &both).is_none(), "{wrong:?}");
    }
    // A bomb: more than any painting holds.
    assert!(pack(&vec![0; 160 << 20]).unpack().is_none());
}

/// As the page wrote it when there was only one image.
const OF_ONE_IMAGE: &str = concat!(
    "v1=AAAALXicASIA3f97InByZXNldCI6InJhcmUtY2xhc3MiLCJ0b29sIjoiQiJ9zZULKXic7YwxasMwGIX_t",
    "lBCp2I6djAdMpUSMhRjTCSMESKIYEoQQpgQTCkmgwmdgqccpGPPYekIPUCHHqBDhw4dOtQWfyFDMoWQxR9P7",
    "z3xhM6gB70TgkADcULDxJHsAv7ftt0JDRNHOBRrxHUnNEwc17vY_Aec0DBxhI6Obdi6ttYYSyklltC6TdPYq",
    "L23xxprCWlsb8yWZmFPPPg6nX0o35N-OnwPoZ8lv993kQfnF7QfDt7oLb-8_nx5LVd5VfgBX2VyPA7T4TPXN",
    "Bopnavp_eSpXARMcL3UoihnFculitNFMa0Ee5yzIMxEPJF6ObiKEy7mN_rnQcUyZ0kUKeg4Kn-15a5p",
);

#[test]
fn what_was_saved_before_there_were_several_images_still_opens() {
    let saved = decode(OF_ONE_IMAGE).unwrap();
    assert_eq!(saved.settings["preset"], "rare-class");
    assert_eq!(saved.gallery, Some(PRESETS[3].gallery(8)));
    let packed = Packed::new(&PRESETS[3].gallery(8));
    assert_eq!(encode(&saved.settings, Some(&packed)), OF_ONE_IMAGE);
}

#[test]
fn a_batch_comes_back_with_its_current_image() {
    let mut gallery = PRESETS[0].gallery(32);
    for preset in [3, 4] {
        gallery.add(PRESETS[preset].scene(32)).unwrap();
    }
    gallery.select(1);
    gallery.edit(|scene| scene.fill(Layer::Label, VOID, (0, 0), 1.0));
    assert_comes_back(gallery);
}
