//! A scene and the settings of the page around it as text: in an address, in a tab's storage, in a
//! file.
//!
//! In an address and in a tab it is `v1=base64url(length, zlib(settings), zlib(scene))`: the length
//! is that of the packed settings in bytes (four, most significant first), the settings are a JSON
//! object, and the scene may be left out where it would be too long. Unpacked, a scene is its number
//! of classes, its height and its width (one byte and two times two), 1 for a hard label, and its
//! label and logits. The f32 planes are stored as all first bytes, then all second bytes and so on,
//! which compresses better: neighbours share signs and exponents.
//!
//! In a file it is the [object of the settings](to_json) with two fields more.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use ndarray::Array3;
use serde_json::{Map, Value};

use super::{Scene, check};
use crate::error::{Error, Result};

/// What all text of this version begins with.
const PREFIX: &str = "v1=";
const VERSION: u64 = 1;
/// The fields that a file has beside the settings.
const VERSION_FIELD: &str = "loss_playground";
const SCENE_FIELD: &str = "scene";
/// zlib's level; higher ones cost more time than they save.
const LEVEL: u8 = 6;
/// How many bytes of settings are read: far more than any page writes.
const MOST_SETTINGS: usize = 1 << 20;

/// A scene, packed once for all the texts that it goes into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed(Vec<u8>);

/// What a text held.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// An object, but what is in it may be anything.
    pub settings: Value,
    /// None if it was left out.
    pub scene: Option<Scene>,
}

impl Packed {
    /// Packs a scene.
    pub fn new(scene: &Scene) -> Self {
        let mut bytes = vec![scene.classes() as u8];
        bytes.extend((scene.height() as u16).to_be_bytes());
        bytes.extend((scene.width() as u16).to_be_bytes());
        bytes.push(u8::from(scene.hard));
        for plane in [&scene.label, &scene.logits] {
            for i in 0..size_of::<f32>() {
                bytes.extend(plane.iter().map(|x| x.to_be_bytes()[i]));
            }
        }
        Self(compress_to_vec_zlib(&bytes, LEVEL))
    }

    /// The scene that was packed; none if these are other bytes.
    fn unpack(&self) -> Option<Scene> {
        let most = 6 + 2 * 4 * Scene::CLASSES.end() * Scene::SIZE.end().pow(2);
        let bytes = decompress_to_vec_zlib_with_limit(&self.0, most).ok()?;
        let [classes, h0, h1, w0, w1, hard @ (0 | 1), data @ ..] = bytes.as_slice() else {
            return None;
        };
        let dim = (
            usize::from(*classes),
            usize::from(u16::from_be_bytes([*h0, *h1])),
            usize::from(u16::from_be_bytes([*w0, *w1])),
        );
        check::dim(dim.0, dim.1, dim.2).ok()?;
        let half = 4 * dim.0 * dim.1 * dim.2;
        let (label, logits) = data.split_at_checked(half)?;
        let scene = Scene {
            label: plane(label, dim)?,
            logits: plane(logits, dim)?,
            hard: *hard == 1,
        };
        check::probabilities("the label", &scene.label).ok()?;
        check::finite(&scene.logits).ok()?;
        Some(scene)
    }
}

