//! An answer that is worked out from one wait to the next, every time by a call from JavaScript.
//!
//! Where WebAssembly stops for want of memory, that call throws. A future that wasm-bindgen runs by itself
//! would be gone without a word, and its promise never settled.

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

use super::object;
use crate::error::Result;

thread_local! {
    /// How those who wait are told to go on, by the number of their wait.
    static WAITING: RefCell<HashMap<u64, Function>> = RefCell::default();
}

/// What the module's entry turns into a promise.
#[wasm_bindgen(skip_typescript)]
pub struct Answer {
    future: Pin<Box<dyn Future<Output = Result<JsValue>>>>,
}

impl Answer {
    pub(super) fn new<T: Into<JsValue>>(answer: impl Future<Output = Result<T>> + 'static) -> Self {
        Self {
            future: Box::pin(async { answer.await.map(Into::into) }),
        }
    }
}

#[wasm_bindgen]
impl Answer {
    /// Goes on: `done` with the answer as `value`, or else a promise of when to go on.
    ///
    /// # Errors
    /// What went wrong, as a JavaScript `Error`.
    pub fn step(&mut self) -> std::result::Result<JsValue, JsValue> {
        let bell = Bell::new();
        let wait = Promise::new(&mut |resolve, _| bell.hang(resolve));
        let waker = Waker::from(Arc::new(bell));
        let (done, value) = match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(answer) => {
                let error = |error: crate::Error| js_sys::Error::new(&error.to_string());
                (true, answer.map_err(error)?)
            }
            Poll::Pending => (false, wait.into()),
        };
        Ok(object([("done", done.into()), ("value", value)]))
    }
}

/// Ends a wait. What is to be called then stays behind: it belongs to one thread, a waker to any.
struct Bell(u64);

impl Bell {
    fn new() -> Self {
        thread_local! {
            static LAST: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
        }
        LAST.set(LAST.get() + 1);
        Self(LAST.get())
    }

    fn hang(&self, resolve: Function) {
        WAITING.with_borrow_mut(|waiting| waiting.insert(self.0, resolve));
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        let resolve = WAITING.with_borrow_mut(|waiting| waiting.remove(&self.0));
        if let Some(resolve) = resolve {
            // A promise's own function does not throw.
            let _ = resolve.call0(&JsValue::NULL);
        }
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        WAITING.with_borrow_mut(|waiting| waiting.remove(&self.0));
    }
}
