//! The JavaScript module: what other pages call.
//!
//! Every array of a request is copied before a call returns its promise, and nothing is written before
//! that: the caller may use it again at once. What a function here gives is an [`Answer`](answer::Answer);
//! the module's entry, `www/embed/loss-playground.js`, makes a promise of it.

mod answer;
mod evaluate;
mod foreign;
mod label;
mod request;
mod score;
mod types;

use js_sys::{Array, Float32Array, Object, Reflect};
use ndarray::Array4;
use wasm_bindgen::prelude::*;

use crate::error::{Error, Result};

/// Installs the panic hook, so that a bug shows its message in the console.
#[wasm_bindgen(start, skip_typescript)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The numbers of an array, row-major; a size that JavaScript has no memory for is an error.
fn float32_array(array: &Array4<f32>) -> Result<Float32Array> {
    let numbers: Float32Array =
        foreign::new(&"Float32Array".into(), &Array::of1(&array.len().into()))
            .map_err(|_| Error::too_large("the answer", array.dim().into()))?;
    write(array, &numbers);
    Ok(numbers)
}

/// Writes the numbers of an array, row-major, to one of the same length.
fn write(array: &Array4<f32>, numbers: &Float32Array) {
    if let Some(array) = array.as_standard_layout().as_slice() {
        numbers.copy_from(array);
    }
}

fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a plain new object cannot fail.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}
