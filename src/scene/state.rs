//! A painting and the settings of the page around it as text: in an address, in a tab's storage, in
//! a file.
//!
//! In an address and in a tab it is `v1=base64url(length, zlib(settings), zlib(painting))`: the
//! length is that of the packed settings in bytes (four, most significant first), the settings are a
//! JSON object, and the painting, as [`Packed`] unpacks it, may be left out where it would be too
//! long.
//!
//! In a file it is the [object of the settings](to_json) with two fields more.

mod packed;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::Gallery;
use crate::error::{Error, Result};

pub use packed::Packed;

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

/// What a text held.
#[derive(Debug, Clone, PartialEq)]
pub struct Saved {
    /// An object, but what is in it may be anything.
    pub settings: Value,
    /// None if it was left out.
    pub gallery: Option<Gallery>,
}

/// Settings, a JSON object, and a painting as text that [`decode`] reads back, to the last bit.
///
/// ```
/// use loss_playground::scene::{Gallery, Scene, state};
///
/// let gallery = Gallery::from(Scene::new(3, 64, 64)?);
/// let settings = serde_json::json!({ "size": 6 });
/// let text = state::encode(&settings, Some(&state::Packed::new(&gallery)));
/// assert!(text.starts_with("v1=") && text.len() < 400);
/// assert_eq!(state::decode(&text)?.gallery, Some(gallery));
/// # Ok::<(), loss_playground::Error>(())
/// ```
pub fn encode(settings: &Value, painting: Option<&Packed>) -> String {
    let settings = compress_to_vec_zlib(settings.to_string().as_bytes(), LEVEL);
    let mut bytes = (settings.len() as u32).to_be_bytes().to_vec();
    bytes.extend(settings);
    bytes.extend(painting.map_or(&[][..], |packed| packed.bytes()));
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
        let (settings, painting) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        let settings = decompress_to_vec_zlib_with_limit(settings, MOST_SETTINGS).ok()?;
        Some(Saved {
            settings: serde_json::from_slice(&settings)
                .ok()
                .filter(Value::is_object)?,
            gallery: match painting {
                [] => None,
                packed => Some(Packed::from_bytes(packed.to_vec()).unpack()?),
            },
        })
    };
    saved().ok_or_else(broken)
}

/// Settings and a painting as a file for people and programs: the settings' fields, the version as
/// `loss_playground`, and the painting as text in `scene`.
///
/// `zlib.decompress(base64.urlsafe_b64decode(state["scene"] + "=="))` are the painting's bytes.
pub fn to_json(settings: &Value, painting: &Packed) -> String {
    let mut file = settings.clone();
    if let Some(fields) = file.as_object_mut() {
        let painting = URL_SAFE_NO_PAD.encode(painting.bytes());
        fields.insert(VERSION_FIELD.into(), VERSION.into());
        fields.insert(SCENE_FIELD.into(), painting.into());
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
    // Some editors put a byte order mark before what they save.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut settings: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| wrong(not_an_object(&error)))?;
    match settings.remove(VERSION_FIELD) {
        Some(version) if version == VERSION => {}
        Some(version) => return Err(wrong(unknown_version(&version.to_string()).to_string())),
        None => {
            return Err(wrong(format!(
                "the field \"{VERSION_FIELD}\" is missing, which every exported state has; export it again"
            )));
        }
    }
    let gallery = match settings.remove(SCENE_FIELD) {
        None => None,
        Some(text) => {
            let gallery = text.as_str().and_then(|text| {
                let packed = URL_SAFE_NO_PAD.decode(text).ok()?;
                Packed::from_bytes(packed).unpack()
            });
            Some(gallery.ok_or_else(|| {
                wrong(format!(
                    "the field \"{SCENE_FIELD}\" holds no painting, or only a part of one; export the state again, or leave the field out"
                ))
            })?)
        }
    };
    Ok(Saved {
        settings: settings.into(),
        gallery,
    })
}

/// What was found in place of a JSON object.
fn not_an_object(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let found = match error.classify() {
        Category::Eof if line <= 1 && column == 0 => "the file is empty".to_owned(),
        Category::Eof => format!("the text breaks off in line {line}"),
        Category::Data => "the text is JSON, but no object".to_owned(),
        Category::Syntax | Category::Io => {
            format!("the text is no JSON from line {line}, column {column} on")
        }
    };
    format!("{found}, where a JSON object is expected, {{…}}; export the state again")
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

#[cfg(test)]
mod tests;
