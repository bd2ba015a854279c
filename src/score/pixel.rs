//! What a score looks at: the kept pixels, what each of them decides and what is true.

use ndarray::{Array3, ArrayRef4, ArrayView1, Axis, CowArray, Ix4};

use crate::batch::{Batch, Label, Prediction, Real, foreground};
use crate::error::{Error, Result};
use crate::label::most_probable;

/// A batch with a hard label.
pub(super) struct Pixels<'a, F> {
    batch: &'a Batch<F>,
    label: &'a Array3<i32>,
}

/// One kept pixel.
pub(super) struct Pixel<'a, F> {
    /// Its image.
    pub image: usize,
    /// The index of its true class.
    pub label: i32,
    /// Its classes' logits or probabilities.
    prediction: ArrayView1<'a, F>,
    /// What a class by itself is to exceed.
    even: F,
}

impl<'a, F: Real> Pixels<'a, F> {
    pub(super) fn new(batch: &'a Batch<F>) -> Result<Self> {
        let Label::Hard(label) = batch.label() else {
            return Err(Error::Combination(
                "scores count right and wrong decisions, and a soft label has none to compare with; pass class indices, such as the most probable class of every pixel".into(),
            ));
        };
        Ok(Self { batch, label })
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
    pub(super) fn confidences(&self) -> CowArray<'_, F, Ix4> {
        match self.batch.prediction() {
            // A softmax over one class is always 1; its logit against 0 is what decides.
            Prediction::Logits(z) if self.classes() == 1 => {
                z.mapv(|z| F::one() / (F::one() + (-z).exp())).into()
            }
            _ => self.batch.probabilities().into(),
        }
    }

    /// The pixels that count. Logits decide as they are: probabilities may be rounded to a tie.
    pub(super) fn kept(&self) -> impl Iterator<Item = Pixel<'_, F>> {
        let even = match self.batch.prediction() {
            Prediction::Logits(_) => F::zero(),
            Prediction::Probabilities(_) => F::of(0.5),
        };
        let labels = self.label.indexed_iter().zip(self.batch.keep());
        let labels = labels.filter_map(|(label, keep)| keep.then_some(label));
        let prediction = self.lanes(self.batch.prediction().array());
        let pixels = labels.zip(prediction);
        pixels.map(move |(((image, ..), &label), prediction)| Pixel {
            image,
            label,
            prediction,
            even,
        })
    }

    /// What these numbers are at the pixels that count.
    pub(super) fn lanes<'b>(
        &'b self,
        x: &'b ArrayRef4<F>,
    ) -> impl Iterator<Item = ArrayView1<'b, F>> {
        let lanes = x.lanes(Axis(1)).into_iter().zip(self.batch.keep());
        lanes.filter_map(|(lane, keep)| keep.then_some(lane))
    }
}

impl<F: Real> Pixel<'_, F> {
    /// The index it decides for.
    pub(super) fn decision(&self) -> i32 {
        match self.prediction.len() {
            1 => i32::from(self.prediction[0] > self.even),
            _ => most_probable(self.prediction) as i32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array4, array};

    fn decisions(prediction: Prediction<f32>) -> Vec<i32> {
        let (images, classes, height, width) = prediction.array().dim();
        let label = Label::Hard(Array3::zeros((images, height, width)));
        let batch = Batch::new(prediction, label, None, None).expect("a batch");
        let pixels = Pixels::new(&batch).expect("a hard label");
        assert_eq!(pixels.index(0), i32::from(classes == 1));
        pixels.kept().map(|pixel| pixel.decision()).collect()
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
