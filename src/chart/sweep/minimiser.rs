//! The least point of a loss over one probability.

/// Even steps from 0 to 1, among which the search starts.
const STEPS: u32 = 24;
/// The search ends when it is known to this.
const FINEST: f64 = 1e-7;

/// The probability at which `loss` is least: the prediction, the label, the ends or between.
///
/// The kink that a loss may have at the label is one of the places where it is tried; elsewhere it
/// is smooth, and a golden section finds the bottom of the deepest valley.
pub(super) fn minimiser(loss: impl Fn(f64) -> f64, prediction: f64, label: f64) -> f64 {
    let even = (0..=STEPS).map(|i| f64::from(i) / f64::from(STEPS));
    let mut tries: Vec<(f64, f64)> = even
        .chain([prediction, label])
        .map(|t| (t, loss(t)))
        .collect();
    tries.sort_by(|a, b| a.0.total_cmp(&b.0));
    tries.dedup_by(|a, b| a.0 == b.0);
    let least = tries
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::INFINITY, f64::min);
    // What is the same but for rounding is no reason to move.
    let most = least + 1e-12 * least.abs();
    let distance = |t: f64| (t - prediction).abs();
    let lowest = tries
        .iter()
        .enumerate()
        .filter(|(_, (_, value))| *value <= most);
    let nearest = lowest.min_by(|(_, a), (_, b)| distance(a.0).total_cmp(&distance(b.0)));
    let Some((place, (t, value))) = nearest else {
        return prediction;
    };
    let before = tries.get(place.wrapping_sub(1)).map_or(*t, |(t, _)| *t);
    let after = tries.get(place + 1).map_or(*t, |(t, _)| *t);
    let sides = [(before, *t), (*t, after)].map(|(from, to)| golden(&loss, from, to));
    let better = sides
        .into_iter()
        .filter(|side| loss(*side) < value - 1e-12 * value.abs());
    let better = better.min_by(|a, b| loss(*a).total_cmp(&loss(*b)));
    better.unwrap_or(*t)
}

/// The least point of a function that falls and then rises.
fn golden(loss: &impl Fn(f64) -> f64, mut from: f64, mut to: f64) -> f64 {
    let ratio = (5f64.sqrt() - 1.0) / 2.0;
    let inner = |from: f64, to: f64| [to - ratio * (to - from), from + ratio * (to - from)];
    let [mut a, mut b] = inner(from, to);
    let (mut at_a, mut at_b) = (loss(a), loss(b));
    while to - from > FINEST {
        if at_a <= at_b {
            (to, b, at_b) = (b, a, at_a);
            a = inner(from, to)[0];
            at_a = loss(a);
        } else {
            (from, a, at_a) = (a, b, at_b);
            b = inner(from, to)[1];
            at_b = loss(b);
        }
    }
    f64::midpoint(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_at_ends_kinks_and_bottoms() {
        type Loss = fn(f64) -> f64;
        let cases: [(Loss, f64); 5] = [
            (|t| t, 0.0),
            (|t| -t, 1.0),
            (|t| (t - 0.3).abs(), 0.3),
            (|t| (t - 0.617).powi(2), 0.617),
            // A deeper valley far from both.
            (|t| -(-(50.0 * (t - 0.9)).powi(2)).exp() - 0.1 * t, 0.9),
        ];
        for (loss, expected) in cases {
            approx::assert_abs_diff_eq!(minimiser(loss, 0.5, 0.3), expected, epsilon = 1e-4);
        }
    }

    #[test]
    fn a_flat_loss_leaves_the_prediction_where_it_is() {
        assert_eq!(minimiser(|_| 1.0, 0.37, 1.0), 0.37);
        assert_eq!(minimiser(|t| (t - 0.4).abs().max(0.1), 0.37, 0.4), 0.37);
    }
}
