//! The JavaScript module: what other pages call.
//!
//! Every array of a request is copied before a call returns its promise: the caller may use it again
//! at once.

mod evaluate;
mod foreign;
mod label;
mod request;
mod score;
mod types;

use js_sys::{Array, Float32Array, Object, Promise, Reflect};
use ndarray::Array4;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use crate::error::{Error, Result};

/// Installs the panic hook, so that a bug shows its message in the console.
#[wasm_bindgen(start, skip_typescript)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// An answer as JavaScript waits for it.
fn promise<T: Into<JsValue>>(answer: impl Future<Output = Result<T>> + 'static) -> Promise {
    future_to_promise(async move {
        let answer = answer.await.map(Into::into);
        answer.map_err(|error| js_sys::Error::new(&error.to_string()).into())
    })
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
