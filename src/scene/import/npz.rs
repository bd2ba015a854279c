//! Label and prediction from a NumPy archive.

use super::npy::{self, Kind};
use super::{Imported, file, zip};
use crate::error::Result;
use crate::scene::{Gallery, Layer};

/// What a label is called in an archive, in lower case.
const LABELS: [&str; 9] = [
    "label",
    "labels",
    "mask",
    "target",
    "targets",
    "ground_truth",
    "gt",
    "y",
    "y_true",
];
/// What a prediction is called.
const PREDICTIONS: [&str; 11] = [
    "prediction",
    "predictions",
    "pred",
    "logits",
    "probabilities",
    "probs",
    "softmax",
    "scores",
    "output",
    "x",
    "y_pred",
];

/// An array of an archive.
struct Found {
    /// Without `.npy`.
    name: String,
    bytes: Vec<u8>,
    kind: Kind,
}

impl Gallery {
    /// Takes the label and the prediction of an `.npz` archive, or `only` one of them: the arrays
    /// that are named so, or else the only ones of the kind. A label is an array of whole numbers,
    /// `[H, W]` or `[B, H, W]`, or a soft one of floats, `[C, H, W]`, or `[B, C, H, W]`; a prediction is one of floats.
    ///
    /// # Errors
    /// [`Error::File`](crate::Error::File) if the archive cannot be read, if it is not clear which
    /// of its arrays is meant, or if that array cannot be taken.
    pub fn import_npz(&self, name: &str, bytes: &[u8], only: Option<Layer>) -> Result<Imported> {
        let entries = zip::entries(bytes).map_err(|problem| file(name, problem))?;
        let found: Vec<Found> = entries
            .into_iter()
            .filter_map(|zip::Entry { name, bytes }| {
                let name = name.strip_suffix(".npy")?.to_owned();
                let kind = npy::kind(&bytes)?;
                Some(Found { name, bytes, kind })
            })
            .collect();
        let mut gallery = None;
        let mut messages = Vec::new();
        // Said of the last: what came with it is neither missing nor a rest.
        let mut rest = String::new();
        let mut unpaired = String::new();
        for layer in [Layer::Label, Layer::Prediction] {
            if only.is_some_and(|only| only != layer) {
                continue;
            }
            let Some(chosen) = choose(&found, layer, only.is_some()) else {
                continue;
            };
            let own = format!("{name}, {}", chosen.name);
            let imported =
                gallery
                    .as_ref()
                    .unwrap_or(self)
                    .import_npy(&own, &chosen.bytes, layer)?;
            gallery = Some(imported.gallery);
            messages.push(imported.message);
            rest = imported.rest;
            unpaired = imported.unpaired;
        }
        let gallery = gallery.ok_or_else(|| file(name, unclear(&found)))?;
        let message = messages.join("; ");
        Ok(Imported {
            gallery,
            message,
            rest,
            unpaired,
        })
    }
}

/// The array that is named as a layer is; else the only one of its kind. If it was `asked` for, a
/// label may be soft without being named, where there is nothing else.
fn choose(found: &[Found], layer: Layer, asked: bool) -> Option<&Found> {
    let (own, other) = match layer {
        Layer::Label => (&LABELS[..], &PREDICTIONS[..]),
        Layer::Prediction => (&PREDICTIONS[..], &LABELS[..]),
    };
    let is_named = |found: &&Found, names: &[&str]| {
        names
            .iter()
            .any(|name| found.name.eq_ignore_ascii_case(name))
    };
    if let Some(named) = found.iter().find(|found| is_named(found, own)) {
        return Some(named);
    }
    let others = found.iter().filter(|found| !is_named(found, other));
    let fitting = others.filter(|found| match layer {
        Layer::Label => found.kind.is_indices() || asked && found.kind.is_numbers(),
        Layer::Prediction => found.kind.is_numbers(),
    });
    only_one(fitting)
}

fn only_one<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

fn unclear(found: &[Found]) -> String {
    let list: Vec<String> = found
        .iter()
        .map(|found| format!("{} ({})", found.name, found.kind))
        .collect();
    let what = match list.as_slice() {
        [] => "it holds no arrays".to_owned(),
        list => format!("it holds {}", list.join(", ")),
    };
    format!(
        "{what}, and it is not clear which is meant; name them: np.savez(\"name.npz\", label=map, prediction=array)"
    )
}

#[cfg(test)]
mod tests;
