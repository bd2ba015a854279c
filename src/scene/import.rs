//! Labels and predictions from files.
//!
//! Nothing is half applied: every import makes a new [`Gallery`], and the old one stays as it is.

mod npy;
mod npz;
mod png;
mod zip;

use ndarray::{Array3, Array4};

use super::check::range;
use super::{Gallery, Layer, Scene, VOID, check, edit, to_logit};
use crate::error::{Error, Result};

pub use npy::{array_from_npy, labels_from_npy};
pub use png::{LabelMap, label_from_png};

/// Images with something imported into them.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The new images.
    pub gallery: Gallery,
    /// What was read.
    pub message: String,
    /// What became of what was not read; empty if it stayed as it was.
    pub rest: String,
    /// What new images are without; empty if none is new.
    pub unpaired: String,
}

impl Imported {
    /// All of it in a sentence.
    pub fn said(&self) -> String {
        let parts = [&self.message, &self.rest, &self.unpaired].map(String::as_str);
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("; ")
    }
}

/// Checked values of a layer.
struct Values {
    layer: Layer,
    /// One `[C, H, W]` an image.
    images: Vec<Array3<f32>>,
    /// How they were read.
    read: String,
    hard: bool,
}

impl Gallery {
    /// Takes a hard label into the current image; all labels become hard.
    ///
    /// The images take the label's size, and its number of classes, or as many more as what stays has
    /// something in: everything else is resampled if the size is another. A label that was shrunk is
    /// shrunk less where that gives the images' size.
    ///
    /// # Errors
    /// [`Error::File`] if the label does not fit in an image.
    pub fn import_label(&self, map: LabelMap) -> Result<Imported> {
        let scene = self.scene();
        let map = map.of_size((scene.height(), scene.width()));
        let name = map.name.clone();
        self.import_labels(&name, &[map])
    }

    /// Takes hard labels of one size: one as [`Self::import_label`], several make a batch as in
    /// [`Self::import_soft_label`].
    ///
    /// # Errors
    /// [`Error::File`] if they do not fit in the images.
    pub fn import_labels(&self, name: &str, maps: &[LabelMap]) -> Result<Imported> {
        let classes = maps.iter().map(LabelMap::classes).max().unwrap_or_default();
        let one_hot = |map: &LabelMap| edit::one_hot(&map.indices, classes);
        let named = maps.iter().max_by_key(|map| map.values.len());
        let named = named.map_or_else(String::new, |map| map.values.join(", "));
        let void = match maps.iter().any(|map| map.void) {
            true => format!("; void where {VOID}"),
            false => String::new(),
        };
        let shrunk = match maps.iter().map(|map| map.shrunk).max() {
            None | Some(1) => String::new(),
            Some(k) => format!("; shrunk by {k}: every {k} × {k} block is of one colour"),
        };
        let values = Values {
            layer: Layer::Label,
            images: maps.iter().map(one_hot).collect(),
            read: format!("classes from {named}{void}{shrunk}"),
            hard: true,
        };
        self.import(name, values)
    }

    /// Takes soft labels, `[B, C, H, W]`; all labels become soft, unless these have but one class at every
    /// pixel and all that stay are hard. One goes into the current image,
    /// several make a batch of as many images, with the predictions that were in their places.
    /// Sizes and classes as in [`Self::import_label`].
    ///
    /// # Errors
    /// [`Error::File`] if they do not hold probabilities or do not fit in the images.
    pub fn import_soft_label(&self, name: &str, array: &Array4<f32>) -> Result<Imported> {
        let mut images = images(name, array)?;
        for label in &mut images {
            if let Err(error) = check::label("it", label) {
                return Err(file(
                    name,
                    format!("a soft label must hold probabilities: {error}"),
                ));
            }
            edit::normalise(label);
        }
        let stay_hard = images.len() >= self.images() || self.scene().is_hard();
        let is_sure = |label: &Array3<f32>| label.iter().all(|y| *y == 0.0 || *y == 1.0);
        let hard = stay_hard && images.iter().all(is_sure);
        let read = match hard {
            true => "read as a hard label: every pixel has one class",
            false => "read as a soft label",
        };
        let values = Values {
            layer: Layer::Label,
            images,
            read: read.into(),
            hard,
        };
        self.import(name, values)
    }

    /// Takes predictions, `[B, C, H, W]`: probabilities if every number is from 0 to 1 and every
    /// pixel's sum to 1 within 1e-3, or else logits. Images, sizes and classes as in
    /// [`Self::import_soft_label`].
    ///
    /// # Errors
    /// [`Error::File`] if a number is not finite or the array does not fit in the images.
    pub fn import_prediction(&self, name: &str, array: &Array4<f32>) -> Result<Imported> {
        let mut images = images(name, array)?;
        let probable = |x: &Array3<f32>| check::probabilities("it", x).is_ok();
        let read = if images.iter().all(probable) {
            for values in &mut images {
                values.mapv_inplace(to_logit);
            }
            "read as probabilities"
        } else {
            for values in &images {
                check::logits(values).map_err(|error| file(name, error.to_string()))?;
            }
            "read as logits"
        };
        let values = Values {
            layer: Layer::Prediction,
            images,
            read: read.into(),
            hard: self.scene().is_hard(),
        };
        self.import(name, values)
    }

