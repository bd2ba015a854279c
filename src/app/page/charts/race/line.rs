//! The line to the race's worker, which is started when it is first spoken to.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Event, MessageEvent, Worker};

use super::wire::{Report, Request};
use super::worker;

/// What hears the worker's answers, and its failure.
type Ears = (Closure<dyn FnMut(MessageEvent)>, Closure<dyn FnMut(Event)>);

/// The worker, as long as there is one.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// None before the first request, and once it has failed.
    worker: StoredValue<Option<Worker>, LocalStorage>,
    ears: StoredValue<Option<Ears>, LocalStorage>,
}

impl Line {
    /// A line that ends with the page.
    pub(super) fn new() -> Self {
        let line = Self {
            worker: StoredValue::new_local(None),
            ears: StoredValue::new_local(None),
        };
        Owner::on_cleanup(move || line.hang_up());
        line
    }

    /// Does something about every answer, and about a failure.
    pub(super) fn listen(self, told: impl Fn(Report) + 'static, failed: impl Fn() + 'static) {
        let failed = Rc::new(failed);
        let unreadable = Rc::clone(&failed);
        let told = Closure::new(
            move |event: MessageEvent| match Report::read(&event.data()) {
                Some(report) => told(report),
                // It would be waited for without end.
                None => unreadable(),
            },
        );
        let failed = Closure::new(move |_: Event| failed());
        self.ears.set_value(Some((told, failed)));
    }

    /// Asks the worker for something.
    ///
    /// # Errors
    /// If the browser refuses to start one.
    pub(super) fn ask(self, request: &Request) -> Result<(), JsValue> {
        let worker = match self.worker.get_value() {
            Some(worker) => worker,
            None => self.employ()?,
        };
        worker.post_message(&request.write())
    }

    /// Lets the worker go; there is another one for the next request.
    pub(super) fn hang_up(self) {
        self.worker
            .try_update_value(|worker| worker.take().map(|worker| worker.terminate()));
    }

    fn employ(self) -> Result<Worker, JsValue> {
        let worker = worker::spawn()?;
        self.ears.with_value(|ears| {
            if let Some((told, failed)) = ears {
                worker.set_onmessage(Some(told.as_ref().unchecked_ref()));
                worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
            }
        });
        self.worker.set_value(Some(worker.clone()));
        Ok(worker)
    }
}
