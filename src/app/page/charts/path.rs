//! The straight line from the prediction to the label: every loss along it.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::axis::Scale;
use loss_playground::chart::gradient::Respect;
use loss_playground::chart::path::{self, Along, Path};
use loss_playground::chart::plot::Plot;
use loss_playground::kernel;
use serde_json::{Value, json};

use super::figure::{Figure, Parts};
use super::left_out::LeftOut;
use super::totals;
use crate::page::controls::{Select, Switch};
use crate::page::live::{act, effect, flag};
use crate::page::pace::{Detail, Pace};
use crate::page::state::State;
use crate::page::text;

/// How many positions there are on a small image, and at least.
const STEPS: usize = 32;
const FEWEST: usize = 8;
/// Numbers in all batches along the line together: a larger image has fewer positions, and a line
/// that follows the brush a quarter of them.
const NUMBERS: usize = STEPS << 14;

/// The chart's switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::page) struct PathView {
    /// Logits are mixed instead of probabilities.
    logits: bool,
    /// The gradient with respect to the probabilities instead of the logits.
    probability: bool,
    log_y: bool,
}

impl PathView {
    pub(in crate::page) fn to_json(self) -> Value {
        json!({ "logits": self.logits, "probability": self.probability, "log_y": self.log_y })
    }

    pub(in crate::page) fn from_json(value: &Value) -> Self {
        let flag = |field: &str| value[field].as_bool().unwrap_or_default();
        Self {
            logits: flag("logits"),
            probability: flag("probability"),
            log_y: flag("log_y"),
        }
    }
}

/// The chart with its switches.
#[component]
pub(super) fn PathChart(state: State) -> impl IntoView {
    let path = RwSignal::new(None::<Arc<Path>>);
    let plot = RwSignal::new(None::<Arc<Plot>>);
    follow(state, path);
    effect(move || {
        let scale = match state.view.path.get().log_y {
            true => Scale::Log,
            false => Scale::Linear,
        };
        plot.set(path.with(|path| Some(Arc::new(path.as_ref()?.plot(scale)))));
    });
    let parts = Parts::new(
        plot,
        || text::charts::PATH_CAPTION.into(),
        || vec![text::charts::PATH.into()],
    );
    view! {
        <PathControls state=state />
        <Figure state=state parts=parts />
        <LeftOut state=state />
    }
    .into_any()
}

/// Keeps `path` that of the latest evaluation.
fn follow(state: State, path: RwSignal<Option<Arc<Path>>>) {
    let pace = Pace::new();
    let how = Memo::new(move |_| {
        let view = state.view.path.get();
        (view.logits, view.probability)
    });
    effect(move || {
        let (logits, probability) = how.get();
        state.evaluated.track();
        let along = match logits {
            true => Along::Logits,
            false => Along::Probabilities,
        };
        let with = match probability {
            true => Respect::Probabilities,
            false => Respect::Logits,
        };
        let found = pace.work(|detail| {
            let contenders = totals::contenders(state);
            state.evaluated.with_untracked(|evaluated| {
                let batch = evaluated.batch.as_ref()?;
                let numbers = batch.prediction().array().len();
                let steps = (NUMBERS / numbers.max(1)).min(STEPS);
                let steps = match detail {
                    Detail::Full => steps,
                    Detail::Coarse => steps / 4,
                };
                path::path(
                    batch,
                    &contenders,
                    (along, with),
                    steps.max(FEWEST),
                    kernel::evaluate,
                )
                .ok()
            })
        });
        if let Some(found) = found {
            path.set(found.map(Arc::new));
        }
    });
}

#[component]
fn PathControls(state: State) -> impl IntoView {
    let view = state.view.path;
    let along = || {
        vec![
            (
                "probabilities".into(),
                text::charts::MIX_PROBABILITIES.into(),
            ),
            ("logits".into(), text::charts::MIX_LOGITS.into()),
        ]
    };
    let by = || {
        vec![
            ("logit".into(), text::BY_LOGIT.into()),
            ("probability".into(), text::BY_PROBABILITY.into()),
        ]
    };
    let along_now = move || match view.get().logits {
        true => "logits".into(),
        false => "probabilities".into(),
    };
    let by_now = move || match view.get().probability {
        true => "probability".into(),
        false => "logit".into(),
    };
    let set = move |change: fn(&mut PathView, bool), on| view.update(|view| change(view, on));
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{text::charts::PATH}</h2>
        </header>
        <div class="lp-row lp-chart-controls">
            <Select
                label=text::charts::PATH_ALONG
                testid="path-along"
                options=Box::new(along)
                value=Box::new(along_now)
                choose=act(move |along: String| set(|view, on| view.logits = on, along == "logits"))
            />
            <Select
                label=text::CHART_BY
                testid="chart-by"
                options=Box::new(by)
                value=Box::new(by_now)
                choose=act(move |by: String| set(|view, on| view.probability = on, by == "probability"))
            />
            <Switch
                label=text::LOG_Y
                testid="chart-log-y"
                on=flag(move || view.get().log_y)
                turn=act(move |on: bool| set(|view, on| view.log_y = on, on))
            />
        </div>
    }
    .into_any()
}
