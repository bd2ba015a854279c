//! Vector arithmetic that the sweeps need and no library has as fast.

use super::lanes::{Lanes, WholeLanes, to_float};

/// Adding this to a float of moderate size rounds it to a whole number, which then stands in the
/// lowest bits.
const ROUND: f32 = 12_582_912.0;

/// Below, e^x counts as 0: there it is smaller than any float that has all its digits.
const LEAST: f32 = -87.0;

/// 2^f for |f| ≤ ½ as a minimax polynomial that is 1 at 0, the constant first.
const POLYNOMIAL: [f32; 6] = [
    1.0,
    0.693_146_94,
    0.240_222_42,
    5.550_733_6e-2,
    9.671_515e-3,
    1.326_473_2e-3,
];

/// e^x as vectors compute it; made once for a sweep.
pub(super) struct Exp {
    per_octave: Lanes,
    round: Lanes,
    polynomial: [Lanes; 6],
    least: Lanes,
}

impl Exp {
    /// Its constants come from where no compiler can see what they are: a browser's would make each of them
    /// anew at every turn of a loop, for a third of the time of e^x.
    #[inline(never)]
    pub(super) fn new() -> Self {
        std::hint::black_box(Self {
            per_octave: Lanes::splat(std::f32::consts::LOG2_E),
            round: Lanes::splat(ROUND),
            polynomial: POLYNOMIAL.map(Lanes::splat),
            least: Lanes::splat(LEAST),
        })
    }

    /// e^x for x ≤ 0, with a relative error below 3·10⁻⁷ + 10⁻⁷·|x|; 1 at 0, and 0 below [`LEAST`].
    ///
    /// It is 2^k·2^f with k whole and |f| ≤ ½, and the polynomial is grouped so that no long chain of
    /// operations waits for itself.
    #[inline(always)]
    pub(super) fn of(&self, x: Lanes) -> Lanes {
        let rounded = x.mul_add(self.per_octave, self.round);
        let f = x.mul_sub(self.per_octave, rounded - self.round);
        let [p0, p1, p2, p3, p4, p5] = self.polynomial;
        let f2 = f * f;
        let power = p5
            .mul_add(f, p4)
            .mul_add(f2, p3.mul_add(f, p2))
            .mul_add(f2, p1.mul_add(f, p0));
        // Adding k to the exponent multiplies by 2^k.
        let k: WholeLanes = bytemuck::cast(rounded);
        let bits: WholeLanes = bytemuck::cast(power);
        let scaled: Lanes = bytemuck::cast(bits + (k << 23));
        scaled & x.simd_gt(self.least)
    }
}

/// ln(1 + r) for r ≥ 0, with r's digits kept near 0.
///
/// With k whole and 1 + f = (1 + r)/2^k in [¾, 1½) it is k·ln 2 + ln(1 + f), and the latter the series of
/// 2 artanh(f/(2 + f)).
#[inline(always)]
pub(super) fn ln_1p(r: Lanes) -> Lanes {
    let bits: WholeLanes = bytemuck::cast(r + Lanes::ONE);
    let k = (bits - WholeLanes::splat(0.75f32.to_bits() as i32)) >> 23;
    let shrink: Lanes = bytemuck::cast(WholeLanes::splat(1f32.to_bits() as i32) - (k << 23));
    let f = r * shrink + (shrink - Lanes::ONE);
    let t = f / (f + Lanes::splat(2.0));
    let t2 = t * t;
    let mut series = Lanes::splat(2.0 / 9.0);
    for coefficient in [2.0 / 7.0, 2.0 / 5.0, 2.0 / 3.0, 2.0] {
        series = series * t2 + Lanes::splat(coefficient);
    }
    to_float(k) * Lanes::splat(std::f32::consts::LN_2) + t * series
}

/// x where two floats may lie too far apart for their difference x ≤ 0, which is then multiplied with
/// a label that may be 0.
#[inline(always)]
pub(super) fn finite(x: Lanes) -> Lanes {
    x.fast_max(Lanes::splat(f32::MIN))
}

/// 1 where `a` equals `b`, 0 elsewhere.
#[inline(always)]
pub(super) fn equal(a: Lanes, b: Lanes) -> Lanes {
    a.simd_eq(b) & Lanes::splat(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(function: impl Fn(Lanes) -> Lanes, x: f32) -> f32 {
        function(Lanes::splat(x)).to_array()[0]
    }

    #[test]
    fn exp_is_as_exact_as_it_says_and_ends_at_zero() {
        let exp = Exp::new();
        let exp = |x| first(|x| exp.of(x), x);
        for i in 0..=870_000 {
            let x = -i as f32 * 1e-4;
            let (found, exact) = (f64::from(exp(x)), f64::from(x).exp());
            if x > LEAST {
                let error = 3e-7 + 1e-7 * f64::from(-x);
                assert!((found - exact).abs() < error * exact, "{found} at {x}");
            }
        }
        assert_eq!(exp(0.0), 1.0);
        for x in [-87.1, -88.0, -104.0, -1e4, -1e30, f32::MIN] {
            assert_eq!(exp(x), 0.0, "{x}");
        }
    }

    #[test]
    fn ln_1p_keeps_the_digits_near_zero_and_far() {
        for i in -600..=1_200 {
            let r = (f64::from(i) / 10.0).exp2() as f32 * 0.3;
            let (found, exact) = (f64::from(first(ln_1p, r)), f64::from(r).ln_1p());
            assert!((found - exact).abs() < 3e-7 * exact, "{found} at {r}");
        }
        assert_eq!(first(ln_1p, 0.0), 0.0);
    }
}
