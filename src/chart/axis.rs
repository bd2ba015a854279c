//! An axis: which numbers lie where, and which of them are named.

use crate::number::{power, scientific};

/// How distances on an axis grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal distances are equal differences.
    #[default]
    Linear,
    /// Equal distances are equal ratios; only positive numbers are on it.
    Log,
}

impl Scale {
    pub(super) fn forward(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Log if value > 0.0 => value.log10(),
            Self::Log => f64::NAN,
        }
    }

    fn back(self, at: f64) -> f64 {
        match self {
            Self::Linear => at,
            Self::Log => 10f64.powf(at),
        }
    }
}

/// A range of numbers on a range of pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    scale: Scale,
    /// First and last number.
    numbers: [f64; 2],
    /// The pixels at which they lie.
    pixels: [f64; 2],
}

/// A logarithmic axis of values shows no more decades than these below the largest.
const DECADES: f64 = 9.0;

impl Axis {
    /// From `numbers[0]` at `pixels[0]` to `numbers[1]` at `pixels[1]`.
    pub fn new(scale: Scale, numbers: [f64; 2], pixels: [f64; 2]) -> Self {
        Self {
            scale,
            numbers,
            pixels,
        }
    }

    /// An axis with some room around all finite `values` (all positive ones on a logarithmic scale).
    /// If there are none, or they are all the same, the range is still a range.
    pub fn around(scale: Scale, values: impl IntoIterator<Item = f64>, pixels: [f64; 2]) -> Self {
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for at in values.into_iter().map(|value| scale.forward(value)) {
            if at.is_finite() && (scale == Scale::Linear || at.abs() < 300.0) {
                least = least.min(at);
                most = most.max(at);
            }
        }
        if least > most {
            (least, most) = match scale {
                Scale::Linear => (0.0, 1.0),
                Scale::Log => (-1.0, 0.0),
            };
        }
        let (least, most) = match scale {
            Scale::Linear => {
                // Half of each first: the difference of two huge numbers may not be finite.
                let flat = 1e-12 * least.abs().max(most.abs());
                let room = match most / 2.0 - least / 2.0 {
                    half if half > flat => 0.12 * half,
                    _ if most == 0.0 => 0.5,
                    _ => 0.5 * most.abs(),
                };
                (least - room, most + room)
            }
            Scale::Log => {
                let least = least.max(most - DECADES);
                let room = (0.06 * (most - least)).max(0.25);
                (least - room, most + room)
            }
        };
        let largest = match scale {
            Scale::Linear => f64::MAX / 4.0,
            Scale::Log => 300.0,
        };
        let numbers = [least, most].map(|at| scale.back(at.clamp(-largest, largest)));
        Self::new(scale, numbers, pixels)
    }

    /// The scale.
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// The first and the last number.
    pub fn numbers(&self) -> [f64; 2] {
        self.numbers
    }

    /// The pixels at which they lie.
    pub fn pixels(&self) -> [f64; 2] {
        self.pixels
    }

    /// Where a number lies; not finite if it is not on this scale.
    pub fn pixel(&self, number: f64) -> f64 {
        let [first, last] = self.numbers.map(|number| self.scale.forward(number));
        let [from, to] = self.pixels;
        from + (self.scale.forward(number) - first) / (last - first) * (to - from)
    }

    /// The number that lies at a pixel.
    pub fn number(&self, pixel: f64) -> f64 {
        let [first, last] = self.numbers.map(|number| self.scale.forward(number));
        let [from, to] = self.pixels;
        self.scale
            .back(first + (pixel - from) / (to - from) * (last - first))
    }

    /// Whether a pixel lies on the axis.
    pub fn contains(&self, pixel: f64) -> bool {
        let [from, to] = self.pixels;
        (from.min(to)..=from.max(to)).contains(&pixel)
    }

