//! What a score looks at: the kept pixels, what each of them decides and what is true.

use ndarray::{Array3, ArrayView1, Axis, CowArray, Ix4};

use crate::batch::{Batch, Label, Prediction, Real, foreground};
use crate::error::{Error, Result};
use crate::label::most_probable;

/// A batch with a hard label, its probabilities at hand.
pub(super) struct Pixels<'a, F> {
    x: CowArray<'a, F, Ix4>,
    label: &'a Array3<i32>,
    keep: &'a Array3<bool>,
}

/// One kept pixel.
pub(super) struct Pixel<'a, F> {
    /// Its image.
    pub image: usize,
    /// Its classes' probabilities, or what they are decided by.
    pub x: ArrayView1<'a, F>,
    /// The index of its true class.
    pub label: i32,
}

impl<'a, F: Real> Pixels<'a, F> {
    /// With the probabilities of the batch.
    pub(super) fn new(batch: &'a Batch<F>) -> Result<Self> {
        Self::with(batch, || batch.probabilities().into())
    }

    /// For decisions alone, which logits make as well as probabilities do.
    pub(super) fn deciding(batch: &'a Batch<F>) -> Result<Self> {
        Self::with(batch, || batch.prediction().array().into())
    }

    fn with(batch: &'a Batch<F>, x: impl FnOnce() -> CowArray<'a, F, Ix4>) -> Result<Self> {
        let Label::Hard(label) = batch.label() else {
            return Err(Error::Combination(
                "scores count right and wrong decisions, and a soft label has none to compare with; pass class indices, such as the most probable class of every pixel".into(),
            ));
        };
        let x = match batch.prediction() {
            // A softmax over one class is always 1; its logit against 0 is what decides.
            Prediction::Logits(z) if batch.layout().classes == 1 => {
                z.mapv(|z| F::one() / (F::one() + (-z).exp())).into()
            }
            _ => x(),
        };
        Ok(Self {
            x,
            label,
            keep: batch.keep(),
        })
    }

    pub(super) fn images(&self) -> usize {
        self.x.dim().0
    }

    pub(super) fn classes(&self) -> usize {
        self.x.dim().1
    }

    /// The index by which the label names class c.
    pub(super) fn index(&self, c: usize) -> i32 {
        foreground(c, self.classes())
    }

    /// The pixels that count.
    pub(super) fn kept(&self) -> impl Iterator<Item = Pixel<'_, F>> {
        let lanes = self.x.lanes(Axis(1)).into_iter();
        let pixels = lanes.zip(self.label.indexed_iter()).zip(self.keep);
        pixels.filter_map(|((x, ((image, ..), &label)), &keep)| {
            keep.then_some(Pixel { image, x, label })
        })
    }
}

impl<F: Real> Pixel<'_, F> {
    /// The index it decides for, and the probability of that.
    pub(super) fn decision(&self) -> (i32, F) {
        let first = self.x[0];
        if self.x.len() == 1 {
            let other = F::one() - first;
            return if first > other {
                (1, first)
            } else {
                (0, other)
            };
        }
        let class = most_probable(self.x);
        (class as i32, self.x[class])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn of_one_class_the_label_is_binary() {
        let (label, keep) = (array![[[1, 0]]], array![[[true, true]]]);
        let pixels = Pixels {
            x: array![[[[0.75f32, 0.5]]]].into(),
            label: &label,
            keep: &keep,
        };
        assert_eq!(pixels.index(0), 1);
        let decisions: Vec<_> = pixels.kept().map(|pixel| pixel.decision()).collect();
        assert_eq!(decisions, [(1, 0.75), (0, 0.5)]);
    }
}
