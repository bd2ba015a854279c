//! What the first sweep adds up: TP, FP and FN, in f32 within a block and in f64 across blocks.

use super::block::VECTORS;
use super::lanes::Lanes;
use crate::loss::region::Moments;

/// TP, FP and FN of an image and class.
#[derive(Clone, Copy, Default)]
pub(super) struct Counts([f64; 3]);

impl Counts {
    /// Adds a block: `at` gives x and y of one of its vectors, `of` what these count for.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        mut at: impl FnMut(usize) -> (Lanes, Lanes),
        of: impl Fn(Lanes, Lanes) -> [Lanes; 3],
    ) {
        let mut sums = [Lanes::ZERO; 3];
        for v in 0..VECTORS {
            let (x, y) = at(v);
            for (sum, count) in sums.iter_mut().zip(of(x, y)) {
                *sum += count;
            }
        }
        for (total, sum) in self.0.iter_mut().zip(sums) {
            *total += f64::from(sum.reduce_add());
        }
    }

    /// With the largest y, of every lane.
    pub(super) fn with_peak(self, peak: Lanes) -> Moments {
        let [true_positives, false_positives, false_negatives] = self.0;
        Moments {
            true_positives,
            false_positives,
            false_negatives,
            peak: f64::from(peak.to_array().into_iter().fold(0.0, f32::max)),
        }
    }
}

/// TP, FP and FN in the norm form with exponent 1.
#[inline(always)]
pub(super) fn in_norm(x: Lanes, y: Lanes) -> [Lanes; 3] {
    let tp = x.fast_min(y);
    [tp, x - tp, y - tp]
}
