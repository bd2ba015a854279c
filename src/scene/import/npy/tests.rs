use ndarray::{Array, Array2, Array3, Dimension};
use ndarray_npy::{WritableElement, WriteNpyExt};

use super::*;
use crate::error::Error;
use crate::scene::import::LabelMap;

fn npy<T: WritableElement, D: Dimension>(array: &Array<T, D>) -> Vec<u8> {
    let mut bytes = Vec::new();
    array.write_npy(&mut bytes).unwrap();
    bytes
}

fn problem(bytes: &[u8]) -> String {
    match array_from_npy("x.npy", bytes) {
        Err(Error::File { name, problem }) if name == "x.npy" => problem,
        other => panic!("{other:?}"),
    }
}

fn number((c, h, w): (usize, usize, usize)) -> f64 {
    c as f64 - 0.25 * h as f64 + 0.5 * w as f64
}

#[test]
fn both_precisions_both_orders_and_both_shapes_are_read() {
    let double = Array3::from_shape_fn((3, 16, 20), number);
    let single = double.mapv(|x| x as f32);
    let fortran = Array3::from_shape_fn((3, 16, 20).f(), number);
    let batch = double.clone().insert_axis(ndarray::Axis(0));
    for bytes in [npy(&double), npy(&single), npy(&fortran), npy(&batch)] {
        let array = array_from_npy("x.npy", &bytes).unwrap();
        assert_eq!(array.dim(), (1, 3, 16, 20));
        for ((_, c, h, w), x) in array.indexed_iter() {
            assert_eq!(f64::from(*x), number((c, h, w)));
        }
    }
}

#[test]
fn a_batch_is_read_as_one() {
    let array = ndarray::Array4::from_shape_fn((3, 2, 8, 9), |(b, c, h, w)| {
        (10 * b) as f32 + number((c, h, w)) as f32
    });
    assert_eq!(array_from_npy("x.npy", &npy(&array)).unwrap(), array);
}

#[test]
fn what_does_not_fit_is_explained() {
    let zeros = |shape: &[usize]| npy(&ArrayD::<f32>::zeros(shape));
    for (shape, hint) in [
        (&[17, 3, 16, 16][..], "save array[:16]"),
        (&[0, 3, 16, 16], "B is 0"),
        (&[16, 16], "whole numbers"),
        (&[1, 16, 16], "np.stack"),
        (&[32, 16, 3], "C is 32"),
        (&[3, 4, 16], "8 to 512"),
        (&[1, 1, 3, 16, 16], "reshape"),
    ] {
        let problem = problem(&zeros(shape));
        assert!(problem.contains(hint), "{problem}");
    }
    let integers = problem(&npy(&Array3::<i64>::zeros((3, 16, 16))));
    assert!(integers.contains("float32"), "{integers}");
    let mut array = Array3::<f64>::zeros((3, 16, 16));
    array[[2, 1, 5]] = f64::NAN;
    assert!(problem(&npy(&array)).contains("NaN was found at [2, 1, 5]"));
    array[[2, 1, 5]] = 1e300;
    assert!(problem(&npy(&array)).contains("finite in float32"));
}

#[test]
fn cut_or_damaged_files_are_errors_or_arrays_but_never_a_panic() {
    let whole = npy(&Array3::<f32>::zeros((2, 16, 16)));
    for end in 0..whole.len() {
        assert!(array_from_npy("x.npy", &whole[..end]).is_err());
    }
    assert!(
        problem(&[whole.clone(), vec![0]].concat())
            .contains("2049 bytes of numbers were found, but 2048 are expected")
    );
    for i in 0..130 {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[i] ^= 1 << bit;
            let _ = array_from_npy("x.npy", &bytes);
        }
    }
    // A header too deep for a parser that recurses, and one that promises too much.
    let header = |text: &str| {
        let mut bytes = b"\x93NUMPY\x02\x00".to_vec();
        bytes.extend((text.len() as u32).to_le_bytes());
        [bytes, text.as_bytes().to_vec()].concat()
    };
    assert!(array_from_npy("x.npy", &header(&"(".repeat(100_000))).is_err());
    let huge =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999, 16)}\n";
    assert!(array_from_npy("x.npy", &header(huge)).is_err());
    assert!(array_from_npy("x.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff").is_err());
}

