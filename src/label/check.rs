//! What a label may hold, and what may be asked of it.

use ndarray::{Array3, Array4};

use crate::batch::{Real, indices};
use crate::error::{Error, Result};

/// Checks that there are classes and pixels, and that every index names a class or is void.
pub(super) fn label(
    what: &str,
    label: &Array3<i32>,
    classes: usize,
    void: Option<i32>,
) -> Result<()> {
    if classes == 0 {
        return Err(Error::field(
            "classes",
            "0 was given, but a label needs classes to choose from; pass 1 or more",
        ));
    }
    if label.is_empty() {
        return Err(Error::Shape {
            what: what.into(),
            given: format!("shape {:?}", label.shape()),
            expected: "at least 1 along every axis of [B, H, W]".into(),
            hint: "pass at least one image and one pixel",
        });
    }
    indices(what, label, classes, void)
}

/// Checks a number that divides a whole in two.
pub(super) fn share(name: &'static str, given: f64) -> Result<()> {
    if (0.0..=1.0).contains(&given) {
        return Ok(());
    }
    Err(Error::field(
        name,
        format!("{given} was given, but it is a share of the whole; pass a number from 0 to 1"),
    ))
}

/// An empty soft label, `[B, C, H, W]`; a size that cannot be had is an error, not the end.
pub(super) fn zeros<F: Real>(
    (images, height, width): (usize, usize, usize),
    classes: usize,
) -> Result<Array4<F>> {
    let dim = [images, classes, height, width];
    let length = dim.iter().try_fold(1usize, |n, d| n.checked_mul(*d));
    length
        .and_then(row)
        .and_then(|numbers| Array4::from_shape_vec(dim, numbers).ok())
        .ok_or_else(|| Error::too_large("the soft label", dim))
}

/// So many zeros, if there is memory for them.
pub(super) fn row<F: Real>(length: usize) -> Option<Vec<F>> {
    let mut numbers = Vec::new();
    numbers.try_reserve_exact(length).ok()?;
    numbers.resize(length, F::zero());
    Some(numbers)
}
