//! Labels and predictions from files.
//!
//! Nothing is half applied: every import makes a new [`Scene`], and the old one stays as it is.

mod npy;
mod npz;
mod png;
mod zip;

use ndarray::{Array3, Array4, Axis};

use super::check::range;
use super::{Layer, Scene, check, edit, to_logit};
use crate::error::{Error, Result};

pub use npy::{array_from_npy, label_from_npy};
pub use png::{LabelMap, label_from_png};

/// A scene with something imported into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The new scene.
    pub scene: Scene,
    /// A sentence that says what was read and what became of the rest.
    pub message: String,
}

impl Scene {
    /// Takes a hard label; the scene becomes hard.
    ///
    /// The scene takes the label's size, and at least its number of classes: the prediction is
    /// resampled if the size is another.
    ///
    /// # Errors
    /// [`Error::File`] if the label does not fit in a scene.
    pub fn import_label(&self, map: &LabelMap) -> Result<Imported> {
        let (height, width) = map.indices.dim();
        let one_hot = Array3::from_shape_fn((map.classes(), height, width), |(c, h, w)| {
            f32::from(u8::from(map.indices[[h, w]] as usize == c))
        });
        let read = format!("classes from {}", map.values.join(", "));
        self.import(&map.name, Layer::Label, one_hot, &read, true)
    }

    /// Takes a soft label, `[1, C, H, W]`; the scene becomes soft. Sizes and classes as in
    /// [`Self::import_label`].
    ///
    /// # Errors
    /// [`Error::File`] if it does not hold probabilities or does not fit in a scene.
    pub fn import_soft_label(&self, name: &str, array: &Array4<f32>) -> Result<Imported> {
        let mut label = one_image(name, array)?;
        if let Err(error) = check::probabilities("it", &label) {
            return Err(file(
                name,
                format!("a soft label must hold probabilities: {error}"),
            ));
        }
        edit::normalise(&mut label);
        self.import(name, Layer::Label, label, "read as a soft label", false)
    }

    /// Takes a prediction, `[1, C, H, W]`: probabilities if every number is from 0 to 1 and every
    /// pixel's sum to 1 within 1e-3, or else logits. The scene takes its size, and at least its
    /// number of classes: the label is resampled if the size is another.
    ///
    /// # Errors
    /// [`Error::File`] if a number is not finite or the array does not fit in a scene.
    pub fn import_prediction(&self, name: &str, array: &Array4<f32>) -> Result<Imported> {
        let values = one_image(name, array)?;
        if check::probabilities("it", &values).is_ok() {
            let logits = values.mapv_into(to_logit);
            return self.import(
                name,
                Layer::Prediction,
                logits,
                "read as probabilities",
                self.hard,
            );
        }
        check::finite(&values).map_err(|error| file(name, error.to_string()))?;
        self.import(name, Layer::Prediction, values, "read as logits", self.hard)
    }

    /// Takes the array of an `.npy` file: as a label, class indices where it holds whole numbers
    /// and else a soft one; as a prediction, probabilities or logits.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read or its array cannot be taken so.
    pub fn import_npy(&self, name: &str, bytes: &[u8], layer: Layer) -> Result<Imported> {
        let is_map = || npy::kind(bytes).is_some_and(|kind| kind.is_indices());
        match layer {
            Layer::Label if is_map() => self.import_label(&label_from_npy(name, bytes)?),
            Layer::Label => self.import_soft_label(name, &array_from_npy(name, bytes)?),
            Layer::Prediction => self.import_prediction(name, &array_from_npy(name, bytes)?),
        }
    }

    /// The scene with a layer replaced by checked values, `[C, H, W]`.
    fn import(
        &self,
        name: &str,
        layer: Layer,
        values: Array3<f32>,
        read: &str,
        hard: bool,
    ) -> Result<Imported> {
        let (classes, height, width) = values.dim();
        let unfit = |error: Error| file(name, error.to_string());
        let mut new = Self::new(classes, height, width).map_err(unfit)?;
        *new.layer_mut(layer) = values;
        let mut scene = self.clone();
        let both = classes.max(self.classes());
        for scene in [&mut scene, &mut new] {
            scene.resize(height, width).map_err(unfit)?;
            scene.set_classes(both).map_err(unfit)?;
        }
        std::mem::swap(scene.layer_mut(layer), new.layer_mut(layer));
        scene.hard = hard;

        let mut message = format!("{name}: {classes} classes, {height}×{width}, {read}");
        let other = match layer {
            Layer::Label => "prediction",
            Layer::Prediction => "label",
        };
        if (height, width) != (self.height(), self.width()) {
            message += &format!(
                "; the {other} was resampled from {}×{}",
                self.height(),
                self.width()
            );
        }
        if classes < both {
            message += &format!("; the {other} keeps its {both} classes");
        }
        Ok(Imported { scene, message })
    }
}

/// The only image of an array that can be a scene's.
fn one_image(name: &str, array: &Array4<f32>) -> Result<Array3<f32>> {
    let (images, classes, height, width) = array.dim();
    check_shape(name, &[images, classes, height, width])?;
    Ok(array.index_axis(Axis(0), 0).to_owned())
}

/// Whether `[C, H, W]` or `[1, C, H, W]` can be a scene's shape, and what to do if not.
fn check_shape(name: &str, shape: &[usize]) -> Result<()> {
    let wrong = |hint: &str| {
        Err(file(
            name,
            format!("shape {shape:?} was given, but [C, H, W] is expected; {hint}"),
        ))
    };
    let (classes, height, width) = match *shape {
        [classes, height, width] | [1, classes, height, width] => (classes, height, width),
        [images, _, _, _] => {
            return wrong(&format!(
                "it holds {images} images and only one at a time can be taken: save array[0:1]"
            ));
        }
        [_, _] => {
            return wrong(
                "a map of class indices is taken as whole numbers: save array.astype(\"uint8\")",
            );
        }
        _ => return wrong("reshape it so"),
    };
    if classes == 1 {
        return wrong("for two classes, save both: np.stack([1 - p, p])");
    }
    if !Scene::CLASSES.contains(&classes) {
        return wrong(&format!(
            "C is {classes} and can be {}; merge classes, or see that they are the first axis",
            range(Scene::CLASSES)
        ));
    }
    if !Scene::SIZE.contains(&height) || !Scene::SIZE.contains(&width) {
        return wrong(&format!(
            "H and W can be {}; crop or scale it",
            range(Scene::SIZE)
        ));
    }
    Ok(())
}

fn file(name: &str, problem: impl Into<String>) -> Error {
    Error::File {
        name: name.into(),
        problem: problem.into(),
    }
}

#[cfg(test)]
mod tests;
