//! Edits that are not strokes.

use ndarray::{Array2, Array3, ArrayRef3, ArrayView2, Axis, Zip, s};

use super::resample::resample;
use super::{Layer, PAINTED_FLOOR, Rect, Scene, check, to_logit};
use crate::error::{Error, Result};

impl Scene {
    /// The rectangle of all pixels.
    pub fn bounds(&self) -> Rect {
        Rect {
            x: 0,
            y: 0,
            width: self.width(),
            height: self.height(),
        }
    }

    /// Predicts the label as it is shown, but for [`PAINTED_FLOOR`] left to every class.
    pub fn copy_label_to_prediction(&mut self) {
        let sure = 1.0 - PAINTED_FLOOR * self.classes() as f32;
        self.logits = self
            .label_probabilities()
            .mapv_into(|y| to_logit(sure * y + PAINTED_FLOOR));
    }

    /// Labels what is predicted: the most probable class if the label is hard, else the
    /// probabilities.
    pub fn copy_prediction_to_label(&mut self) {
        self.label = if self.hard {
            one_hot(&self.hard_prediction(), self.classes())
        } else {
            self.probabilities()
        };
    }

    /// Background and another class change places in the label, which with two classes inverts it.
    ///
    /// Nothing happens if the class is not in the scene.
    pub fn swap_with_background(&mut self, class: usize) {
        if class >= self.classes() {
            return;
        }
        for mut y in self.label.lanes_mut(Axis(0)) {
            y.swap(0, class);
        }
    }

    /// Predicts the opposite: the logits change their signs, and the least probable class becomes
    /// the most probable one.
    pub fn invert_prediction(&mut self) {
        self.logits.mapv_inplace(|z| -z);
    }

    /// A label that is background everywhere, or a prediction without opinion.
    pub fn clear(&mut self, layer: Layer) {
        match layer {
            Layer::Label => {
                self.label.fill(0.0);
                self.label.index_axis_mut(Axis(0), 0).fill(1.0);
            }
            Layer::Prediction => self.logits.fill(0.0),
        }
    }

    /// Another size. A hard label takes the nearest pixel and stays one-hot; a soft one is averaged
    /// bilinearly, as are the logits, over as many pixels as one new pixel covers.
    ///
    /// # Errors
    /// [`Error::Shape`] if a side is not [`Self::SIZE`]; the scene is then unchanged.
    pub fn resize(&mut self, height: usize, width: usize) -> Result<()> {
        check::dim(self.classes(), height, width)?;
        self.take_size(height, width);
        Ok(())
    }

    pub(super) fn take_size(&mut self, height: usize, width: usize) {
        if (height, width) == (self.height(), self.width()) {
            return;
        }
        self.label = if self.hard {
            let (old_height, old_width) = (self.height(), self.width());
            let near = |i: usize, size: usize, old: usize| (2 * i + 1) * old / (2 * size);
            Array3::from_shape_fn((self.classes(), height, width), |(c, h, w)| {
                self.label[[c, near(h, height, old_height), near(w, width, old_width)]]
            })
        } else {
            let mut label = resample(&self.label, height, width);
            normalise(&mut label);
            label
        };
        self.logits = resample(&self.logits, height, width);
    }

    /// Another number of classes. A class that goes leaves its probability to background; one that
    /// comes is not in the label and is predicted with about [`PAINTED_FLOOR`]. A pixel without
    /// opinion stays without.
    ///
    /// The other logits stay as they are.
    ///
    /// # Errors
    /// [`Error::Shape`] if the number is not one of [`Self::CLASSES`]; the scene is then unchanged.
    pub fn set_classes(&mut self, classes: usize) -> Result<()> {
        check::dim(classes, self.height(), self.width())?;
        self.take_classes(classes);
        Ok(())
    }

    /// Which classes a layer has something of in some pixel: more than [`PAINTED_FLOOR`], which classes
    /// that are added to a prediction come with.
    pub fn used(&self, layer: Layer) -> Vec<bool> {
        let x;
        let (array, least) = match layer {
            Layer::Label => (&self.label, 0.0),
            Layer::Prediction => {
                x = self.probabilities();
                // Their logits were rounded.
                (&x, 1.1 * PAINTED_FLOOR)
            }
        };
        let is_used = |class: ArrayView2<f32>| class.iter().any(|x| *x > least);
        array.outer_iter().map(is_used).collect()
    }

