//! Plain objects from JavaScript as JSON.

use js_sys::{JSON, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::array::shown;
use crate::embed::foreign::{items, keys};
use crate::error::{Error, Result};

/// How deep a request is looked into: a reduction's share is four deep, and an object may hold itself.
const DEPTH: u32 = 5;

/// The longest list that is looked into: there are not that many classes.
const LENGTH: usize = 1 << 16;

/// A field as JSON.
pub(super) fn json(name: &str, value: &JsValue) -> Result<Value> {
    if let Some(error) = beyond_json(name.to_owned(), value, DEPTH) {
        return Err(error);
    }
    let text = JSON::stringify(value).ok();
    text.and_then(|text| serde_json::from_str(&text.as_string()?).ok())
        .ok_or_else(|| Error::field(name, "cannot be written as JSON; pass a plain object"))
}

/// What is wrong with the first value for which JSON has no word, and would say something else or nothing.
fn beyond_json(path: String, value: &JsValue, depth: u32) -> Option<Error> {
    let rejected = |expected: &str| {
        let problem = format!("{} was given, expected {expected}", shown(value));
        Some(Error::field(path.clone(), problem))
    };
    if value.is_bigint() || value.as_f64().is_some_and(|number| !number.is_finite()) {
        return rejected("a finite number");
    }
    if value.is_function() || value.is_symbol() {
        return rejected("a plain value");
    }
    if depth == 0 || !value.is_object() {
        return None;
    }
    if let Some(mut items) = items(value) {
        if items.len() > LENGTH {
            return rejected(&format!("at most {LENGTH} items"));
        }
        return (0u32..)
            .zip(&mut items)
            .find_map(|(i, item)| beyond_json(format!("{path}[{i}]"), &item.ok()?, depth - 1));
    }
    if !is_plain(value) {
        return rejected("a plain object or list");
    }
    keys(value).ok()?.iter().find_map(|key| {
        let field = Reflect::get(value, &key).ok()?;
        beyond_json(format!("{path}.{}", key.as_string()?), &field, depth - 1)
    })
}

/// Whether an object is one by itself, of this page or another, and not a map, an array of numbers or the like.
fn is_plain(object: &JsValue) -> bool {
    let above = |object: &JsValue| Object::get_prototype_of(object);
    let prototype = above(object);
    prototype.is_null() || above(&prototype).is_null()
}
