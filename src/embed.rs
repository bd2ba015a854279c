//! The JavaScript module: what other pages call.

mod evaluate;
mod label;
mod request;
mod score;
mod types;

use js_sys::{Float32Array, Object, Reflect};
use ndarray::Array4;
use wasm_bindgen::prelude::*;

/// Installs the panic hook, so that a bug shows its message in the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// The numbers of an array, row-major.
fn float32_array(array: &Array4<f32>) -> Float32Array {
    match array.as_slice() {
        Some(numbers) => Float32Array::from(numbers),
        None => Float32Array::from(array.iter().copied().collect::<Vec<f32>>().as_slice()),
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
