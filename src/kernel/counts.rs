//! What the first sweep adds up: TP, FP and FN, in f32 within a block and in f64 across blocks.

use super::block::VECTORS;
use super::lanes::Lanes;
use crate::loss::region::Moments;

/// TP, FP and FN of an image and class.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts([f64; 3]);

impl Counts {
    /// Adds a block, of which `of` gives one vector's TP, FP and FN.
    #[inline(always)]
    pub(super) fn add(&mut self, mut of: impl FnMut(usize) -> [Lanes; 3]) {
        let mut sums = [Lanes::ZERO; 3];
        for v in 0..VECTORS {
            for (sum, count) in sums.iter_mut().zip(of(v)) {
                *sum += count;
            }
        }
        for (total, sum) in self.0.iter_mut().zip(sums) {
            *total += f64::from(sum.reduce_add());
        }
    }

    /// With the largest y of every lane. Without, the peak is a hard label's: 1 where it has the class, as TP and FN
    /// say, which add up to Σ y.
    pub(super) fn with_peak(self, peak: Option<Lanes>) -> Moments {
        let [true_positives, false_positives, false_negatives] = self.0;
        let peak = match peak {
            Some(peak) => peak.to_array().into_iter().fold(0.0, f32::max),
            None => f32::from(true_positives + false_negatives > 0.5),
        };
        Moments {
            true_positives,
            false_positives,
            false_negatives,
            peak: f64::from(peak),
        }
    }
}
