//! Arrays to NumPy files, and hard labels to PNGs.

mod png;

use std::fmt::Write;

use ndarray::{ArrayView4, Axis, Zip};

use crate::batch::Batch;

pub use png::png_from_label;
pub(super) use png::{CLASSES, SCALE};

/// Where NumPy lets the numbers begin: at a multiple of this.
const ALIGNMENT: usize = 64;
/// What stands before the header's text.
const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";

/// An array as an `.npy` file of float32, in C order.
///
/// ```
/// use loss_playground::scene::{export::npy_from_array, import::array_from_npy};
/// use ndarray::Array4;
///
/// let array = Array4::from_shape_fn((1, 3, 16, 24), |(_, c, h, w)| (c + 2 * h + 3 * w) as f32);
/// let bytes = npy_from_array(array.view());
/// assert_eq!(array_from_npy("x.npy", &bytes)?, array);
/// # Ok::<(), loss_playground::Error>(())
/// ```
pub fn npy_from_array(array: ArrayView4<'_, f32>) -> Vec<u8> {
    let (b, c, h, w) = array.dim();
    let mut header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({b}, {c}, {h}, {w}), }}");
    let used = MAGIC.len() + size_of::<u16>() + header.len() + 1;
    let padding = used.next_multiple_of(ALIGNMENT) - used;
    // Writing to a string never fails.
    let _ = writeln!(header, "{:padding$}", "");
    let mut bytes = MAGIC.to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(array.iter().flat_map(|x| x.to_le_bytes()));
    bytes
}

/// A batch's label as an `.npy` file of probabilities. A pixel that is void is zero in every class,
/// which is how [`super::import`] reads one.
pub fn npy_from_label(batch: &Batch<f32>) -> Vec<u8> {
    let mut label = batch.label_probabilities();
    Zip::from(label.lanes_mut(Axis(1)))
        .and(batch.keep())
        .for_each(|mut pixel, keep| {
            if !keep {
                pixel.fill(0.0);
            }
        });
    npy_from_array(label.view())
}

#[cfg(test)]
mod tests {
    use ndarray::{Array4, s};
    use ndarray_npy::ReadNpyExt;

    use super::*;
    use crate::scene::{Gallery, Layer, Scene, VOID};

    #[test]
    fn a_hard_label_keeps_its_void_in_a_file() {
        let mut scene = Scene::new(3, 16, 24).unwrap();
        let columns = ndarray::Array3::from_shape_fn((3, 16, 24), |(c, _, x)| {
            f32::from(u8::from(c == x % 3))
        });
        scene.label.assign(&columns);
        scene.fill(Layer::Label, VOID, (0, 4), 1.0);
        assert!(scene.is_hard() && scene.is_void((3, 4)) && !scene.is_void((3, 5)));
        let bytes = npy_from_label(&scene.batch().unwrap());
        let array = Array4::<f32>::read_npy(bytes.as_slice()).unwrap();
        let gallery = Gallery::new(vec![scene.empty()]).unwrap();
        let read = gallery.import_soft_label("label.npy", &array).unwrap();
        assert_eq!(read.gallery.scene().label(), scene.label());
    }

    #[test]
    fn the_library_reads_what_is_written() {
        for dim in [(1, 2, 16, 16), (1, 8, 512, 16), (12, 3, 1, 1)] {
            let array = Array4::from_shape_fn(dim, |(b, c, h, w)| {
                (b + 10 * c) as f32 - 0.3 * h as f32 + 1e-7 * w as f32
            });
            let bytes = npy_from_array(array.view());
            let start = bytes.len() - 4 * array.len();
            assert_eq!(start % ALIGNMENT, 0);
            assert_eq!(bytes[start - 1], b'\n');
            assert_eq!(Array4::<f32>::read_npy(bytes.as_slice()).unwrap(), array);
        }
    }

    #[test]
    fn a_view_in_another_order_is_written_in_c_order() {
        let array =
            Array4::from_shape_fn((1, 2, 3, 4), |(_, c, h, w)| (c * 100 + h * 10 + w) as f32);
        let flipped = array.slice(s![.., ..;-1, .., ..]);
        let read = Array4::<f32>::read_npy(npy_from_array(flipped).as_slice()).unwrap();
        assert_eq!(read, flipped);
    }
}
