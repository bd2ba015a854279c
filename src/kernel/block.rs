//! A block of pixels that stays in the first-level cache while the classes pass by.
//!
//! A block is 16 vectors, whatever their width: so many numbers are summed in f32 before f64 takes over.

use super::lanes::{LANES, Lanes, padded};
use crate::batch::{Batch, Label};

/// Vectors in a block.
pub(super) const VECTORS: usize = 16;
/// Pixels in a block.
const PIXELS: usize = VECTORS * LANES;
/// One number for each pixel of a block, as it lies in an array.
pub(super) type Plane = [[f32; LANES]; VECTORS];

pub(super) const ZERO: Plane = [[0.0; LANES]; VECTORS];
pub(super) const ONE: Plane = [[1.0; LANES]; VECTORS];

/// The class of a pixel that does not count.
const NONE: f32 = -1.0;

/// Where a block lies: its image, its first pixel, and how many there are (fewer at the end).
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub(super) image: usize,
    start: usize,
    pixels: usize,
}

/// A batch as flat, standard-layout slices.
pub(super) struct Slices<'a> {
    pub(super) classes: usize,
    pub(super) plane: usize,
    prediction: Option<&'a [f32]>,
    label: LabelSlice<'a>,
    keep: &'a [bool],
    all_kept: bool,
}

