//! What the chart shows: what moves, where, and the axes.

use std::sync::Arc;

use leptos::prelude::*;

use super::Moving;
use crate::page::charts::choice::{Choice, Ways};
use crate::page::charts::head::{ClassChoice, Head};
use crate::page::controls::{Select, Switch};
use crate::page::live::{self, act, flag, part};
use crate::page::state::{ChartView, State};
use crate::page::text;

const MOVING: Ways = &[
    ("pixel", text::charts::PIXEL),
    ("class", text::charts::CLASS),
    ("image", text::charts::IMAGE),
];

/// The switches above the chart.
#[component]
pub(super) fn NearTargetControls(
    state: State,
    progress: RwSignal<Option<(usize, usize)>>,
) -> impl IntoView {
    let chart = state.view.chart;
    let moving = Memo::new(move |_| chart.get().moving);
    let choose = move |name: &str| {
        chart.update(|view| view.moving = Moving::named(name).unwrap_or_default());
    };
    let points = move || {
        progress
            .get()
            .map_or_else(String::new, text::charts::points)
    };
    let by = || {
        vec![
            ("logit".into(), text::BY_LOGIT.into()),
            ("probability".into(), text::BY_PROBABILITY.into()),
        ]
    };
    let set =
        move |change: fn(&mut ChartView, bool), on: bool| chart.update(|view| change(view, on));
    view! {
        {part(move || head(state, moving.get()))}
        <div class="lp-row lp-chart-controls">
            <Choice
                label=text::charts::MOVING
                testid="chart-moving"
                ways=MOVING
                now=Arc::new(move || moving.get().name())
                choose=Arc::new(choose)
            />
            <span class="lp-number lp-muted" data-testid="chart-points">{live::text(points)}</span>
        </div>
        <div class="lp-row lp-chart-controls">
            <Select
                label=text::CHART_BY
                testid="chart-by"
                options=Box::new(by)
                value=Box::new(move || if chart.get().probability { "probability".into() } else { "logit".into() })
                choose=act(move |by: String| set(|view, on| view.probability = on, by == "probability"))
            />
            <Switch
                label=text::LOG_X
                testid="chart-log-x"
                on=flag(move || chart.get().log_x)
                turn=act(move |on: bool| set(|view, on| view.log_x = on, on))
            />
            <Switch
                label=text::LOG_Y
                testid="chart-log-y"
                on=flag(move || chart.get().log_y)
                turn=act(move |on: bool| set(|view, on| view.log_y = on, on))
            />
            <Switch
                label=text::FROM_LABEL
                testid="chart-from-label"
                on=flag(move || chart.get().from_label)
                turn=act(move |on: bool| set(|view, on| view.from_label = on, on))
            />
        </div>
    }
    .into_any()
}

/// The heading, with where it is and the class to choose.
fn head(state: State, moving: Moving) -> AnyView {
    if moving == Moving::Pixel {
        return view! { <Head state=state title=moving.heading() /> }.into_any();
    }
    let class = match moving {
        Moving::Class => view! { <ClassChoice state=state /> }.into_any(),
        Moving::Pixel | Moving::Image => ().into_any(),
    };
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{moving.heading()}</h2>
            <span class="lp-number lp-muted" data-testid="chart-image">
                {live::text(move || state.image_name().unwrap_or_default())}
            </span>
            {class}
        </header>
    }
    .into_any()
}
