//! The label as the sweeps meet it, a vector of pixels of one class at a time: probabilities, or which pixels are
//! of the class. Of a hard label that alone says which of x and y is larger.

use super::block::{Block, Plane, Slices, at};
use super::gradient::Slope;
use super::lanes::Lanes;
use crate::batch::foreground;

/// A class's label at the pixels of a vector.
pub(super) trait Label: Copy {
    /// Whether a block's powers wait apart from x: where planes lie a power of two apart, the lines of z, y and x
    /// of four classes would drive each other out of the first-level cache.
    const APART: bool;

    /// One class of a block, vector by vector. `indices` are what [`Slices::indices`] gave.
    fn of_class<'p>(
        slices: &'p Slices,
        block: Block,
        class: usize,
        keep: Option<&Plane>,
        indices: &'p Plane,
        spare: &'p mut Plane,
    ) -> impl Fn(usize) -> Self + Copy + 'p;

    /// All classes of a block: class and vector give the label.
    fn of_classes<'p, const C: usize>(
        slices: &'p Slices,
        block: Block,
        keep: Option<&Plane>,
        indices: &'p Plane,
        spares: &'p mut [Plane; C],
    ) -> impl Fn(usize, usize) -> Self + Copy + 'p;

    /// The probability y.
    fn y(self) -> Lanes;

    /// TP, FP and FN in the norm form with exponent 1, for x from 0 to 1.
    fn in_norm(self, x: Lanes) -> [Lanes; 3];

    /// The part of the slope that depends on which of x and y is larger, for a softmax's x > 0.
    fn side(self, x: Lanes, slope: &Slope) -> Lanes;
}

/// Probabilities.
#[derive(Clone, Copy)]
pub(super) struct Soft(Lanes);

impl Label for Soft {
    const APART: bool = true;

    #[inline(always)]
    fn of_class<'p>(
        slices: &'p Slices,
        block: Block,
        class: usize,
        keep: Option<&Plane>,
        _: &'p Plane,
        spare: &'p mut Plane,
    ) -> impl Fn(usize) -> Self + Copy + 'p {
        let y = slices.soft_label(block, class, keep, spare);
        move |v| Self(at(y, v))
    }

    #[inline(always)]
    fn of_classes<'p, const C: usize>(
        slices: &'p Slices,
        block: Block,
        keep: Option<&Plane>,
        _: &'p Plane,
        spares: &'p mut [Plane; C],
    ) -> impl Fn(usize, usize) -> Self + Copy + 'p {
        let y = slices.soft_labels(block, keep, spares);
        move |class, v| Self(at(y[class], v))
    }

    #[inline(always)]
    fn y(self) -> Lanes {
        self.0
    }

    #[inline(always)]
    fn in_norm(self, x: Lanes) -> [Lanes; 3] {
        let tp = x.fast_min(self.0);
        [tp, x - tp, self.0 - tp]
    }

    #[inline(always)]
    fn side(self, x: Lanes, slope: &Slope) -> Lanes {
        slope.side(x, self.0)
    }
}

/// All bits set where a pixel is of the class, none where it is of another or does not count.
#[derive(Clone, Copy)]
pub(super) struct Hard(Lanes);

impl Label for Hard {
    const APART: bool = false;

    #[inline(always)]
    fn of_class<'p>(
        slices: &'p Slices,
        _: Block,
        class: usize,
        _: Option<&Plane>,
        indices: &'p Plane,
        _: &'p mut Plane,
    ) -> impl Fn(usize) -> Self + Copy + 'p {
        let own = Lanes::splat(foreground(class, slices.classes) as f32);
        move |v| Self(at(indices, v).simd_eq(own))
    }

    #[inline(always)]
    fn of_classes<'p, const C: usize>(
        _: &'p Slices,
        _: Block,
        _: Option<&Plane>,
        indices: &'p Plane,
        _: &'p mut [Plane; C],
    ) -> impl Fn(usize, usize) -> Self + Copy + 'p {
        let own: [Lanes; C] =
            std::array::from_fn(|class| Lanes::splat(foreground(class, C) as f32));
        // For a browser's compiler, as in `math::Exp`.
        let own = std::hint::black_box(own);
        move |class, v| Self(at(indices, v).simd_eq(own[class]))
    }

    #[inline(always)]
    fn y(self) -> Lanes {
        self.0 & Lanes::ONE
    }

    #[inline(always)]
    fn in_norm(self, x: Lanes) -> [Lanes; 3] {
        [x & self.0, x & !self.0, (Lanes::ONE - x) & self.0]
    }

    /// Where x has been rounded to y it was on this side of it before.
    #[inline(always)]
    fn side(self, _: Lanes, slope: &Slope) -> Lanes {
        let [above, below] = [slope.above, slope.below].map(Lanes::splat);
        above ^ (self.0 & (above ^ below))
    }
}
