//! A hard label to a PNG.

use ndarray::Array2;
use png::{BitDepth, ColorType, Encoder, EncodingError, Filter};

use crate::scene::VOID;

/// What the texts in the file are called that say how many classes there are, and how many pixels of
/// the file, along each side, are one: of a class without pixels there is no other sign.
pub(in crate::scene) const CLASSES: &str = "Classes";
pub(in crate::scene) const SCALE: &str = "Scale";

/// A hard label, class indices or [`VOID`], as an indexed PNG. A pixel's number is its class, whose
/// colour is in that place of the palette, and 255 where it is void, as in most data sets; a pixel is
/// a square of `scale` pixels a side. [`label_from_png`](crate::scene::import::label_from_png) reads it as it was.
///
/// ```
/// use loss_playground::scene::{export::png_from_label, import::label_from_png};
/// use ndarray::Array2;
///
/// let label = Array2::from_shape_fn((16, 24), |(row, _)| u32::from(row > 7));
/// let bytes = png_from_label(&label, &[[255; 3], [0; 3], [9; 3]], [128; 3], 4);
/// let read = label_from_png("label.png", &bytes)?;
/// assert_eq!((read.classes(), read.indices), (3, label));
/// # Ok::<(), loss_playground::Error>(())
/// ```
pub fn png_from_label(
    label: &Array2<u32>,
    colours: &[[u8; 3]],
    void: [u8; 3],
    scale: usize,
) -> Vec<u8> {
    let mut palette = colours.to_vec();
    if label.iter().any(|class| *class == VOID as u32) {
        palette.resize(VOID + 1, void);
    }
    let mut pixels = Vec::with_capacity(scale * scale * label.len());
    for row in label.rows() {
        let across = row.iter().map(|class| *class as u8);
        let line: Vec<u8> = across
            .flat_map(|class| std::iter::repeat_n(class, scale))
            .collect();
        pixels.extend(line.repeat(scale));
    }
    let size = [label.ncols(), label.nrows()].map(|side| (side * scale) as u32);
    let texts = [(CLASSES, colours.len()), (SCALE, scale)];
    // Writing to a Vec cannot fail, and a label has pixels.
    indexed(size, palette.as_flattened(), texts, &pixels).unwrap_or_default()
}

fn indexed(
    [width, height]: [u32; 2],
    palette: &[u8],
    texts: [(&str, usize); 2],
    pixels: &[u8],
) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, width, height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(palette);
    // Differences of indices mean nothing.
    encoder.set_filter(Filter::NoFilter);
    for (keyword, number) in texts {
        encoder.add_text_chunk(keyword.into(), number.to_string())?;
    }
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::import::label_from_png;
    use crate::scene::{Gallery, Scene};

    /// Colours whose order is not that of the classes.
    fn colours(classes: usize) -> Vec<[u8; 3]> {
        let colour = |class: usize| [(200 - 7 * class) as u8, (53 * class % 256) as u8, 40];
        (0..classes).map(colour).collect()
    }

    #[test]
    fn a_label_comes_back_as_it_was() {
        for classes in Scene::CLASSES {
            for (first, every, void) in [
                (0, 1, false),
                (0, 3, true),
                (1, 2, false),
                (classes - 1, 1, true),
            ] {
                let used: Vec<usize> = (first..classes).step_by(every).collect();
                let label = Array2::from_shape_fn((16, 24), |(row, column)| match (row, column) {
                    (3..5, _) if void => VOID as u32,
                    _ => used[(row + column) % used.len()] as u32,
                });
                for scale in [1, 2, 42] {
                    let bytes = png_from_label(&label, &colours(classes), [128; 3], scale);
                    let read = label_from_png("label.png", &bytes).unwrap();
                    let what = format!("{classes} classes, {used:?}, void: {void}, scale {scale}");
                    assert_eq!(read.indices, label, "{what}");
                    assert_eq!(
                        (read.classes(), read.void, read.shrunk),
                        (classes, void, 1),
                        "{what}"
                    );
                }
            }
        }
    }

    #[test]
    fn it_comes_back_at_its_own_size_into_a_larger_scene() {
        let mut label = Array2::zeros((16, 16));
        label[[2, 3]] = 2;
        let bytes = png_from_label(&label, &colours(4), [0; 3], 32);
        let gallery = Gallery::new(vec![Scene::new(2, 64, 64).unwrap()]).unwrap();
        let map = label_from_png("label.png", &bytes).unwrap();
        let read = gallery.import_label(map).unwrap().gallery;
        assert_eq!(
            (read.scene().classes(), read.scene().hard_label()),
            (4, label)
        );
    }

    #[test]
    fn others_read_indices_and_colours() {
        let label =
            Array2::from_shape_fn((16, 16), |(row, _)| if row < 9 { 1 } else { VOID as u32 });
        let bytes = png_from_label(&label, &colours(3), [1, 2, 3], 2);
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes))
            .read_info()
            .unwrap();
        let palette = reader.info().palette.clone().unwrap();
        assert_eq!(palette[..9], *colours(3).as_flattened());
        assert_eq!(palette[3 * VOID..], [1, 2, 3]);
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(
            (pixels.len(), pixels[0], pixels[32 * 32 - 1]),
            (32 * 32, 1, 255)
        );
    }

    #[test]
    fn a_file_that_says_of_itself_what_is_not_so_is_read_as_any_other() {
        let label = Array2::from_shape_fn((16, 16), |(row, _)| 5 * (row as u32 % 2));
        // Two colours, but indices up to 5; a hand-made palette that is long enough.
        let bytes = png_from_label(&label, &colours(6), [0; 3], 1);
        let at = bytes
            .windows(9)
            .position(|bytes| bytes == b"Classes\x006")
            .unwrap();
        let mut body = bytes[at - 4..at + 9].to_vec();
        body[12] = b'2';
        let mut bytes = bytes;
        bytes[at - 4..at + 9].copy_from_slice(&body);
        bytes[at + 9..at + 13].copy_from_slice(&crc32fast::hash(&body).to_be_bytes());
        let read = label_from_png("label.png", &bytes).unwrap();
        assert_eq!(
            (read.classes(), read.values),
            (2, vec!["0".to_owned(), "5".to_owned()])
        );
    }
}
