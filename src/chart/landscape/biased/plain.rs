//! What is evaluated as it is: no sums are known that it depends on.

use ndarray::{Array3, Axis, s};

use super::Sloped;
use crate::batch::{Batch, Real};
use crate::chart::gradient::Evaluate;
use crate::config::{Loss, LossConfig};
use crate::error::Result;

/// The batch with biases added to its logits.
#[derive(Debug, Clone)]
pub(super) struct Plain<F> {
    evaluate: Evaluate<F>,
    image: usize,
    classes: [usize; 2],
    /// The image's logits as they are, `[C, H, W]`.
    logits: Array3<F>,
    /// The biases, and those that `moved` has.
    biases: [f64; 2],
    added: [f64; 2],
    moved: Batch<F>,
}

impl<F: Real> Plain<F> {
    pub(super) fn new(
        batch: Batch<F>,
        image: usize,
        classes: [usize; 2],
        evaluate: Evaluate<F>,
    ) -> Self {
        Self {
            evaluate,
            image,
            classes,
            logits: batch
                .prediction()
                .array()
                .index_axis(Axis(0), image)
                .to_owned(),
            biases: [0.0; 2],
            added: [0.0; 2],
            moved: batch,
        }
    }

    /// With these biases from now on.
    pub(super) fn bias(&mut self, biases: [f64; 2]) {
        self.biases = biases;
    }

    /// ∂L/∂b is the sum of ∂L/∂z: every logit of the class grows as its bias does.
    pub(super) fn evaluate(&mut self, loss: &Loss) -> Result<Sloped> {
        self.add();
        let found = (self.evaluate)(&self.moved, &LossConfig::single(loss.clone()))?;
        let slope = |class: usize| {
            let own = found.gradient.slice(s![self.image, class, .., ..]);
            own.iter().map(|g| g.wide()).sum()
        };
        Ok((found.value, self.classes.map(slope)))
    }

    fn add(&mut self) {
        if self.added == self.biases {
            return;
        }
        self.added = self.biases;
        let Some(moved) = self.moved.logits_mut() else {
            return;
        };
        for (class, bias) in self.classes.into_iter().zip(self.biases) {
            let bias = F::of(bias);
            moved.slice_mut(s![self.image, class, .., ..]).zip_mut_with(
                &self.logits.index_axis(Axis(0), class),
                |moved, z| {
                    *moved = *z + bias;
                },
            );
        }
    }
}
