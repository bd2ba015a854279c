//! What the chart shows: pixel, class, axes.

use leptos::prelude::*;

use super::chart_data;
use super::controls::{Select, Switch};
use super::state::{ChartView, State};
use super::text;

/// The switches above the chart.
#[component]
pub(super) fn ChartControls(state: State) -> impl IntoView {
    let chart = state.view.chart;
    let classes = move || {
        let own = text::label_class(&state.document.class_name(chart_data::class(state)));
        let class = |class: usize| (class.to_string(), state.document.class_name(class));
        std::iter::once((String::new(), own))
            .chain((0..state.shape().classes).map(class))
            .collect()
    };
    let chosen = move || {
        state
            .view
            .chart_class
            .get()
            .map_or_else(String::new, |class| class.to_string())
    };
    let by = || {
        vec![
            ("logit".into(), text::BY_LOGIT.into()),
            ("probability".into(), text::BY_PROBABILITY.into()),
        ]
    };
    let set =
        move |change: fn(&mut ChartView, bool), on: bool| chart.update(|view| change(view, on));
    let position = move || {
        state
            .selected
            .get()
            .map(|(row, column)| text::position(row, column))
    };
    view! {
        <div class="lp-row lp-chart-controls">
            <span class="lp-number lp-muted" data-testid="chart-pixel">{position}</span>
            <Select
                label=text::CHART_CLASS
                testid="chart-class"
                options=classes
                value=chosen
                choose=move |class| state.view.chart_class.set(class.parse().ok())
            />
            <Select
                label=text::CHART_BY
                testid="chart-by"
                options=by
                value=move || if chart.get().probability { "probability".into() } else { "logit".into() }
                choose=move |by| set(|view, on| view.probability = on, by == "probability")
            />
            <Switch
                label=text::LOG_X
                testid="chart-log-x"
                on=move || chart.get().log_x
                turn=move |on| set(|view, on| view.log_x = on, on)
            />
            <Switch
                label=text::LOG_Y
                testid="chart-log-y"
                on=move || chart.get().log_y
                turn=move |on| set(|view, on| view.log_y = on, on)
            />
            <Switch
                label=text::FROM_LABEL
                testid="chart-from-label"
                on=move || chart.get().from_label
                turn=move |on| set(|view, on| view.from_label = on, on)
            />
        </div>
    }
    .into_any()
}
