//! Which axioms of a metric a loss breaks, and the label maps that show it.

mod found;
mod run;

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::Result;
use loss_playground::axioms::{Axiom, Judge, MOST_PIXELS, Space};
use loss_playground::chart::axioms::plot as drawn;
use loss_playground::chart::plot::Plot;
use serde_json::{Value, json};

use super::figure::{Figure, Parts};
use crate::page::canvases::{who_name, who_named};
use crate::page::contender;
use crate::page::contenders::reference;
use crate::page::controls::{Barred, Select, Slider, Switch, WhoseSelect};
use crate::page::live::{self, act, effect, flag};
use crate::page::state::{State, Who};
use crate::page::text::metrics as text;
use found::FoundList;
pub(super) use run::Run;

/// What is searched, and what is shown of it.
#[derive(Debug, Clone, Copy)]
pub(in crate::page) struct AxiomsView {
    whose: RwSignal<Who>,
    pixels: RwSignal<f64>,
    /// Maps of one class; without a choice, wherever the loss can see one by itself.
    one_class: RwSignal<Option<bool>>,
    soft: RwSignal<bool>,
    /// The axiom whose maps are drawn; without a choice, the last one broken.
    axiom: RwSignal<Option<Axiom>>,
}

// As it is at the start.
const WHOSE: Who = Who::Contender(0);
const PIXELS: f64 = 2.0;
const SOFT: bool = true;

impl AxiomsView {
    pub(in crate::page) fn new() -> Self {
        Self {
            whose: RwSignal::new(WHOSE),
            pixels: RwSignal::new(PIXELS),
            one_class: RwSignal::new(None),
            soft: RwSignal::new(SOFT),
            axiom: RwSignal::new(None),
        }
    }

    pub(in crate::page) fn to_json(self) -> Value {
        json!({
            "whose": who_name(self.whose.get()),
            "pixels": self.pixels.get(),
            "one_class": self.one_class.get(),
            "soft": self.soft.get(),
        })
    }

    pub(in crate::page) fn restore(self, settings: &Value) {
        let who = settings["whose"].as_str().map(who_named);
        let pixels = settings["pixels"].as_f64().unwrap_or(PIXELS);
        self.whose.set(who.unwrap_or(WHOSE));
        self.pixels
            .set(pixels.round().clamp(1.0, MOST_PIXELS as f64));
        self.one_class.set(settings["one_class"].as_bool());
        self.soft.set(settings["soft"].as_bool().unwrap_or(SOFT));
        self.axiom.set(None);
    }

    /// The loss and the maps, if they fit.
    fn judge(self, state: State) -> Result<Judge> {
        self.judge_of(state, self.soft.get())
    }

    /// Whether maps that are not soft would fit where soft ones do not.
    fn fits_hard(self, state: State) -> bool {
        self.soft.get() && self.judge_of(state, false).is_ok()
    }

    fn judge_of(self, state: State, soft: bool) -> Result<Judge> {
        let space = |one_class: bool| Space {
            pixels: self.pixels.get() as usize,
            classes: if one_class { 1 } else { state.shape().classes },
            soft,
        };
        let judge = |one_class: bool| {
            let found = state.loss(self.whose(state), |loss| Judge::new(loss, space(one_class)));
            // Who is among everyone has a loss.
            found.unwrap_or_else(|| Judge::new(&reference(), space(one_class)))
        };
        match self.one_class.get() {
            Some(one_class) => judge(one_class),
            None => judge(true).or_else(|_| judge(false)),
        }
    }

    /// The one chosen, or whose gradient is shown if it is gone.
    fn whose(self, state: State) -> Who {
        state.there_or_shown(self.whose.get())
    }
}

