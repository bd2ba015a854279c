//! A block of pixels that stays in the first-level cache while the classes pass by.
//!
//! The loops over a block are plain, of fixed length and without branches, so that the compiler
//! turns each into vector instructions.

use crate::batch::{Batch, Label, foreground};

/// Pixels in a block.
pub(super) const PIXELS: usize = 64;
/// One number for each pixel of a block.
pub(super) type Plane = [f32; PIXELS];

pub(super) const ZERO: Plane = [0.0; PIXELS];
pub(super) const ONE: Plane = [1.0; PIXELS];

/// Where a block lies: its image, its first pixel, and how many there are (fewer at the end).
#[derive(Clone, Copy)]
pub(super) struct Block {
    image: usize,
    start: usize,
    pixels: usize,
}

/// A batch as flat, standard-layout slices.
pub(super) struct Slices<'a> {
    pub(super) classes: usize,
    plane: usize,
    prediction: &'a [f32],
    label: LabelSlice<'a>,
    keep: &'a [bool],
    all_kept: bool,
}

enum LabelSlice<'a> {
    Hard(&'a [i32]),
    Soft(&'a [f32]),
}

/// A block's label, before a class is chosen.
pub(super) enum LabelBlock {
    Hard([i32; PIXELS]),
    Soft,
}

impl<'a> Slices<'a> {
    /// None if an array is not in standard layout.
    pub(super) fn new(batch: &'a Batch<f32>) -> Option<Self> {
        let (_, classes, height, width) = batch.dim();
        let keep = batch.keep().as_slice()?;
        Some(Self {
            classes,
            plane: height * width,
            prediction: batch.prediction().array().as_slice()?,
            label: match batch.label() {
                Label::Hard(indices) => LabelSlice::Hard(indices.as_slice()?),
                Label::Soft(array) => LabelSlice::Soft(array.as_slice()?),
            },
            keep,
            all_kept: keep.iter().all(|keep| *keep),
        })
    }

    /// The blocks of an image.
    pub(super) fn blocks(&self, image: usize) -> impl Iterator<Item = Block> {
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

    /// 1 where a pixel counts, 0 where it does not or is past the end; None if all count.
    #[inline(always)]
    pub(super) fn keep(&self, block: Block) -> Option<Plane> {
        if self.all_kept && block.pixels == PIXELS {
            return None;
        }
        let start = block.image * self.plane + block.start;
        let mut keep = ZERO;
        for (keep, flag) in keep.iter_mut().zip(&self.keep[start..start + block.pixels]) {
            *keep = f32::from(u8::from(*flag));
        }
        Some(keep)
    }

    /// A block of one class's prediction.
    #[inline(always)]
    pub(super) fn prediction<'p>(
        &'p self,
        block: Block,
        class: usize,
        spare: &'p mut Plane,
    ) -> &'p Plane {
        self.read(self.prediction, block, class, spare)
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
        match array.first_chunk() {
            Some(plane) if block.pixels == PIXELS => plane,
            _ => {
                *spare = ZERO;
                spare[..block.pixels].copy_from_slice(&array[..block.pixels]);
                spare
            }
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
        match array.first_chunk_mut() {
            Some(plane) if block.pixels == PIXELS => change(plane),
            _ => {
                let mut plane = ZERO;
                plane[..block.pixels].copy_from_slice(&array[..block.pixels]);
                change(&mut plane);
                array[..block.pixels].copy_from_slice(&plane[..block.pixels]);
            }
        }
    }

    /// What of the label all classes share.
    #[inline(always)]
    pub(super) fn label(&self, block: Block) -> LabelBlock {
        match self.label {
            LabelSlice::Soft(_) => LabelBlock::Soft,
            LabelSlice::Hard(label) => {
                let label = &label[block.image * self.plane + block.start..];
                LabelBlock::Hard(match label.first_chunk() {
                    Some(indices) if block.pixels == PIXELS => *indices,
                    _ => {
                        let mut indices = [0; PIXELS];
                        indices[..block.pixels].copy_from_slice(&label[..block.pixels]);
                        indices
                    }
                })
            }
        }
    }

    /// Calls `with` with the label's probabilities of a class, 0 where a pixel does not count.
    #[inline(always)]
    pub(super) fn label_of<R>(
        &self,
        block: Block,
        class: usize,
        label: &LabelBlock,
        keep: Option<&Plane>,
        with: impl FnOnce(&Plane) -> R,
    ) -> R {
        let mut spare = ZERO;
        let mut masked = ZERO;
        let y = match (&self.label, label) {
            (LabelSlice::Soft(array), _) => self.read(array, block, class, &mut spare),
            (_, LabelBlock::Hard(indices)) => {
                let own = foreground(class, self.classes);
                for i in 0..PIXELS {
                    spare[i] = if indices[i] == own { 1.0 } else { 0.0 };
                }
                &spare
            }
            (LabelSlice::Hard(_), LabelBlock::Soft) => &ZERO,
        };
        let y = match keep {
            None => y,
            Some(keep) => {
                for i in 0..PIXELS {
                    masked[i] = keep[i] * y[i];
                }
                &masked
            }
        };
        with(y)
    }
}
