//! Arithmetic that vectorises: no branches, no calls.

/// Adding this to a float of moderate size rounds it to a whole number, which then stands in the
/// lowest bits.
const ROUND: f32 = 12_582_912.0;

/// Minimax coefficients of 2^f on [−½, ½], highest power first.
const POWERS_OF_TWO: [f32; 7] = [
    1.534_581_2e-4,
    1.339_993_1e-3,
    9.618_489e-3,
    5.550_328_6e-2,
    0.240_226_46,
    0.693_147_2,
    1.0,
];

/// e^x for x ≤ 0
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    let y = x * std::f32::consts::LOG2_E;
    let y = if y > -126.0 { y } else { -126.0 };
    let rounded = y + ROUND;
    let f = y - (rounded - ROUND);
    let mut power = POWERS_OF_TWO[0];
    for coefficient in &POWERS_OF_TWO[1..] {
        power = power * f + coefficient;
    }
    f32::from_bits(power.to_bits().wrapping_add(rounded.to_bits() << 23))
}

#[inline(always)]
pub(super) fn ln_1p(r: f32) -> f32 {
    r.ln_1p()
}

/// factor·sign(a − b), with sign(0) = 0.
#[inline(always)]
pub(super) fn sign_times(factor: f32, a: f32, b: f32) -> f32 {
    let above = if a > b { factor } else { 0.0 };
    let below = if a < b { factor } else { 0.0 };
    above - below
}

/// The larger of two numbers; unlike `f32::max` it does not care about NaN.
#[inline(always)]
pub(super) fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// The smaller of two numbers.
#[inline(always)]
pub(super) fn smaller(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}
