//! Typed arrays from JavaScript as ndarray's, and how a message shows what was given instead.

use js_sys::{ArrayBuffer, Float32Array, Int32Array, JSON, Reflect, Uint8Array};
use ndarray::{Array3, Array4};
use wasm_bindgen::prelude::*;

use crate::embed::foreign::{is_typed, items, typed_array};
use crate::error::{Error, Result};

const FLOATS: &str = "Float32Array";

/// What a label may be.
pub(in crate::embed) struct Expected {
    pub value: &'static str,
    /// Whether it may be soft.
    pub soft: bool,
    /// If it has another length.
    hint: &'static str,
}

/// A hard label.
pub(in crate::embed) const HARD: &Expected = &Expected {
    value: "class indices (Uint8Array or Int32Array, B*H*W)",
    soft: false,
    hint: "pass B*H*W class indices",
};

/// A hard or a soft label.
pub(in crate::embed) const ANY: &Expected = &Expected {
    value: "class indices (Uint8Array or Int32Array, B*H*W) or probabilities (Float32Array, B*C*H*W)",
    soft: true,
    hint: "pass B*H*W class indices; for a soft label pass a Float32Array of B*C*H*W",
};

/// B*H*W class indices.
pub(super) fn hard_label(
    name: &str,
    value: &JsValue,
    [b, _, h, w]: [usize; 4],
    expected: &'static Expected,
) -> Result<Array3<i32>> {
    let wrong = |given: u32| wrong_length(name, given as usize, b * h * w, expected.hint);
    let fits = |given: u32| match given as usize == b * h * w {
        true => Ok(given),
        false => Err(wrong(given)),
    };
    let (length, indices): (u32, Vec<i32>) =
        if let Some(indices) = typed_array::<Uint8Array>(value, "Uint8Array") {
            let length = fits(indices.length())?;
            (
                length,
                indices.to_vec().into_iter().map(i32::from).collect(),
            )
        } else if let Some(indices) = typed_array::<Int32Array>(value, "Int32Array") {
            (fits(indices.length())?, indices.to_vec())
        } else {
            return Err(Error::field(
                name,
                format!("{} was given, expected {}", shown(value), expected.value),
            ));
        };
    Array3::from_shape_vec((b, h, w), indices).map_err(|_| wrong(length))
}

/// B*C*H*W numbers.
pub(super) fn floats(
    name: &'static str,
    value: &JsValue,
    shape: [usize; 4],
) -> Result<Array4<f32>> {
    let numbers = float32_array(name, value, shape)?;
    Array4::from_shape_vec(shape, numbers.to_vec()).map_err(|_| wrong_floats(name, &numbers, shape))
}

/// Whether a value is a Float32Array.
pub(super) fn is_floats(value: &JsValue) -> bool {
    is_typed(value, &FLOATS.into())
}

/// A Float32Array of B*C*H*W numbers over the memory of the one given.
pub(in crate::embed) fn float32_array(
    name: &str,
    value: &JsValue,
    shape: [usize; 4],
) -> Result<Float32Array> {
    let numbers: Float32Array = typed_array(value, FLOATS).ok_or_else(|| {
        Error::field(
            name,
            format!(
                "{} was given, expected a Float32Array of B*C*H*W",
                shown(value)
            ),
        )
    })?;
    match numbers.length() as usize == shape.iter().product::<usize>() {
        true => Ok(numbers),
        false => Err(wrong_floats(name, &numbers, shape)),
    }
}

fn wrong_floats(name: &str, numbers: &Float32Array, shape: [usize; 4]) -> Error {
    let (given, needed) = (numbers.length() as usize, shape.iter().product());
    let hint = match name {
        "label" => {
            "a Float32Array is a soft label, B*C*H*W numbers; pass class indices as a Uint8Array or an Int32Array"
        }
        _ => "B*C*H*W numbers, row-major",
    };
    wrong_length(name, given, needed, hint)
}

pub(super) fn wrong_length(name: &str, given: usize, expected: usize, hint: &'static str) -> Error {
    Error::Shape {
        what: name.into(),
        given: format!("{given} numbers"),
        expected: format!("{expected} by the shape"),
        hint,
    }
}

/// A value as a message can show it: short, and objects by the name of what made them.
pub(super) fn shown(value: &JsValue) -> String {
    shown_to(DEPTH, value)
}

/// How deep lists in lists are shown: one may hold itself.
const DEPTH: u32 = 2;

/// The length beyond which a list is but a list.
const LONG: usize = 80;

fn shown_to(depth: u32, value: &JsValue) -> String {
    if let Some(text) = value.as_string() {
        return format!("{text:?}");
    }
    if value.is_bigint() {
        return "a BigInt".into();
    }
    if let Some(items) = items(value) {
        return list(depth, items).unwrap_or_else(|| "a list".into());
    }
    if value.is_object() || value.is_function() {
        return with_article(&maker(value).unwrap_or_else(|| "Object".into()));
    }
    match value.as_f64() {
        Some(f64::INFINITY) => "Infinity".into(),
        Some(f64::NEG_INFINITY) => "-Infinity".into(),
        // As JavaScript writes what has too many digits.
        Some(number) if number.abs() >= 1e21 => format!("{number:e}").replace('e', "e+"),
        Some(number) => number.to_string(),
        None if value.is_undefined() => "undefined".into(),
        None => JSON::stringify(value)
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_else(|| "something else".into()),
    }
}

/// A list, if it is short and can be read.
fn list(
    depth: u32,
    items: impl Iterator<Item = std::result::Result<JsValue, JsValue>>,
) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let mut list = String::new();
    for item in items {
        list += &format!(",{}", shown_to(depth, &item.ok()?));
        if list.len() > LONG {
            return None;
        }
    }
    Some(format!("[{}]", list.trim_start_matches(',')))
}

/// The name of what made an object, if it is not hidden. What has no memory is no typed array, even if
/// its prototype is one's.
fn maker(object: &JsValue) -> Option<String> {
    let constructor = Reflect::get(object, &"constructor".into()).ok()?;
    let name = Reflect::get(&constructor, &"name".into()).ok()?.as_string();
    name.filter(|name| !name.ends_with("Array") || ArrayBuffer::is_view(object))
}

/// One of the objects of that name. A U is spoken as in Uint8Array.
fn with_article(name: &str) -> String {
    match name.starts_with(['A', 'E', 'I', 'O']) {
        true => format!("an {name}"),
        false => format!("a {name}"),
    }
}
