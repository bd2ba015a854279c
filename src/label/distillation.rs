//! A teacher's opinion as a label.

use ndarray::{Array3, Array4, Axis, Zip};

use super::{check, one_hot};
use crate::batch::{self, Real, pixels, tempered_log_softmax};
use crate::error::{Error, Result};

/// Distillation: s·onehot + (1 − s)·softmax(z/T) of a teacher's logits z, `[B, C, H, W]`.
///
/// A higher temperature T > 0 softens the teacher. `label_share`, the s from 0 to 1, is what the
/// hard label weighs, class indices `[B, H, W]` whose `void` pixels become zero; without a label
/// it must be 0, and the teacher's opinion is the label at every pixel. With C = 1 the softmax is
/// a sigmoid.
///
/// Source: Hinton et al., *Distilling the Knowledge in a Neural Network* (2015).
///
/// ```
/// use loss_playground::label::distillation;
/// use ndarray::{Array4, array, s};
///
/// let undecided = Array4::<f64>::zeros((1, 2, 1, 1));
/// let soft = distillation(&undecided, Some(&array![[[0]]]), None, 1.0, 0.5)?;
/// assert_eq!(soft.slice(s![0, .., 0, 0]), array![0.75, 0.25]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If a logit is not finite, T is not a positive number, s is outside [0, 1], the label's shape or
/// an index in it does not fit, or s or `void` needs a label and there is none.
pub fn distillation<F: Real>(
    teacher_logits: &Array4<F>,
    label: Option<&Array3<i32>>,
    void: Option<i32>,
    temperature: f64,
    label_share: f64,
) -> Result<Array4<F>> {
    check_teacher(teacher_logits)?;
    check::share("label_share", label_share)?;
    if !(temperature > 0.0 && temperature.is_finite()) {
        return Err(Error::field(
            "temperature",
            format!(
                "{temperature} was given, but logits are divided by it; pass a number above 0, such as 1"
            ),
        ));
    }
    let teacher = softmax(teacher_logits, temperature);
    let Some(label) = label else {
        if label_share != 0.0 {
            return Err(Error::Combination(format!(
                "there is no hard label, but one is needed unless label_share is 0, and it is {label_share}; pass a label, or a share of 0"
            )));
        }
        if let Some(void) = void {
            return Err(Error::Combination(format!(
                "there is no hard label, but ignore_index {void} names pixels of one; pass a label, or no ignore_index"
            )));
        }
        return Ok(teacher.mapv(F::of));
    };
    let (images, classes, height, width) = teacher.dim();
    pixels("the label", label, &[images, height, width])?;
    check::label("the label", label, classes, void)?;
    let mut soft = one_hot(label, classes, void)?;
    for ((mut y, x), index) in soft
        .lanes_mut(Axis(1))
        .into_iter()
        .zip(teacher.lanes(Axis(1)))
        .zip(label)
    {
        if Some(*index) != void {
            Zip::from(&mut y).and(&x).for_each(|y: &mut F, x| {
                *y = F::of(label_share * y.wide() + (1.0 - label_share) * x);
            });
        }
    }
    Ok(soft)
}

/// softmax(z/T) over the classes, in f64.
fn softmax<F: Real>(logits: &Array4<F>, temperature: f64) -> Array4<f64> {
    let z = logits.mapv(F::wide);
    if z.len_of(Axis(1)) == 1 {
        return z.mapv_into(|z| 1.0 / (1.0 + (-z / temperature).exp()));
    }
    tempered_log_softmax(z.view(), temperature).mapv_into(f64::exp)
}

fn check_teacher<F: Real>(logits: &Array4<F>) -> Result<()> {
    if logits.is_empty() {
        return Err(Error::Shape {
            what: "the teacher".into(),
            given: format!("logits of shape {:?}", logits.shape()),
            expected: "at least 1 along every axis of [B, C, H, W]".into(),
            hint: "pass at least one image, one class and one pixel",
        });
    }
    batch::logits("teacher_logits", logits)
}
