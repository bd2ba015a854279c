//! The heading of a chart about a pixel and a class.

use leptos::prelude::*;

use super::totals;
use crate::page::controls::Select;
use crate::page::live::{self, act};
use crate::page::state::{Pixel, State};
use crate::page::text;

/// What the chart is called, the selected pixel, and the class to choose.
#[component]
pub(super) fn Head(
    state: State,
    title: &'static str,
    /// What else there is to say of the place.
    #[prop(optional)]
    beside: Option<AnyView>,
) -> impl IntoView {
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{title}</h2>
            <span class="lp-number lp-muted" data-testid="chart-pixel">
                {live::text(move || position(state, state.selected.get()))}
            </span>
            {beside}
            <ClassChoice state=state />
        </header>
    }
    .into_any()
}

/// Which class the chart is about: the label's at the pixel, or one that is chosen.
#[component]
pub(super) fn ClassChoice(state: State) -> impl IntoView {
    let classes = move || {
        let class = state.document.class_name(totals::label_class(state));
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
        let class = state.view.chart_class.get();
        class.map_or_else(String::new, |class| class.to_string())
    };
    view! {
        <Select
            label=text::CHART_CLASS
            testid="chart-class"
            options=Box::new(classes)
            value=Box::new(chosen)
            choose=act(move |class: String| state.view.chart_class.set(class.parse().ok()))
        />
    }
    .into_any()
}

/// Where a pixel is, in words.
pub(super) fn position(state: State, pixel: Option<Pixel>) -> String {
    pixel.map_or_else(String::new, |pixel| state.position(pixel))
}
