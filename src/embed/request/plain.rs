//! Plain objects from JavaScript as JSON.

use js_sys::{ArrayBuffer, JSON, Reflect};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::array::shown;
use crate::embed::foreign::{items, keys};
use crate::error::{Error, Result};

/// How deep a request is looked into: a reduction's share is four deep, and an object may hold itself.
const DEPTH: u32 = 5;

/// A field as JSON.
pub(super) fn json(name: &str, value: &JsValue) -> Result<Value> {
    if let Some(error) = beyond_json(name.to_owned(), value, DEPTH) {
        return Err(error);
    }
    let text = JSON::stringify(value).ok();
    text.and_then(|text| serde_json::from_str(&text.as_string()?).ok())
        .ok_or_else(|| Error::field(name, "cannot be written as JSON; pass a plain object"))
}

/// What is wrong with the first number for which JSON has no word, and would say null or nothing.
fn beyond_json(path: String, value: &JsValue, depth: u32) -> Option<Error> {
    if value.is_bigint() || value.as_f64().is_some_and(|number| !number.is_finite()) {
        let problem = format!("{} was given, expected a finite number", shown(value));
        return Some(Error::field(path, problem));
    }
    if depth == 0 || !value.is_object() || ArrayBuffer::is_view(value) {
        return None;
    }
    if let Some(items) = items(value) {
        return (0u32..)
            .zip(items)
            .find_map(|(i, item)| beyond_json(format!("{path}[{i}]"), &item.ok()?, depth - 1));
    }
    keys(value).ok()?.iter().find_map(|key| {
        let field = Reflect::get(value, &key).ok()?;
        beyond_json(format!("{path}.{}", key.as_string()?), &field, depth - 1)
    })
}
