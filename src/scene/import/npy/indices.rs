//! A map of class indices from an array of whole numbers.

use ndarray::{Array2, ShapeBuilder};

use super::super::{LabelMap, file};
use super::{cut_off, open};
use crate::error::Result;
use crate::scene::check::range;
use crate::scene::{Scene, VOID};

/// Reads an `.npy` file of whole numbers, `[H, W]` or `[1, H, W]`, in C or Fortran order, as a map
/// of class indices, and 255 as void.
///
/// # Errors
/// [`Error::File`](crate::Error::File) if the bytes are not such a file, or a number is not a
/// class's.
pub fn label_from_npy(name: &str, bytes: &[u8]) -> Result<LabelMap> {
    let (header, numbers) = open(name, bytes)?;
    let ([height, width] | [1, height, width]) = *header.shape else {
        return Err(file(
            name,
            format!(
                "shape {:?} was given, but [H, W] is expected for class indices; reshape it so",
                header.shape
            ),
        ));
    };
    let sides = [height, width];
    if !sides.iter().all(|side| Scene::SIZE.contains(side)) {
        return Err(file(
            name,
            format!(
                "{height}×{width} pixels were found, but a side can be {}; crop it, or scale it without interpolation",
                range(Scene::SIZE)
            ),
        ));
    }
    let indices = whole(&header.descr, numbers).ok_or_else(|| {
        file(
            name,
            format!("numbers of type {} were found, but whole numbers are expected for class indices; save array.astype(\"uint8\")", header.descr),
        )
    })?;
    let given = indices.len();
    let shape = (height, width).set_f(header.fortran_order);
    let indices = Array2::from_shape_vec(shape, indices)
        .map_err(|_| file(name, cut_off(given, &header.shape)))?;
    let last = Scene::CLASSES.end() - 1;
    let is_class = |index: i64| (0..=last as i64).contains(&index) || index == VOID as i64;
    if let Some(((row, column), index)) = indices.indexed_iter().find(|(_, i)| !is_class(**i)) {
        return Err(file(
            name,
            format!(
                "{index} was found at row {row}, column {column}, but a class index can be 0 to {last}, or {VOID} for void; number the classes from 0"
            ),
        ));
    }
    let indices = indices.mapv(|index| index as u32);
    let is_void = |index: &u32| *index == VOID as u32;
    let classes = indices.iter().copied().filter(|index| !is_void(index));
    let most = classes.max().unwrap_or_default();
    Ok(LabelMap {
        name: name.into(),
        values: (0..=most).map(|class| class.to_string()).collect(),
        void: indices.iter().any(is_void),
        indices,
    })
}

/// How many bytes a whole number has.
pub(super) fn width(descr: &str) -> Option<usize> {
    match descr.split_at_checked(1)? {
        ("<" | ">" | "|" | "=", "b1" | "u1" | "i1") => Some(1),
        ("<" | ">", "u2" | "i2") => Some(2),
        ("<" | ">", "u4" | "i4") => Some(4),
        ("<" | ">", "u8" | "i8") => Some(8),
        _ => None,
    }
}

/// The whole numbers, truth values among them; one that is cut off is left out. One that is too
/// large for any class may come out negative.
fn whole(descr: &str, bytes: &[u8]) -> Option<Vec<i64>> {
    let width = width(descr)?;
    let signed = descr[1..].starts_with('i');
    let number = |digits: &[u8]| {
        let digits: Vec<u8> = match descr.starts_with('>') {
            true => digits.to_vec(),
            false => digits.iter().rev().copied().collect(),
        };
        let first = match signed && digits[0] > 127 {
            true => -1,
            false => 0,
        };
        digits
            .iter()
            .fold(first, |number: i64, digit| number << 8 | i64::from(*digit))
    };
    Some(bytes.chunks_exact(width).map(number).collect())
}
