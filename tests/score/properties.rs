//! What must hold for the scores of any batch.

use super::common::random::Random;
use super::*;
use ndarray::{Axis, s};
use proptest::prelude::*;

type Dim = (usize, usize, usize, usize);

fn dims() -> impl Strategy<Value = Dim> {
    (1..6usize, 2..5usize, 1..6usize, 1..6usize)
}

fn parts(dim: Dim, seed: u64) -> (Array4<f64>, Array3<i32>, Array3<bool>) {
    let mut random = Random(seed);
    let x = random.probabilities(dim);
    (x, random.hard(dim), random.keep(dim))
}

fn batch(x: &Array4<f64>, y: &Array3<i32>, keep: &Array3<bool>) -> Batch<f64> {
    let (x, y) = (Prediction::Probabilities(x.clone()), Label::Hard(y.clone()));
    Batch::new(x, y, Some(keep.clone()), None).unwrap()
}

fn all(batch: &Batch<f64>, q: u32) -> Scores {
    let binary = batch.dim().1 == 2;
    let options = Options {
        q,
        binary,
        bins: 10,
    };
    scores(batch, &options).unwrap()
}

fn assert_same(a: &Scores, b: &Scores) {
    for (name, a) in a {
        match (a, b[name]) {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{name}: {a} and {b}"),
            (a, b) => assert_eq!(*a, b, "{name}"),
        }
    }
}

fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.into_iter().collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn scores_lie_between_none_and_all(dim in dims(), seed: u64, q in 1..101u32) {
        let (x, y, keep) = parts(dim, seed);
        for (name, score) in all(&batch(&x, &y, &keep), q) {
            let most = if name.starts_with("SCE") { 1000.0 } else { 100.0 };
            prop_assert!(score.is_none_or(|score| (0.0..=most + 1e-9).contains(&score)), "{name}: {score:?}");
        }
    }

    #[test]
    fn worst_cases_are_no_better(dim in dims(), seed: u64, q in 1..101u32) {
        let (x, y, keep) = parts(dim, seed);
        let scores = all(&batch(&x, &y, &keep), q);
        for ratio in ["mAcc", "mIoU", "mDice"] {
            for way in ["I", "C"] {
                let [mean, every, lowest] = ["", "Q", &q.to_string()].map(|among| scores[&format!("{ratio}{way}{among}")]);
                let Some(mean) = mean else { continue };
                prop_assert!(every.is_some_and(|every| every <= mean + 1e-9));
                prop_assert!(lowest.is_some_and(|lowest| lowest <= mean + 1e-9));
                prop_assert!(q < 100 || lowest == Some(mean));
            }
        }
    }

    #[test]
    fn the_order_of_images_does_not_matter(dim in dims(), seed: u64, q in 1..101u32) {
        let (x, y, keep) = parts(dim, seed);
        let [y2, keep2] = [y.slice(s![..;-1, .., ..]).to_owned(), keep.mapv(i32::from).slice(s![..;-1, .., ..]).to_owned()];
        let reversed = batch(&x.slice(s![..;-1, .., .., ..]).to_owned(), &y2, &keep2.mapv(|keep| keep == 1));
        assert_same(&all(&batch(&x, &y, &keep), q), &all(&reversed, q));
    }

    #[test]
    fn the_order_of_classes_does_not_matter(dim in dims(), seed: u64) {
        prop_assume!(dim.1 > 2);
        let (x, y, keep) = parts(dim, seed);
        let last = dim.1 as i32 - 1;
        let relabelled = batch(&x.slice(s![.., ..;-1, .., ..]).to_owned(), &y.mapv(|c| last - c), &keep);
        assert_same(&all(&batch(&x, &y, &keep), 1), &all(&relabelled, 1));
    }

    #[test]
    fn masked_pixels_count_for_nothing(dim in dims(), seed: u64, other: u64) {
        let (x, y, keep) = parts(dim, seed);
        let (x2, y2, _) = parts(dim, other);
        let x2 = Array4::from_shape_fn(dim, |(b, c, h, w)| if keep[[b, h, w]] { x[[b, c, h, w]] } else { x2[[b, c, h, w]] });
        let y2 = Array3::from_shape_fn(y.dim(), |at| if keep[at] { y[at] } else { y2[at] });
        prop_assert_eq!(all(&batch(&x, &y, &keep), 1), all(&batch(&x2, &y2, &keep), 1));
    }

    #[test]
    fn the_truth_scores_all(dim in dims(), seed: u64, q in 1..101u32) {
        let (_, y, keep) = parts(dim, seed);
        let x = Array4::from_shape_fn(dim, |(b, c, h, w)| f64::from(u8::from(y[[b, h, w]] == c as i32)));
        for (name, score) in all(&batch(&x, &y, &keep), q) {
            let best = if name.contains("CE") { 0.0 } else { 100.0 };
            prop_assert!(score.is_none_or(|score| (score - best).abs() < 1e-9), "{name}: {score:?}");
        }
    }

    #[test]
    fn one_image_has_one_score(dim in dims(), seed: u64) {
        let (x, y, keep) = parts((1, dim.1, dim.2, dim.3), seed);
        let scores = scores(&batch(&x, &y, &keep), &Options::default()).unwrap();
        for ratio in ["mAcc", "mIoU", "mDice"] {
            let first = scores[&format!("{ratio}I")];
            for name in ["I1", "IQ", "C", "C1", "CQ"] {
                let other = scores[&format!("{ratio}{name}")];
                prop_assert_eq!(first.is_some(), other.is_some());
                prop_assert!(first.zip(other).is_none_or(|(a, b)| (a - b).abs() < 1e-9));
            }
        }
    }

    #[test]
    fn the_matrix_averages_to_the_scores(dim in dims(), seed: u64) {
        let (x, y, keep) = parts(dim, seed);
        let batch = batch(&x, &y, &keep);
        let matrix = iou_matrix(&batch, &Options::default()).unwrap();
        let scores = scores(&batch, &Options::default()).unwrap();
        for (axis, name) in [(Axis(0), "mIoUI"), (Axis(1), "mIoUC")] {
            let lines = matrix.axis_iter(axis).filter_map(|line| mean(line.iter().copied().flatten()));
            let (expected, given) = (mean(lines), scores[name]);
            prop_assert_eq!(expected.is_some(), given.is_some());
            prop_assert!(expected.zip(given).is_none_or(|(a, b)| (a - b).abs() < 1e-9));
        }
    }
}
