//! What makes a batch sound: shapes that fit each other, numbers that mean something.

use ndarray::{Array3, Array4, ArrayRef, Dimension};

use super::{Prediction, Real, outcomes};
use crate::error::{Error, Result};

/// That a hard label has an index for every pixel, `[B, H, W]`.
pub(crate) fn pixels(what: &str, label: &Array3<i32>, expected: &[usize]) -> Result<()> {
    let hint = "pass one class index per pixel, [B, H, W]";
    shape(what, label.shape(), expected, hint)
}

pub(crate) fn shape(
    what: &str,
    given: &[usize],
    expected: &[usize],
    hint: &'static str,
) -> Result<()> {
    if given == expected {
        return Ok(());
    }
    Err(Error::Shape {
        what: what.into(),
        given: format!("shape {given:?}"),
        expected: format!("{expected:?}"),
        hint,
    })
}

pub(super) fn prediction<F: Real>(prediction: &Prediction<F>) -> Result<()> {
    let array = prediction.array();
    if array.is_empty() {
        return Err(Error::Shape {
            what: format!("the prediction ({})", prediction.name()),
            given: format!("shape {:?}", array.shape()),
            expected: "at least 1 along every axis of [B, C, H, W]".into(),
            hint: "pass at least one image, one class and one pixel",
        });
    }
    match prediction {
        Prediction::Logits(z) => logits("logits", z),
        Prediction::Probabilities(x) => probabilities("probabilities", x),
    }
}

pub(crate) fn logits<F: Real>(what: &'static str, array: &Array4<F>) -> Result<()> {
    numbers(what, array, F::is_finite, "a logit must be a finite number")
}

pub(super) fn probabilities<F: Real>(what: &'static str, array: &Array4<F>) -> Result<()> {
    let fits = |x: F| x >= F::zero() && x <= F::one();
    numbers(what, array, fits, PROBABILITY)
}

/// What a probability must be.
pub(crate) const PROBABILITY: &str = "a probability must be a number from 0 to 1";

/// That every number fits, as `expected` says.
pub(crate) fn numbers<F: Real, D: Dimension>(
    what: &'static str,
    array: &ArrayRef<F, D>,
    fits: impl Fn(F) -> bool,
    expected: &str,
) -> Result<()> {
    match misfit(array, fits) {
        None => Ok(()),
        Some((index, given)) => Err(Error::Number {
            what: what.into(),
            given: given.wide().to_string(),
            index,
            shape: array.shape().into(),
            expected: expected.into(),
        }),
    }
}

/// The first that does not fit, and where.
fn misfit<T: Copy, D: Dimension>(
    array: &ArrayRef<T, D>,
    fits: impl Fn(T) -> bool,
) -> Option<(usize, T)> {
    // Without a way out of the loop the compiler takes several numbers at a time.
    if array.fold(true, |all, x| all & fits(*x)) {
        return None;
    }
    array.iter().copied().enumerate().find(|(_, x)| !fits(*x))
}

/// That every index of a hard label names a class or is void.
pub(crate) fn indices(
    what: &str,
    indices: &Array3<i32>,
    classes: usize,
    void: Option<i32>,
) -> Result<()> {
    let last = outcomes(classes) - 1;
    let most = i32::try_from(last).unwrap_or(i32::MAX);
    // Where there is no void class, the last class serves as well.
    let or = void.unwrap_or(most);
    let fits = |index: i32| (index >= 0) & (index <= most) | (index == or);
    let Some((index, given)) = misfit(indices, fits) else {
        return Ok(());
    };
    let range = format!("a class index must be from 0 to {last}");
    Err(Error::Number {
        what: what.into(),
        given: given.to_string(),
        index,
        shape: indices.shape().into(),
        expected: match void {
            Some(void) => format!("{range} or the void class {void}"),
            None => format!("{range}; if it marks void pixels, pass it as ignore_index"),
        },
    })
}
