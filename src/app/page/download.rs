//! Files for the reader to keep.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlCanvasElement, Url};

use super::dom;
use crate::colours::{Rgb, css};

/// Pictures are scaled up, by a whole number, to at most this many pixels.
const PICTURE: u32 = 1024;

/// Hands over bytes as a file.
pub(super) fn bytes(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    blob(
        name,
        &Blob::new_with_u8_array_sequence_and_options(&parts, &options)?,
    )
}

/// By how much a picture of this size is scaled up.
pub(super) fn scale(height: u32, width: u32) -> u32 {
    (PICTURE / width.max(height).max(1)).max(1)
}

/// Hands over what a canvas shows, on a ground, every pixel as a square.
pub(super) fn picture(
    name: String,
    canvas: &HtmlCanvasElement,
    ground: Rgb,
) -> Result<(), JsValue> {
    let (width, height) = (canvas.width(), canvas.height());
    let scale = scale(height, width);
    let copy: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    dom::resize(&copy, scale * width, scale * height);
    let context = dom::context(&copy).ok_or(JsValue::NULL)?;
    let (wide, high) = (f64::from(scale * width), f64::from(scale * height));
    context.set_fill_style_str(&css(ground));
    context.fill_rect(0.0, 0.0, wide, high);
    context.set_image_smoothing_enabled(false);
    context.draw_image_with_html_canvas_element_and_dw_and_dh(canvas, 0.0, 0.0, wide, high)?;
    let made = Closure::once_into_js(move |file: Option<Blob>| {
        // None for a canvas without pixels, and an image has some.
        let _ = file.map(|file| blob(&name, &file));
    });
    copy.to_blob(made.unchecked_ref())
}

fn blob(name: &str, file: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(file)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}
