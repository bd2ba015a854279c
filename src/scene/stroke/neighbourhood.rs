//! The mean around a pixel, as it was before the stroke.

use ndarray::{Array3, Axis};

use super::Stroke;
use crate::scene::{Rect, Scene};

/// The neighbourhood of [`Tool::Soften`](super::Tool::Soften): a binomial kernel along both axes.
const KERNEL: [f32; 5] = [1.0 / 16.0, 4.0 / 16.0, 6.0 / 16.0, 4.0 / 16.0, 1.0 / 16.0];

/// Less than this of a neighbourhood cannot be void: it is how far sums are off.
const VOID_SHARE: f32 = 1e-3;

/// The probabilities before the stroke in a rectangle, for [`Tool::Soften`](super::Tool::Soften) to average.
pub(super) struct Neighbourhood {
    at: Rect,
    /// `[h, w, C]`.
    x: Array3<f32>,
}

impl Neighbourhood {
    pub(super) fn new(stroke: &Stroke, scene: &Scene, at: Rect) -> Self {
        let mut x = Array3::zeros((at.height, at.width, scene.classes()));
        for (row, mut line) in x.outer_iter_mut().enumerate() {
            for (column, mut x) in line.outer_iter_mut().enumerate() {
                let pixel = (at.y + row, at.x + column);
                let Some(x) = x.as_slice_mut() else { continue };
                let covered = stroke.covered[pixel];
                if covered.strength > 0.0 {
                    stroke.before.read(covered.number as usize, x);
                } else {
                    scene.read(stroke.before.layer, pixel, x);
                }
            }
        }
        Self { at, x }
    }

    /// The kernel's mean around a pixel; beyond the image, its edge goes on. What is void counts for
    /// nothing.
    pub(super) fn mean(&self, (row, column): (usize, usize), mean: &mut [f32]) {
        let (height, width, _) = self.x.dim();
        let near = |at: usize, first: usize, i: usize, size: usize| {
            (at + i).saturating_sub(first + 2).min(size - 1)
        };
        mean.fill(0.0);
        for (i, down) in KERNEL.iter().enumerate() {
            let line = self.x.index_axis(Axis(0), near(row, self.at.y, i, height));
            for (j, across) in KERNEL.iter().enumerate() {
                let x = line.index_axis(Axis(0), near(column, self.at.x, j, width));
                for (mean, x) in mean.iter_mut().zip(x) {
                    *mean += down * across * x;
                }
            }
        }
        let sum: f32 = mean.iter().sum();
        if sum < 1.0 - VOID_SHARE {
            mean.iter_mut().for_each(|mean| *mean /= sum);
        }
    }
}
