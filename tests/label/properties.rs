//! What must hold for any soft label.

use super::common::random::Random;
use super::*;
use ndarray::Axis;
use proptest::prelude::*;

type Dim = (usize, usize, usize, usize);

fn dims() -> impl Strategy<Value = Dim> {
    (1..3usize, 2..5usize, 1..9usize, 1..9usize)
}

fn odd() -> impl Strategy<Value = usize> {
    (0..5usize).prop_map(|radius| 2 * radius + 1)
}

/// A label, a tenth or so of it void.
fn hard(dim: Dim, random: &mut Random) -> Array3<i32> {
    random.hard(dim).mapv(|index| match random.unit() < 0.1 {
        true => 255,
        false => index,
    })
}

fn one_hot(label: &Array3<i32>, classes: usize) -> Array4<f64> {
    smoothing(label, classes, VOID, 0.0).unwrap()
}

/// One at every pixel, zero where it is void.
fn assert_sums(soft: &Array4<f64>, void: impl Fn([usize; 3]) -> bool) {
    for ((b, h, w), sum) in soft.sum_axis(Axis(1)).indexed_iter() {
        let expected = if void([b, h, w]) { 0.0 } else { 1.0 };
        assert!((sum - expected).abs() < 1e-12, "{:?}: {sum}", [b, h, w]);
    }
    assert!(soft.iter().all(|y| (0.0..=1.0 + 1e-12).contains(y)));
}

/// Whether eroding the classes with the window changes one of them, and no void pixel is in it:
/// word by word, pixel by pixel.
fn at_boundary(label: &Array3<i32>, [b, h, w]: [usize; 3], classes: usize, k: usize) -> bool {
    let near = |i: usize, size: usize| i.saturating_sub(k / 2)..(i + k / 2 + 1).min(size);
    let (_, height, width) = label.dim();
    let window = label.slice(s![b, near(h, height), near(w, width)]);
    let eroded = |c: i32| window.iter().all(|index| *index == c);
    let changed = (0..classes as i32).any(|c| (label[[b, h, w]] == c) != eroded(c));
    changed && window.iter().all(|index| *index != 255)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn smoothed_labels_sum_to_one(dim in dims(), seed: u64, k in odd(), epsilon in 0.0..=1.0) {
        let label = hard(dim, &mut Random(seed));
        for soft in [
            smoothing(&label, dim.1, VOID, epsilon).unwrap(),
            boundary_smoothing(&label, dim.1, VOID, k, epsilon).unwrap(),
        ] {
            assert_sums(&soft, |at| label[at] == 255);
        }
    }

    #[test]
    fn without_smoothing_labels_are_one_hot(dim in dims(), seed: u64, k in odd()) {
        let label = hard(dim, &mut Random(seed));
        let one_hot = one_hot(&label, dim.1);
        for ((b, c, h, w), y) in one_hot.indexed_iter() {
            prop_assert_eq!(*y == 1.0, label[[b, h, w]] == c as i32);
            prop_assert!(*y == 1.0 || *y == 0.0);
        }
        prop_assert_eq!(&boundary_smoothing::<f64>(&label, dim.1, VOID, k, 0.0).unwrap(), &one_hot);
    }

    #[test]
    fn smoothed_all_over_labels_say_nothing(dim in dims(), seed: u64) {
        let label = hard(dim, &mut Random(seed));
        let soft = smoothing::<f64>(&label, dim.1, VOID, 1.0).unwrap();
        for ((b, _, h, w), y) in soft.indexed_iter() {
            prop_assert_eq!(*y, if label[[b, h, w]] == 255 { 0.0 } else { 1.0 / dim.1 as f64 });
        }
    }

    #[test]
    fn a_window_of_one_pixel_has_no_boundary(dim in dims(), seed: u64, epsilon in 0.0..=1.0) {
        let label = hard(dim, &mut Random(seed));
        let soft = boundary_smoothing::<f64>(&label, dim.1, VOID, 1, epsilon).unwrap();
        prop_assert_eq!(soft, one_hot(&label, dim.1));
    }

    #[test]
    fn boundaries_are_where_erosion_changes_a_class(dim in dims(), seed: u64, k in odd()) {
        let label = hard(dim, &mut Random(seed));
        let [one_hot, smooth] = [0.0, 0.25].map(|epsilon| smoothing::<f64>(&label, dim.1, VOID, epsilon).unwrap());
        let soft = boundary_smoothing::<f64>(&label, dim.1, VOID, k, 0.25).unwrap();
        for ((b, c, h, w), y) in soft.indexed_iter() {
            let expected = if at_boundary(&label, [b, h, w], dim.1, k) { &smooth } else { &one_hot };
            prop_assert_eq!(*y, expected[[b, c, h, w]]);
        }
    }

    #[test]
    fn distilled_labels_lie_between_label_and_teacher(dim in dims(), seed: u64, temperature in 0.1..10.0, share in 0.0..=1.0) {
        let mut random = Random(seed);
        let teacher: Array4<f64> = random.logits(dim);
        let label = hard(dim, &mut random);
        let distil = |share| distillation(&teacher, Some(&label), VOID, temperature, share).unwrap();
        let soft = distil(share);
        assert_sums(&soft, |at| label[at] == 255);
        prop_assert_eq!(&distil(1.0), &one_hot(&label, dim.1));
        let expected = share * distil(1.0) + (1.0 - share) * distil(0.0);
        prop_assert!(soft.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12));
        assert_sums(&distillation(&teacher, None, None, temperature, 0.0).unwrap(), |_| false);
    }

    #[test]
    fn raters_votes_sum_to_one(dim in dims(), seed: u64, count in 1..6usize) {
        let mut random = Random(seed);
        let labels: Vec<_> = (0..count).map(|_| hard(dim, &mut random)).collect();
        let weights = (0..count).map(|_| random.unit() + 0.1).collect();
        for rule in [Rule::Majority, Rule::Uniform, Rule::Weighted(weights)] {
            let soft = raters(&labels, dim.1, VOID, &rule).unwrap();
            assert_sums(&soft, |at| labels.iter().all(|label| label[at] == 255));
        }
    }

    #[test]
    fn raters_who_agree_are_one(dim in dims(), seed: u64, count in 1..6usize) {
        let label = hard(dim, &mut Random(seed));
        let labels = vec![label.clone(); count];
        for rule in [Rule::Majority, Rule::Uniform, Rule::Weighted(vec![0.5; count])] {
            prop_assert_eq!(&raters::<f64>(&labels, dim.1, VOID, &rule).unwrap(), &one_hot(&label, dim.1));
        }
    }

    #[test]
    fn equal_weights_are_uniform_in_any_order(dim in dims(), seed: u64, count in 1..6usize) {
        let mut random = Random(seed);
        let labels: Vec<_> = (0..count).map(|_| hard(dim, &mut random)).collect();
        let reversed: Vec<_> = labels.iter().rev().cloned().collect();
        let rate = |labels: &[Array3<i32>], rule| raters::<f64>(labels, dim.1, VOID, &rule).unwrap();
        let uniform = rate(&labels, Rule::Uniform);
        prop_assert_eq!(&rate(&labels, Rule::Weighted(vec![3.0; count])), &uniform);
        prop_assert_eq!(&rate(&reversed, Rule::Uniform), &uniform);
        prop_assert_eq!(rate(&reversed, Rule::Majority), rate(&labels, Rule::Majority));
    }
}
