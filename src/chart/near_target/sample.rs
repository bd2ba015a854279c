//! Where a sweep is sampled.

/// The sample nearest to the label, to 0 and to 1 is at this distance from it.
pub const NEAREST: f64 = 1e-6;

/// Samples per decade of distance.
const PER_DECADE: i32 = 8;
/// NEAREST is this many decades below 1.
const DECADES: i32 = 6;
/// Samples on the linear scale.
const UNIFORM: u32 = 128;

/// Probabilities in ascending order from [`NEAREST`] to 1 − [`NEAREST`]: uniform ones for a linear
/// axis, and ones at logarithmic distances on both sides of the label, of 0 and of 1 for a
/// logarithmic one.
pub(super) fn positions(label: f64) -> Vec<f64> {
    let uniform = (1..UNIFORM).map(|i| f64::from(i) / f64::from(UNIFORM));
    let distances = (0..=DECADES * PER_DECADE)
        .map(|i| NEAREST * 10f64.powf(f64::from(i) / f64::from(PER_DECADE)));
    let around = distances.flat_map(|d| [d, 1.0 - d, label - d, label + d]);
    // Half a distance of tolerance, for rounding.
    let inside = |t: &f64| {
        *t >= 0.5 * NEAREST && *t <= 1.0 - 0.5 * NEAREST && (*t - label).abs() >= 0.5 * NEAREST
    };
    let mut positions: Vec<f64> = uniform.chain(around).filter(inside).collect();
    positions.sort_by(f64::total_cmp);
    positions.dedup_by(|a, b| (*a - *b).abs() < 1e-3 * NEAREST);
    positions
}

/// How many places a decade can have on the way of many pixels: 1 and powers of 2 up to this.
pub const MOST_PER_DECADE: u32 = PER_DECADE as u32;

/// How many places a way has, with so many a decade.
pub fn places(per_decade: u32) -> usize {
    shares(per_decade).len()
}

/// Shares of a way that are left, from 1 to [`NEAREST`], the coarsest first: the whole decades, then
/// the places between them, up to so many a decade, and for a linear axis twice as many even ones.
pub(super) fn shares(per_decade: u32) -> Vec<f64> {
    let levels = (0..).map(|level| 1_u32 << level);
    let mut shares: Vec<f64> = Vec::new();
    for level in levels.take_while(|level| *level <= per_decade.clamp(1, MOST_PER_DECADE)) {
        let part = |i: u32, of: u32| f64::from(i) / f64::from(of);
        let decades = (0..=DECADES as u32 * level).map(|i| 10f64.powf(-part(i, level)));
        let even = (1..2 * level).map(|i| part(i, 2 * level));
        for share in decades.chain(even) {
            if shares
                .iter()
                .all(|known| (known - share).abs() > 1e-3 * NEAREST)
            {
                shares.push(share);
            }
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_begin_with_whole_decades_and_only_become_denser() {
        let coarse = shares(1);
        let decades = (0..=6).map(|i| 10f64.powi(-i));
        for (share, decade) in coarse.iter().zip(decades) {
            approx::assert_relative_eq!(*share, decade, max_relative = 1e-12);
        }
        assert_eq!(coarse[7..], [0.5]);
        for (per_decade, count) in [(2, 16), (4, 32), (8, 64), (100, 64)] {
            let dense = shares(per_decade);
            assert_eq!(dense[..coarse.len()], coarse);
            assert_eq!(dense.len(), count);
            assert!(
                dense
                    .iter()
                    .all(|share| (0.999 * NEAREST..=1.0).contains(share))
            );
        }
    }

    #[test]
    fn they_are_ascending_and_close_in_on_the_label_from_both_sides() {
        for label in [0.0, 1.0, 0.5, 0.7, 1.0 / 3.0, 1e-7] {
            let positions = positions(label);
            assert!(positions.windows(2).all(|pair| pair[0] < pair[1]));
            assert!(
                positions
                    .iter()
                    .all(|t| *t > 0.0 && *t < 1.0 && *t != label)
            );
            let nearest = |side: f64| {
                let distances = positions.iter().map(|t| side * (t - label));
                distances.filter(|d| *d > 0.0).fold(1.0, f64::min)
            };
            for side in [-1.0, 1.0] {
                if (NEAREST..=1.0 - NEAREST).contains(&(label + side * NEAREST)) {
                    assert!(nearest(side) < 1.001 * NEAREST, "{label} {side}");
                }
            }
            assert!(positions.len() < 400);
        }
    }
}
