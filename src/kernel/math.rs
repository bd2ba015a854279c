//! Vector arithmetic that the sweeps need and no library has as fast.

use wide::{f32x4, i32x4};

/// Adding this to a float of moderate size rounds it to a whole number, which then stands in the
/// lowest bits.
const ROUND: f32 = 12_582_912.0;

/// e^x for x ≤ 0, with a relative error below 3·10⁻⁷; next to nothing below −87.
///
/// It is 2^k·2^f with k whole and |f| ≤ ½, and 2^f a minimax polynomial of degree 5 on that interval,
/// grouped so that no long chain of operations waits for itself.
#[inline(always)]
pub(super) fn exp(x: f32x4) -> f32x4 {
    let y = x.fast_max(f32x4::splat(-87.0)) * f32x4::splat(std::f32::consts::LOG2_E);
    let rounded = y + f32x4::splat(ROUND);
    let f = y - (rounded - f32x4::splat(ROUND));
    let pair = |low: f32, high: f32| f32x4::splat(high) * f + f32x4::splat(low);
    let f2 = f * f;
    let power = (pair(9.675_541e-3, 1.327_647_2e-3) * f2 + pair(0.240_221_2, 5.550_713e-2)) * f2
        + pair(1.000_000_1, 0.693_146_94);
    // Adding k to the exponent multiplies by 2^k.
    let k: i32x4 = bytemuck::cast(rounded);
    let bits: i32x4 = bytemuck::cast(power);
    bytemuck::cast(bits + (k << 23))
}

/// ln(1 + r) for r ≥ 0, with r's digits kept near 0.
#[inline(always)]
pub(super) fn ln_1p(r: f32x4) -> f32x4 {
    let t = r / (f32x4::splat(2.0) + r);
    let t2 = t * t;
    let mut series = f32x4::splat(1.0 / 9.0);
    for coefficient in [1.0 / 7.0, 0.2, 1.0 / 3.0, 1.0] {
        series = series * t2 + f32x4::splat(coefficient);
    }
    let near = r.simd_lt(f32x4::splat(0.25));
    near.select(f32x4::splat(2.0) * t * series, (f32x4::splat(1.0) + r).ln())
}

/// 1 where `a` equals `b`, 0 elsewhere.
#[inline(always)]
pub(super) fn equal(a: f32x4, b: f32x4) -> f32x4 {
    a.simd_eq(b) & f32x4::splat(1.0)
}

/// factor·sign(a − b), with sign(0) = 0.
#[inline(always)]
pub(super) fn sign_times(factor: f32x4, a: f32x4, b: f32x4) -> f32x4 {
    (a.simd_gt(b) & factor) - (a.simd_lt(b) & factor)
}