/// The search with its controls, what it has found, and the worst of it drawn.
#[component]
pub(super) fn AxiomsChart(state: State, run: Run) -> impl IntoView {
    let view = state.view.axioms;
    let Run { judge, running, .. } = run;
    let shown = move || view.axiom.get().or_else(|| run.last_broken());
    let pressed: Chosen = Arc::new(shown);
    let plot = RwSignal::new(None::<Arc<Plot>>);
    effect(move || {
        let worst = shown().and_then(|axiom| run.worst(axiom));
        plot.set(worst.map(|worst| {
            // One class by itself is none of those on the canvas.
            let classes: Vec<String> = match worst.triple.maps[0].nrows() {
                1 => vec![text::THE_CLASS.into()],
                all => (0..all)
                    .map(|class| state.document.class_name(class))
                    .collect(),
            };
            Arc::new(drawn(&worst.triple, &classes))
        }));
    });
    let caption = move || {
        let worst = shown().and_then(|axiom| Some((axiom, run.worst(axiom)?)));
        worst.map_or_else(String::new, |(axiom, worst)| {
            text::triple(text::axiom(axiom), worst.number)
        })
    };
    let axiom = pressed.clone();
    let empty = move || {
        let words = match (run.problem.with(Option::is_some), axiom()) {
            (true, _) => text::NO_TRIPLES,
            (false, Some(_)) => text::NOT_BROKEN,
            (false, None) => text::NONE_BROKEN,
        };
        words.to_owned()
    };
    // A label that lacks a class looks like a broken axiom of the loss itself.
    let only_present = move || judge.with(|judge| judge.as_ref().is_ok_and(Judge::only_present));
    let parts = Parts {
        empty: Box::new(empty),
        height: 9.0,
        ..Parts::new(plot, caption, move || {
            let axiom = shown().map_or_else(String::new, |axiom| text::axiom(axiom).into());
            vec![contender::title(state, view.whose(state)), axiom]
        })
    };
    let unfit = Barred::when(move || judge.with(Result::is_err));
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{text::AXIOMS}</h2>
            <WhoseSelect state=state label=text::AXIOMS_WHOSE testid="axioms-whose" whose=view.whose />
        </header>
        <div class="lp-row lp-chart-controls">
            <Slider label=text::PIXELS testid="axioms-pixels" value=view.pixels range=(1.0, MOST_PIXELS as f64) step=1.0 />
            <ClassesSelect state=state judge=judge />
            <Switch
                label=text::SOFT_MAPS
                testid="axioms-soft"
                on=flag(move || view.soft.get())
                turn=act(move |on: bool| view.soft.set(on))
            />
        </div>
        <div class="lp-row lp-chart-controls">
            <button
                type="button"
                data-testid="axioms-search"
                aria-disabled=unfit.said()
                on:click=unfit.or(move |_| run.turn(state))
            >
                {live::text(move || if running.get() { text::STOP } else { text::SEARCH }.to_owned())}
            </button>
            <span class="lp-number" data-testid="axioms-progress">{live::text(move || run.progress())}</span>
        </div>
        <FoundList state=state run=run shown=pressed choose=view.axiom />
        <p class="lp-chart-words" data-testid="axioms-only-present" hidden=flag(move || !only_present())>
            {text::ONLY_PRESENT}
        </p>
        <Figure state=state parts=parts />
    }
    .into_any()
}

/// Which axiom is drawn.
type Chosen = Arc<dyn Fn() -> Option<Axiom> + Send + Sync>;

/// One class or all of them.
#[component]
fn ClassesSelect(state: State, judge: Memo<Result<Judge>>) -> impl IntoView {
    let one_class = state.view.axioms.one_class;
    let options = move || {
        vec![
            ("one".into(), text::ONE_CLASS.into()),
            ("all".into(), text::all_classes(state.shape().classes)),
        ]
    };
    let value = move || {
        let searched = || judge.with(|judge| Some(judge.as_ref().ok()?.space().classes == 1));
        let one = one_class.get().or_else(searched).unwrap_or(true);
        if one { "one" } else { "all" }.into()
    };
    view! {
        <Select
            label=text::AXIOMS_CLASSES
            testid="axioms-classes"
            options=Box::new(options)
            value=Box::new(value)
            choose=act(move |name: String| one_class.set(Some(name == "one")))
        />
    }
    .into_any()
}
