use png::{BitDepth, Encoder};

use super::*;
use crate::error::Error;

/// A PNG whose every row is `row`.
fn image((width, height): (u32, u32), colour: ColorType, depth: BitDepth, row: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    if colour == ColorType::Indexed {
        encoder.set_palette(
            (0..=255u8)
                .flat_map(|i| [i, i, i])
                .take(3 << depth as u8)
                .collect::<Vec<_>>(),
        );
    }
    let mut writer = encoder.write_header().unwrap();
    writer
        .write_image_data(&row.repeat(height as usize))
        .unwrap();
    writer.finish().unwrap();
    bytes
}

fn problem(bytes: &[u8]) -> String {
    match label_from_png("photo.png", bytes) {
        Err(Error::File { name, problem }) if name == "photo.png" => problem,
        other => panic!("{other:?}"),
    }
}

#[test]
fn where_there_are_class_indices_255_is_void() {
    for colour in [ColorType::Grayscale, ColorType::Indexed] {
        let row = [0, 1, 255, 255, 2, 2, 0, 255];
        let bytes = image((8, 8), colour, BitDepth::Eight, &row);
        let map = label_from_png("label.png", &bytes).unwrap();
        assert!(map.void);
        assert_eq!(map.values, ["0", "1", "2"]);
        let first: Vec<_> = map
            .indices
            .row(0)
            .iter()
            .map(|index| *index as usize)
            .collect();
        assert_eq!(first, [0, 1, VOID, VOID, 2, 2, 0, VOID]);
    }
    // A mask, and grey levels that are no indices.
    for row in [[0, 255].repeat(4), [0, 128, 255, 0].repeat(2)] {
        let bytes = image((8, 8), ColorType::Grayscale, BitDepth::Eight, &row);
        assert!(!label_from_png("mask.png", &bytes).unwrap().void);
    }
}

#[test]
fn grey_levels_and_palette_indices_become_classes_in_ascending_order() {
    use BitDepth::{Eight, Four, One, Sixteen, Two};
    use ColorType::{Grayscale, GrayscaleAlpha, Indexed};
    let half = |a: u8, b: u8, n: usize| [vec![a; n], vec![b; n]].concat();
    let cases: Vec<(ColorType, BitDepth, Vec<u8>, &[&str])> = vec![
        (Grayscale, One, vec![0x00, 0xff], &["0", "1"]),
        (
            Grayscale,
            Two,
            half(0b0101_0101, 0b1111_1111, 2),
            &["1", "3"],
        ),
        (Grayscale, Four, half(0x22, 0x99, 4), &["2", "9"]),
        (Grayscale, Eight, half(0, 255, 8), &["0", "255"]),
        (
            Grayscale,
            Sixteen,
            [[0, 7].repeat(8), [1, 0].repeat(8)].concat(),
            &["7", "256"],
        ),
        (Indexed, One, vec![0x00, 0xff], &["0", "1"]),
        (Indexed, Four, half(0x33, 0xcc, 4), &["3", "12"]),
        (Indexed, Eight, half(4, 200, 8), &["4", "200"]),
        (
            GrayscaleAlpha,
            Eight,
            [[9, 0].repeat(8), [5, 255].repeat(8)].concat(),
            &["transparent", "#05ff"],
        ),
    ];
    for (colour, depth, row, values) in cases {
        let map = label_from_png("label.png", &image((16, 20), colour, depth, &row)).unwrap();
        assert_eq!(map.values, values);
        assert_eq!(map.classes(), 2);
        assert_eq!(map.indices.dim(), (20, 16));
        for ((_, column), index) in map.indices.indexed_iter() {
            assert_eq!(*index, u32::from(column >= 8), "{colour:?} {depth:?}");
        }
    }
}

#[test]
fn colours_become_classes_in_ascending_order_whatever_the_image_shows() {
    let row = [
        [255, 0, 0].repeat(6),
        [0, 0, 0].repeat(6),
        [0, 255, 0].repeat(6),
    ]
    .concat();
    let bytes = image((18, 16), ColorType::Rgb, BitDepth::Eight, &row);
    let map = label_from_png("label.png", &bytes).unwrap();
    assert_eq!(map.values, ["#000000", "#00ff00", "#ff0000"]);
    assert_eq!(
        (
            map.indices[[3, 0]],
            map.indices[[3, 7]],
            map.indices[[3, 17]]
        ),
        (2, 0, 1)
    );
    let clear = [
        [1, 2, 3, 0].repeat(4),
        [9, 9, 9, 0].repeat(4),
        [0, 0, 255, 255].repeat(8),
    ]
    .concat();
    let bytes = image((16, 16), ColorType::Rgba, BitDepth::Eight, &clear);
    let map = label_from_png("label.png", &bytes).unwrap();
    assert_eq!(map.values, ["transparent", "#0000ffff"]);
}