enum LabelSlice<'a> {
    Hard(&'a [i32]),
    Soft(&'a [f32]),
}

impl<'a> Slices<'a> {
    /// Of a batch, but for its prediction: either it is given, or it lies where the first sweep writes to.
    /// None if an array is not in standard layout.
    pub(super) fn new(batch: &'a Batch<f32>, prediction: Option<&'a [f32]>) -> Option<Self> {
        let (_, classes, height, width) = batch.dim();
        let keep = batch.keep().as_slice()?;
        Some(Self {
            classes,
            plane: height * width,
            prediction,
            label: match batch.label() {
                Label::Hard(indices) => LabelSlice::Hard(indices.as_slice()?),
                Label::Soft(array) => LabelSlice::Soft(array.as_slice()?),
            },
            keep,
            all_kept: batch.kept() == keep.len(),
        })
    }

    pub(super) fn is_hard(&self) -> bool {
        matches!(self.label, LabelSlice::Hard(_))
    }

    /// The hard label's indices, `[B, H, W]`.
    pub(super) fn hard_label(&self) -> Option<&'a [i32]> {
        match self.label {
            LabelSlice::Hard(indices) => Some(indices),
            LabelSlice::Soft(_) => None,
        }
    }

    /// Which pixels count, `[B, H, W]`.
    pub(super) fn keep_flags(&self) -> &'a [bool] {
        self.keep
    }

    /// The blocks of so many images.
    pub(super) fn blocks(&self, images: usize) -> impl Iterator<Item = Block> {
        (0..images).flat_map(|image| self.blocks_of(image))
    }

    /// The blocks of an image.
    pub(super) fn blocks_of(&self, image: usize) -> impl Iterator<Item = Block> {
        let plane = self.plane;
        (0..plane).step_by(PIXELS).map(move |start| Block {
            image,
            start,
            pixels: PIXELS.min(plane - start),
        })
    }

    /// Where a block's class starts in an array `[B, C, H, W]`.
    #[inline(always)]
    fn offset(&self, block: Block, class: usize) -> usize {
        (block.image * self.classes + class) * self.plane + block.start
    }

    /// 1 where a pixel counts, 0 where it does not or is past the end, in `spare`; None if all count.
    #[inline(always)]
    pub(super) fn keep<'p>(&self, block: Block, spare: &'p mut Plane) -> Option<&'p Plane> {
        if self.all_kept && block.pixels == PIXELS {
            return None;
        }
        let start = block.image * self.plane + block.start;
        *spare = ZERO;
        let flags = &self.keep[start..start + block.pixels];
        for (keep, flag) in spare.as_flattened_mut().iter_mut().zip(flags) {
            *keep = f32::from(u8::from(*flag));
        }
        Some(spare)
    }

    /// A block of one class's prediction; None where it lies in place.
    #[inline(always)]
    pub(super) fn prediction<'p>(
        &'p self,
        block: Block,
        class: usize,
        spare: &'p mut Plane,
    ) -> Option<&'p Plane> {
        let prediction = self.prediction?;
        Some(self.read(prediction, block, class, spare))
    }

    /// A block of one class of an array `[B, C, H, W]`: in place, or padded with zeros in `spare`.
    #[inline(always)]
    pub(super) fn read<'p>(
        &self,
        array: &'p [f32],
        block: Block,
        class: usize,
        spare: &'p mut Plane,
    ) -> &'p Plane {
        let array = &array[self.offset(block, class)..];
        match array.first_chunk::<PIXELS>() {
            Some(plane) if block.pixels == PIXELS => bytemuck::cast_ref(plane),
            _ => {
                *spare = last(&array[..block.pixels]);
                spare
            }
        }
    }

    /// As [`Slices::read`], zeros where the array is empty.
    #[inline(always)]
    pub(super) fn read_any<'p>(
        &self,
        array: &'p [f32],
        block: Block,
        class: usize,
        spare: &'p mut Plane,
    ) -> &'p Plane {
        match array.is_empty() {
            true => &ZERO,
            false => self.read(array, block, class, spare),
        }
    }

    /// Changes a block of one class in place.
    #[inline(always)]
    pub(super) fn change(
        &self,
        array: &mut [f32],
        block: Block,
        class: usize,
        change: impl FnOnce(&mut Plane),
    ) {
        let array = &mut array[self.offset(block, class)..];
        match array.first_chunk_mut::<PIXELS>() {
            Some(plane) if block.pixels == PIXELS => change(bytemuck::cast_mut(plane)),
            _ => {
                let mut plane = last(&array[..block.pixels]);
                change(&mut plane);
                let plane: [f32; PIXELS] = bytemuck::cast(plane);
                array[..block.pixels].copy_from_slice(&plane[..block.pixels]);
            }
        }
    }

    /// A block of one class's prediction, which lies in `x` where it lies in place.
    #[inline(always)]
    pub(super) fn prediction_or<'p>(
        &'p self,
        x: &'p [f32],
        block: Block,
        class: usize,
        spare: &'p mut Plane,
    ) -> &'p Plane {
        self.read(self.prediction.unwrap_or(x), block, class, spare)
    }

    /// A block of every class's prediction; None where it lies in place.
    #[inline(always)]
    pub(super) fn predictions<'p, const C: usize>(
        &'p self,
        block: Block,
        spares: &'p mut [Plane; C],
    ) -> Option<[&'p Plane; C]> {
        let prediction = self.prediction?;
        let mut planes = [&ZERO; C];
        for (class, (plane, spare)) in planes.iter_mut().zip(spares).enumerate() {
            *plane = self.read(prediction, block, class, spare);
        }
        Some(planes)
    }

    /// A block of one class's soft label, 0 where a pixel does not count.
    #[inline(always)]
    pub(super) fn soft_label<'p>(
        &'p self,
        block: Block,
        class: usize,
        keep: Option<&Plane>,
        spare: &'p mut Plane,
    ) -> &'p Plane {
        let LabelSlice::Soft(label) = self.label else {
            return &ZERO;
        };
        let Some(keep) = keep else {
            return self.read(label, block, class, spare);
        };
        let mut end = ZERO;
        *spare = product(keep, self.read(label, block, class, &mut end));
        spare
    }

    /// A block of every class's soft label, 0 where a pixel does not count.
    #[inline(always)]
    pub(super) fn soft_labels<'p, const C: usize>(
        &'p self,
        block: Block,
        keep: Option<&Plane>,
        spares: &'p mut [Plane; C],
    ) -> [&'p Plane; C] {
        let mut planes = [&ZERO; C];
        for (class, (plane, spare)) in planes.iter_mut().zip(spares).enumerate() {
            *plane = self.soft_label(block, class, keep, spare);
        }
        planes
    }

    /// Changes a block of all C classes in place; `planes` serves where a block ends early.
    #[inline(always)]
    pub(super) fn change_all<const C: usize, R>(
        &self,
        array: &mut [f32],
        block: Block,
        planes: &mut [Plane; C],
        change: impl FnOnce([&mut Plane; C]) -> R,
    ) -> R {
        let start = self.offset(block, 0) - block.start;
        let image = &mut array[start..start + C * self.plane];
        if block.pixels < PIXELS {
            for (plane, class) in planes.iter_mut().zip(image.chunks_exact(self.plane)) {
                *plane = last(&class[block.start..]);
            }
            let result = change(planes.each_mut());
            for (plane, class) in planes.iter().zip(image.chunks_exact_mut(self.plane)) {
                let plane: &[f32] = plane.as_flattened();
                class[block.start..].copy_from_slice(&plane[..block.pixels]);
            }
            return result;
        }
        let mut places = planes.each_mut();
        for (place, class) in places.iter_mut().zip(image.chunks_exact_mut(self.plane)) {
            if let Some(in_place) = class[block.start..].first_chunk_mut::<PIXELS>() {
                *place = bytemuck::cast_mut(in_place);
            }
        }
        change(places)
    }

    /// A hard label's class indices in `spare`, as floats: they compare faster. [`NONE`] where a pixel does
    /// not count. Of a soft label it is left as it is.
    #[inline(always)]
    pub(super) fn indices<'p>(
        &self,
        block: Block,
        keep: Option<&Plane>,
        spare: &'p mut Plane,
    ) -> &'p Plane {
        let LabelSlice::Hard(label) = self.label else {
            return spare;
        };
        let start = block.image * self.plane + block.start;
        let indices = spare.as_flattened_mut();
        for (index, label) in indices.iter_mut().zip(&label[start..start + block.pixels]) {
            *index = *label as f32;
        }
        // Past the end, too, nothing counts.
        if let Some(keep) = keep {
            for (index, keep) in indices.iter_mut().zip(keep.as_flattened()) {
                *index = if *keep == 0.0 { NONE } else { *index };
            }
        }
        spare
    }
}

/// One vector of a plane.
#[inline(always)]
pub(super) fn at(plane: &Plane, v: usize) -> Lanes {
    plane[v].into()
}

pub(super) fn product(a: &Plane, b: &Plane) -> Plane {
    std::array::from_fn(|v| (at(a, v) * at(b, v)).into())
}

/// The last block of an image, zeros behind it.
fn last(pixels: &[f32]) -> Plane {
    bytemuck::cast::<[f32; PIXELS], _>(padded(pixels))
}
