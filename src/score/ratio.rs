//! From pixels to counts, from counts to ratios.

use std::ops::AddAssign;

use ndarray::Array2;

use super::pixel::{Pixel, Pixels};
use crate::batch::Real;

/// How many pixels are rightly, wrongly and not given to a class.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub true_positives: u64,
    pub false_positives: u64,
    pub false_negatives: u64,
}

impl Counts {
    /// How many pixels the label gives to the class.
    pub(super) fn labelled(&self) -> u64 {
        self.true_positives + self.false_negatives
    }

    /// How many pixels label or prediction give to the class.
    pub(super) fn union(&self) -> u64 {
        self.labelled() + self.false_positives
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.false_negatives += other.false_negatives;
    }
}

/// The counts of every image and class, `[B, C]`.
pub(super) fn counts<F: Real>(pixels: &Pixels<F>) -> Array2<Counts> {
    let mut counts = Array2::<Counts>::default((pixels.images(), pixels.classes()));
    for (image, mut counts) in counts.outer_iter_mut().enumerate() {
        for (c, counts) in counts.iter_mut().enumerate() {
            let index = pixels.index(c);
            pixels.of_image(image, |Pixel { label, decision }| {
                match (decision == index, label == index) {
                    (true, true) => counts.true_positives += 1,
                    (true, false) => counts.false_positives += 1,
                    (false, true) => counts.false_negatives += 1,
                    (false, false) => {}
                }
            });
        }
    }
    counts
}

/// What is made of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ratio {
    /// TP/(TP + FN), the recall.
    Accuracy,
    /// TP/(TP + FP + FN).
    Iou,
    /// 2·TP/(2·TP + FP + FN).
    Dice,
}

impl Ratio {
    /// The ratio, from 0 to 1; `None` if it is 0/0.
    pub(super) fn of(self, counts: Counts) -> Option<f64> {
        let hits = counts.true_positives;
        let (numerator, denominator) = match self {
            Self::Accuracy => (hits, counts.labelled()),
            Self::Iou => (hits, counts.union()),
            Self::Dice => (2 * hits, hits + counts.union()),
        };
        (denominator > 0).then(|| numerator as f64 / denominator as f64)
    }
}
