//! What the chart shows: pixel, class, axes.

use leptos::prelude::*;

use crate::page::charts::head::Head;
use crate::page::controls::{Select, Switch};
use crate::page::live::{act, flag};
use crate::page::state::{ChartView, State};
use crate::page::text;

/// The switches above the chart.
#[component]
pub(super) fn NearTargetControls(state: State) -> impl IntoView {
    let chart = state.view.chart;
    let by = || {
        vec![
            ("logit".into(), text::BY_LOGIT.into()),
            ("probability".into(), text::BY_PROBABILITY.into()),
        ]
    };
    let set =
        move |change: fn(&mut ChartView, bool), on: bool| chart.update(|view| change(view, on));
    view! {
        <Head state=state title=text::NEAR_TARGET />
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
