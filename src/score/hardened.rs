//! A label that scores can count.

use std::borrow::Cow;

use ndarray::{Array3, Array4, Axis};

use crate::batch::{Batch, Label, Real};
use crate::error::Result;
use crate::label::most_probable_classes;

/// The batch with a hard label: a soft one gives way to every pixel's most probable class, the
/// first of equals.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::score::{Options, hardened, scores};
/// use ndarray::array;
///
/// let x = Prediction::Probabilities(array![[[[0.9, 0.2]], [[0.1, 0.8]]]]);
/// let y = Label::Soft(array![[[[0.7, 0.5]], [[0.3, 0.5]]]]);
/// let batch = Batch::<f64>::new(x, y, None, None)?;
/// let scores = scores(&*hardened(&batch)?, &Options::default())?;
/// assert_eq!(scores["Acc"], Some(50.0));
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// As [`Batch::new`]; no batch should have any.
pub fn hardened<F: Real>(batch: &Batch<F>) -> Result<Cow<'_, Batch<F>>> {
    let Label::Soft(y) = batch.label() else {
        return Ok(Cow::Borrowed(batch));
    };
    let label = decisions(y, F::of(0.5));
    let prediction = batch.prediction().clone();
    let keep = Some(batch.keep().clone());
    Batch::new(prediction, Label::Hard(label), keep, None).map(Cow::Owned)
}

/// The index of every pixel's class, `[B, H, W]`: the most probable one; of one class, whether it exceeds `even`.
pub(super) fn decisions<F: Real>(numbers: &Array4<F>, even: F) -> Array3<i32> {
    let (images, classes, height, width) = numbers.dim();
    let mut decisions = Array3::zeros((images, height, width));
    for (mut decisions, numbers) in decisions.outer_iter_mut().zip(numbers.outer_iter()) {
        match classes {
            1 => decisions.zip_mut_with(&numbers.index_axis(Axis(0), 0), |decision, x| {
                *decision = i32::from(*x > even);
            }),
            _ => decisions.assign(&most_probable_classes(numbers).mapv(|class| class as i32)),
        }
    }
    decisions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::Prediction;
    use ndarray::{Array4, array};

    fn label(y: Array4<f32>) -> Array3<i32> {
        let x = Prediction::Probabilities(Array4::from_elem(y.dim(), 0.5));
        let batch = Batch::new(x, Label::Soft(y), None, None).expect("a batch");
        let hard = hardened(&batch).expect("a batch").into_owned();
        match hard.label() {
            Label::Hard(label) => label.clone(),
            Label::Soft(_) => panic!("soft"),
        }
    }

    #[test]
    fn the_first_of_the_most_probable() {
        let y = array![[[[0.2, 0.4]], [[0.5, 0.4]], [[0.3, 0.2]]]];
        assert_eq!(label(y), array![[[1, 0]]]);
    }

    #[test]
    fn of_one_class_more_than_half() {
        assert_eq!(label(array![[[[0.5, 0.75]]]]), array![[[0, 1]]]);
    }

    #[test]
    fn what_is_hard_stays_as_it_is() {
        let x = Prediction::Probabilities(array![[[[0.5f32]], [[0.5]]]]);
        let batch = Batch::new(x, Label::Hard(array![[[1]]]), None, None).expect("a batch");
        assert!(matches!(hardened(&batch), Ok(Cow::Borrowed(_))));
    }
}
