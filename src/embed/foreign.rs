//! What the caller made, read so that nothing of it throws: a getter and a proxy run code of the
//! caller, and an array's memory may be gone. An exception that left through WebAssembly would leave
//! its stack as it was at that moment, and a few hundred of them use it up.

use js_sys::{Array, Function, Object, Reflect, Symbol, Uint8Array, global};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    /// The names of an object's fields.
    #[wasm_bindgen(catch, js_namespace = Object)]
    pub(super) fn keys(object: &JsValue) -> Result<Array, JsValue>;

    /// What a getter of `target` says of `value`, whatever that has under the name itself.
    #[wasm_bindgen(catch, js_namespace = Reflect, js_name = get)]
    fn get_as(target: &JsValue, name: &JsValue, value: &JsValue) -> Result<JsValue, JsValue>;
}

/// The items of an array, each or what reading it threw; nothing if it is no array.
pub(super) fn items(
    value: &JsValue,
) -> Option<impl ExactSizeIterator<Item = Result<JsValue, JsValue>> + '_> {
    if !is_array(value).ok()? {
        return None;
    }
    let length = Reflect::get(value, &"length".into()).ok()?.as_f64()?;
    Some((0..length as u32).map(|i| Reflect::get_u32(value, i)))
}

/// The getters of typed arrays, which know what an array is whatever its prototype and fields say.
struct Getters {
    class: JsValue,
    kind: JsValue,
    buffer: JsValue,
    offset: JsValue,
    length: JsValue,
}

thread_local! {
    static GETTERS: Getters = {
        let subclass = Object::get_prototype_of(&Uint8Array::new_with_length(0));
        Getters {
            class: Object::get_prototype_of(&subclass).into(),
            kind: Symbol::to_string_tag().into(),
            buffer: "buffer".into(),
            offset: "byteOffset".into(),
            length: "length".into(),
        }
    };
}

impl Getters {
    fn get(&self, name: &JsValue, value: &JsValue) -> Option<JsValue> {
        get_as(&self.class, name, value).ok()
    }
}

/// Whether a value is a typed array of that kind.
pub(super) fn is_typed(value: &JsValue, kind: &JsValue) -> bool {
    GETTERS.with(|own| own.get(&own.kind, value).as_ref() == Some(kind))
}

/// A typed array of that kind over the memory of `value`, if that is one. One whose memory is gone has
/// no numbers.
pub(super) fn typed_array<T: JsCast>(value: &JsValue, kind: &str) -> Option<T> {
    let kind = kind.into();
    if !is_typed(value, &kind) {
        return None;
    }
    let memory = GETTERS.with(|own| {
        let [buffer, offset, length] =
            [&own.buffer, &own.offset, &own.length].map(|name| own.get(name, value));
        Some(Array::of3(&buffer?, &offset?, &length?))
    })?;
    new(&kind, &memory)
        .or_else(|_| new(&kind, &Array::new()))
        .ok()
}

/// `new kind(…)`.
pub(super) fn new<T: JsCast>(kind: &JsValue, arguments: &Array) -> Result<T, JsValue> {
    let constructor: Function = Reflect::get(&global(), kind)?.dyn_into()?;
    Reflect::construct(&constructor, arguments).map(T::unchecked_from_js)
}
