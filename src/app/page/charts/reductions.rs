//! The batch per image and class, and cut into shards.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::Result;
use loss_playground::batch::Batch;
use loss_playground::chart::Contender;
use loss_playground::chart::plot::Plot;
use loss_playground::chart::reductions::{Score, losses, matrix_plot, scores, shards, shards_plot};
use loss_playground::config::LossConfig;
use serde_json::{Value, json};

use super::figure::{Figure, Parts};
use super::left_out::{LeftOut, instead};
use crate::page::canvases::{who_name, who_named};
use crate::page::contender;
use crate::page::controls::{Select, WhoseSelect};
use crate::page::live::{self, act, effect, flag, part};
use crate::page::pace::Pace;
use crate::page::state::{State, Who};
use crate::page::text::metrics as text;

/// What is shown of the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Loss,
    Score(Score),
    Shards,
}

/// Way to show it, name for programs, name for people.
const SHOWS: [(Show, &str, &str); 4] = [
    (Show::Loss, "loss", text::LOSS_MATRIX),
    (Show::Score(Score::Iou), "iou", text::IOU_MATRIX),
    (Show::Score(Score::Dice), "dice", text::DICE_MATRIX),
    (Show::Shards, "shards", text::SHARDS),
];

/// What is shown, and of whom.
#[derive(Debug, Clone, Copy)]
pub(in crate::page) struct ReductionsView {
    show: RwSignal<Show>,
    whose: RwSignal<Who>,
}

// As it is at the start.
const SHOW: Show = Show::Loss;
const WHOSE: Who = Who::Contender(0);

impl ReductionsView {
    pub(in crate::page) fn new() -> Self {
        Self {
            show: RwSignal::new(SHOW),
            whose: RwSignal::new(WHOSE),
        }
    }

    fn name(self) -> &'static str {
        let show = self.show.get();
        let mine = SHOWS.into_iter().find(|(each, ..)| *each == show);
        mine.map_or("", |(_, name, _)| name)
    }

    fn choose(self, name: &str) {
        if let Some((show, ..)) = SHOWS.into_iter().find(|(_, each, _)| *each == name) {
            self.show.set(show);
        }
    }

    pub(in crate::page) fn to_json(self) -> Value {
        json!({ "show": self.name(), "whose": who_name(self.whose.get()) })
    }

    pub(in crate::page) fn restore(self, settings: &Value) {
        let who = settings["whose"].as_str().map(who_named);
        self.show.set(SHOW);
        self.choose(settings["show"].as_str().unwrap_or_default());
        self.whose.set(who.unwrap_or(WHOSE));
    }

    /// The one chosen, or whose gradient is shown if it is gone.
    fn whose(self, state: State) -> Who {
        state.there_or_shown(self.whose.get())
    }
}

