//! Arrays from NumPy files.

use std::io::Cursor;

use ndarray::{Array4, ArrayD, Axis, Dimension, IxDyn, ShapeBuilder};
use ndarray_npy::npy::header::Header;
use ndarray_npy::{ReadDataError, ReadableElement};

use super::{check_shape, file};
use crate::error::Result;

/// Reads an `.npy` file of float32 or float64 numbers, `[C, H, W]` or `[1, C, H, W]`, in C or
/// Fortran order, as `[1, C, H, W]`.
///
/// # Errors
/// [`Error::File`](crate::Error::File) if the bytes are not such a file, the shape is not a
/// scene's, or a number is not finite.
pub fn array_from_npy(name: &str, bytes: &[u8]) -> Result<Array4<f32>> {
    if !has_plain_header(bytes) {
        return Err(file(
            name,
            "this is not a NumPy array; save it with np.save(\"name.npy\", array)",
        ));
    }
    let mut reader = Cursor::new(bytes);
    let header = Header::from_reader(&mut reader).map_err(|error| {
        file(
            name,
            format!("the NumPy header cannot be read ({error}); save it again with np.save"),
        )
    })?;
    check_shape(name, &header.shape)?;
    let kind = header.type_descriptor.to_string();
    let double = kind.contains("f8");
    if !double && !kind.contains("f4") {
        return Err(file(
            name,
            format!(
                "numbers of type {kind} were found, but float32 or float64 is expected; save array.astype(\"float32\")"
            ),
        ));
    }
    let cut = |error: ReadDataError| {
        file(
            name,
            format!(
                "the numbers do not fit the shape {:?} ({error}); the file may be cut off: copy it again",
                header.shape
            ),
        )
    };
    let array = if double {
        read::<f64>(reader, &header)
            .map_err(cut)?
            .mapv(|x| x as f32)
    } else {
        read::<f32>(reader, &header).map_err(cut)?
    };
    if let Some((at, x)) = array.indexed_iter().find(|(_, x)| !x.is_finite()) {
        return Err(file(
            name,
            format!(
                "{x} was found at {:?}, but every number must be finite in float32",
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

/// The numbers that follow the header.
fn read<T: ReadableElement>(
    reader: Cursor<&[u8]>,
    header: &Header,
) -> Result<ArrayD<T>, ReadDataError> {
    let len = header.shape.iter().product();
    let numbers = T::read_to_end_exact_vec(reader, &header.type_descriptor, len)?;
    let shape = IxDyn(&header.shape).set_f(header.layout.is_fortran());
    ArrayD::from_shape_vec(shape, numbers).map_err(|error| ReadDataError::ParseData(error.into()))
}

/// Whether the header is all there, and simple enough for its parser, which recurses.
fn has_plain_header(bytes: &[u8]) -> bool {
    let header = match bytes {
        [0x93, b'N', b'U', b'M', b'P', b'Y', 1, _, a, b, rest @ ..] => {
            rest.get(..usize::from(u16::from_le_bytes([*a, *b])))
        }
        [
            0x93,
            b'N',
            b'U',
            b'M',
            b'P',
            b'Y',
            2 | 3,
            _,
            a,
            b,
            c,
            d,
            rest @ ..,
        ] => rest.get(..u32::from_le_bytes([*a, *b, *c, *d]) as usize),
        _ => None,
    };
    let nested = |header: &[u8]| header.iter().filter(|b| b"([{".contains(b)).count();
    header.is_some_and(|header| nested(header) <= 16)
}

#[cfg(test)]
mod tests;
