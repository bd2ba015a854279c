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

    /// Numbers worth naming, with their names, at least `gap` pixels apart; closer where otherwise a
    /// single one, from which nothing can be read, would be named.
    pub fn ticks(&self, gap: f64) -> Vec<(f64, String)> {
        let [from, to] = self.pixels;
        let most = ((to - from).abs() / gap.max(1.0)).floor().clamp(1.0, 20.0);
        let [first, last] = self.numbers.map(|number| self.scale.forward(number));
        if !(first.is_finite() && last.is_finite() && first < last) {
            return Vec::new();
        }
        let least = (last - first) / most;
        if self.scale == Scale::Log {
            let step = round_step(least).max(1.0).ceil();
            let powers =
                multiples([first, last], step).map(|at| (10f64.powf(at), power(at as i32)));
            let powers: Vec<_> = powers.collect();
            if powers.len() > 1 {
                return powers;
            }
            // Closer, if that leaves two.
            let closer = (1..step as u32).rev().map(f64::from);
            let mut closer = closer.filter(|step| multiples([first, last], *step).count() > 1);
            return match closer.next() {
                Some(step) => multiples([first, last], step)
                    .map(|at| (10f64.powf(at), power(at as i32)))
                    .collect(),
                None => self.between_powers(gap),
            };
        }
        linear(self.numbers, least)
    }

    /// The ticks of less than two decades: 1, 2 and 5 times a power of ten, or round steps where even of
    /// these there are too few.
    fn between_powers(&self, gap: f64) -> Vec<(f64, String)> {
        let [least, most] = self.numbers;
        let [first, last] = [least, most].map(|number| number.log10().floor() as i32);
        let each = |exponent: i32| {
            let unit = 10f64.powi(exponent);
            [1.0, 2.0, 5.0].map(|factor| (factor * unit, linear_name(factor * unit, unit)))
        };
        let mut ticks: Vec<_> = (first..=last)
            .flat_map(each)
            .filter(|(number, _)| (least..=most).contains(number))
            .collect();
        if ticks.len() < 2 {
            ticks = linear(self.numbers, (most - least) / 3.0);
        }
        let mut kept: Vec<(f64, String)> = Vec::new();
        for tick in ticks {
            let apart = |last: &(f64, String)| (self.pixel(tick.0) - self.pixel(last.0)).abs();
            if kept.last().is_none_or(|last| apart(last) >= CLOSE * gap) {
                kept.push(tick);
            }
        }
        kept
    }
}

/// How close numbers may be named where there would be too few, in parts of the gap.
const CLOSE: f64 = 0.6;

/// Round numbers, their steps at least so long if that leaves two of them.
fn linear(ends: [f64; 2], least: f64) -> Vec<(f64, String)> {
    let mut steps =
        std::iter::successors(Some(round_step(least)), |step| Some(round_step(0.4 * step)));
    // Three steps on, each at most half of the last, two fit into any range that has room for them.
    let enough = |step: &f64| multiples(ends, *step).count() > 1;
    let Some(step) = steps.by_ref().take(4).find(enough) else {
        return Vec::new();
    };
    let named = |at: f64| (at, linear_name(at, step));
    multiples(ends, step).map(named).collect()
}

/// The multiples of a step from one end to the other, not many.
fn multiples([first, last]: [f64; 2], step: f64) -> impl Iterator<Item = f64> {
    let first = (first / step).ceil();
    let count = ((last / step).floor() - first + 1.0).clamp(0.0, 50.0) as usize;
    (0..count).map(move |i| step * (first + i as f64))
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
    fn many_decades_are_named_by_powers_however_little_room_there_is() {
        let axis = Axis::new(Scale::Log, [3e-11, 2e-4], [100.0, 10.0]);
        let names = names(axis, 36.0);
        assert!(names.len() > 1, "{names:?}");
        assert!(names.iter().all(|name| name.starts_with("10")), "{names:?}");
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
    fn two_numbers_are_named_at_least() {
        let pixels = [0.0, 120.0];
        let of = |scale, ends| names(Axis::new(scale, ends, pixels), 36.0);
        assert_eq!(of(Scale::Linear, [52.0, 58.5]), ["52", "54", "56", "58"]);
        assert_eq!(
            of(Scale::Linear, [0.61, 0.69]),
            ["0.62", "0.64", "0.66", "0.68"]
        );
        assert_eq!(of(Scale::Log, [0.004, 0.03]), ["0.005", "0.01", "0.02"]);
        assert_eq!(of(Scale::Log, [1.5e-5, 8e-5]), ["2·10⁻⁵", "5·10⁻⁵"]);
        assert_eq!(
            of(Scale::Log, [0.021, 0.029]),
            ["0.022", "0.024", "0.026", "0.028"]
        );
        for scale in [Scale::Linear, Scale::Log] {
            for i in 0..200 {
                let least = 1.0 + 0.05 * f64::from(i);
                for width in [1.01, 1.2, 1.9, 3.0, 8.0, 90.0] {
                    let axis = Axis::new(scale, [least, width * least], pixels);
                    let ticks = axis.ticks(36.0);
                    assert!((2..=8).contains(&ticks.len()), "{axis:?}: {ticks:?}");
                    for pair in ticks.windows(2) {
                        let apart = axis.pixel(pair[1].0) - axis.pixel(pair[0].0);
                        assert!(apart >= 0.39 * 36.0, "{axis:?}: {ticks:?}");
                    }
                }
            }
        }
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
