//! A hard label from a PNG.

use std::collections::BTreeSet;
use std::io::Cursor;

use ndarray::Array2;
use png::{ColorType, Decoder, Info};

use super::file;
use crate::error::{Error, Result};
use crate::number::thousands;
use crate::scene::check::range;
use crate::scene::export::{CLASSES, SCALE};
use crate::scene::{Scene, VOID};

/// A hard label as a file held it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelMap {
    /// The file's name.
    pub name: String,
    /// One class index per pixel, or [`VOID`], `[H, W]`.
    pub indices: Array2<u32>,
    /// What stood for each class in the file, such as `255` or `#ff8800`, in the order of the
    /// classes; one alone if the file is background only.
    pub values: Vec<String>,
    /// Whether some pixels are void.
    pub void: bool,
    /// How many pixels of the file, along each side, are one: 1 unless it was too large. That of an
    /// exported label is known, and 1.
    pub shrunk: usize,
}

impl LabelMap {
    /// The number of classes: the values found, but at least 2.
    pub fn classes(&self) -> usize {
        self.values.len().max(2)
    }

    /// The same with less taken away, if that gives an image of this size.
    pub(super) fn of_size(mut self, (height, width): (usize, usize)) -> Self {
        let own = self.indices.dim();
        let times = height / own.0;
        let fits = (own.0 * times, own.1 * times) == (height, width);
        if fits && times > 1 && self.shrunk.is_multiple_of(times) {
            let small = self.indices;
            let at = |(row, column)| small[[row / times, column / times]];
            self.indices = Array2::from_shape_fn((height, width), at);
            self.shrunk /= times;
        }
        self
    }
}

/// The longest side that is read: what is longer than [`Scene::SIZE`] has to be shrunk.
const LONGEST: usize = 2048;

/// The largest factor by which values can be shrunk to a scene's size.
fn blocks<T: PartialEq>(values: &Array2<T>) -> Option<usize> {
    let (height, width) = values.dim();
    let factors = (1..=height.max(width)).rev();
    factors.into_iter().find(|k| are_blocks(values, *k))
}

/// Whether values can be shrunk to a scene's size by a factor, because they are in square blocks of so
/// many pixels a side.
fn are_blocks<T: PartialEq>(values: &Array2<T>, k: usize) -> bool {
    let (height, width) = values.dim();
    let fits = |side: usize| side.is_multiple_of(k) && Scene::SIZE.contains(&(side / k));
    let mut all = values.indexed_iter();
    let uniform = |((row, column), value): ((usize, usize), &T)| {
        *value == values[[row - row % k, column - column % k]]
    };
    fits(height) && fits(width) && all.all(uniform)
}

/// What an [exported label](crate::scene::export::png_from_label) says of itself.
struct Exported {
    classes: usize,
    scale: usize,
}

impl Exported {
    /// Nothing if the file is another one.
    fn read(info: &Info<'_>, values: &Array2<u64>) -> Option<Self> {
        let number = |keyword| -> Option<usize> {
            let mut texts = info.uncompressed_latin1_text.iter();
            texts
                .find(|text| text.keyword == keyword)?
                .text
                .parse()
                .ok()
        };
        let (classes, scale) = (number(CLASSES)?, number(SCALE)?);
        let is_index = |value: &u64| *value < classes as u64 || *value == VOID_VALUE;
        let is_it = info.color_type == ColorType::Indexed
            && Scene::CLASSES.contains(&classes)
            && scale > 0
            && are_blocks(values, scale)
            && values.iter().all(is_index);
        is_it.then_some(Self { classes, scale })
    }
}

/// Reads a label map: every distinct value is a class.
///
/// An indexed image's values are its palette indices, a grey image's its grey levels, a colour
/// image's its colours (with their alpha; all that is fully transparent is one value, the lowest).
/// Classes are numbered in ascending order of value, a colour's value being `#rrggbb` read as a
/// number: the same colours give the same classes whatever the image shows, black first. Where an
/// indexed or grey image holds several class indices and 255, that is void; beside 0 alone, as in a
/// mask, it is a class. An [exported label](crate::scene::export::png_from_label) comes back as it was,
/// with the classes of which it has no pixel.
///
/// A picture that is larger than [`Scene::SIZE`], up to 2048 pixels a side, is shrunk as far as its
/// pixels are in square blocks of one value.
///
/// # Errors
/// [`Error::File`](crate::Error::File) if the bytes are not a whole PNG, a side is not
/// [`Scene::SIZE`] and cannot be made so, or there are more distinct values than [`Scene::CLASSES`].
pub fn label_from_png(name: &str, bytes: &[u8]) -> Result<LabelMap> {
    let picture = Picture::read(name, bytes)?;
    let shrunk = picture
        .shrunk()
        .ok_or_else(|| wrong_size(name, picture.values.dim()))?;
    let (height, width) = picture.values.dim();
    let at = |(row, column)| picture.values[[row * shrunk, column * shrunk]];
    let values = Array2::from_shape_fn((height / shrunk, width / shrunk), at);
    let (classes, void) = picture.classes(&values);
    if classes.len() > *Scene::CLASSES.end() {
        return Err(file(
            name,
            format!(
                "{} distinct {} were found, but a label has at most {}, one a class; save the label map itself (not a photo or an overlay), without anti-aliasing or compression losses",
                thousands(classes.len() as u64),
                picture.kind.noun(),
                Scene::CLASSES.end()
            ),
        ));
    }
    Ok(LabelMap {
        name: name.into(),
        indices: values.mapv(|value| match value {
            VOID_VALUE if void => VOID as u32,
            value => classes.partition_point(|v| *v < value) as u32,
        }),
        values: classes.iter().map(|v| picture.kind.show(*v)).collect(),
        void,
        shrunk: if picture.exported.is_some() {
            1
        } else {
            shrunk
        },
    })
}