    /// Numbers worth naming, with their names, at least `gap` pixels apart.
    pub fn ticks(&self, gap: f64) -> Vec<(f64, String)> {
        let [from, to] = self.pixels;
        let most = ((to - from).abs() / gap.max(1.0)).floor().clamp(1.0, 20.0);
        let [first, last] = self.numbers.map(|number| self.scale.forward(number));
        if !(first.is_finite() && last.is_finite() && first < last) {
            return Vec::new();
        }
        let step = match self.scale {
            Scale::Linear => round_step((last - first) / most),
            Scale::Log => round_step((last - first) / most).max(1.0).ceil(),
        };
        let first = (first / step).ceil();
        let count = ((last / step).floor() - first + 1.0).clamp(0.0, 50.0) as usize;
        let at = |i: usize| step * (first + i as f64);
        match self.scale {
            Scale::Linear => (0..count)
                .map(|i| (at(i), linear_name(at(i), step)))
                .collect(),
            Scale::Log => (0..count)
                .map(|i| (10f64.powf(at(i)), power(at(i) as i32)))
                .collect(),
        }
    }
}

/// The next of 1, 2, 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let factor = least / power;
    let round = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|round| factor <= round * 1.000_001);
    power * round.unwrap_or(10.0)
}

/// A tick's number with as many digits as its step has.
fn linear_name(number: f64, step: f64) -> String {
    let exponent = step.log10().floor() as i32;
    if number.abs() < 0.5 * step {
        return "0".into();
    }
    if (-3..=4).contains(&exponent) {
        return format!("{number:.*}", (-exponent).max(0) as usize).replace('-', "−");
    }
    let digits = (number.abs().log10().floor() as i32 - exponent).clamp(0, 15);
    scientific(number, digits as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(axis: Axis, gap: f64) -> Vec<String> {
        axis.ticks(gap).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn pixels_and_numbers_are_inverse() {
        for scale in [Scale::Linear, Scale::Log] {
            let axis = Axis::new(scale, [1e-3, 2.0], [200.0, 10.0]);
            for number in [1e-3, 0.02, 1.0, 2.0] {
                approx::assert_relative_eq!(
                    axis.number(axis.pixel(number)),
                    number,
                    epsilon = 1e-12
                );
            }
            assert_eq!(axis.pixel(1e-3), 200.0);
            assert!(axis.contains(axis.pixel(0.5)) && !axis.contains(axis.pixel(3.0)));
        }
        assert!(
            !Axis::new(Scale::Log, [1.0, 2.0], [0.0, 1.0])
                .pixel(0.0)
                .is_finite()
        );
    }

    #[test]
    fn ticks_have_the_digits_of_their_step() {
        let pixels = [0.0, 300.0];
        assert_eq!(
            names(Axis::new(Scale::Linear, [0.0, 1.0], pixels), 60.0),
            ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            names(Axis::new(Scale::Linear, [-2e-5, 2e-5], pixels), 70.0),
            ["−2·10⁻⁵", "−1·10⁻⁵", "0", "1·10⁻⁵", "2·10⁻⁵"]
        );
        assert_eq!(
            names(Axis::new(Scale::Log, [1e-6, 1.0], pixels), 80.0),
            ["10⁻⁶", "10⁻⁴", "10⁻²", "1"]
        );
    }

    #[test]
    fn any_numbers_make_a_range() {
        let odd = [
            vec![],
            vec![f64::NAN, f64::INFINITY],
            vec![0.0],
            vec![3.0, 3.0],
            vec![-1.0, -1.0],
            vec![f64::MAX, -f64::MAX],
            vec![f64::MIN_POSITIVE, 1.0],
            vec![1e300],
        ];
        for values in odd {
            for scale in [Scale::Linear, Scale::Log] {
                let axis = Axis::around(scale, values.iter().copied(), [0.0, 100.0]);
                let [first, last] = axis.numbers();
                assert!(
                    first.is_finite() && last.is_finite() && first < last,
                    "{axis:?}"
                );
                assert!(axis.ticks(30.0).len() <= 50);
            }
        }
    }
}
