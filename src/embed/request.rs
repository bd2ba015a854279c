//! A request from JavaScript, read field by field with an error for each.

mod array;
mod plain;

use std::ops::RangeInclusive;

use js_sys::{Reflect, Uint8Array};
use ndarray::{Array3, Array4};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::foreign::{items, keys, typed_array};
use crate::batch::{Batch, Label, Prediction};
use crate::engine::Choice;
use crate::error::{Error, Result};
pub(super) use array::{ANY, Expected, HARD, float32_array};
use array::{floats, hard_label, is_floats, shown, wrong_length};

/// The fields that make a batch.
pub(super) const BATCH: [&str; 6] = [
    "shape",
    "logits",
    "probabilities",
    "label",
    "keep",
    "ignore_index",
];

/// A plain object whose fields are all known.
pub(super) struct Request<'a> {
    object: &'a JsValue,
}

impl<'a> Request<'a> {
    /// Checks that it is an object and has no unknown fields.
    pub(super) fn new(object: &'a JsValue, fields: &[&str]) -> Result<Self> {
        if !object.is_object() || items(object).is_some() {
            return Err(Error::field(
                "request",
                format!("expected an object with {}", fields.join(", ")),
            ));
        }
        let names = keys(object).map_err(|error| unreadable("request", &error))?;
        match names
            .iter()
            .filter_map(|name| name.as_string())
            .find(|name| !fields.contains(&name.as_str()))
        {
            Some(unknown) => Err(Error::field(
                unknown,
                format!("no such field; a request has {}", fields.join(", ")),
            )),
            None => Ok(Self { object }),
        }
    }

    /// A field, unless it is missing, undefined or null.
    fn get(&self, name: &str) -> Result<Option<JsValue>> {
        let value = Reflect::get(self.object, &name.into());
        let value = value.map_err(|error| unreadable(name, &error))?;
        Ok((!value.is_null() && !value.is_undefined()).then_some(value))
    }

    /// A field as JSON; missing, it is null.
    pub(super) fn json(&self, name: &str) -> Result<Value> {
        match self.get(name)? {
            Some(value) => plain::json(name, &value),
            None => Ok(Value::Null),
        }
    }

    /// Where B*C*H*W numbers of the answer are wanted, if not in a new array.
    pub(super) fn out(&self, shape: [usize; 4]) -> Result<Option<JsValue>> {
        let out = self.get("out")?;
        out.map(|out| float32_array("out", &out, shape).map(|_| out))
            .transpose()
    }

    /// The backend asked for.
    pub(super) fn choice(&self) -> Result<Choice> {
        let Some(value) = self.get("backend")? else {
            return Ok(Choice::Auto);
        };
        value
            .as_string()
            .and_then(|name| Choice::from_name(&name))
            .ok_or_else(|| {
                Error::field(
                    "backend",
                    format!(
                        "{} was given, expected \"auto\", \"gpu\" or \"cpu\"",
                        shown(&value)
                    ),
                )
            })
    }

