//! Soft labels from hard ones.
//!
//! A hard label names one class per pixel, `[B, H, W]`; a soft one says how probable each class
//! is, `[B, C, H, W]`. Its classes sum to 1 at every pixel, and are all 0 where the pixel is void,
//! that is, counts for nothing (pass the same pixels as a mask to [`crate::batch::Batch::new`]).
//! With o the one-hot label:
//!
//! | | |
//! | --- | --- |
//! | [`smoothing`] | (1 − ε)·o + ε/C |
//! | [`boundary_smoothing`] | the same, only next to another class |
//! | [`distillation`] | s·o + (1 − s)·softmax(z/T) of a teacher's logits z |
//! | [`raters`] | the mean of several raters' o |
//!
//! With C = 1 a hard label is binary, 1 being the class, and its probability is that of the first
//! of two outcomes: ε/C then is ε/2, and the softmax a sigmoid.

mod boundary;
mod check;
mod distillation;
mod raters;
pub mod typescript;

pub use boundary::boundary_smoothing;
pub use distillation::distillation;
pub use raters::{Rule, raters};

use ndarray::{Array2, Array3, Array4, ArrayView3, Axis, Zip};

use crate::batch::{Real, foreground, outcomes};
use crate::error::Result;

/// The usual ε of [`smoothing`].
pub const SMOOTHING_EPSILON: f64 = 0.1;
/// The papers' window k of [`boundary_smoothing`].
pub const BOUNDARY_WIDTH: u32 = 3;
/// The papers' ε of [`boundary_smoothing`].
pub const BOUNDARY_EPSILON: f64 = 0.5;
/// The papers' temperature T of [`distillation`].
pub const TEMPERATURE: f64 = 1.0;
/// The papers' share s of the hard label in [`distillation`].
pub const LABEL_SHARE: f64 = 0.5;

/// The class of the largest number, the first of equals.
///
/// ```
/// assert_eq!(loss_playground::label::most_probable([0.2, 0.4, 0.4]), 1);
/// ```
pub fn most_probable<T: PartialOrd>(y: impl IntoIterator<Item = T>) -> usize {
    let better = |best: (usize, T), other: (usize, T)| match other.1 > best.1 {
        true => other,
        false => best,
    };
    let best = y.into_iter().enumerate().reduce(better);
    best.map_or(0, |(class, _)| class)
}

/// The most probable class of every pixel of an image, `[C, H, W]`, the first of equals: `[H, W]`.
pub(crate) fn most_probable_classes<T: PartialOrd + Copy>(y: ArrayView3<T>) -> Array2<u32> {
    let mut best = y.index_axis(Axis(0), 0).to_owned();
    let mut classes = Array2::zeros(best.dim());
    for (c, plane) in (0..).zip(y.outer_iter()).skip(1) {
        Zip::from(&mut classes)
            .and(&mut best)
            .and(plane)
            .for_each(|class, best, y| {
                if y > best {
                    *best = *y;
                    *class = c;
                }
            });
    }
    classes
}

/// Label smoothing: (1 − ε)·onehot + ε/C at every pixel that is not void, `[B, C, H, W]`.
///
/// `label` holds class indices below `classes`, `[B, H, W]`, and `void` where a pixel counts for
/// nothing. ε from 0 (one-hot) to 1 (uniform).
///
/// Source: Szegedy et al., *Rethinking the Inception Architecture* (CVPR 2016).
///
/// ```
/// use loss_playground::label::smoothing;
/// use ndarray::{array, s};
///
/// let soft = smoothing::<f64>(&array![[[1, 255]]], 2, Some(255), 0.2)?;
/// assert_eq!(soft.slice(s![0, .., 0, 0]), array![0.1, 0.9]);
/// assert_eq!(soft.slice(s![0, .., 0, 1]), array![0.0, 0.0]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If ε is outside [0, 1], an index is neither below `classes` nor `void`, or there is no class or
/// no pixel.
pub fn smoothing<F: Real>(
    label: &Array3<i32>,
    classes: usize,
    void: Option<i32>,
    epsilon: f64,
) -> Result<Array4<F>> {
    check::label("the label", label, classes, void)?;
    check::share("epsilon", epsilon)?;
    let mut soft = one_hot(label, classes, void)?;
    let smooth = Smooth::new(classes, epsilon);
    for (mut y, index) in soft.lanes_mut(Axis(1)).into_iter().zip(label) {
        if Some(*index) != void {
            y.mapv_inplace(|y| smooth.at(y));
        }
    }
    Ok(soft)
}

/// (1 − ε)·y + ε/C.
struct Smooth<F> {
    keep: F,
    spread: F,
}

impl<F: Real> Smooth<F> {
    fn new(classes: usize, epsilon: f64) -> Self {
        Self {
            keep: F::of(1.0 - epsilon),
            spread: F::of(epsilon / outcomes(classes) as f64),
        }
    }

    fn at(&self, y: F) -> F {
        self.keep * y + self.spread
    }
}

/// 1 for the class of every pixel that is not void, else 0.
fn one_hot<F: Real>(label: &Array3<i32>, classes: usize, void: Option<i32>) -> Result<Array4<F>> {
    let mut soft = check::zeros(label.dim(), classes)?;
    for (mut y, index) in soft.lanes_mut(Axis(1)).into_iter().zip(label) {
        if Some(*index) == void {
            continue;
        }
        for (c, y) in y.iter_mut().enumerate() {
            if *index == foreground(c, classes) {
                *y = F::one();
            }
        }
    }
    Ok(soft)
}
