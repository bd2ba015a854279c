//! Arrays from NumPy files.
//!
//! The format is a short header, a Python dictionary, and the numbers behind it. The library for
//! it brings a parser of all Python literals, a fifth of the page's download; this reads what
//! NumPy writes, and the tests write with that library.

mod indices;

use std::fmt;

use ndarray::{Array4, ArrayD, Axis, Dimension, IxDyn, ShapeBuilder};
use serde::Deserialize;

use super::{check_shape, file};
use crate::error::Result;

pub use indices::labels_from_npy;

/// What the header says.
#[derive(Deserialize)]
struct Header {
    descr: String,
    fortran_order: bool,
    shape: Vec<usize>,
}

/// What kind of array a file holds.
pub(super) struct Kind {
    descr: String,
    shape: Vec<usize>,
}

impl Kind {
    /// Whether it can be maps of class indices.
    pub(super) fn is_indices(&self) -> bool {
        matches!(*self.shape, [_, _] | [_, _, _]) && indices::width(&self.descr).is_some()
    }

    /// Whether it has but one number for every pixel of one image.
    pub(super) fn is_map(&self) -> bool {
        matches!(*self.shape, [_, _])
    }

    /// Whether it can hold a number for every class and pixel.
    pub(super) fn is_numbers(&self) -> bool {
        matches!(*self.shape, [_, _, _] | [_, _, _, _])
            && self.descr.trim_start_matches(['<', '>']).starts_with('f')
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { descr, shape } = self;
        write!(f, "{descr} {shape:?}")
    }
}

/// The kind of array in an `.npy` file; none in any other.
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    let (header, _) = split(bytes)?;
    let Header { descr, shape, .. } = parse(header)?;
    (!descr.is_empty()).then_some(Kind { descr, shape })
}

/// Reads an `.npy` file of float32 or float64 numbers, `[C, H, W]` or `[B, C, H, W]`, in C or
/// Fortran order, as `[B, C, H, W]`.
///
/// # Errors
/// [`Error::File`](crate::Error::File) if the bytes are not such a file, the shape is not a
/// gallery's, or a number is not finite.
pub fn array_from_npy(name: &str, bytes: &[u8]) -> Result<Array4<f32>> {
    let (header, numbers) = open(name, bytes)?;
    let kind = header.descr.as_str();
    let width = width(kind).ok_or_else(|| {
        file(
            name,
            format!("values of type {kind} were found, but float32 or float64 is expected; save array.astype(\"float32\")"),
        )
    });
    // Whole numbers may be meant as a map.
    let width = match indices::width(kind) {
        Some(_) => check_shape(name, &header.shape).and(width)?,
        None => width.and_then(|width| check_shape(name, &header.shape).map(|()| width))?,
    };
    check_length(name, &header, width, numbers)?;
    let shape = IxDyn(&header.shape).set_f(header.fortran_order);
    let array = ArrayD::from_shape_vec(shape, read(kind, numbers))
        .map_err(|error| file(name, error.to_string()))?;
    if let Some((at, x)) = array.indexed_iter().find(|(_, x)| !x.is_finite()) {
        return Err(file(
            name,
            format!(
                "{x} was found at {:?}, but every number must be finite in float32; replace those that are not, as np.nan_to_num(array) does",
                at.slice()
            ),
        ));
    }
    let array = match array.ndim() {
        3 => array.insert_axis(Axis(0)),
        _ => array,
    };
    array
        .into_dimensionality()
        .map_err(|error| file(name, error.to_string()))
}

/// The header and the bytes behind it.
fn open<'a>(name: &str, bytes: &'a [u8]) -> Result<(Header, &'a [u8])> {
    let (header, numbers) = split(bytes).ok_or_else(|| {
        file(
            name,
            "this is not a NumPy array; save it with np.save(\"name.npy\", array)",
        )
    })?;
    let header = parse(header).ok_or_else(|| {
        file(
            name,
            "the NumPy header cannot be read; save it again with np.save",
        )
    })?;
    Ok((header, numbers))
}

/// That all numbers are there, each of so many bytes, and nothing else.
fn check_length(name: &str, header: &Header, width: usize, numbers: &[u8]) -> Result<()> {
    let sides = header.shape.iter();
    let expected = sides.fold(width, |product, side| product.saturating_mul(*side));
    if numbers.len() == expected {
        return Ok(());
    }
    Err(file(
        name,
        format!(
            "{} bytes of numbers were found, but {expected} are expected of {} {:?}; the file may be cut off: copy it again",
            numbers.len(),
            header.descr,
            header.shape
        ),
    ))
}

/// The header's text and the bytes behind it.
fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (version, rest) = bytes.strip_prefix(b"\x93NUMPY")?.split_first_chunk::<2>()?;
    let (length, rest) = match version[0] {
        1 => {
            let (length, rest) = rest.split_first_chunk()?;
            (usize::from(u16::from_le_bytes(*length)), rest)
        }
        2 | 3 => {
            let (length, rest) = rest.split_first_chunk()?;
            (u32::from_le_bytes(*length) as usize, rest)
        }
        _ => return None,
    };
    let (header, numbers) = rest.split_at_checked(length)?;
    Some((std::str::from_utf8(header).ok()?, numbers))
}

/// Reads the dictionary by way of JSON, from which it differs in its brackets, quotes and commas.
fn parse(header: &str) -> Option<Header> {
    let mut json: String = header.split_whitespace().collect();
    for (python, javascript) in [
        ("'", "\""),
        ("(", "["),
        (")", "]"),
        (",]", "]"),
        (",}", "}"),
        ("False", "false"),
        ("True", "true"),
    ] {
        json = json.replace(python, javascript);
    }
    serde_json::from_str(&json).ok()
}

/// How many bytes a float has.
fn width(descr: &str) -> Option<usize> {
    match descr {
        "<f4" | ">f4" => Some(4),
        "<f8" | ">f8" => Some(8),
        _ => None,
    }
}

/// The numbers, of one of the four types of float.
fn read(descr: &str, bytes: &[u8]) -> Vec<f32> {
    let fours = bytes.as_chunks::<4>().0.iter();
    let eights = bytes.as_chunks::<8>().0.iter();
    match descr {
        "<f4" => fours.map(|x| f32::from_le_bytes(*x)).collect(),
        ">f4" => fours.map(|x| f32::from_be_bytes(*x)).collect(),
        "<f8" => eights.map(|x| f64::from_le_bytes(*x) as f32).collect(),
        _ => eights.map(|x| f64::from_be_bytes(*x) as f32).collect(),
    }
}

#[cfg(test)]
mod tests;
