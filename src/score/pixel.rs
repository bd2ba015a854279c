//! What a score looks at: the kept pixels, what each of them decides and what is true.

use ndarray::{Array3, Array4, ArrayView2, Axis, Zip};

use super::hardened::decisions;
use crate::batch::{Batch, Label, Prediction, Real, foreground};
use crate::error::{Error, Result};

/// A batch with a hard label, and what its prediction decides.
pub(super) struct Pixels<'a, F> {
    batch: &'a Batch<F>,
    label: &'a Array3<i32>,
    decisions: Array3<i32>,
}

/// One kept pixel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pixel {
    /// The index of its true class.
    pub label: i32,
    /// The index it decides for.
    pub decision: i32,
}

impl<'a, F: Real> Pixels<'a, F> {
    pub(super) fn new(batch: &'a Batch<F>) -> Result<Self> {
        let Label::Hard(label) = batch.label() else {
            return Err(Error::Combination(
                "scores count right and wrong decisions, and a soft label has none to compare with; pass class indices, such as the most probable class of every pixel".into(),
            ));
        };
        // Logits decide as they are: probabilities may be rounded to a tie.
        let decisions = match batch.prediction() {
            Prediction::Logits(z) => decisions(z, F::zero()),
            Prediction::Probabilities(x) => decisions(x, F::of(0.5)),
        };
        Ok(Self {
            batch,
            label,
            decisions,
        })
    }

    pub(super) fn images(&self) -> usize {
        self.batch.layout().images
    }

    pub(super) fn classes(&self) -> usize {
        self.batch.layout().classes
    }

    /// The index by which the label names class c.
    pub(super) fn index(&self, c: usize) -> i32 {
        foreground(c, self.classes())
    }

    /// The classes' probabilities, as confidences.
    pub(super) fn confidences(&self) -> Array4<F> {
        match self.batch.prediction() {
            // A softmax over one class is always 1; its logit against 0 is what decides.
            Prediction::Logits(z) if self.classes() == 1 => {
                z.mapv(|z| F::one() / (F::one() + (-z).exp()))
            }
            _ => self.batch.probabilities(),
        }
    }

    /// Looks at an image's kept pixels.
    pub(super) fn of_image(&self, image: usize, mut look: impl FnMut(Pixel)) {
        let [label, decisions] = [self.label, &self.decisions].map(|all| plane(all, image));
        Zip::from(label)
            .and(decisions)
            .and(self.batch.keep().index_axis(Axis(0), image))
            .for_each(|&label, &decision, &keep| {
                if keep {
                    look(Pixel { label, decision });
                }
            });
    }

    /// The same, each pixel with its number of some, `[H, W]`.
    pub(super) fn with(
        &self,
        image: usize,
        numbers: ArrayView2<F>,
        mut look: impl FnMut(Pixel, F),
    ) {
        let [label, decisions] = [self.label, &self.decisions].map(|all| plane(all, image));
        Zip::from(numbers)
            .and(label)
            .and(decisions)
            .and(self.batch.keep().index_axis(Axis(0), image))
            .for_each(|&number, &label, &decision, &keep| {
                if keep {
                    look(Pixel { label, decision }, number);
                }
            });
    }
}

fn plane(all: &Array3<i32>, image: usize) -> ArrayView2<'_, i32> {
    all.index_axis(Axis(0), image)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn decisions(prediction: Prediction<f32>) -> Vec<i32> {
        let (images, classes, height, width) = prediction.array().dim();
        let label = Label::Hard(Array3::zeros((images, height, width)));
        let batch = Batch::new(prediction, label, None, None).expect("a batch");
        let pixels = Pixels::new(&batch).expect("a hard label");
        assert_eq!(pixels.index(0), i32::from(classes == 1));
        let mut decisions = Vec::new();
        pixels.of_image(0, |pixel| decisions.push(pixel.decision));
        decisions
    }

    #[test]
    fn of_one_class_the_label_is_binary() {
        let x = array![[[[0.75f32, 0.5, 0.25]]]];
        assert_eq!(decisions(Prediction::Probabilities(x)), [1, 0, 0]);
        let z = array![[[[1.0, 0.0, 1e-9]]]];
        assert_eq!(decisions(Prediction::Logits(z)), [1, 0, 1]);
    }

    #[test]
    fn logits_decide_where_their_probabilities_are_rounded_to_a_tie() {
        let z: Array4<f32> = array![[[[0.0, 0.0]], [[1e-9, 0.0]]]];
        assert_eq!(decisions(Prediction::Logits(z)), [1, 0]);
    }
}