/// The chart with its controls, and what its numbers mean.
#[component]
pub(super) fn ReductionsChart(state: State) -> impl IntoView {
    let view = state.view.reductions;
    let plot = RwSignal::new(None::<Arc<Plot>>);
    let images = RwSignal::new(1);
    let pace = Pace::new();
    effect(move || {
        state.evaluated.track();
        // The classes' names.
        state.document.looks.track();
        state.document.origin.track();
        let (show, who) = (view.show.get(), view.whose(state));
        let found = pace.work(|_| untrack(|| made(state, show, who)));
        let Some((count, made)) = found else { return };
        images.set(count);
        plot.set(made.map(Arc::new));
    });
    let options = || {
        let option = |(_, name, label): (_, &str, &str)| (name.to_owned(), label.to_owned());
        SHOWS.into_iter().map(option).collect()
    };
    let words = move || {
        let about = match view.show.get() {
            Show::Shards => text::ABOUT_SHARDS,
            _ => text::ABOUT_MEANS,
        };
        let one = if images.get() == 1 {
            text::ONE_IMAGE
        } else {
            ""
        };
        let parts = [about, without_ratio(state).unwrap_or(""), one];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let file = move || {
        let name = contender::title(state, view.whose(state));
        vec![text::REDUCTIONS.to_owned(), view.name().to_owned(), name]
    };
    // A row an image, two of means: as high as their numbers need.
    let height = Memo::new(move |_| 13.0_f64.max(4.5 + images.get() as f64));
    let figure = move || {
        let parts = Parts {
            empty: Box::new(move || instead(state, view.whose(state))),
            height: height.get(),
            ..Parts::new(plot, words, file)
        };
        view! { <Figure state=state parts=parts /> }.into_any()
    };
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{text::REDUCTIONS}</h2>
            <Select
                label=text::REDUCTIONS_SHOW
                testid="reductions-show"
                options=Box::new(options)
                value=Box::new(move || view.name().into())
                choose=act(move |name: String| view.choose(&name))
            />
            <span hidden=flag(move || view.show.get() != Show::Loss)>
                <WhoseSelect state=state label=text::REDUCTIONS_WHOSE testid="reductions-whose" whose=view.whose />
            </span>
        </header>
        {part(figure)}
        {part(move || match view.show.get() {
            Show::Shards => view! { <LeftOut state=state /> }.into_any(),
            Show::Loss | Show::Score(_) => ().into_any(),
        })}
        <p class="lp-chart-words" data-testid="reductions-words">{live::text(words)}</p>
    }
    .into_any()
}

/// What there is to say of terms without a matrix.
fn without_ratio(state: State) -> Option<&'static str> {
    let view = state.view.reductions;
    let who = view.whose(state);
    if view.show.get() != Show::Loss || contender::refusal(state, who).is_some() {
        return None;
    }
    state.loss(who, |loss| {
        let mut ratios = loss.terms.iter().map(|term| term.loss.region().is_some());
        match (ratios.clone().any(|ratio| ratio), ratios.all(|ratio| ratio)) {
            (_, true) => None,
            (some, false) => Some(text::without_ratio(!some)),
        }
    })?
}

/// The images of the batch, and what there is to draw of them.
fn made(state: State, show: Show, who: Who) -> (usize, Option<Plot>) {
    state.evaluated.with(|evaluated| {
        let Some(batch) = &evaluated.batch else {
            return (1, None);
        };
        let drawn = match show {
            Show::Loss => matrix_of(state, batch, who),
            Show::Score(score) => scores(batch, score).map(|matrix| {
                let title = if score == Score::Iou { "IoU" } else { "Dice" };
                // Where all is void, no class is in any image.
                let some = matrix.cells.iter().any(Option::is_some);
                some.then(|| matrix_plot(&matrix, title, &classes(state), Some(100.0)))
            }),
            Show::Shards => Ok(Some(shards_of(state, batch))),
        };
        // A loss that does not fit says so on its card.
        (batch.layout().images, drawn.unwrap_or_default())
    })
}

fn classes(state: State) -> Vec<String> {
    let name = |class| state.document.class_name(class);
    (0..state.shape().classes).map(name).collect()
}

fn matrix_of(state: State, batch: &Batch<f32>, who: Who) -> Result<Option<Plot>> {
    if contender::refusal(state, who).is_some() {
        return Ok(None);
    }
    let matrix = state.loss(who, |loss| losses(batch, loss)).transpose()?;
    let title = contender::title(state, who);
    Ok(matrix.map(|matrix| matrix_plot(&matrix, &title, &classes(state), None)))
}

/// Everyone's whose loss fits.
fn shards_of(state: State, batch: &Batch<f32>) -> Plot {
    let fits = |who: &Who| contender::refusal(state, *who).is_none();
    let one = |who: Who| {
        let loss = state.loss(who, LossConfig::clone)?;
        let found = shards(batch, &loss).ok()?;
        let name = contender::title(state, who);
        let colour = who.series();
        Some((Contender { name, colour, loss }, found))
    };
    let found: Vec<_> = state
        .everyone()
        .into_iter()
        .filter(fits)
        .filter_map(one)
        .collect();
    shards_plot(&found)
}
