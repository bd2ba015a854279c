//! One parameter of a loss over its range.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::Contender;
use loss_playground::chart::axis::Scale;
use loss_playground::chart::plot::Plot;
use loss_playground::chart::sweep::{self, Knob, Sweep};
use loss_playground::config::LossConfig;
use loss_playground::kernel;
use serde_json::{Value, json};

use super::figure::{Figure, Parts};
use super::head::{Head, position};
use super::left_out::instead;
use super::totals;
use crate::page::canvases::{who_name, who_named};
use crate::page::contender;
use crate::page::controls::{Select, Switch};
use crate::page::live::{act, effect, flag};
use crate::page::pace::{Detail, Pace};
use crate::page::state::{State, Who};
use crate::page::text;

/// Numbers in all batches of a sweep together: a larger image has fewer settings, and a sweep that
/// follows the brush half of them.
const NUMBERS: usize = 40 << 16;
/// How many settings there are at least.
const FEWEST: usize = 7;

/// What is swept, and on which axes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::page) struct SweepView {
    /// Whose loss; none is the one whose gradient is shown.
    who: Option<Who>,
    /// What is turned, as [`key`] names it.
    knob: String,
    /// Whether the parameter's axis is logarithmic; none leaves it to the parameter.
    log_x: Option<bool>,
    log_y: bool,
}

impl SweepView {
    pub(in crate::page) fn to_json(&self) -> Value {
        let who = self.who.map(who_name);
        json!({ "who": who, "knob": self.knob, "log_x": self.log_x, "log_y": self.log_y })
    }

    pub(in crate::page) fn from_json(value: &Value) -> Self {
        Self {
            who: value["who"].as_str().map(who_named),
            knob: value["knob"].as_str().unwrap_or_default().into(),
            log_x: value["log_x"].as_bool(),
            log_y: value["log_y"].as_bool().unwrap_or_default(),
        }
    }
}

/// What comes of the view: the loss, what is turned, its name for people, and its axis.
#[derive(Debug, Clone, PartialEq)]
struct Turning {
    who: Who,
    loss: LossConfig,
    knob: Knob,
    name: String,
    scale: Scale,
}

impl Turning {
    fn new(state: State) -> Option<Self> {
        let view = state.view.sweep.get();
        let there = view.who.filter(|who| state.everyone().contains(who));
        let who = there.unwrap_or_else(|| state.shown());
        let loss = state.loss(who, Clone::clone)?;
        let mut knobs = Knob::of(&loss);
        let chosen = knobs.iter().position(|knob| key(knob) == view.knob);
        // What is a matter of orders of magnitude asks most to be swept.
        let first = || {
            knobs
                .iter()
                .position(|knob| knob.scale(&loss) == Scale::Log)
        };
        let knob = knobs.swap_remove(chosen.or_else(first).unwrap_or(0));
        let scale = match view.log_x {
            Some(true) => Scale::Log,
            Some(false) => Scale::Linear,
            None => knob.scale(&loss),
        };
        Some(Self {
            who,
            name: name(&loss, &knob),
            scale,
            knob,
            loss,
        })
    }
}

/// A knob's name in a list and in a link.
fn key(knob: &Knob) -> String {
    match knob {
        Knob::Mix => knob.name().into(),
        Knob::Parameter { term, name } => format!("{term}.{name}"),
        Knob::Share { term, name } => format!("{term}.share.{name}"),
    }
}

/// A knob's name for people.
fn name(loss: &LossConfig, knob: &Knob) -> String {
    let (term, name) = match knob {
        Knob::Mix => return text::charts::MIX_SHARE.into(),
        Knob::Share { term, name } => (term, text::charts::share(name)),
        Knob::Parameter { term, name } => {
            let name = name.replace('_', " ");
            let symbol = knob.parameter(loss).map(|parameter| parameter.symbol);
            let symbol = symbol.filter(|symbol| !symbol.is_empty());
            (
                term,
                symbol.map_or(name.clone(), |symbol| format!("{name} {symbol}")),
            )
        }
    };
    match &loss.terms[..] {
        [_] => name,
        terms => text::charts::of_term(terms[*term].loss.title(), &name),
    }
}

