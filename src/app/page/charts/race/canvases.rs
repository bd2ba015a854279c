//! The contenders' predictions side by side.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use loss_playground::scene::Rect;
use ndarray::{Array4, ArrayView3, Axis};
use web_sys::MouseEvent;

use super::run::Run;
use super::standing::Standing;
use crate::look::Looks;
use crate::number::{NONE, plain, significant};
use crate::page::controls::{Barred, Mark};
use crate::page::dom;
use crate::page::live::{self, effect, keyed};
use crate::page::state::{State, Who};
use crate::page::text::race as text;
use crate::pixels;

/// A small canvas each.
#[component]
pub(super) fn RaceCanvases(state: State, run: Run) -> impl IntoView {
    let everyone = move || {
        let racers = |standing: &Standing| {
            standing
                .racers
                .iter()
                .map(|racer| racer.who.series())
                .collect()
        };
        run.standing.with(|standing| racers(standing))
    };
    let one = move |series| {
        view! { <RacerView state=state run=run who=Who::of_series(series) /> }.into_any()
    };
    view! { <div class="lp-gallery lp-race">{keyed(everyone, one)}</div> }.into_any()
}

/// One contender: its prediction, how it stands, and a way to keep it.
#[component]
fn RacerView(state: State, run: Run, who: Who) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let logits = Memo::new(move |_| {
        run.standing
            .with(|standing| standing.of(who).and_then(|racer| racer.logits.clone()))
    });
    draw(state, run, who, (node, logits));
    let name = move || {
        run.standing.with(|standing| {
            standing
                .of(who)
                .map_or_else(String::new, |racer| racer.name.clone())
        })
    };
    let standing = move || {
        run.standing.with(|standing| match words(standing, who) {
            Some(words) => words,
            None if standing.error.is_some() => String::new(),
            None => text::WAITING.to_owned(),
        })
    };
    let described = live::text(move || text::prediction_of(&name(), &standing()));
    let adopt = move |_: MouseEvent| {
        let image = state.document.images.get_untracked().current;
        let own = |logits: &Option<Logits>| Some(of_image(logits.as_ref(), image)?.to_owned());
        if let Some(logits) = logits.with_untracked(own) {
            let mut put = Ok(());
            (state.document).edit_whole(|scene| put = scene.replace_prediction(logits));
            match put {
                Ok(()) => run.adopted.set_value(true),
                Err(error) => state.notices.alert(error.to_string(), None),
            }
        }
    };
    let waiting = Barred::when(move || logits.with(Option::is_none));
    let testid = crate::page::canvases::who_name(who);
    view! {
        <figure class="lp-figure" data-testid=format!("race-{testid}")>
            <figcaption>
                <Mark state=state who=who />
                <span>{live::text(name)}</span>
            </figcaption>
            <div class="lp-frame">
                <canvas
                    node_ref=node
                    role="img"
                    aria-label=described
                    data-testid=format!("race-canvas-{testid}")
                ></canvas>
            </div>
            <p class="lp-number lp-muted" data-testid=format!("race-standing-{testid}")>
                {live::text(standing)}
            </p>
            <button
                type="button"
                data-testid=format!("race-adopt-{testid}")
                aria-label=live::text(move || text::adopt_of(&name()))
                aria-disabled=waiting.said()
                on:click=waiting.or(adopt)
            >
                {text::ADOPT}
            </button>
        </figure>
    }
    .into_any()
}

type Logits = Arc<Array4<f32>>;

/// A contender's logits of one image, if there are any.
fn of_image(logits: Option<&Logits>, image: usize) -> Option<ArrayView3<'_, f32>> {
    let logits = logits.filter(|logits| image < logits.dim().0)?;
    Some(logits.index_axis(Axis(0), image))
}

/// Keeps a canvas at a contender's prediction for the current image.
fn draw(
    state: State,
    run: Run,
    who: Who,
    (node, logits): (NodeRef<html::Canvas>, Memo<Option<Logits>>),
) {
    // Until the first answer the last race's prediction stays; nothing comes after these.
    let is_over = Memo::new(move |_| {
        run.standing.with(|standing| {
            let racer = standing.of(who);
            let diverged = racer.is_some_and(|racer| racer.diverged.is_some());
            diverged || standing.error.is_some()
        })
    });
    effect(move || {
        let Some(canvas) = node.get() else { return };
        if is_over.get() {
            return dom::empty(&canvas);
        }
        let image = state.document.images.get().current;
        let inks = state.document.looks.with(Looks::inks);
        logits.with(|logits| {
            let Some(logits) = of_image(logits.as_ref(), image) else {
                return;
            };
            let (_, height, width) = logits.dim();
            dom::resize(&canvas, width as u32, height as u32);
            let rect = Rect {
                x: 0,
                y: 0,
                width,
                height,
            };
            dom::put(&canvas, &pixels::logits(logits, &inks), rect);
        });
    });
}

/// How a contender stands; nothing before the first answer.
fn words(standing: &Standing, who: Who) -> Option<String> {
    let racer = standing.of(who)?;
    if let Some(step) = racer.diverged {
        return Some(text::diverged(step));
    }
    let now = racer.at(standing.step)?.training;
    let percent = |score: Option<f64>| match score {
        Some(score) => format!("{}\u{a0}%", plain((10.0 * score).round() / 10.0)),
        None => NONE.into(),
    };
    let loss = significant(now.loss, 4);
    let [iou, dice] = [now.scores.iou, now.scores.dice].map(percent);
    Some(text::standing(&loss, &iou, &dice))
}
