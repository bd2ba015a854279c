//! Near the target: what becomes of the losses as a pixel, a class or an image comes to its label.

mod controls;
mod many;
mod moving;
mod pixel;

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::axis::Scale;
use loss_playground::chart::gradient::Respect;
use loss_playground::chart::near_target::{NearTarget, Options, Places, Zero};
use loss_playground::chart::plot::Plot;

use super::figure::{Figure, Parts};
use super::head::position;
use super::left_out::LeftOut;
use super::totals;
use crate::page::live::effect;
use crate::page::state::{ChartView, State};
use controls::NearTargetControls;
pub(in crate::page) use moving::Moving;

/// What has been found so far.
#[derive(Clone, Copy)]
struct Found {
    chart: RwSignal<Option<Arc<NearTarget>>>,
    /// At how many places, and of how many, if they are found one by one.
    progress: RwSignal<Option<(usize, usize)>>,
}

/// The chart with its switches.
#[component]
pub(super) fn NearTargetChart(state: State) -> impl IntoView {
    let found = Found {
        chart: RwSignal::new(None),
        progress: RwSignal::new(None),
    };
    let plot = RwSignal::new(None::<Arc<Plot>>);
    let part = Memo::new(move |_| {
        let moving = state.view.chart.get().moving;
        moving.part(totals::class(state))
    });
    pixel::follow(state, part, found);
    many::follow(state, part, found);
    effect(move || {
        let (options, part) = (options(state.view.chart.get()), part.get());
        let drawn = found.chart.with(|chart| {
            // It may be that of something else, for a moment.
            let chart = chart.as_ref().filter(|chart| chart.part == part)?;
            Some(Arc::new(chart.plot(&options)))
        });
        plot.set(drawn);
    });
    let file = move || {
        let moving = state.view.chart.get().moving;
        let class = state.document.class_name(totals::class(state));
        let place = position(state, state.selected.get());
        let image = state.image_name();
        let rest = match moving {
            Moving::Pixel => vec![class, place],
            Moving::Class => std::iter::once(class).chain(image).collect(),
            Moving::Image => image.into_iter().collect(),
        };
        [vec![moving.heading().to_owned()], rest].concat()
    };
    // The plot shows a part of what there is to say of the chart.
    let said = move || {
        let with = options(state.view.chart.get()).with;
        found.chart.with(|chart| Some(chart.as_ref()?.table(with)))
    };
    let read = move |_: &Plot, x: Option<f64>| {
        let options = options(state.view.chart.get_untracked());
        found
            .chart
            .with_untracked(|chart| Some(chart.as_ref()?.read(x, &options)))
    };
    let parts = Parts {
        read: Box::new(read),
        table: Box::new(move |plot| said().unwrap_or_else(|| plot.table(String::new()))),
        csv: Box::new(move |_| {
            found
                .chart
                .with(|chart| chart.as_ref().map(|chart| chart.csv()).unwrap_or_default())
        }),
        ..Parts::new(plot, String::new, file)
    };
    view! {
        <NearTargetControls state=state progress=found.progress />
        <Figure state=state parts=parts />
        <LeftOut state=state />
    }
    .into_any()
}

/// The switches as the chart knows them.
fn options(view: ChartView) -> Options {
    Options {
        scale: if view.log_y {
            Scale::Log
        } else {
            Scale::Linear
        },
        places: if view.log_x {
            Places::Distance
        } else {
            Places::Probability
        },
        with: if view.probability {
            Respect::Probabilities
        } else {
            Respect::Logits
        },
        zero: if view.from_label {
            Zero::Label
        } else {
            Zero::Nothing
        },
    }
}