/// Settings, a JSON object, and a scene as text that [`decode`] reads back, to the last bit.
///
/// ```
/// use loss_playground::scene::{Scene, state};
///
/// let scene = Scene::new(3, 64, 64)?;
/// let settings = serde_json::json!({ "size": 6 });
/// let text = state::encode(&settings, Some(&state::Packed::new(&scene)));
/// assert!(text.starts_with("v1=") && text.len() < 400);
/// assert_eq!(state::decode(&text)?.scene, Some(scene));
/// # Ok::<(), loss_playground::Error>(())
/// ```
pub fn encode(settings: &Value, scene: Option<&Packed>) -> String {
    let settings = compress_to_vec_zlib(settings.to_string().as_bytes(), LEVEL);
    let mut bytes = (settings.len() as u32).to_be_bytes().to_vec();
    bytes.extend(settings);
    bytes.extend(scene.map_or(&[][..], |packed| &packed.0));
    let mut text = PREFIX.to_owned();
    URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
    text
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// [`Error::Field`] if the text is anything else.
pub fn decode(text: &str) -> Result<Saved> {
    let broken = || {
        Error::field(
            "state",
            "this is not a saved state, or only a part of one; copy the whole of it, or start anew",
        )
    };
    let Some(text) = text.strip_prefix(PREFIX) else {
        return Err(match text.split_once('=') {
            Some((version, _)) if is_version(version) => unknown_version(version),
            _ => broken(),
        });
    };
    let saved = || {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (length, rest) = bytes.split_first_chunk()?;
        let (settings, scene) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        let settings = decompress_to_vec_zlib_with_limit(settings, MOST_SETTINGS).ok()?;
        Some(Saved {
            settings: serde_json::from_slice(&settings)
                .ok()
                .filter(Value::is_object)?,
            scene: match scene {
                [] => None,
                packed => Some(Packed(packed.to_vec()).unpack()?),
            },
        })
    };
    saved().ok_or_else(broken)
}

/// Settings and a scene as a file for people and programs: the settings' fields, the version as
/// `loss_playground`, and the scene as text.
///
/// `zlib.decompress(base64.urlsafe_b64decode(state["scene"] + "=="))` are the scene's bytes.
pub fn to_json(settings: &Value, scene: &Packed) -> String {
    let mut file = settings.clone();
    if let Some(fields) = file.as_object_mut() {
        let scene = URL_SAFE_NO_PAD.encode(&scene.0);
        fields.insert(VERSION_FIELD.into(), VERSION.into());
        fields.insert(SCENE_FIELD.into(), scene.into());
    }
    format!("{file:#}\n")
}

/// Reads what [`to_json`] wrote; `name` is the file's.
///
/// # Errors
/// [`Error::File`] if the text is anything else.
pub fn from_json(name: &str, text: &str) -> Result<Saved> {
    let wrong = |problem: String| Error::File {
        name: name.into(),
        problem,
    };
    let mut settings: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        wrong(format!(
            "this is not a JSON object ({error}); export the state again"
        ))
    })?;
    match settings.remove(VERSION_FIELD) {
        Some(version) if version == VERSION => {}
        Some(version) => return Err(wrong(unknown_version(&version.to_string()).to_string())),
        None => {
            return Err(wrong(format!(
                "the field \"{VERSION_FIELD}\" is missing, which every exported state has; export it again"
            )));
        }
    }
    let scene = match settings.remove(SCENE_FIELD) {
        None => None,
        Some(text) => {
            let scene = text.as_str().and_then(|text| {
                let packed = URL_SAFE_NO_PAD.decode(text).ok()?;
                Packed(packed).unpack()
            });
            Some(scene.ok_or_else(|| {
                wrong(format!(
                    "the field \"{SCENE_FIELD}\" holds no painting, or only a part of one; export the state again, or leave the field out"
                ))
            })?)
        }
    };
    Ok(Saved {
        settings: settings.into(),
        scene,
    })
}

/// Whether this is the beginning of text of some version.
fn is_version(text: &str) -> bool {
    text.strip_prefix('v')
        .is_some_and(|number| number.parse::<u32>().is_ok())
}

fn unknown_version(given: &str) -> Error {
    Error::field(
        "state",
        format!(
            "version {} was given, but this page reads version {VERSION}; open it with the page that saved it",
            given.trim_start_matches('v')
        ),
    )
}

fn plane(bytes: &[u8], dim: (usize, usize, usize)) -> Option<Array3<f32>> {
    let n = bytes.len() / 4;
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    let number =
        |i: usize| f32::from_be_bytes([bytes[i], bytes[n + i], bytes[2 * n + i], bytes[3 * n + i]]);
    Array3::from_shape_vec(dim, (0..n).map(number).collect()).ok()
}

#[cfg(test)]
mod tests;
