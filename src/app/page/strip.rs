//! The strip of the batch's images: which one is painted, and how many there are in which order.

mod drag;

use leptos::html;
use leptos::prelude::*;
use loss_playground::scene::{Gallery, Scene};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

use super::controls::{Barred, Button};
use super::live::{self, act, effect, keyed};
use super::state::State;
use super::{dom, text};
use crate::look::Looks;
use crate::thumbnail::thumbnail;
use drag::Dragged;

/// A small picture of every image, to press, and what can be done with the current one.
#[component]
pub(super) fn Strip(state: State) -> impl IntoView {
    let images = state.document.images;
    let node = NodeRef::<html::Div>::new();
    let add = move |make: fn(&Scene) -> Scene| {
        act(move |_| {
            if let Err(error) = state.document.add(make) {
                state.notices.alert(error.to_string(), None);
            }
        })
    };
    let dragged = Dragged::nothing();
    let full = move || Barred::when(move || images.get().count == *Gallery::IMAGES.end());
    let shift = move |by: isize| act(move |_| shift(state, by));
    view! {
        <div class="lp-images" role="group" aria-label=text::IMAGES>
            <div
                class="lp-thumbs"
                node_ref=node
                on:keydown=act(move |event: KeyboardEvent| {
                    dragged.give_up();
                    key(state, node, &event);
                })
            >
                {keyed(move || (0..images.get().count).collect(), move |image| thumb(state, node, dragged, image))}
            </div>
            <p class="lp-hidden" id=state.id("image-keys")>{text::IMAGE_KEYS}</p>
            <div class="lp-segments">
                <Button label=text::ADD_COPY testid="image-copy" barred=full() press=add(Scene::clone) />
                <Button label=text::ADD_EMPTY testid="image-empty" barred=full() press=add(Scene::empty) />
                <Button
                    label=text::MOVE_BACK
                    testid="image-back"
                    barred=Barred::when(move || images.get().current == 0)
                    press=shift(-1)
                />
                <Button
                    label=text::MOVE_ON
                    testid="image-on"
                    barred=Barred::when(move || images.with(|images| images.current + 1 == images.count))
                    press=shift(1)
                />
                <Button
                    label=text::REMOVE_IMAGE
                    testid="image-remove"
                    barred=Barred::when(move || images.get().count == 1)
                    press=act(move |_| state.document.remove())
                />
            </div>
        </div>
    }
    .into_any()
}

/// One image in small.
fn thumb(state: State, strip: NodeRef<html::Div>, dragged: Dragged, image: usize) -> AnyView {
    let document = state.document;
    let is_current = Memo::new(move |_| document.image() == image);
    let canvas = NodeRef::<html::Canvas>::new();
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        document.replaced.track();
        // Only the current image is painted on.
        if is_current.get() {
            document.revision.track();
        }
        let inks = document.looks.with(Looks::inks);
        let picture =
            document.read_all(|gallery| Some(thumbnail(gallery.scenes().get(image)?, &inks)));
        if let Some((rgba, rect)) = picture {
            dom::resize(&canvas, rect.width as u32, rect.height as u32);
            dom::put(&canvas, &rgba, rect);
        }
    });
    let name = move || text::image_of(image, document.images.get().count);
    view! {
        <button
            type="button"
            class="lp-thumb"
            aria-label=live::text(name)
            aria-describedby=state.id("image-keys")
            aria-current=live::text(move || is_current.get().to_string())
            tabindex=live::text(move || if is_current.get() { "0" } else { "-1" }.to_owned())
            data-testid=format!("image-{image}")
            title=text::DRAG
            data-drop=live::text(move || dragged.side(image).to_owned())
            on:pointerdown=act(move |event: PointerEvent| dragged.take(image, &event))
            on:pointermove=act(move |event: PointerEvent| dragged.follow(&event))
            on:pointerup=act(move |event: PointerEvent| {
                if dragged.put_down(state, &event) {
                    focus_current(state, strip);
                }
            })
            on:pointercancel=act(move |_: PointerEvent| dragged.give_up())
            on:click=act(move |event: MouseEvent| {
                if dragged.is_click(&event) {
                    document.select(image);
                }
            })
        >
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            <span aria-hidden="true">{image + 1}</span>
        </button>
    }
    .into_any()
}

/// The arrows show another image or, with Shift, move it; Delete takes it out.
fn key(state: State, strip: NodeRef<html::Div>, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let document = state.document;
    let images = document.images.get_untracked();
    let last = images.count - 1;
    match (event.key().as_str(), event.shift_key()) {
        ("ArrowLeft", false) => document.select(images.current.saturating_sub(1)),
        ("ArrowRight", false) => document.select((images.current + 1).min(last)),
        ("Home", false) => document.select(0),
        ("End", false) => document.select(last),
        ("ArrowLeft", true) => shift(state, -1),
        ("ArrowRight", true) => shift(state, 1),
        ("Delete" | "Backspace", false) => document.remove(),
        _ => return,
    }
    event.prevent_default();
    focus_current(state, strip);
}

/// Puts the focus where the current image is in the strip.
fn focus_current(state: State, strip: NodeRef<html::Div>) {
    let current = state.document.images.get_untracked().current;
    let thumb = strip
        .get_untracked()
        .and_then(|strip| strip.children().item(current as u32));
    if let Some(thumb) = thumb.and_then(|thumb| thumb.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot be focused only loses its keys.
        let _ = thumb.focus();
    }
}

fn shift(state: State, by: isize) {
    let current = state.document.images.get_untracked().current;
    state.document.shift(current.saturating_add_signed(by));
}
