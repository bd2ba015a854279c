//! What a scene accepts.

use std::ops::RangeInclusive;

use ndarray::{ArrayRef3, Axis};

use super::{Gallery, Scene};
use crate::batch::{PROBABILITY, numbers};
use crate::error::{Error, Result};

/// How far a pixel's probabilities may sum from 1.
pub(super) const TOLERANCE: f32 = 1e-3;

/// Whether a scene can have this shape.
pub(super) fn dim(classes: usize, height: usize, width: usize) -> Result<()> {
    let fits = Scene::CLASSES.contains(&classes)
        && Scene::SIZE.contains(&height)
        && Scene::SIZE.contains(&width);
    if fits {
        return Ok(());
    }
    Err(Error::Shape {
        what: "the scene".into(),
        given: format!("{classes} classes and {height}×{width} pixels"),
        expected: format!(
            "{} classes and {} pixels each way",
            range(Scene::CLASSES),
            range(Scene::SIZE)
        ),
        hint: "choose fewer classes or another size",
    })
}

/// Whether there can be so many images of this shape.
pub(super) fn images(images: usize, (classes, height, width): (usize, usize, usize)) -> Result<()> {
    let numbers = images * classes * height * width;
    let (expected, hint) = if !Gallery::IMAGES.contains(&images) {
        (range(Gallery::IMAGES), "take a part of them")
    } else if numbers > Gallery::NUMBERS {
        let most = format!("at most {} numbers in all", Gallery::NUMBERS);
        (most, "take fewer images, fewer classes or a smaller size")
    } else {
        return Ok(());
    };
    Err(Error::Shape {
        what: "the batch".into(),
        given: format!("{images} images of {classes} classes and {height}×{width} pixels"),
        expected,
        hint,
    })
}

/// A range in words.
pub(super) fn range(range: RangeInclusive<usize>) -> String {
    format!("{} to {}", range.start(), range.end())
}

/// The largest logit, so that the difference of two is finite.
pub(super) const MOST_LOGIT: f32 = 1e30;

/// Whether every logit is at most [`MOST_LOGIT`], or as far below 0.
pub(super) fn logits(z: &ArrayRef3<f32>) -> Result<()> {
    numbers(
        "the prediction",
        z,
        |z| z.abs() <= MOST_LOGIT,
        "a logit must be a number from −1e30 to 1e30",
    )
}

/// Whether every number is a probability and every pixel's sum to 1, or it is void: all are 0.
pub(super) fn label(what: &'static str, y: &ArrayRef3<f32>) -> Result<()> {
    sums(what, y, |sum| sum == 0.0)
}

/// Whether every number is a probability and every pixel's sum to 1.
pub(super) fn probabilities(what: &'static str, x: &ArrayRef3<f32>) -> Result<()> {
    sums(what, x, |_| false)
}

fn sums(what: &'static str, x: &ArrayRef3<f32>, fits: impl Fn(f32) -> bool) -> Result<()> {
    numbers(what, x, |x| (0.0..=1.0).contains(&x), PROBABILITY)?;
    let sums = x.sum_axis(Axis(0));
    let Some(((row, column), sum)) = sums
        .indexed_iter()
        .find(|(_, sum)| (**sum - 1.0).abs() > TOLERANCE && !fits(**sum))
    else {
        return Ok(());
    };
    Err(Error::Number {
        what: what.into(),
        given: format!("probabilities that sum to {sum}"),
        index: row * x.dim().2 + column,
        shape: sums.shape().into(),
        expected: "each pixel's must sum to 1; divide by their sum".into(),
    })
}
