//! The few things that the DOM is asked for directly.

use leptos::prelude::*;
use loss_playground::scene::Rect;
use wasm_bindgen::{Clamped, JsCast, JsValue, closure::Closure};
use web_sys::{
    CanvasRenderingContext2d, Element, Event, EventTarget, HtmlCanvasElement, HtmlElement,
    ImageData, PointerEvent,
};

/// Listens until the component is gone.
pub(super) fn listen(
    target: &EventTarget,
    event: &'static str,
    react: impl FnMut(Event) + 'static,
) {
    let react = Closure::<dyn FnMut(Event)>::new(react);
    // Neither call fails for a live target.
    let _ = target.add_event_listener_with_callback(event, react.as_ref().unchecked_ref());
    let kept = StoredValue::new_local((target.clone(), react));
    Owner::on_cleanup(move || {
        kept.try_with_value(|(target, react)| {
            target.remove_event_listener_with_callback(event, react.as_ref().unchecked_ref())
        });
    });
}

/// Calls back with an element's size now and whenever it changes, until the component is gone.
pub(super) fn observe_size(element: &web_sys::Element, react: impl FnMut() + 'static) {
    let react = Closure::<dyn FnMut()>::new(react);
    let Ok(observer) = web_sys::ResizeObserver::new(react.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, react));
    Owner::on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}

/// The moves that the browser has bundled into one between frames, for a stroke wants every one of them.
/// There are none where it does not tell, as Safari did not for long, and no browser does over plain HTTP.
pub(super) fn bundled(event: &PointerEvent) -> Vec<PointerEvent> {
    let tells = js_sys::Reflect::has(event, &"getCoalescedEvents".into()).unwrap_or_default();
    if !tells {
        return Vec::new();
    }
    let moves = event.get_coalesced_events().into_iter();
    moves.filter_map(|event| event.dyn_into().ok()).collect()
}

/// Gives a canvas this many pixels, if it has others; that empties it.
pub(super) fn resize(canvas: &HtmlCanvasElement, width: u32, height: u32) -> bool {
    let other = canvas.width() != width || canvas.height() != height;
    if other {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    other
}

/// Takes everything off a canvas.
pub(super) fn empty(canvas: &HtmlCanvasElement) {
    // Setting a size empties a canvas, even the same size.
    canvas.set_width(canvas.width());
}

/// A canvas's context; browsers only refuse one that has another kind of context.
pub(super) fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Puts RGBA bytes on a canvas.
pub(super) fn put(canvas: &HtmlCanvasElement, rgba: &[u8], rect: Rect) {
    let image = ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(rgba),
        rect.width as u32,
        rect.height as u32,
    );
    if let (Ok(image), Some(context)) = (image, context(canvas)) {
        // It can only fail for a detached buffer.
        let _ = context.put_image_data(&image, rect.x as f64, rect.y as f64);
    }
}

/// The page that an event happened on.
pub(super) fn page_of(event: &Event) -> Option<Element> {
    let here: Element = event.current_target()?.dyn_into().ok()?;
    here.closest(".lp").ok()?
}

/// Puts the focus on the first of these controls that is there once the page has changed; `gone` is
/// what was pressed, and is about to go.
pub(super) fn focus_instead(gone: &Event, testids: Vec<String>) {
    focus_first(page_of(gone), testids);
}

/// Puts the focus on the first of a page's controls that is there once it has changed.
pub(super) fn focus_first(page: Option<Element>, testids: Vec<String>) {
    let find = move |testid: &String| {
        let selector = format!("[data-testid=\"{testid}\"]");
        let found = page.as_ref()?.query_selector(&selector).ok()??;
        found.dyn_into::<HtmlElement>().ok()
    };
    request_animation_frame(move || {
        if let Some(found) = testids.iter().find_map(find) {
            // It can only fail for what cannot have the focus.
            let _ = found.focus();
        }
    });
}

/// Whether details that were toggled, or a dialog that was closed, are open: browsers tell it a little later,
/// and by then the dialog may be open again.
pub(super) fn is_open(changed: &Event) -> bool {
    let element: Element = event_target(changed);
    element.has_attribute("open")
}

/// Tells the window something.
pub(super) fn tell(event: &str) {
    if let Ok(event) = Event::new(event) {
        // It only fails for an event that is on its way already.
        let _ = window().dispatch_event(&event);
    }
}

/// How large the reader's letters are, in parts of what browsers set without being asked.
pub(super) fn letters() -> f64 {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    let size = size.and_then(|size| size.strip_suffix("px")?.parse::<f64>().ok());
    size.map_or(1.0, |size| size / 16.0)
}

/// What the navigator has of that name; undefined where it has nothing.
pub(super) fn of_navigator(name: &str) -> JsValue {
    js_sys::Reflect::get(&window().navigator(), &name.into()).unwrap_or_default()
}

/// The time in milliseconds, on the clock of events.
pub(super) fn now() -> f64 {
    let performance = window().performance();
    performance.map_or(0.0, |performance| performance.now())
}

/// Records how long something took since an event's time stamp.
pub(super) fn measure(name: &str, since: f64) -> Result<(), JsValue> {
    let performance = window().performance().ok_or(JsValue::NULL)?;
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"start".into(), &since.into())?;
    // The form with options is not in web-sys's stable part.
    js_sys::Reflect::get(&performance, &"measure".into())?
        .dyn_into::<js_sys::Function>()?
        .call2(&performance, &name.into(), &options)
        .map(|_| ())
}

/// Forgets what has been recorded.
pub(super) fn forget_measures() {
    if let Some(performance) = window().performance() {
        performance.clear_measures();
    }
}
