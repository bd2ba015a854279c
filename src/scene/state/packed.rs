//! A painting as few bytes.
//!
//! Unpacked, these are its number of classes, its height and its width (one byte and two times two),
//! [flags](HARD), and every image's label and logits. The f32 planes are stored as all first bytes,
//! then all second bytes and so on, which compresses better: neighbours share signs and exponents.

use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use ndarray::Array3;

use super::LEVEL;
use crate::scene::{Gallery, Scene, check};

/// The flag of hard labels.
const HARD: u8 = 1;
/// The flag of several images: the next byte is their number, the one after that the place of the
/// current one.
const SEVERAL: u8 = 2;

/// A painting, packed once for all the texts that it goes into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed(Vec<u8>);

impl Packed {
    pub(super) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Packs a painting.
    pub fn new(gallery: &Gallery) -> Self {
        let scene = gallery.scene();
        let mut bytes = vec![scene.classes() as u8];
        bytes.extend((scene.height() as u16).to_be_bytes());
        bytes.extend((scene.width() as u16).to_be_bytes());
        let hard = if scene.hard { HARD } else { 0 };
        match gallery.images() {
            1 => bytes.push(hard),
            images => bytes.extend([hard | SEVERAL, images as u8, gallery.current() as u8]),
        }
        for plane in gallery.scenes().iter().flat_map(|s| [&s.label, &s.logits]) {
            for i in 0..size_of::<f32>() {
                bytes.extend(plane.iter().map(|x| x.to_be_bytes()[i]));
            }
        }
        Self(compress_to_vec_zlib(&bytes, LEVEL))
    }

    /// The painting that was packed; none if these are other bytes.
    pub(super) fn unpack(&self) -> Option<Gallery> {
        let most = 8 + 2 * size_of::<f32>() * Gallery::NUMBERS;
        let bytes = decompress_to_vec_zlib_with_limit(&self.0, most).ok()?;
        let [classes, h0, h1, w0, w1, flags, rest @ ..] = bytes.as_slice() else {
            return None;
        };
        let dim = (
            usize::from(*classes),
            usize::from(u16::from_be_bytes([*h0, *h1])),
            usize::from(u16::from_be_bytes([*w0, *w1])),
        );
        check::dim(dim.0, dim.1, dim.2).ok()?;
        let (images, current, data) = match (flags & !HARD, rest) {
            (0, data) => (1, 0, data),
            (SEVERAL, [images, current, data @ ..]) if current < images => {
                (usize::from(*images), usize::from(*current), data)
            }
            _ => return None,
        };
        check::images(images, dim).ok()?;
        let half = size_of::<f32>() * dim.0 * dim.1 * dim.2;
        if data.len() != images * 2 * half {
            return None;
        }
        let scenes = data.chunks_exact(2 * half).map(|image| {
            let (label, logits) = image.split_at(half);
            let scene = Scene {
                label: plane(label, dim)?,
                logits: plane(logits, dim)?,
                hard: flags & HARD != 0,
            };
            check::label("the label", &scene.label).ok()?;
            check::logits(&scene.logits).ok()?;
            Some(scene)
        });
        let mut gallery = Gallery::new(scenes.collect::<Option<_>>()?).ok()?;
        gallery.select(current);
        Some(gallery)
    }
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
