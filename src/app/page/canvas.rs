//! One canvas: what it shows, what the pointer and the keys do on it.

use leptos::html;
use leptos::prelude::*;
use loss_playground::scene::{Rect, Scene};
use ndarray::{ArrayView4, Axis};
use web_sys::{FocusEvent, HtmlCanvasElement, KeyboardEvent, PointerEvent, WheelEvent};

use super::legend::{Legend, Whose};
use super::live::{self, act, effect};
use super::overlay::Overlay;
use super::state::{Cursor, State, What, Who};
use super::{area, backdrop, contender, dom, keys, paint, text, zooming};
use crate::look::Looks;
use crate::pixels::{self, Show};

impl What {
    /// Its title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Label => text::LABEL,
            Self::Prediction => text::PREDICTION,
            Self::Pull => text::PULL,
        }
    }

    /// Its name in ids and tests.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Prediction => "prediction",
            Self::Pull => "gradient",
        }
    }
}

/// A canvas with its title and its legend.
#[component]
pub(super) fn Canvas(state: State, what: What) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    match what {
        What::Pull => draw_pull(state, node),
        _ => draw_layer(state, what, node),
    }
    let paint = live::text(move || match what.layer() {
        Some(_) => backdrop::paint(state),
        None => String::new(),
    });
    // The frame is square whatever the image, so that nothing moves when the image changes.
    let size = live::text(move || zooming::style(state));
    let leave = move || {
        let here = |cursor: Cursor| cursor.on == what;
        if state.cursor.get_untracked().is_some_and(here) {
            state.cursor.set(None);
        }
    };
    let up = move || act(move |event: PointerEvent| paint::up(state, &event));
    let title = state.id(what.name());
    let described = format!("{} {}", state.id("summary"), state.id("canvas-keys"));
    view! {
        <figure class="lp-figure" data-what=what.name()>
            <figcaption>
                <h3 id=title.clone()>{what.title()}</h3>
                {(what == What::Pull).then(|| view! { <Whose state=state /> })}
            </figcaption>
            <div class="lp-frame">
                <div class="lp-stage" style=size>
                    {what.layer().map(|_| backdrop::picture(state))}
                    <canvas
                        node_ref=node
                        style=paint
                        tabindex="0"
                        role="application"
                        aria-labelledby=title
                        aria-describedby=described
                        data-testid=format!("canvas-{}", what.name())
                        on:pointerdown=act(move |event: PointerEvent| paint::down(state, what, &event))
                        on:pointermove=act(move |event: PointerEvent| paint::moved(state, what, &event))
                        on:pointerup=up()
                        on:pointercancel=up()
                        on:lostpointercapture=up()
                        on:wheel=act(move |event: WheelEvent| zooming::wheel(state, what, &event))
                        on:pointerleave=act(move |_: PointerEvent| leave())
                        on:blur=act(move |_: FocusEvent| {
                            leave();
                            area::blur(state);
                        })
                        on:keydown=act(move |event: KeyboardEvent| keys::on_canvas(state, what, &event))
                        on:keyup=act(move |event: KeyboardEvent| area::shift(state, event.shift_key()))
                    ></canvas>
                    <Overlay state=state what=what />
                </div>
                {(what == What::Pull).then(|| refusal(state, move || vec![state.shown()]))}
            </div>
            <Legend state=state what=what />
        </figure>
    }
    .into_any()
}

/// Draws the label or the prediction: what a stroke has touched, or all of it.
fn draw_layer(state: State, what: What, node: NodeRef<html::Canvas>) {
    let Some(layer) = what.layer() else { return };
    let drawn = StoredValue::new(None);
    effect(move || {
        let Some(canvas) = node.get() else { return };
        state.document.revision.track();
        state.document.images.track();
        let shape = state.shape();
        let show = match what {
            What::Prediction => state.view.prediction.get(),
            _ => Show::All,
        };
        let inks = state.document.looks.with(Looks::inks);
        let mut rect = state.document.take_damage(layer);
        let emptied = dom::resize(&canvas, shape.width as u32, shape.height as u32);
        if emptied || drawn.get_value() != Some((shape, show, inks)) {
            rect = state.document.read(Scene::bounds);
        }
        if !rect.is_empty() {
            let rgba = state
                .document
                .read(|scene| pixels::layer(scene, layer, show, &inks, rect));
            dom::put(&canvas, &rgba, rect);
        }
        drawn.set_value(Some((shape, show, inks)));
    });
}

/// Draws what the chosen loss wants.
fn draw_pull(state: State, node: NodeRef<html::Canvas>) {
    effect(move || {
        let Some(canvas) = node.get() else { return };
        let who = state.shown();
        state.evaluated.with(|evaluated| {
            let gradient = evaluated.of(who).map(|e| e.gradient.view());
            let scale = evaluated.scale(who).unwrap_or_default();
            put_pull(state, &canvas, gradient, scale);
        });
    });
}

/// Why there is no gradient, in its place, if one of those that it is made of is refused.
pub(super) fn refusal(state: State, whose: impl Fn() -> Vec<Who> + Send + 'static) -> AnyView {
    let why = move || {
        let refused = |who: Who| {
            let why = contender::refusal(state, who)?;
            Some(text::refused(&contender::title(state, who), &why))
        };
        whose().into_iter().find_map(refused).unwrap_or_default()
    };
    view! { <p class="lp-refusal lp-instead" data-testid="refusal">{live::text(why)}</p> }
        .into_any()
}

/// Puts the current image's part of a gradient on a canvas, or nothing where there is none.
pub(super) fn put_pull(
    state: State,
    canvas: &HtmlCanvasElement,
    gradient: Option<ArrayView4<f32>>,
    scale: f32,
) {
    let (show, palette) = (state.view.pull.get(), state.palette());
    let image = state.document.image();
    // An image that has just come has no gradient yet.
    let Some(gradient) = gradient.filter(|gradient| image < gradient.dim().0) else {
        let shape = state.document.shape.get_untracked();
        dom::resize(canvas, shape.width as u32, shape.height as u32);
        return dom::empty(canvas);
    };
    let gradient = gradient.index_axis_move(Axis(0), image);
    let (_, height, width) = gradient.dim();
    dom::resize(canvas, width as u32, height as u32);
    let inks = state.document.looks.with(Looks::inks);
    let rgba = pixels::pull(gradient, show, &inks, scale, palette);
    let rect = Rect {
        x: 0,
        y: 0,
        width,
        height,
    };
    dom::put(canvas, &rgba, rect);
}
