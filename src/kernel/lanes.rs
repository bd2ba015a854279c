//! Vectors of numbers, as wide as a register of the processor that is compiled for: four numbers with
//! WebAssembly's SIMD and on plain x86-64, eight with AVX, sixteen with AVX-512. Two registers a vector
//! would be more than there are for the classes of a pixel.
//!
//! `-C target-cpu=native` makes the most of the machine at hand.

#[cfg(target_feature = "avx512f")]
mod register {
    pub(crate) use wide::{f32x16 as Lanes, i32x16 as WholeLanes};

    pub(super) const FROM_WHOLE: fn(WholeLanes) -> Lanes = Lanes::from_i32x16;
}

#[cfg(all(target_feature = "avx", not(target_feature = "avx512f")))]
mod register {
    pub(crate) use wide::{f32x8 as Lanes, i32x8 as WholeLanes};

    pub(super) const FROM_WHOLE: fn(WholeLanes) -> Lanes = Lanes::from_i32x8;
}

#[cfg(not(target_feature = "avx"))]
mod register {
    pub(crate) use wide::{f32x4 as Lanes, i32x4 as WholeLanes};

    pub(super) const FROM_WHOLE: fn(WholeLanes) -> Lanes = Lanes::from_i32x4;
}

pub(crate) use register::{Lanes, WholeLanes};

/// Numbers in a vector.
pub(crate) const LANES: usize = size_of::<Lanes>() / size_of::<f32>();

/// Whole numbers as floats.
#[inline(always)]
pub(super) fn to_float(whole: WholeLanes) -> Lanes {
    register::FROM_WHOLE(whole)
}

/// The numbers at the end, which do not fill a vector or a block, zeros behind them.
pub(crate) fn padded<const N: usize>(end: &[f32]) -> [f32; N] {
    let mut padded = [0.0; N];
    padded[..end.len()].copy_from_slice(end);
    padded
}

/// 0 for a gradient, or what is left of one, that moves nothing: its products with other small numbers
/// would be too small for an exponent, and with such numbers processors are slow.
#[inline(always)]
pub(crate) fn without_dust(x: Lanes) -> Lanes {
    x & x.abs().simd_gt(Lanes::splat(1e-20))
}
