//! Label smoothing where classes meet.

use std::cmp::{max, min};

use ndarray::{Array1, Array2, Array3, Array4, ArrayView2, Axis, Zip, s};

use super::{Smooth, check, one_hot};
use crate::batch::Real;
use crate::error::{Error, Result};

/// Label smoothing at the class boundaries only: there (1 − ε)·onehot + ε/C, elsewhere one-hot,
/// zero where void; `[B, C, H, W]`.
///
/// A pixel lies at a boundary if eroding each class with a k × k window changes one of them, that
/// is, if the window around the pixel holds another class. What lies beyond the image's edge is
/// not looked at. Where a void pixel is in the window, nobody knows, and the label stays one-hot.
/// k is odd; with k = 1 nothing is a boundary.
///
/// `label` holds class indices below `classes`, `[B, H, W]`, and `void` where a pixel counts for
/// nothing. ε from 0 (one-hot) to 1 (uniform).
///
/// Source: the implementation of Wang, Ning, Blaschko, *Jaccard Metric Losses* (NeurIPS 2023),
/// with k = 3, ε = 0.5.
///
/// ```
/// use loss_playground::label::boundary_smoothing;
/// use ndarray::{array, s};
///
/// let soft = boundary_smoothing::<f64>(&array![[[0, 0, 0, 1]]], 2, None, 3, 0.5)?;
/// assert_eq!(soft.slice(s![0, 0, 0, ..]), array![1.0, 1.0, 0.75, 0.25]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If k is even, ε is outside [0, 1], an index is neither below `classes` nor `void`, or there is
/// no class or no pixel.
pub fn boundary_smoothing<F: Real>(
    label: &Array3<i32>,
    classes: usize,
    void: Option<i32>,
    k: usize,
    epsilon: f64,
) -> Result<Array4<F>> {
    check::label("the label", label, classes, void)?;
    check::share("epsilon", epsilon)?;
    if k.is_multiple_of(2) {
        return Err(Error::field(
            "k",
            format!(
                "{k} was given, but a window has a centre only if its side is odd; pass an odd number such as 3"
            ),
        ));
    }
    let mut soft = one_hot(label, classes, void)?;
    let smooth = Smooth::new(classes, epsilon);
    for (mut soft, label) in soft.outer_iter_mut().zip(label.outer_iter()) {
        let boundary = boundary(&label, void, k / 2);
        Zip::from(soft.lanes_mut(Axis(0)))
            .and(&boundary)
            .for_each(|mut y, boundary| {
                if *boundary {
                    y.mapv_inplace(|y| smooth.at(y));
                }
            });
    }
    Ok(soft)
}

/// Where the window holds several classes and no void pixel.
fn boundary(label: &ArrayView2<i32>, void: Option<i32>, radius: usize) -> Array2<bool> {
    let is_void = label.mapv(|index| Some(index) == void);
    let void_near = window(&is_void.view(), radius, |a, b| a | b);
    let least = window(label, radius, min);
    let most = window(label, radius, max);
    Zip::from(&void_near)
        .and(&least)
        .and(&most)
        .map_collect(|void_near, least, most| !void_near && least != most)
}

/// Folds every pixel's window, as far as it lies in the image: first along the rows, then along
/// the columns.
fn window<T: Copy>(plane: &ArrayView2<T>, radius: usize, fold: impl Fn(T, T) -> T) -> Array2<T> {
    let mut folded = plane.to_owned();
    for axis in [Axis(1), Axis(0)] {
        for mut line in folded.lanes_mut(axis) {
            let whole: Array1<T> = line.to_owned();
            for (i, folded) in line.iter_mut().enumerate() {
                let end = i.saturating_add(radius).saturating_add(1).min(whole.len());
                let near = whole.slice(s![i.saturating_sub(radius)..end]);
                *folded = near.fold(whole[i], |a, b| fold(a, *b));
            }
        }
    }
    folded
}
