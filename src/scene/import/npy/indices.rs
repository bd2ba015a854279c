//! Maps of class indices from an array of whole numbers.

use ndarray::{Array3, ArrayView2, ShapeBuilder};

use super::super::{LabelMap, file};
use super::{check_length, open};
use crate::error::Result;
use crate::scene::check::range;
use crate::scene::{Gallery, Scene, VOID};

/// Reads an `.npy` file of whole numbers, `[H, W]` or `[B, H, W]`, in C or Fortran order, as maps of
/// class indices, and 255 as void. All maps have the same classes.
///
/// # Errors
/// [`Error::File`](crate::Error::File) if the bytes are not such a file, there are more images than
/// a gallery holds, or a number is not a class's.
pub fn labels_from_npy(name: &str, bytes: &[u8]) -> Result<Vec<LabelMap>> {
    let (header, numbers) = open(name, bytes)?;
    let (images, height, width) = match *header.shape {
        [height, width] => (1, height, width),
        [images, height, width] => (images, height, width),
        _ => {
            return Err(file(
                name,
                format!(
                    "shape {:?} was given, but [H, W] or [B, H, W] is expected for class indices; reshape it so",
                    header.shape
                ),
            ));
        }
    };
    if !Gallery::IMAGES.contains(&images) {
        return Err(file(
            name,
            format!(
                "{images} label maps were found, but there can be {}; save array[:{}]",
                range(Gallery::IMAGES),
                Gallery::IMAGES.end()
            ),
        ));
    }
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
    let bytes = self::width(&header.descr).ok_or_else(|| {
        file(
            name,
            format!("numbers of type {} were found, but whole numbers are expected for class indices; save array.astype(\"uint8\")", header.descr),
        )
    })?;
    check_length(name, &header, bytes, numbers)?;
    let shape = (images, height, width).set_f(header.fortran_order);
    let indices = Array3::from_shape_vec(shape, whole(&header.descr, bytes, numbers))
        .map_err(|error| file(name, error.to_string()))?;
    let last = Scene::CLASSES.end() - 1;
    let is_class = |index: i128| (0..=last as i128).contains(&index) || index == VOID as i128;
    let misfit = indices.indexed_iter().find(|(_, index)| !is_class(**index));
    if let Some(((image, row, column), index)) = misfit {
        let place = match images {
            1 => format!("row {row}, column {column}"),
            _ => format!("image {}, row {row}, column {column}", image + 1),
        };
        return Err(file(
            name,
            format!(
                "{index} was found at {place}, but a class index can be 0 to {last}, or {VOID} for void; number the classes from 0"
            ),
        ));
    }
    let indices = indices.mapv(|index| index as u32);
    let is_void = |index: &u32| *index == VOID as u32;
    let classes = indices.iter().copied().filter(|index| !is_void(index));
    let most = classes.max().unwrap_or_default();
    let map = |indices: ArrayView2<'_, u32>| LabelMap {
        name: name.into(),
        values: (0..=most).map(|class| class.to_string()).collect(),
        void: indices.iter().any(is_void),
        indices: indices.to_owned(),
        shrunk: 1,
    };
    Ok(indices.outer_iter().map(map).collect())
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

/// The whole numbers of so many bytes each, truth values among them.
fn whole(descr: &str, width: usize, bytes: &[u8]) -> Vec<i128> {
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
        digits.iter().fold(first, |number: i128, digit| {
            number << 8 | i128::from(*digit)
        })
    };
    bytes.chunks_exact(width).map(number).collect()
}
