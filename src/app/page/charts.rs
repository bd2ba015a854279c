//! The experiments, one a tab: each answers a question about the losses with a chart.

mod axioms;
mod choice;
mod figure;
mod gradual;
mod ground;
mod head;
mod landscape;
mod left_out;
mod near_target;
mod path;
mod race;
mod reading;
mod reductions;
mod svg;
mod sweep;
mod totals;
mod vector;
mod words;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, MouseEvent};

use super::live::{self, act, each, part};
use super::state::State;
use super::text::{self, tabs};
use axioms::AxiomsChart;
pub(super) use axioms::AxiomsView;
pub(super) use figure::Shown;
use landscape::LandscapeChart;
pub(super) use landscape::{LandscapeView, second};
pub(super) use near_target::Moving;
use near_target::NearTargetChart;
use path::PathChart;
pub(super) use path::PathView;
use race::RaceChart;
pub(super) use race::{RaceView, Settings as RaceSettings};
pub(super) use race::{answer, serve};
use reductions::ReductionsChart;
pub(super) use reductions::ReductionsView;
pub(super) use svg::svg;
use sweep::SweepChart;
pub(super) use sweep::SweepView;
use vector::VectorChart;
pub(super) use vector::VectorView;

/// What is asked of the losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Experiment {
    #[default]
    NearTarget,
    Path,
    Landscape,
    Sweep,
    Reductions,
    Axioms,
    Vector,
    Race,
}

/// Experiment, name for programs, name for people.
const EXPERIMENTS: [(Experiment, &str, &str); 8] = [
    (Experiment::NearTarget, "near-target", tabs::NEAR_TARGET),
    (Experiment::Path, "path", tabs::PATH),
    (Experiment::Landscape, "landscape", tabs::LANDSCAPE),
    (Experiment::Sweep, "sweep", tabs::SWEEP),
    (Experiment::Reductions, "reductions", tabs::REDUCTIONS),
    (Experiment::Axioms, "axioms", tabs::AXIOMS),
    (Experiment::Vector, "vector", tabs::VECTOR),
    (Experiment::Race, "race", tabs::RACE),
];

impl Experiment {
    pub(super) fn name(self) -> &'static str {
        let mine = EXPERIMENTS.iter().find(|(each, ..)| *each == self);
        mine.map_or("", |(_, name, _)| name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        let mine = EXPERIMENTS.iter().find(|(_, each, _)| *each == name);
        mine.map(|(experiment, ..)| *experiment)
    }
}

/// The tabs, and the experiment that is chosen.
#[component]
pub(super) fn Charts(state: State) -> impl IntoView {
    let experiment = state.view.experiment;
    // Choosing what is chosen already would begin it anew.
    let chosen = Memo::new(move |_| experiment.get());
    let tab = move |(experiment, name, label): (Experiment, &'static str, &'static str)| {
        let is_chosen = move || chosen.get() == experiment;
        view! {
            <button
                type="button"
                role="tab"
                id=state.id(&format!("tab-{name}"))
                data-testid=format!("tab-{name}")
                aria-controls=state.id("experiment")
                aria-selected=live::text(move || is_chosen().to_string())
                tabindex=live::text(move || if is_chosen() { "0".into() } else { "-1".into() })
                on:click=act(move |_: MouseEvent| state.view.experiment.set(experiment))
            >
                {label}
            </button>
        }
        .into_any()
    };
    let tab_id = move || state.id(&format!("tab-{}", chosen.get().name()));
    view! {
        <section class="lp-chart" aria-labelledby=state.id("experiments")>
            <h2 class="lp-hidden" id=state.id("experiments")>{text::EXPERIMENTS}</h2>
            <div
                class="lp-experiments"
                role="tablist"
                aria-labelledby=state.id("experiments")
                on:keydown=act(move |event: KeyboardEvent| walk(experiment, &event))
            >
                {each(EXPERIMENTS, tab)}
            </div>
            <div
                class="lp-experiment"
                role="tabpanel"
                id=state.id("experiment")
                aria-labelledby=live::text(tab_id)
            >
                {state.chunks.experiments.view(state, move |experiments| (experiments.charts)(state, chosen))}
            </div>
        </section>
    }
    .into_any()
}

/// The experiment that is chosen. The others cost nothing; a search and a race keep their place while
/// they are out of sight.
pub(super) fn content(state: State, chosen: Memo<Experiment>) -> AnyView {
    let (search, race) = (axioms::Run::new(state), race::Run::new(state));
    part(move || match chosen.get() {
        Experiment::NearTarget => view! { <NearTargetChart state=state /> }.into_any(),
        Experiment::Path => view! { <PathChart state=state /> }.into_any(),
        Experiment::Landscape => view! { <LandscapeChart state=state /> }.into_any(),
        Experiment::Sweep => view! { <SweepChart state=state /> }.into_any(),
        Experiment::Reductions => view! { <ReductionsChart state=state /> }.into_any(),
        Experiment::Axioms => view! { <AxiomsChart state=state run=search /> }.into_any(),
        Experiment::Vector => view! { <VectorChart state=state /> }.into_any(),
        Experiment::Race => view! { <RaceChart state=state run=race /> }.into_any(),
    })
    .into_any()
}

/// The arrow keys, Home and End go from tab to tab.
fn walk(chosen: RwSignal<Experiment>, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let now = chosen.get_untracked();
    let at = EXPERIMENTS.iter().position(|(each, ..)| *each == now);
    let (at, count) = (at.unwrap_or(0), EXPERIMENTS.len());
    let next = match event.key().as_str() {
        "ArrowRight" => (at + 1) % count,
        "ArrowLeft" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return,
    };
    event.prevent_default();
    let (experiment, name, _) = EXPERIMENTS[next];
    chosen.set(experiment);
    let tabs: Option<HtmlElement> = event.current_target().and_then(|tabs| tabs.dyn_into().ok());
    let tab = tabs.and_then(|tabs| {
        let selector = format!("[data-testid=\"tab-{name}\"]");
        tabs.query_selector(&selector).ok()?
    });
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
        // It can only fail for what cannot have the focus.
        let _ = tab.focus();
    }
}
