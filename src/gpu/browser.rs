//! What only a browser can be asked, and may not answer.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::error::{Error, Result};

/// How long a browser may take to give a device, in milliseconds. One whose GPU process hangs gives none.
const PATIENCE: i32 = 10_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(react: &Function, milliseconds: i32) -> JsValue;
}

/// What is asked of the browser, unless it takes too long or this is no browser at all.
pub(super) async fn in_time<T>(asked: impl Future<Output = Result<T>>) -> Result<T> {
    let global = js_sys::global();
    let has = |name: &str| Reflect::has(&global, &name.into()).unwrap_or_default();
    if !has("Window") && !has("WorkerGlobalScope") {
        return Err(Error::Gpu(
            "there is no WebGPU outside a browser; evaluate on the CPU".into(),
        ));
    }
    let asked = async {
        ask_for_adapter().await.map_err(|thrown| {
            let why = match thrown.dyn_ref::<js_sys::Error>() {
                Some(error) => error.message().into(),
                None => "this is no WebGPU".to_owned(),
            };
            Error::Gpu(format!("no WebGPU adapter: {why}; evaluate on the CPU"))
        })?;
        asked.await
    };
    let mut asked = pin!(asked);
    let mut late = pin!(pause(PATIENCE));
    poll_fn(|context| match asked.as_mut().poll(context) {
        Poll::Ready(answer) => Poll::Ready(answer),
        Poll::Pending => late.as_mut().poll(context).map(|()| {
            Err(Error::Gpu(format!(
                "the browser gave no GPU in {} seconds; evaluate on the CPU",
                PATIENCE / 1000
            )))
        }),
    })
    .await
}

/// Asks for an adapter where all that is thrown is caught. What an extension has put in WebGPU's place may
/// throw instead of rejecting, and whoever waited would wait for ever.
async fn ask_for_adapter() -> std::result::Result<(), JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let gpu = Reflect::get(&navigator, &"gpu".into())?;
    if gpu.is_undefined() {
        // That there is none, wgpu says itself.
        return Ok(());
    }
    let ask: Function = Reflect::get(&gpu, &"requestAdapter".into())?.dyn_into()?;
    let answer: Promise = ask.call0(&gpu)?.dyn_into()?;
    // Nobody needs to ask again where there is none.
    match JsFuture::from(answer).await?.is_null() {
        true => Err(js_sys::Error::new("the browser offers none").into()),
        false => Ok(()),
    }
}

async fn pause(milliseconds: i32) {
    let timer = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, milliseconds);
    });
    // It is never rejected.
    let _ = JsFuture::from(timer).await;
}

/// Its GPU where it keeps the name to itself: maker and architecture.
pub(super) fn told(device: &wgpu::Device) -> String {
    let Some(info) = device.as_webgpu().map(|device| device.adapter_info()) else {
        return String::new();
    };
    let parts = [info.vendor(), info.architecture()];
    let told: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    told.join(" ")
}
