//! What the chart shows: pixel, class, axes.

use leptos::prelude::*;

use super::super::super::controls::{Select, Switch};
use super::super::super::live::{self, act, flag};
use super::super::super::state::{ChartView, State};
use super::super::super::text;
use super::data;

/// The switches above the chart.
#[component]
pub(super) fn NearTargetControls(state: State) -> impl IntoView {
    let chart = state.view.chart;
    let classes = move || {
        let class = state.document.class_name(data::class(state));
        let void = |pixel| state.document.read(|scene| scene.is_void(pixel));
        let own = match state.selected.get().is_some_and(void) {
            true => text::void_class(&class),
            false => text::label_class(&class),
        };
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
    let position = live::text(move || {
        let selected = state.selected.get();
        selected.map_or_else(String::new, |pixel| state.position(pixel))
    });
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{text::NEAR_TARGET}</h2>
            <span class="lp-number lp-muted" data-testid="chart-pixel">{position}</span>
            <Select
                label=text::CHART_CLASS
                testid="chart-class"
                options=Box::new(classes)
                value=Box::new(chosen)
                choose=act(move |class: String| state.view.chart_class.set(class.parse().ok()))
            />
        </header>
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