#[test]
fn one_value_is_a_label_of_background() {
    let bytes = image((16, 16), ColorType::Grayscale, BitDepth::Eight, &[7; 16]);
    let map = label_from_png("label.png", &bytes).unwrap();
    assert_eq!(
        (map.classes(), map.values.as_slice()),
        (2, ["7".to_string()].as_slice())
    );
}

#[test]
fn what_cannot_be_a_label_is_explained() {
    let row: Vec<u8> = (0..100).flat_map(|i| [i, 2 * i, 0]).collect();
    let photo = problem(&image((100, 20), ColorType::Rgb, BitDepth::Eight, &row));
    assert!(
        photo.starts_with("100 distinct colours were found"),
        "{photo}"
    );
    let large = problem(&image(
        (1024, 16),
        ColorType::Grayscale,
        BitDepth::Eight,
        &[0, 1].repeat(512),
    ));
    assert!(
        large.starts_with("16×1,024 pixels were found, but a side can be 8 to 512, or more"),
        "{large}"
    );
    let huge = problem(&blown_up((2064, 16), 8));
    assert!(huge.contains("up to 2,048; crop it"), "{huge}");
    assert!(problem(b"GIF89a").starts_with("this is not a whole PNG"));
}

/// A map in which every other pixel differs, each pixel as a block of so many a side.
fn blown_up((width, height): (usize, usize), k: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(ColorType::Grayscale);
    let pixel = |i: usize| ((i / width / k + i % width / k) % 3) as u8;
    let data: Vec<u8> = (0..width * height).map(pixel).collect();
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&data)
        .unwrap();
    bytes
}

#[test]
fn a_picture_of_blocks_is_shrunk_to_a_map() {
    for ((width, height), k) in [((1024, 1024), 16), ((2048, 1024), 4), ((600, 24), 3)] {
        let map = label_from_png("label.png", &blown_up((width, height), k)).unwrap();
        assert_eq!(map.shrunk, k);
        assert_eq!(map.indices.dim(), (height / k, width / k));
        for ((row, column), class) in map.indices.indexed_iter() {
            assert_eq!(*class as usize, (row + column) % 3);
        }
    }
    // What fits is left as it is, and what would come out too small or too large is refused.
    let map = label_from_png("label.png", &blown_up((512, 512), 8)).unwrap();
    assert_eq!((map.shrunk, map.indices.dim()), (1, (512, 512)));
    for (sides, k) in [((1040, 10), 10), ((1026, 1026), 2), ((1025, 1025), 1)] {
        assert!(problem(&blown_up(sides, k)).contains("pixels were found"));
    }
}

#[test]
fn a_plain_map_is_shrunk_no_further_than_to_the_size_that_is_there() {
    let plain = image(
        (1024, 1024),
        ColorType::Grayscale,
        BitDepth::Eight,
        &[7; 1024],
    );
    let map = label_from_png("label.png", &plain).unwrap();
    assert_eq!((map.shrunk, map.indices.dim()), (128, (8, 8)));
    let same = map.clone().of_size((64, 64));
    assert_eq!((same.shrunk, same.indices.dim()), (16, (64, 64)));
    for other in [(64, 32), (60, 60), (4, 4), (256, 512)] {
        assert_eq!(map.clone().of_size(other), map);
    }
}

#[test]
fn cut_or_damaged_files_are_errors_or_labels_but_never_a_panic() {
    let row: Vec<u8> = (0..16).map(|i| i % 5).collect();
    let whole = image((16, 16), ColorType::Indexed, BitDepth::Eight, &row);
    let data = whole.windows(4).position(|name| name == b"IEND").unwrap();
    for end in 0..data - 8 {
        assert!(label_from_png("cut.png", &whole[..end]).is_err(), "{end}");
    }
    for i in 0..whole.len() {
        for bit in 0..8 {
            let mut bytes = whole.clone();
            bytes[i] ^= 1 << bit;
            let _ = label_from_png("damaged.png", &bytes);
        }
    }
}
