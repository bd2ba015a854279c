//! The page as a whole, and how it gets into a document.

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use loss_playground::scene::VOID;
use web_sys::{DragEvent, HtmlElement, KeyboardEvent};

use super::badge::Badge;
use super::canvases::Canvases;
use super::charts::Charts;
use super::chunk::Experiments;
use super::compare::Compare;
use super::contenders::{Contenders, Ticker};
use super::frame::{ByItself, Part};
use super::lessons::{Answer, Questions};
use super::live::{self, act, effect};
use super::notices::{Alerts, Ask};
use super::presets::Presets;
use super::readout::Readout;
use super::share::Share;
use super::state::{State, Who};
use super::strip::Strip;
use super::summary::Summary;
use super::theme::ThemeSelect;
use super::tools::Tools;
use super::{
    area, charts, class_weights, evaluate, files, frame, keys, opening, paint, text, theme, zooming,
};
use crate::pixels::{self, Show};

/// How a page starts.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Under what the tab keeps everything across reloads. Such a page has the address bar, too;
    /// without a key nothing is kept.
    pub session_key: Option<String>,
    /// How much of it is shown in a frame of another page, whose address bar is not its own.
    pub frame: Option<Part>,
}

/// Puts a page into an element, where it stays until the handle is dropped or forgotten.
pub fn mount(parent: HtmlElement, options: Options) -> UnmountHandle<impl Mountable> {
    mount_to(parent, move || {
        view! { <Page options=options /> }.into_any()
    })
}

/// Opens the hosted page: it takes the place of whatever the document showed while it loaded.
///
/// In a worker, which starts the same module, it serves a page's race instead.
pub fn start() {
    if charts::serve() {
        return;
    }
    let body = leptos::tachys::dom::body();
    body.set_inner_html("");
    let frame = Part::here();
    let key = "loss-playground";
    let options = Options {
        session_key: Some(match frame {
            None => key.into(),
            Some(_) => frame::session_key(key),
        }),
        frame,
    };
    mount(body, options).forget();
}

#[component]
fn Page(options: Options) -> impl IntoView {
    let state = opening::state(options);
    state.keeper.follow(state);
    files::follow_paste(state);
    keys::follow(state);
    area::follow(state);
    paint::follow(state);
    zooming::follow(state);
    state.notices.follow(state.document.revision);
    theme::follow(state);
    evaluate::follow(state);
    state.chunks.follow(state);
    select_something(state);
    fit_classes(state);
    view! {
        <div
            class="lp"
            // What it says is English, and so are its numbers and formulas, whatever is around it.
            lang="en"
            dir="ltr"
            data-frame=state.frame.map(Part::name)
            data-theme=live::text(move || if state.view.dark.get() { "dark" } else { "light" }.to_owned())
            data-revision=live::text(move || state.evaluated.with(|evaluated| evaluated.revision.to_string()))
            data-scene-revision=live::text(move || state.document.revision.get().to_string())
            on:keydown=act(move |event: KeyboardEvent| keys::anywhere(state, &event))
            on:dragover=act(move |event: DragEvent| files::drag_over(&event))
            on:drop=act(move |event: DragEvent| files::dropped(state, &event))
        >
            <header class="lp-head">
                <h1>{text::TITLE}</h1>
                <p class="lp-muted">
                    {text::TAGLINE.map(|sentence| view! { <span>{sentence}</span> " " }).into_view()}
                </p>
                <div class="lp-row">{beside_the_title(state)}</div>
            </header>
            <Answer state=state />
            <main class="lp-main">
                <section class="lp-work" aria-labelledby=state.id("canvases")>
                    <h2 class="lp-hidden" id=state.id("canvases")>{text::CANVASES}</h2>
                    <Presets state=state />
                    <Canvases state=state />
                    <Strip state=state />
                    <Ticker state=state />
                    <Tools state=state />
                    <Compare state=state />
                </section>
                <Contenders state=state />
                {state.has_experiments().then(|| below(state))}
            </main>
            <Summary state=state />
            <Alerts state=state />
            <Ask state=state />
        </div>
    }
}

/// What the losses make of what is painted.
fn below(state: State) -> AnyView {
    let scores = move |experiments: Experiments| (experiments.scores)(state);
    view! {
        <div class="lp-below">
            <Charts state=state />
            <div class="lp-numbers">
                <Readout state=state />
                {state.chunks.experiments.view(state, scores)}
            </div>
        </div>
    }
    .into_any()
}

/// What concerns the page as a whole; a frame has but a link to all of it.
fn beside_the_title(state: State) -> AnyView {
    if state.frame.is_some() {
        return view! { <ByItself state=state /> }.into_any();
    }
    view! {
        <Questions state=state />
        <Share state=state />
        <Badge state=state />
        <ThemeSelect state=state />
    }
    .into_any()
}

/// Selects the pixel with the strongest gradient when nothing is selected, or a pixel that the
/// image no longer has.
fn select_something(state: State) {
    effect(move || {
        let who = state.shown();
        let shape = state.shape();
        let inside = |(row, column): (usize, usize)| row < shape.height && column < shape.width;
        if state.selected.get().is_some_and(inside) {
            return;
        }
        let strongest = state.evaluated.with(|evaluated| {
            // The evaluation of what has just been changed comes a frame later.
            if evaluated.scene != state.document.revision.get_untracked() {
                return None;
            }
            let image = state.document.images.get_untracked().current;
            // Cross-entropy can always be evaluated.
            let found = evaluated.of(who).or_else(|| evaluated.of(Who::Reference))?;
            let gradient = found.gradient.view();
            let own = gradient.index_axis_move(ndarray::Axis(0), image);
            Some(pixels::strongest(own))
        });
        if strongest.is_some() {
            state.selected.set(strongest);
        }
    });
}

/// When the number of classes changes, everything that speaks of classes follows.
fn fit_classes(state: State) {
    let classes = Memo::new(move |_| state.shape().classes);
    effect(move || {
        let classes = classes.get();
        state.tools.class.maybe_update(|class| {
            let beyond = *class >= classes && *class != VOID;
            if beyond {
                *class = classes - 1;
            }
            beyond
        });
        for shown in [state.view.prediction, state.view.pull] {
            shown.maybe_update(|show| {
                let beyond = matches!(show, Show::Class(class) if *class >= classes);
                if beyond {
                    *show = Show::All;
                }
                beyond
            });
        }
        state
            .view
            .chart_class
            .maybe_update(|class| class.take_if(|class| *class >= classes).is_some());
    });
    class_weights::follow(state, classes);
}
