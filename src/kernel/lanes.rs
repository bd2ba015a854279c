//! Vectors of numbers: as wide as pays off on the processor that is compiled for.
//!
//! Eight numbers are two registers of WebAssembly's SIMD and of plain x86-64, and one with AVX; with
//! AVX-512 one holds sixteen. `-C target-cpu=native` makes the most of the machine at hand.

#[cfg(not(target_feature = "avx512f"))]
pub(crate) use wide::{f32x8 as Lanes, i32x8 as WholeLanes};
#[cfg(target_feature = "avx512f")]
pub(crate) use wide::{f32x16 as Lanes, i32x16 as WholeLanes};

/// Numbers in a vector.
pub(crate) const LANES: usize = size_of::<Lanes>() / size_of::<f32>();

/// Whole numbers as floats.
#[inline(always)]
pub(super) fn to_float(whole: WholeLanes) -> Lanes {
    #[cfg(target_feature = "avx512f")]
    return Lanes::from_i32x16(whole);
    #[cfg(not(target_feature = "avx512f"))]
    Lanes::from_i32x8(whole)
}

/// 0 for a gradient, or what is left of one, that moves nothing: its products with other small numbers
/// would be too small for an exponent, and with such numbers processors are slow.
#[inline(always)]
pub(crate) fn without_dust(x: Lanes) -> Lanes {
    x & x.abs().simd_gt(Lanes::splat(1e-20))
}
