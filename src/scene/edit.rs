//! Edits that are not strokes.

use ndarray::{Array2, Array3, ArrayRef3, Axis, Zip, s};

use super::resample::resample;
use super::{Layer, PAINTED_FLOOR, Rect, Scene, check, to_logit, towards};
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

    /// Paints the connected region (by edges) of the same most probable class around a pixel
    /// `(row, column)`, moving its probabilities by `strength` towards `class`; a hard label all
    /// the way. Returns what to redraw.
    ///
    /// Nothing happens if the pixel or the class is not in the scene.
    pub fn fill(&mut self, layer: Layer, class: usize, at: (usize, usize), strength: f32) -> Rect {
        if class >= self.classes() || at.0 >= self.height() || at.1 >= self.width() {
            return Rect::default();
        }
        let sharp = layer == Layer::Label && self.hard;
        let a = if sharp || strength.is_nan() {
            1.0
        } else {
            strength.clamp(0.0, 1.0)
        };
        let shown = match layer {
            Layer::Label => self.hard_label(),
            Layer::Prediction => self.hard_prediction(),
        };
        let goal = towards(class, self.classes(), layer);
        let mut x = goal.clone();
        let mut dirty = Rect::default();
        for (row, column) in connected(&shown, at) {
            self.read(layer, (row, column), &mut x);
            for (c, (x, goal)) in x.iter().zip(&goal).enumerate() {
                self.write(layer, [c, row, column], (1.0 - a) * x + a * goal);
            }
            dirty = dirty.union(Rect::pixel((row, column)));
        }
        dirty
    }

    /// Predicts the label as it is shown, but for [`PAINTED_FLOOR`] left to every class.
    pub fn copy_label_to_prediction(&mut self) {
        let sure = 1.0 - PAINTED_FLOOR * self.classes() as f32;
        self.logits = self
            .label_probabilities()
            .mapv_into(|y| to_logit(sure * y + PAINTED_FLOOR));
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
        if (height, width) == (self.height(), self.width()) {
            return Ok(());
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
        Ok(())
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
        let (old, height, width) = self.label.dim();
        check::dim(classes, height, width)?;
        if classes == old {
            return Ok(());
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
        Ok(())
    }

    /// Puts another soft label in place, of the scene's own shape; see [`Self::set_hard`].
    ///
    /// # Errors
    /// If the shape differs, a number is not a probability, or a pixel does not sum to 1 within
    /// 1e-3; the scene is then unchanged.
    pub fn replace_label(&mut self, label: Array3<f32>) -> Result<()> {
        self.check_shape("the label", &label)?;
        check::probabilities("the label", &label)?;
        self.label = label;
        normalise(&mut self.label);
        Ok(())
    }

    /// Puts other logits in place, of the scene's own shape.
    ///
    /// # Errors
    /// If the shape differs or a number is not finite; the scene is then unchanged.
    pub fn replace_prediction(&mut self, logits: Array3<f32>) -> Result<()> {
        self.check_shape("the prediction", &logits)?;
        check::finite(&logits)?;
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

/// The pixels of `at`'s value that are connected to it by edges.
fn connected(values: &Array2<u32>, at: (usize, usize)) -> Vec<(usize, usize)> {
    let wanted = values[at];
    let (height, width) = values.dim();
    let mut seen = Array2::from_elem(values.dim(), false);
    let mut found = vec![at];
    seen[at] = true;
    let mut next = 0;
    while let Some(&(row, column)) = found.get(next) {
        next += 1;
        let neighbours = [
            (row.wrapping_sub(1), column),
            (row + 1, column),
            (row, column.wrapping_sub(1)),
            (row, column + 1),
        ];
        for pixel in neighbours {
            let inside = pixel.0 < height && pixel.1 < width;
            if inside && !seen[pixel] && values[pixel] == wanted {
                seen[pixel] = true;
                found.push(pixel);
            }
        }
    }
    found
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

/// Makes every pixel's probabilities sum to one.
pub(super) fn normalise(x: &mut Array3<f32>) {
    let sum = x.sum_axis(Axis(0));
    for mut x in x.outer_iter_mut() {
        x /= &sum;
    }
}

#[cfg(test)]
mod tests;