/// A file's pixels.
struct Picture {
    /// `[H, W]`.
    values: Array2<u64>,
    kind: Kind,
    exported: Option<Exported>,
}

impl Picture {
    fn read(name: &str, bytes: &[u8]) -> Result<Self> {
        let broken = |error: png::DecodingError| {
            file(
                name,
                format!("this is not a whole PNG image ({error}); save it again as PNG"),
            )
        };
        let mut reader = Decoder::new(Cursor::new(bytes))
            .read_info()
            .map_err(broken)?;
        let (width, height) = (reader.info().width as usize, reader.info().height as usize);
        let least = *Scene::SIZE.start();
        let is_side = |side: &usize| (least..=LONGEST).contains(side);
        // Before there is memory for all of them.
        if ![height, width].iter().all(is_side) {
            return Err(wrong_size(name, (height, width)));
        }
        let mut data = vec![0; reader.output_buffer_size().unwrap_or_default()];
        let frame = reader.next_frame(&mut data).map_err(broken)?;
        if (frame.height as usize, frame.width as usize) != (height, width) {
            return Err(file(
                name,
                "its first frame does not fill the image; save it again as PNG",
            ));
        }
        let kind = Kind {
            colour: frame.color_type,
            bits: frame.bit_depth as usize,
        };
        let value = |(row, column)| kind.value(&data[row * frame.line_size..], column);
        let values = Array2::from_shape_fn((height, width), value);
        Ok(Self {
            exported: Exported::read(reader.info(), &values),
            values,
            kind,
        })
    }

    /// How many pixels, along each side, are to be one; none if it fits no scene.
    fn shrunk(&self) -> Option<usize> {
        let (height, width) = self.values.dim();
        match &self.exported {
            Some(exported) => Some(exported.scale),
            None if Scene::SIZE.contains(&height.max(width)) => Some(1),
            None => blocks(&self.values),
        }
    }

    /// The classes' values in their order, and whether [`VOID_VALUE`] is none of them but void.
    fn classes(&self, values: &Array2<u64>) -> (Vec<u64>, bool) {
        let distinct = BTreeSet::from_iter(values.iter().copied());
        let mut classes: Vec<u64> = distinct.into_iter().collect();
        if let Some(exported) = &self.exported {
            let void = classes.contains(&VOID_VALUE);
            return ((0..exported.classes as u64).collect(), void);
        }
        let void = self.kind.has_void(&classes);
        if void {
            classes.pop();
        }
        (classes, void)
    }
}

fn wrong_size(name: &str, (height, width): (usize, usize)) -> Error {
    file(
        name,
        format!(
            "{}×{} pixels were found, but a side can be {}, or more where all pixels are in square blocks of one colour, up to {}; crop it, or scale it without interpolation (nearest neighbour)",
            thousands(height as u64),
            thousands(width as u64),
            range(Scene::SIZE),
            thousands(LONGEST as u64)
        ),
    )
}

/// What stands for void.
const VOID_VALUE: u64 = VOID as u64;

/// How a pixel is stored.
struct Kind {
    colour: ColorType,
    bits: usize,
}

impl Kind {
    /// Whether the largest of these values stands for void.
    fn has_void(&self, distinct: &[u64]) -> bool {
        let indices = matches!(self.colour, ColorType::Indexed | ColorType::Grayscale);
        let Some((VOID_VALUE, [_, .., last])) = distinct.split_last().map(|(v, r)| (*v, r)) else {
            return false;
        };
        indices && *last < *Scene::CLASSES.end() as u64
    }

    fn noun(&self) -> &'static str {
        match self.colour {
            ColorType::Indexed => "palette indices",
            ColorType::Grayscale => "grey levels",
            _ => "colours",
        }
    }

    /// One sample of a line, from its first byte on.
    fn sample(&self, line: &[u8], i: usize) -> u64 {
        match self.bits {
            16 => u64::from(u16::from_be_bytes([line[2 * i], line[2 * i + 1]])),
            8 => u64::from(line[i]),
            bits => {
                let first = i * bits;
                let shift = 8 - bits - first % 8;
                u64::from(line[first / 8] >> shift) & ((1 << bits) - 1)
            }
        }
    }

    /// A pixel's value: its samples as one number, 0 if it is fully transparent.
    fn value(&self, line: &[u8], column: usize) -> u64 {
        let samples = self.colour.samples();
        let join = |value, i| (value << self.bits) | self.sample(line, column * samples + i);
        let value = (0..samples).fold(0, join);
        match self.colour {
            ColorType::GrayscaleAlpha | ColorType::Rgba => {
                let alpha = self.sample(line, column * samples + samples - 1);
                if alpha == 0 { 0 } else { value }
            }
            _ => value,
        }
    }

    fn show(&self, value: u64) -> String {
        let digits = self.bits / 4 * self.colour.samples();
        match self.colour {
            ColorType::Indexed | ColorType::Grayscale => value.to_string(),
            ColorType::Rgb => format!("#{value:0digits$x}"),
            _ if value == 0 => "transparent".into(),
            _ => format!("#{value:0digits$x}"),
        }
    }
}

#[cfg(test)]
mod tests;