/// The chart with its switches.
#[component]
pub(super) fn SweepChart(state: State) -> impl IntoView {
    let found = RwSignal::new(None::<Arc<Sweep>>);
    let plot = RwSignal::new(None::<Arc<Plot>>);
    let turning = Memo::new(move |_| Turning::new(state));
    follow(state, turning, found);
    effect(move || {
        let down = match state.view.sweep.get().log_y {
            true => Scale::Log,
            false => Scale::Linear,
        };
        let drawn = found.with(|found| {
            let (found, turning) = (found.as_ref()?, turning.get()?);
            // The numbers may be those of another parameter, for a moment.
            let same = found.knob == turning.knob;
            same.then(|| Arc::new(found.plot(&turning.name, turning.scale, down)))
        });
        plot.set(drawn);
    });
    let file = move || {
        let name = turning
            .get()
            .map_or_else(String::new, |turning| turning.name);
        let class = state.document.class_name(totals::class(state));
        vec![
            text::charts::SWEEP.into(),
            name,
            class,
            position(state, state.selected.get()),
        ]
    };
    let empty = move || {
        let who = turning.get().map(|turning| turning.who);
        who.map_or_else(String::new, |who| instead(state, who))
    };
    let parts = Parts {
        empty: Box::new(empty),
        ..Parts::new(plot, || text::charts::SWEEP_CAPTION.into(), file)
    };
    view! {
        <Head state=state title=text::charts::SWEEP />
        <SweepControls state=state turning=turning />
        <Figure state=state parts=parts />
    }
    .into_any()
}

/// Keeps `found` that of the latest evaluation and of what is turned.
fn follow(state: State, turning: Memo<Option<Turning>>, found: RwSignal<Option<Arc<Sweep>>>) {
    let pace = Pace::new();
    effect(move || {
        let pixel = state.selected.get();
        let (image, class) = (state.document.image(), totals::class(state));
        let turning = turning.get();
        state.evaluated.track();
        let look = |detail| {
            let (turning, (row, column)) = turning.zip(pixel)?;
            let contender = Contender {
                name: untrack(|| contender::title(state, turning.who)),
                colour: turning.who.series(),
                loss: turning.loss,
            };
            let knob = &turning.knob;
            let settings = knob.settings(&contender.loss, turning.scale);
            let at = ([image, row, column], class);
            state.evaluated.with_untracked(|evaluated| {
                let batch = evaluated.batch.as_ref()?;
                let numbers = batch.prediction().array().len();
                let most = (NUMBERS / numbers.max(1)).min(settings.len());
                let most = match detail {
                    Detail::Full => most,
                    Detail::Coarse => most / 2,
                };
                let settings = thinned(settings, most);
                sweep::sweep(batch, &contender, knob, &settings, at, kernel::evaluate).ok()
            })
        };
        if let Some(swept) = pace.work(look) {
            found.set(swept.map(Arc::new));
        }
    });
}

/// At most so many settings, evenly spread, both ends among them.
fn thinned(settings: Vec<f64>, most: usize) -> Vec<f64> {
    let count = most.max(FEWEST).min(settings.len());
    let last = settings.len().saturating_sub(1);
    let at = |i: usize| settings[i * last / count.saturating_sub(1).max(1)];
    (0..count).map(at).collect()
}

#[component]
fn SweepControls(state: State, turning: Memo<Option<Turning>>) -> impl IntoView {
    let view = state.view.sweep;
    let everyone = move || contender::choices(state, false);
    let knobs = move || {
        let named = |turning: Turning| {
            let named = |knob: Knob| (key(&knob), name(&turning.loss, &knob));
            Knob::of(&turning.loss).into_iter().map(named).collect()
        };
        turning.get().map(named).unwrap_or_default()
    };
    let who_now = move || {
        turning
            .get()
            .map_or_else(String::new, |now| who_name(now.who))
    };
    let knob_now = move || turning.get().map_or_else(String::new, |now| key(&now.knob));
    let choose_who = move |who: String| view.update(|view| view.who = Some(who_named(&who)));
    let choose_knob = move |knob: String| {
        view.update(|view| {
            view.knob = knob;
            view.log_x = None;
        });
    };
    let log_x = move || turning.get().is_some_and(|now| now.scale == Scale::Log);
    view! {
        <div class="lp-row lp-chart-controls">
            <Select
                label=text::charts::SWEEP_WHO
                testid="sweep-who"
                options=Box::new(everyone)
                value=Box::new(who_now)
                choose=act(choose_who)
            />
            <Select
                label=text::charts::SWEEP_KNOB
                testid="sweep-knob"
                options=Box::new(knobs)
                value=Box::new(knob_now)
                choose=act(choose_knob)
            />
            <Switch
                label=text::charts::SWEEP_LOG
                testid="chart-log-x"
                on=flag(log_x)
                turn=act(move |on: bool| view.update(|view| view.log_x = Some(on)))
            />
            <Switch
                label=text::LOG_Y
                testid="chart-log-y"
                on=flag(move || view.get().log_y)
                turn=act(move |on: bool| view.update(|view| view.log_y = on))
            />
        </div>
    }
    .into_any()
}
