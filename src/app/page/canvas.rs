//! One canvas: what it shows, what the pointer and the keys do on it.

use leptos::html;
use leptos::prelude::*;
use ndarray::Axis;

use super::legend::Legend;
use super::overlay::Overlay;
use super::paint::{self, Painting};
use super::state::{Cursor, State, What};
use super::{dom, keys, text};
use crate::app::pixels::{self, Show};
use crate::scene::Rect;

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

/// A canvas with its title, its own controls (the children) and its legend.
#[component]
pub(super) fn Canvas(state: State, what: What, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    match what {
        What::Pull => draw_pull(state, node),
        _ => draw_layer(state, what, node),
    }
    let painting: Painting = StoredValue::new(None);
    // The frame is square whatever the image, so that nothing moves when the image changes.
    let part = move |side: fn(super::document::Shape) -> (usize, usize)| {
        let (own, other) = side(state.shape());
        format!("{}%", 100.0 * own as f64 / own.max(other) as f64)
    };
    let leave = move || {
        let here = |cursor: Cursor| cursor.on == what;
        if state.cursor.get_untracked().is_some_and(here) {
            state.cursor.set(None);
        }
    };
    let title = state.id(what.name());
    let described = format!("{} {}", state.id("summary"), state.id("canvas-keys"));
    view! {
        <figure class="lp-figure" data-what=what.name()>
            <figcaption>
                <h3 id=title.clone()>{what.title()}</h3>
                {children()}
            </figcaption>
            <div class="lp-frame">
                <div
                    class="lp-stage"
                    style:width=move || part(|shape| (shape.width, shape.height))
                    style:height=move || part(|shape| (shape.height, shape.width))
                >
                    <canvas
                        node_ref=node
                        tabindex="0"
                        role="application"
                        aria-labelledby=title
                        aria-describedby=described
                        data-testid=format!("canvas-{}", what.name())
                        on:pointerdown=move |event| paint::down(state, what, painting, &event)
                        on:pointermove=move |event| paint::moved(state, what, painting, &event)
                        on:pointerup=move |event| paint::up(state, painting, &event)
                        on:pointercancel=move |event| paint::up(state, painting, &event)
                        on:lostpointercapture=move |event| paint::up(state, painting, &event)
                        on:pointerleave=move |_| leave()
                        on:blur=move |_| leave()
                        on:keydown=move |event| keys::on_canvas(state, what, &event)
                    ></canvas>
                    <Overlay state=state what=what />
                </div>
            </div>
            <Legend state=state what=what />
        </figure>
    }
    .into_any()
}

/// Draws the label or the prediction: what a stroke has touched, or all of it.
fn draw_layer(state: State, what: What, node: NodeRef<html::Canvas>) {
    let Some(layer) = what.layer() else { return };
    Effect::new(move |drawn: Option<Option<_>>| {
        let canvas = node.get()?;
        state.document.revision.track();
        let shape = state.shape();
        let show = match what {
            What::Prediction => state.view.prediction.get(),
            _ => Show::All,
        };
        let mut rect = state.document.take_damage(layer);
        let emptied = dom::resize(&canvas, shape.width as u32, shape.height as u32);
        if emptied || drawn.flatten() != Some((shape, show)) {
            rect = state.document.read(crate::scene::Scene::bounds);
        }
        if !rect.is_empty() {
            let rgba = state
                .document
                .read(|scene| pixels::layer(scene, layer, show, rect));
            dom::put(&canvas, &rgba, rect);
        }
        Some((shape, show))
    });
}

/// Draws what the chosen loss wants.
fn draw_pull(state: State, node: NodeRef<html::Canvas>) {
    Effect::new(move || {
        let Some(canvas) = node.get() else { return };
        let (who, show, palette) = (state.shown(), state.view.pull.get(), state.palette());
        state.evaluated.with(|evaluated| {
            let Some(evaluation) = evaluated.of(who) else {
                let shape = state.document.shape.get_untracked();
                // Setting a size empties the canvas, even the same size.
                canvas.set_width(shape.width as u32);
                canvas.set_height(shape.height as u32);
                return;
            };
            let gradient = evaluation.gradient.view();
            let scale = pixels::scale(gradient);
            let gradient = gradient.index_axis_move(Axis(0), 0);
            let (_, height, width) = gradient.dim();
            dom::resize(&canvas, width as u32, height as u32);
            let rgba = pixels::pull(gradient, show, scale, palette);
            let rect = Rect {
                x: 0,
                y: 0,
                width,
                height,
            };
            dom::put(&canvas, &rgba, rect);
        });
    });
}