    /// Takes the array of an `.npy` file: as a label, class indices where it holds whole numbers
    /// and else a soft one; as a prediction, probabilities or logits.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be read or its array cannot be taken so.
    pub fn import_npy(&self, name: &str, bytes: &[u8], layer: Layer) -> Result<Imported> {
        let is_map = || npy::kind(bytes).is_some_and(|kind| kind.is_indices());
        match layer {
            Layer::Label if is_map() => self.import_labels(name, &labels_from_npy(name, bytes)?),
            Layer::Label => self.import_soft_label(name, &array_from_npy(name, bytes)?),
            Layer::Prediction if npy::kind(bytes).is_some_and(|kind| kind.is_map()) => Err(file(
                name,
                "a map was found, [H, W], but a prediction has a number for every class, [C, H, W] or [B, C, H, W]; open a map of class indices as the label",
            )),
            Layer::Prediction => self.import_prediction(name, &array_from_npy(name, bytes)?),
        }
    }

    fn import(&self, name: &str, values: Values) -> Result<Imported> {
        let Values {
            layer,
            images,
            read,
            hard,
        } = values;
        let unfit = |error: Error| file(name, error.to_string());
        let (count, old) = (images.len(), self.scene().label.dim());
        let (classes, height, width) = images.first().map_or(old, |image| image.dim());
        let other = match layer {
            Layer::Label => Layer::Prediction,
            Layer::Prediction => Layer::Label,
        };
        let stays = match count >= self.images() {
            true => self
                .scenes()
                .iter()
                .map(|scene| up_to_used(scene, other))
                .max(),
            // Some images stay as they are.
            false => Some(old.0),
        };
        let both = classes.max(stays.unwrap_or_default());
        let mut scenes = self.scenes().to_vec();
        let mut first = self.current();
        if count > 1 {
            first = 0;
            scenes.resize(count, Scene::new(old.0, old.1, old.2)?);
        }
        check::images(scenes.len(), (both, height, width)).map_err(unfit)?;
        for scene in &mut scenes {
            scene.resize(height, width).map_err(unfit)?;
            // What stays has nothing in those that go.
            scene.leave_classes(both);
            scene.set_classes(both).map_err(unfit)?;
            scene.set_hard(hard);
        }
        for (scene, values) in scenes.iter_mut().skip(first).zip(images) {
            let mut new = Scene::new(classes, height, width).map_err(unfit)?;
            *new.layer_mut(layer) = values;
            new.set_classes(both).map_err(unfit)?;
            std::mem::swap(scene.layer_mut(layer), new.layer_mut(layer));
        }
        let size = [count, classes, height, width];
        let message = said(name, self.images(), size, &read);
        let rest = rest(self, layer, size, both);
        let mut gallery = Self::new(scenes).map_err(unfit)?;
        gallery.select(self.current());
        Ok(Imported {
            gallery,
            message,
            rest,
            unpaired: unpaired(layer, count.saturating_sub(self.images())),
        })
    }
}

/// Up to which class a layer has something.
fn up_to_used(scene: &Scene, layer: Layer) -> usize {
    let last = scene.used(layer).into_iter().rposition(|used| used);
    last.map_or(0, |last| last + 1).max(*Scene::CLASSES.start())
}

/// What was read in place of so many images.
fn said(name: &str, before: usize, read: [usize; 4], how: &str) -> String {
    let [count, classes, height, width] = read;
    let several = match count {
        1 => String::new(),
        count => format!("{count} images, "),
    };
    let mut message = format!("{name}: {several}{classes} classes, {height}×{width}, {how}");
    if count > 1 && count < before {
        let gone = before - count;
        message += &format!("; of what was there, {gone} more went, and undo brings them back");
    }
    message
}

/// What became of the rest of what was there `before`, now that there are so many classes.
fn rest(before: &Gallery, layer: Layer, read: [usize; 4], now: usize) -> String {
    let [count, classes, height, width] = read;
    let mut said = Vec::new();
    let scene = before.scene();
    let other = match (layer, count.max(before.images())) {
        (_, 2..) => "rest",
        (Layer::Label, _) => "prediction",
        (Layer::Prediction, _) => "label",
    };
    let (old_height, old_width) = (scene.height(), scene.width());
    if (height, width) != (old_height, old_width) {
        said.push(format!(
            "the {other} was resampled from {old_height}×{old_width}"
        ));
    }
    if classes < now {
        said.push(format!("the {other} keeps its {now} classes"));
    }
    said.join("; ")
}

/// What images are without that came with one layer only.
fn unpaired(layer: Layer, new: usize) -> String {
    let whose = match new {
        0 => return String::new(),
        1 => "1 image is new, and its".to_owned(),
        new => format!("{new} images are new, and their"),
    };
    match layer {
        Layer::Label => format!("{whose} prediction is empty"),
        Layer::Prediction => format!("{whose} label is all background"),
    }
}

/// The images of an array that can be a gallery's.
fn images(name: &str, array: &Array4<f32>) -> Result<Vec<Array3<f32>>> {
    check_shape(name, array.shape())?;
    Ok(array.outer_iter().map(|image| image.to_owned()).collect())
}

/// Whether `[C, H, W]` or `[B, C, H, W]` can be a gallery's shape, and what to do if not.
fn check_shape(name: &str, shape: &[usize]) -> Result<()> {
    let wrong = |hint: &str| {
        Err(file(
            name,
            format!("shape {shape:?} was given, but [C, H, W] or [B, C, H, W] is expected; {hint}"),
        ))
    };
    let (classes, height, width) = match *shape {
        [images, _, _, _] if !Gallery::IMAGES.contains(&images) => {
            return wrong(&format!(
                "B is {images} and can be {}: save array[:{}]",
                range(Gallery::IMAGES),
                Gallery::IMAGES.end()
            ));
        }
        [classes, height, width] | [_, classes, height, width] => (classes, height, width),
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
