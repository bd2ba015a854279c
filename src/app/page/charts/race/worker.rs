//! The race's worker: this very module, started where there is no page.

use std::cell::{OnceCell, RefCell};

use js_sys::{Array, encode_uri_component};
use leptos::prelude::window;
use loss_playground::Result;
use loss_playground::descent::Race;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Blob, BlobPropertyBag, DedicatedWorkerGlobalScope, MessageEvent, Url, Worker,
    WorkerGlobalScope, WorkerOptions, WorkerType,
};

use super::served::{Served, failed};
use super::wire::{Report, Request};
use crate::page::chunk;

/// How often, in steps, the worker looks at the clock.
const STRIDE: u32 = 4;

#[wasm_bindgen]
extern "C" {
    type ImportMeta;

    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> String;

    /// Of the JavaScript that started this module, whatever its name.
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
}

/// A worker that runs this module.
///
/// It gets the module itself. The JavaScript and the chunk with the race are loaded once more, from one of the
/// browser's caches where they are in one.
///
/// # Errors
/// If the browser refuses.
pub(super) fn spawn() -> std::result::Result<Worker, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&script()?, &options)?;
    worker.post_message(&wasm_bindgen::module())?;
    Ok(worker)
}

thread_local! {
    /// Made once: an object URL stays until the page goes.
    static SCRIPT: OnceCell<String> = const { OnceCell::new() };
}

/// Where the worker's JavaScript is.
fn script() -> std::result::Result<String, JsValue> {
    if let Some(url) = SCRIPT.with(|script| script.get().cloned()) {
        return Ok(url);
    }
    let url = IMPORT_META.with(ImportMeta::url);
    let script = format!(
        "import {{ initSync }} from {url:?};\
         onmessage = ({{ data }}) => {{ onmessage = null; initSync({{ module: data }}); }};"
    );
    // A sandbox lets no blob be a worker. Elsewhere only a blob is served by the page's service worker.
    if window().origin() == "null" {
        return Ok(format!(
            "data:text/javascript,{}",
            encode_uri_component(&script)
        ));
    }
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&script.into()), &kind)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    Ok(SCRIPT.with(|script| script.get_or_init(|| url).clone()))
}

thread_local! {
    static SERVED: RefCell<Option<Served<Race>>> = const { RefCell::new(None) };
}

/// Answers the page from now on, if this is a worker; whether it is.
pub(crate) fn serve() -> bool {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return false;
    };
    // On its way before the first request.
    spawn_local(async {
        chunk::experiments_of_worker().await;
    });
    let own = scope.clone();
    let react = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let own = own.clone();
        // The page asks for nothing more before it has its answer.
        spawn_local(async move {
            let experiments = chunk::experiments_of_worker().await;
            let report = experiments.map_or(JsValue::NULL, |found| (found.answer)(&event.data()));
            // A page that is gone needs no answer.
            let _ = own.post_message(&report);
        });
    });
    scope.set_onmessage(Some(react.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    react.forget();
    true
}

/// The answer to what the page asked for; what cannot be answered is told as what cannot be read.
pub(crate) fn answer(request: &JsValue) -> JsValue {
    let report = Request::read(request).and_then(answered);
    report.map_or(JsValue::NULL, |report| report.write())
}

fn answered(request: Request) -> Option<Report> {
    SERVED.with_borrow_mut(|served| {
        match request {
            Request::Start {
                id,
                batch,
                plan,
                contenders,
            } => {
                let count = contenders.len();
                match Race::new(&batch, &plan, contenders) {
                    Ok(race) => *served = Some(Served::new(id, race, count)),
                    Err(error) => {
                        *served = None;
                        return Some(failed(id, &error));
                    }
                }
            }
            Request::Go { step, milliseconds } => {
                let served = served.as_mut()?;
                if let Err(error) = go(&mut served.race, step, milliseconds) {
                    return Some(served.failed(&error));
                }
            }
        }
        served.as_mut().map(Served::report)
    })
}

/// Goes back at once, and forward until it is late.
fn go(race: &mut Race, step: u32, milliseconds: f64) -> Result<()> {
    let end = now() + milliseconds;
    race.go_to(step.min(race.step()))?;
    while race.step() < step && race.step() < race.plan().steps && now() < end {
        race.go_to(step.min(race.step() + STRIDE))?;
    }
    Ok(())
}

/// The time in milliseconds, on the worker's clock.
fn now() -> f64 {
    let scope = js_sys::global().unchecked_into::<WorkerGlobalScope>();
    scope.performance().map_or(0.0, |clock| clock.now())
}
