//! The gradient near the target: one pixel's probability swept from 0 to 1.

mod controls;
mod data;

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::csv::csv;
use loss_playground::chart::near_target::NearTarget;
use loss_playground::chart::plot::Plot;
use loss_playground::chart::table::{Table, table};

use super::figure::{Figure, Parts};
use super::head::position;
use super::totals;
use crate::page::live::effect;
use crate::page::state::State;
use crate::page::text;
use controls::NearTargetControls;

/// The chart with its switches.
#[component]
pub(super) fn NearTargetChart(state: State) -> impl IntoView {
    let sweep = RwSignal::new(None::<Arc<NearTarget>>);
    let plot = RwSignal::new(None::<Arc<Plot>>);
    data::follow(state, sweep);
    effect(move || {
        let options = data::options(state.view.chart.get());
        let drawn = sweep.with(|sweep| sweep.as_ref().map(|sweep| sweep.plot(&options)));
        plot.set(drawn.map(Arc::new));
    });
    let file = move || {
        let class = state.document.class_name(totals::class(state));
        vec![
            text::NEAR_TARGET.into(),
            class,
            position(state, state.selected.get()),
        ]
    };
    // The plot shows a part of what there is to say of the sweep.
    let said = move |say: fn(&NearTarget) -> Table| {
        sweep.with(|sweep| sweep.as_ref().map(|sweep| say(sweep)))
    };
    let read = move |_: &Plot, x: Option<f64>| {
        let options = data::options(state.view.chart.get_untracked());
        sweep.with_untracked(|sweep| Some(sweep.as_ref()?.read(x, &options)))
    };
    let parts = Parts {
        read: Box::new(read),
        table: Box::new(move |plot| said(table).unwrap_or_else(|| plot.table(String::new()))),
        csv: Box::new(move |_| {
            sweep.with(|sweep| sweep.as_ref().map(|sweep| csv(sweep)).unwrap_or_default())
        }),
        ..Parts::new(plot, String::new, file)
    };
    view! {
        <NearTargetControls state=state />
        <Figure state=state parts=parts />
    }
    .into_any()
}
