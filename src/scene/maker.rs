//! Predictions and labels that are made from what is there, rather than painted.

mod blur;
mod list;
mod morphology;
mod random;
mod raters;
mod soft;

use ndarray::{Array3, ArrayRef3};

use super::check::MOST_LOGIT;
use super::{Layer, Scene, to_logit};
use crate::error::Result;
use crate::random::Random;
use blur::blurred;

pub use list::MAKERS;

/// A way to make one layer of a scene from the scene.
#[derive(Debug)]
pub struct Maker {
    /// Its name in tests, in kebab case.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it makes, in a sentence.
    pub about: &'static str,
    /// Which layer it makes.
    pub layer: Layer,
    /// What can be set, at most as many as [`Values`] holds.
    pub parameters: &'static [Parameter],
    make: fn(&Scene, Values) -> Result<Array3<f32>>,
}

/// A number that a maker needs.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in tests, in kebab case.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is at the start.
    pub default: f64,
    /// Least and most.
    pub range: (f64, f64),
    /// From one value to the next.
    pub step: f64,
}

/// One number a parameter, in their order; what a maker has no parameter for is not looked at.
pub type Values = [f64; 2];

impl Maker {
    /// The maker of that id.
    pub fn find(id: &str) -> Option<&'static Self> {
        MAKERS.iter().find(|maker| maker.id == id)
    }

    /// The values at the start.
    pub fn defaults(&self) -> Values {
        let mut values = Values::default();
        for (value, parameter) in values.iter_mut().zip(self.parameters) {
            *value = parameter.default;
        }
        values
    }

    /// Makes the layer; a label that was hard becomes soft. Values out of range are taken to be at
    /// its nearer end, and what is no number is taken to be the default.
    ///
    /// ```
    /// use loss_playground::scene::maker::Maker;
    /// use loss_playground::scene::preset::PRESETS;
    ///
    /// let mut scene = PRESETS[0].scene(32);
    /// let smoothing = Maker::find("smoothing").unwrap();
    /// smoothing.make(&mut scene, [0.3, 0.0])?;
    /// assert!(!scene.is_hard());
    /// assert!((scene.label()[[1, 0, 0]] - 0.1).abs() < 1e-6);
    /// # Ok::<(), loss_playground::Error>(())
    /// ```
    ///
    /// # Errors
    /// If what is made cannot be in a scene; the scene is then unchanged.
    pub fn make(&self, scene: &mut Scene, values: Values) -> Result<()> {
        let mut fitted = self.defaults();
        for ((fitted, value), parameter) in fitted.iter_mut().zip(values).zip(self.parameters) {
            if !value.is_nan() {
                *fitted = value.clamp(parameter.range.0, parameter.range.1);
            }
        }
        let made = (self.make)(scene, fitted)?;
        match self.layer {
            Layer::Prediction => scene.replace_prediction(made),
            Layer::Label => {
                scene.replace_label(made)?;
                scene.set_hard(false);
                Ok(())
            }
        }
    }
}

/// The label with a share of `certainty`, the rest spread over all classes.
fn from_label(scene: &Scene, [certainty, _]: Values) -> Result<Array3<f32>> {
    let mut sure = scene.clone();
    let rest = (1.0 - certainty) as f32 / scene.classes() as f32;
    sure.label = scene
        .label_probabilities()
        .mapv_into(|y| certainty as f32 * y + rest);
    sure.hard = false;
    sure.copy_label_to_prediction();
    Ok(sure.logits)
}

/// Every pixel's logits moved; what comes in from outside is the edge going on.
fn shift(scene: &Scene, [right, down]: Values) -> Result<Array3<f32>> {
    let from = |i: usize, by: f64, size: usize| {
        i.saturating_add_signed(-by.round() as isize).min(size - 1)
    };
    let (height, width) = (scene.height(), scene.width());
    Ok(Array3::from_shape_fn(scene.logits.dim(), |(c, h, w)| {
        scene.logits[[c, from(h, down, height), from(w, right, width)]]
    }))
}

/// The probabilities' mean under a Gaussian.
fn blur(scene: &Scene, [radius, _]: Values) -> Result<Array3<f32>> {
    Ok(blurred(&scene.probabilities(), radius).mapv_into(to_logit))
}

fn noise(scene: &Scene, [amount, seed]: Values) -> Result<Array3<f32>> {
    let mut random = Random::new(seed);
    Ok(within(&scene.logits, |z| {
        z + amount as f32 * random.normal()
    }))
}

fn confidence(scene: &Scene, [temperature, _]: Values) -> Result<Array3<f32>> {
    Ok(within(&scene.logits, |z| z / temperature as f32))
}

/// How much random logits differ from each other: their standard deviation.
const SPREAD: f32 = 2.0;

/// Logits that have nothing to do with the label, in blotches of a size.
fn random(scene: &Scene, [seed, size]: Values) -> Result<Array3<f32>> {
    let mut random = Random::new(seed);
    Ok(random.blotches(scene.logits.dim(), size) * SPREAD)
}

/// Other logits, within what a scene takes.
fn within(logits: &ArrayRef3<f32>, f: impl FnMut(f32) -> f32) -> Array3<f32> {
    logits
        .mapv(f)
        .mapv_into(|z| z.clamp(-MOST_LOGIT, MOST_LOGIT))
}

#[cfg(test)]
mod tests;