fn map<T: WritableElement + Clone>(array: &Array2<T>) -> LabelMap {
    only(&npy(array))
}

fn only(bytes: &[u8]) -> LabelMap {
    let mut maps = labels_from_npy("y.npy", bytes).unwrap();
    assert_eq!(maps.len(), 1);
    maps.remove(0)
}

#[test]
fn class_indices_of_every_whole_number_are_read() {
    let expected = Array2::from_shape_fn((8, 12), |(h, w)| (h + w) as u32 % 5);
    let bytes = expected.mapv(|x| x as u8);
    let fortran = Array2::from_shape_fn((8, 12).f(), |at| i64::from(bytes[at]));
    let maps = [
        map(&bytes),
        map(&bytes.mapv(|x| x as i8)),
        map(&bytes.mapv(u16::from)),
        map(&bytes.mapv(i32::from)),
        map(&bytes.mapv(u64::from)),
        map(&fortran),
        only(&npy(&bytes.clone().insert_axis(Axis(0)))),
    ];
    for map in maps {
        assert_eq!(map.indices, expected);
        assert_eq!(map.classes(), 5);
    }
    assert_eq!(map(&bytes.mapv(|x| x == 1)).classes(), 2);
    let void = map(&bytes.mapv(|x| if x == 4 { 255_u8 } else { x }));
    assert!(void.void && void.classes() == 4 && void.indices[[0, 4]] == 255);
}

#[test]
fn a_batch_of_label_maps_has_the_same_classes_in_every_image() {
    let mut batch = ndarray::Array3::from_shape_fn((3, 8, 12), |(b, h, _)| (h % (b + 2)) as i32);
    batch[[1, 0, 0]] = 255;
    let maps = labels_from_npy("y.npy", &npy(&batch)).unwrap();
    assert_eq!(maps.len(), 3);
    for (image, map) in maps.iter().enumerate() {
        assert_eq!(map.classes(), 4);
        assert_eq!(map.void, image == 1);
        assert_eq!(
            map.indices,
            batch.index_axis(Axis(0), image).mapv(|i| i as u32)
        );
    }
    batch[[2, 3, 4]] = 21;
    let error = labels_from_npy("y.npy", &npy(&batch)).unwrap_err();
    assert!(
        error.to_string().contains("image 3, row 3, column 4"),
        "{error}"
    );
    let many = ndarray::Array3::<u8>::zeros((17, 8, 8));
    let error = labels_from_npy("y.npy", &npy(&many)).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("17 label maps were found, but there can be 1 to 16"),
        "{error}"
    );
}

#[test]
fn a_file_that_is_cut_off_says_how_many_bytes_are_missing() {
    let bytes = npy(&ndarray::Array3::<f32>::zeros((3, 8, 8)));
    let error = array_from_npy("x.npy", &bytes[..bytes.len() - 10]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("758 bytes of numbers were found, but 768 are expected"),
        "{error}"
    );
}

#[test]
fn what_is_no_class_index_is_explained() {
    let problem = |bytes: &[u8]| match labels_from_npy("y.npy", bytes) {
        Err(error) => error.to_string(),
        Ok(maps) => panic!("{maps:?}"),
    };
    let mut map = Array2::<i16>::zeros((8, 8));
    map[[2, 3]] = -1;
    assert!(problem(&npy(&map)).contains("-1 was found at row 2, column 3"));
    map[[2, 3]] = 21;
    assert!(problem(&npy(&map)).contains("can be 0 to 20"));
    let whole = npy(&Array2::<u8>::zeros((8, 8)));
    assert!(problem(&whole[..whole.len() - 1]).contains("cut off"));
    assert!(problem(&npy(&Array2::<f32>::zeros((8, 8)))).contains("whole numbers"));
    assert!(problem(&npy(&Array2::<u8>::zeros((4, 8)))).contains("8 to 512"));
    let deep = ndarray::Array4::<u8>::zeros((1, 3, 8, 8));
    assert!(problem(&npy(&deep)).contains("[B, H, W]"));
}
