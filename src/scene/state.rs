//! A scene as text, to keep the painting across a reload.
//!
//! `base64url(zlib(header, label, logits))`: the header is `LP`, a version, the number of classes,
//! height and width (two bytes each, most significant first) and 1 for a hard label. The f32 planes are stored as
//! all first bytes, then all second bytes and so on, which compresses better: neighbours share
//! signs and exponents.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use ndarray::Array3;

use super::{Scene, check};
use crate::error::{Error, Result};

const HEADER: usize = 9;
const VERSION: u8 = 1;
/// zlib's level; higher ones cost more time than they save.
const LEVEL: u8 = 6;

/// A scene as text that [`decode`] reads back, to the last bit.
///
/// ```
/// use loss_playground::scene::{Scene, state};
///
/// let scene = Scene::new(3, 64, 64)?;
/// let text = state::encode(&scene);
/// assert!(text.len() < 400);
/// assert_eq!(state::decode(&text)?, scene);
/// # Ok::<(), loss_playground::Error>(())
/// ```
pub fn encode(scene: &Scene) -> String {
    let mut bytes = vec![b'L', b'P', VERSION, scene.classes() as u8];
    bytes.extend((scene.height() as u16).to_be_bytes());
    bytes.extend((scene.width() as u16).to_be_bytes());
    bytes.push(u8::from(scene.hard));
    for plane in [&scene.label, &scene.logits] {
        for i in 0..size_of::<f32>() {
            bytes.extend(plane.iter().map(|x| x.to_be_bytes()[i]));
        }
    }
    URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&bytes, LEVEL))
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// [`Error::Field`] if the text is anything else.
pub fn decode(text: &str) -> Result<Scene> {
    let broken = || {
        Error::field(
            "scene",
            "this is not a saved painting, or only a part of one; copy the whole of it, or start anew",
        )
    };
    let most = HEADER + 2 * 4 * Scene::CLASSES.end() * Scene::SIZE.end().pow(2);
    let packed = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
    let bytes = decompress_to_vec_zlib_with_limit(&packed, most).map_err(|_| broken())?;
    let [
        b'L',
        b'P',
        version,
        classes,
        h0,
        h1,
        w0,
        w1,
        hard,
        data @ ..,
    ] = bytes.as_slice()
    else {
        return Err(broken());
    };
    if *version != VERSION {
        return Err(Error::field(
            "scene",
            format!(
                "version {version} was given, but this page reads version {VERSION}; open it with the page that saved it"
            ),
        ));
    }
    let dim = (
        usize::from(*classes),
        usize::from(u16::from_be_bytes([*h0, *h1])),
        usize::from(u16::from_be_bytes([*w0, *w1])),
    );
    check::dim(dim.0, dim.1, dim.2).map_err(|_| broken())?;
    let half = 4 * dim.0 * dim.1 * dim.2;
    if data.len() != 2 * half || *hard > 1 {
        return Err(broken());
    }
    let scene = Scene {
        label: plane(&data[..half], dim).ok_or_else(broken)?,
        logits: plane(&data[half..], dim).ok_or_else(broken)?,
        hard: *hard == 1,
    };
    check::probabilities("the label", &scene.label).map_err(|_| broken())?;
    let finite = scene.logits.iter().all(|z| z.is_finite());
    finite.then_some(scene).ok_or_else(broken)
}

fn plane(bytes: &[u8], dim: (usize, usize, usize)) -> Option<Array3<f32>> {
    let n = bytes.len() / 4;
    let number =
        |i: usize| f32::from_be_bytes([bytes[i], bytes[n + i], bytes[2 * n + i], bytes[3 * n + i]]);
    Array3::from_shape_vec(dim, (0..n).map(number).collect()).ok()
}

#[cfg(test)]
mod tests;