    /// Leaves away the classes beyond the first ones, with all that is in them.
    pub(super) fn leave_classes(&mut self, first: usize) {
        let first = s![..first.min(self.classes()), .., ..];
        self.label = self.label.slice(first).to_owned();
        self.logits = self.logits.slice(first).to_owned();
    }

    pub(super) fn take_classes(&mut self, classes: usize) {
        let (old, height, width) = self.label.dim();
        if classes == old {
            return;
        }
        self.label = regroup(&self.label, classes);
        let stay = classes.min(old);
        let mut logits = Array3::zeros((classes, height, width));
        Zip::from(logits.lanes_mut(Axis(0)))
            .and(self.logits.lanes(Axis(0)))
            .for_each(|mut new, z| {
                let (kept, gone) = z.split_at(Axis(0), stay);
                new.slice_mut(s![..stay]).assign(&kept);
                if z.iter().all(|other| *other == z[0]) {
                    return new.fill(z[0]);
                }
                new[0] = gone.iter().fold(z[0], |sum, z| log_add(sum, *z));
                // Round numbers, so that a saved painting stays short.
                let all = kept.iter().copied().reduce(log_add).unwrap_or_default();
                let least = 32.0 * (all + to_logit(PAINTED_FLOOR));
                new.slice_mut(s![stay..]).fill(least.round() / 32.0);
            });
        self.logits = logits;
    }

    /// Puts another soft label in place, of the scene's own shape; see [`Self::set_hard`].
    ///
    /// # Errors
    /// If the shape differs, a number is not a probability, or a pixel neither sums to 1 within 1e-3
    /// nor is void; the scene is then unchanged.
    pub fn replace_label(&mut self, label: Array3<f32>) -> Result<()> {
        self.check_shape("the label", &label)?;
        check::label("the label", &label)?;
        self.label = label;
        normalise(&mut self.label);
        Ok(())
    }

    /// Puts other logits in place, of the scene's own shape.
    ///
    /// # Errors
    /// If the shape differs or a number is not from −1e30 to 1e30; the scene is then unchanged.
    pub fn replace_prediction(&mut self, logits: Array3<f32>) -> Result<()> {
        self.check_shape("the prediction", &logits)?;
        check::logits(&logits)?;
        self.logits = logits;
        Ok(())
    }

    fn check_shape(&self, what: &str, array: &Array3<f32>) -> Result<()> {
        if array.dim() == self.label.dim() {
            return Ok(());
        }
        Err(Error::Shape {
            what: what.into(),
            given: format!("shape {:?}", array.shape()),
            expected: format!("{:?}", self.label.shape()),
            hint: "pass one number per class and pixel, [C, H, W]",
        })
    }
}

/// 1 for the class of every pixel, else 0.
pub(super) fn one_hot(hard: &Array2<u32>, classes: usize) -> Array3<f32> {
    let (height, width) = hard.dim();
    Array3::from_shape_fn((classes, height, width), |(c, h, w)| {
        f32::from(u8::from(hard[[h, w]] as usize == c))
    })
}

/// The same probabilities over another number of classes: what goes is added to background.
fn regroup(x: &ArrayRef3<f32>, classes: usize) -> Array3<f32> {
    let (old, height, width) = x.dim();
    let mut regrouped = Array3::zeros((classes, height, width));
    let stay = classes.min(old);
    regrouped
        .slice_mut(s![..stay, .., ..])
        .assign(&x.slice(s![..stay, .., ..]));
    let mut background = regrouped.index_axis_mut(Axis(0), 0);
    for gone in x.outer_iter().skip(stay) {
        background += &gone;
    }
    regrouped
}

/// ln(exp a + exp b).
fn log_add(a: f32, b: f32) -> f32 {
    let (small, large) = (a.min(b), a.max(b));
    large + (small - large).exp().ln_1p()
}

/// Makes every pixel's probabilities sum to one; what is void for the most part is void.
pub(super) fn normalise(x: &mut Array3<f32>) {
    let sum = x.sum_axis(Axis(0));
    for mut x in x.outer_iter_mut() {
        Zip::from(&mut x)
            .and(&sum)
            .for_each(|x, sum| *x = if *sum < 0.5 { 0.0 } else { *x / sum });
    }
}

#[cfg(test)]
mod tests;
