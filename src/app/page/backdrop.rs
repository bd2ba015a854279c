//! A picture under the label and the prediction, to paint over. The browser reads it and fits it
//! to the image; it stays in the tab, since no address could hold it.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use loss_playground::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlCanvasElement, ImageBitmap, MouseEvent};

use super::controls::{Button, Slider};
use super::dom;
use super::live::{act, part};
use super::state::State;
use super::text::backdrop as words;

/// A picture's longer side, at most: twice the largest image's.
const SIDE: f64 = 1024.0;
/// Small enough for a tab's storage whatever it shows.
const FORMAT: &str = "image/jpeg";
const QUALITY: f64 = 0.85;
/// Under what the keeper keeps it.
const KEPT: &str = "backdrop";

/// The picture and how it is seen.
#[derive(Clone, Copy)]
pub(super) struct Backdrop {
    /// The picture itself, as a `data:` URL.
    picture: RwSignal<Option<String>>,
    /// How much the paint covers it, from 0 to 1.
    pub paint: RwSignal<f64>,
    /// When what is seen was asked for: what was asked for earlier comes too late, however long it took to read.
    asked: StoredValue<f64>,
}

impl Backdrop {
    pub(super) fn new() -> Self {
        Self {
            picture: RwSignal::new(None),
            paint: RwSignal::new(0.5),
            asked: StoredValue::new(0.0),
        }
    }
}

/// Shows what the tab has kept.
pub(super) fn restore(state: State) {
    state
        .view
        .backdrop
        .picture
        .set(state.keeper.kept_apart(KEPT));
}

/// Lets go of what the tab has kept.
pub(super) fn forget(state: State) {
    // What cannot be removed was never kept.
    state.keeper.keep_apart(KEPT, None);
}

/// Puts a picture under the painting. `unfit` says why it is no label map, if it might have been
/// one: that is said with it, and instead if it is no picture either.
pub(super) fn open(state: State, name: String, bytes: Vec<u8>, unfit: Option<Error>) {
    let backdrop = state.view.backdrop;
    let asked = dom::now();
    spawn_local(async move {
        let fitted = fitted(&bytes).await;
        if state.document.is_gone() {
            return;
        }
        match (fitted, unfit) {
            (Ok(_), _) if asked < backdrop.asked.get_value() => {}
            (Ok(picture), unfit) => {
                backdrop.asked.set_value(asked);
                let kept = state.keeper.keep_apart(KEPT, Some(&picture));
                backdrop.picture.set(Some(picture));
                let opened = words::opened(&name, unfit.as_ref());
                state.notices.say(opened);
                if !kept {
                    state.notices.alert(words::NOT_KEPT.into(), None);
                }
            }
            (Err(_), Some(error)) => state.notices.alert(error.to_string(), None),
            (Err(_), None) => state.notices.alert(words::unreadable(&name), None),
        }
    });
}

/// The picture, small enough to be kept.
async fn fitted(bytes: &[u8]) -> Result<String, JsValue> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let read = window().create_image_bitmap_with_blob(&blob)?;
    let picture: ImageBitmap = JsFuture::from(read).await?.dyn_into()?;
    let sides = [picture.width(), picture.height()].map(f64::from);
    let scale = (SIDE / sides[0].max(sides[1])).min(1.0);
    let [width, height] = sides.map(|side| (side * scale).round().max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    dom::resize(&canvas, width as u32, height as u32);
    let context = dom::context(&canvas).ok_or(JsValue::NULL)?;
    // What is transparent would come out black.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width, height)?;
    picture.close();
    canvas.to_data_url_with_type_and_encoder_options(FORMAT, &QUALITY.into())
}

/// The picture, behind a canvas that is painted on.
pub(super) fn picture(state: State) -> AnyView {
    let picture = state.view.backdrop.picture;
    let shown = move || match picture.get() {
        Some(url) => {
            view! { <img class="lp-backdrop" data-testid="backdrop" alt="" src=url /> }.into_any()
        }
        None => ().into_any(),
    };
    part(shown).into_any()
}

/// The style of the paint over it.
pub(super) fn paint(state: State) -> String {
    let Backdrop { picture, paint, .. } = state.view.backdrop;
    match picture.with(Option::is_some) {
        true => format!("opacity:{}", paint.get()),
        false => String::new(),
    }
}

/// How much the paint covers, and the way to take the picture away; nothing without a picture.
#[component]
pub(super) fn BackdropControls(state: State) -> impl IntoView {
    let backdrop = state.view.backdrop;
    let Backdrop { picture, paint, .. } = backdrop;
    let is_there = Memo::new(move |_| picture.with(Option::is_some));
    let remove = move |event: MouseEvent| {
        dom::focus_instead(&event, vec!["canvas-label".into()]);
        backdrop.asked.set_value(dom::now());
        picture.set(None);
        state.keeper.keep_apart(KEPT, None);
        state.notices.say(words::REMOVED);
    };
    let controls = move || {
        match is_there.get() {
        true => view! {
            <div class="lp-row" role="group" aria-label=words::BACKDROP>
                <Slider label=words::PAINT testid="paint-opacity" value=paint range=(0.0, 1.0) step=0.05 />
                <Button label=words::REMOVE testid="backdrop-remove" press=act(remove) />
                <span class="lp-muted">{words::STAYS}</span>
            </div>
        }
        .into_any(),
        false => ().into_any(),
    }
    };
    part(controls).into_any()
}