    /// A text field, if there is one.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>> {
        let Some(value) = self.get(name)? else {
            return Ok(None);
        };
        value.as_string().map(Some).ok_or_else(|| {
            Error::field(
                name,
                format!("{} was given, expected a text", shown(&value)),
            )
        })
    }

    /// A number, or the default.
    pub(super) fn number(&self, name: &str, default: f64) -> Result<f64> {
        let Some(value) = self.get(name)? else {
            return Ok(default);
        };
        value.as_f64().ok_or_else(|| {
            Error::field(
                name,
                format!("{} was given, expected a number", shown(&value)),
            )
        })
    }

    /// A whole number in a range, or the default.
    pub(super) fn count(
        &self,
        name: &str,
        default: u32,
        range: RangeInclusive<u32>,
    ) -> Result<u32> {
        let number = self.number(name, f64::from(default))?;
        let (least, most) = range.into_inner();
        let whole = number.fract() == 0.0 && (f64::from(least)..=f64::from(most)).contains(&number);
        whole.then_some(number as u32).ok_or_else(|| {
            Error::field(
                name,
                format!(
                    "{} was given, expected a whole number from {least} to {most}",
                    shown(&number.into())
                ),
            )
        })
    }

    /// A flag, false if missing.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        let Some(value) = self.get(name)? else {
            return Ok(false);
        };
        value.as_bool().ok_or_else(|| {
            Error::field(
                name,
                format!("{} was given, expected true or false", shown(&value)),
            )
        })
    }

    /// A list of numbers, if there is one.
    pub(super) fn numbers(&self, name: &str) -> Result<Option<Vec<f64>>> {
        let Some(value) = self.get(name)? else {
            return Ok(None);
        };
        items(&value)
            .and_then(|numbers| numbers.map(|n| n.ok()?.as_f64()).collect())
            .map(Some)
            .ok_or_else(|| {
                Error::field(
                    name,
                    format!("{} was given, expected a list of numbers", shown(&value)),
                )
            })
    }

    /// A Float32Array of B*C*H*W numbers.
    pub(super) fn floats(&self, name: &'static str, shape: [usize; 4]) -> Result<Array4<f32>> {
        let value = self.get(name)?.ok_or_else(|| {
            Error::field(name, "missing; expected a Float32Array of B*C*H*W numbers")
        })?;
        floats(name, &value, shape)
    }

    /// A hard label, if there is one.
    pub(super) fn hard_label(&self, shape: [usize; 4]) -> Result<Option<Array3<i32>>> {
        let Some(value) = self.get("label")? else {
            return Ok(None);
        };
        hard_label("label", &value, shape, HARD).map(Some)
    }

    /// Several raters' hard labels.
    pub(super) fn hard_labels(&self, name: &str, shape: [usize; 4]) -> Result<Vec<Array3<i32>>> {
        const EXPECTED: &str =
            "expected a list with one Uint8Array or Int32Array of B*H*W class indices per rater";
        let value = self
            .get(name)?
            .ok_or_else(|| Error::field(name, format!("missing; {EXPECTED}")))?;
        let labels = items(&value).ok_or_else(|| {
            Error::field(name, format!("{} was given, {EXPECTED}", shown(&value)))
        })?;
        labels
            .enumerate()
            .map(|(i, label)| {
                let name = format!("{name}[{i}]");
                let label = label.map_err(|error| unreadable(&name, &error))?;
                hard_label(&name, &label, shape, HARD)
            })
            .collect()
    }

    /// The prediction, label and mask. `expected` is what the label may be.
    pub(super) fn batch(&self, expected: &'static Expected) -> Result<Batch<f32>> {
        let [b, c, h, w] = self.shape()?;
        Batch::new(
            self.prediction([b, c, h, w])?,
            self.label([b, c, h, w], expected)?,
            self.keep([b, h, w])?,
            self.ignore_index()?,
        )
    }

    /// B, C, H, W.
    pub(super) fn shape(&self) -> Result<[usize; 4]> {
        const EXPECTED: &str = "expected four whole numbers of at least 1: [B, C, H, W]";
        let value = self
            .get("shape")?
            .ok_or_else(|| Error::field("shape", format!("missing; {EXPECTED}")))?;
        let rejected = || Error::field("shape", format!("{} was given, {EXPECTED}", shown(&value)));
        let axis = |n: JsValue| {
            let n = n.as_f64()?;
            // The cast takes what is too large to the largest.
            (n.fract() == 0.0 && n >= 1.0).then_some(n as usize)
        };
        let shape: [usize; 4] = items(&value)
            .filter(|items| items.len() == 4)
            .and_then(|items| items.map(|n| axis(n.ok()?)).collect::<Option<Vec<_>>>())
            .and_then(|numbers| numbers.try_into().ok())
            .ok_or_else(rejected)?;
        // Where usize has 32 bits, four large axes can exceed it.
        let length = shape
            .iter()
            .try_fold(1usize, |length, n| length.checked_mul(*n));
        length
            .filter(|length| *length <= usize::MAX / 8)
            .map(|_| shape)
            .ok_or_else(|| {
                Error::field(
                    "shape",
                    format!("{} is more than fits into memory", shown(&value)),
                )
            })
    }

    fn prediction(&self, shape: [usize; 4]) -> Result<Prediction<f32>> {
        match (self.get("logits")?, self.get("probabilities")?) {
            (Some(logits), None) => Ok(Prediction::Logits(floats("logits", &logits, shape)?)),
            (None, Some(x)) => Ok(Prediction::Probabilities(floats("probabilities", &x, shape)?)),
            (None, None) => Err(Error::field("logits", "missing; pass either logits or probabilities, a Float32Array")),
            (Some(_), Some(_)) => Err(Error::Combination(
                "both logits and probabilities were given; pass one of them, the one that the gradient is wanted for".into(),
            )),
        }
    }

    /// A soft label, where one is expected, is a Float32Array of B*C*H*W numbers; any other typed array holds
    /// class indices.
    fn label(&self, shape: [usize; 4], expected: &'static Expected) -> Result<Label<f32>> {
        let value = self.get("label")?.ok_or_else(|| {
            Error::field("label", format!("missing; expected {}", expected.value))
        })?;
        match expected.soft && is_floats(&value) {
            true => Ok(Label::Soft(floats("label", &value, shape)?)),
            false => Ok(Label::Hard(hard_label("label", &value, shape, expected)?)),
        }
    }

    fn keep(&self, shape: [usize; 3]) -> Result<Option<Array3<bool>>> {
        let Some(value) = self.get("keep")? else {
            return Ok(None);
        };
        let keep: Uint8Array = typed_array(&value, "Uint8Array").ok_or_else(|| {
            Error::field(
                "keep",
                format!(
                    "{} was given, expected a Uint8Array of B*H*W, 1 where a pixel counts",
                    shown(&value)
                ),
            )
        })?;
        let (given, expected) = (keep.length() as usize, shape.iter().product());
        let wrong = || {
            let hint = "pass B*H*W flags, 1 where a pixel counts";
            wrong_length("keep", given, expected, hint)
        };
        if given != expected {
            return Err(wrong());
        }
        let flags = keep.to_vec().into_iter().map(|k| k != 0).collect();
        Array3::from_shape_vec(shape, flags)
            .map(Some)
            .map_err(|_| wrong())
    }

    /// The void class.
    pub(super) fn ignore_index(&self) -> Result<Option<i32>> {
        let Some(value) = self.get("ignore_index")? else {
            return Ok(None);
        };
        let index = value.as_f64().filter(|n| {
            n.fract() == 0.0 && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(n)
        });
        let index = index.ok_or_else(|| {
            Error::field(
                "ignore_index",
                format!(
                    "{} was given, expected a whole number from {} to {}",
                    shown(&value),
                    i32::MIN,
                    i32::MAX
                ),
            )
        })?;
        Ok(Some(index as i32))
    }
}

fn unreadable(name: &str, thrown: &JsValue) -> Error {
    let message = Reflect::get(thrown, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string());
    let message = message.unwrap_or_else(|| shown(thrown));
    Error::field(
        name,
        format!("reading it failed: {message}; pass plain values"),
    )
}
