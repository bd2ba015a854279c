//! Two numbers of the prediction that change: every loss as a map.

mod classes;
mod pixels;
mod view;

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::landscape::{Landscape, Over, Remark, Surface};
use loss_playground::chart::plot::Plot;

use super::choice::{Choice, Ways};
use super::figure::{Figure, Parts};
use super::head::position;
use super::left_out::LeftOut;
use super::totals;
use crate::number::{short, significant};
use crate::page::controls::Mark;
use crate::page::live::{each, effect, flag, part};
use crate::page::state::{State, Who};
use crate::page::text::charts as text;
pub(in crate::page) use pixels::second;
pub(in crate::page) use view::LandscapeView;

/// How high a map is, in rem: about as high as wide.
const HEIGHT: f64 = 17.0;

const OVER: Ways = &[("pixels", text::TWO_PIXELS), ("classes", text::TWO_CLASSES)];

/// The chart with its switches.
#[component]
pub(super) fn LandscapeChart(state: State) -> impl IntoView {
    let found = RwSignal::new(None::<Arc<Landscape>>);
    let plot = RwSignal::new(None::<Arc<Plot>>);
    let over = Memo::new(move |_| state.view.landscape.get().over);
    pixels::follow(state, over, found);
    classes::follow(state, over, found);
    effect(move || {
        let over = over.get();
        let drawn = found.with(|found| {
            // It may be the other one, for a moment.
            let found = found.as_ref().filter(|found| found.over == over)?;
            Some(Arc::new(found.plot()))
        });
        plot.set(drawn);
    });
    let caption = move || {
        let caption = match over.get() {
            Over::Pixels => text::LANDSCAPE_CAPTION,
            Over::Classes => text::VOLUMES_CAPTION,
        };
        let surfaces = |found: &Landscape| found.surfaces.iter().map(said).collect::<Vec<_>>();
        let said = found.with(|found| found.as_ref().map(|found| surfaces(found).join(" ")));
        format!("{caption} {}", said.unwrap_or_default())
    };
    let file = move || {
        let class = |class| state.document.class_name(class);
        let first = totals::class(state);
        match over.get() {
            Over::Pixels => {
                let places = [state.selected.get(), second(state)];
                let [place, other] = places.map(|pixel| position(state, pixel));
                vec![text::LANDSCAPE.into(), class(first), place, other]
            }
            Over::Classes => {
                let other = class(classes::second(state));
                vec![text::VOLUMES.into(), class(first), other]
            }
        }
    };
    let parts = Parts {
        height: HEIGHT,
        ..Parts::new(plot, caption, file)
    };
    let choose = move |name: &str| {
        let over = view::named(name);
        state.view.landscape.update(|view| view.over = over);
    };
    view! {
        {part(move || match over.get() {
            Over::Pixels => pixels::head(state),
            Over::Classes => classes::head(state),
        })}
        <div class="lp-row lp-chart-controls">
            <Choice
                label=text::LANDSCAPE_OVER
                testid="landscape"
                ways=OVER
                now=Arc::new(move || view::name(over.get()))
                choose=Arc::new(choose)
            />
        </div>
        <p class="lp-read-off" data-testid="landscape-least">
            {part(move || match over.get() {
                Over::Pixels => text::LANDSCAPE_KEY.into_any(),
                Over::Classes => text::VOLUMES_KEY.into_any(),
            })}
            {part(move || found.get().map_or_else(
                || ().into_any(),
                |found| each(&found.surfaces, |own| least(state, own)),
            ))}
        </p>
        <p class="lp-chart-words" hidden=flag(move || over.get() != Over::Classes || state.shape().classes > 2)>
            {text::NO_OTHERS}
        </p>
        <Figure state=state parts=parts />
        <LeftOut state=state />
    }
    .into_any()
}

/// Where a loss is least, or why it is nowhere.
fn least(state: State, surface: &Surface) -> AnyView {
    let [first, second] = surface.least.at.map(short);
    let place = match surface.remark {
        Some(Remark::NotFinite(cells)) => {
            text::least_of_some(&first, &second, cells, surface.values.len())
        }
        remark => match remark.and_then(Remark::no_map) {
            Some(why) => why.to_owned(),
            None => format!("{first}, {second}"),
        },
    };
    view! {
        <span class="lp-read">
            <Mark state=state who=Who::of_series(surface.colour) />
            <span class="lp-number">{place}</span>
        </span>
    }
    .into_any()
}

/// The same in a sentence.
fn said(surface: &Surface) -> String {
    let [first, second] = surface.least.at.map(short);
    match surface.remark.and_then(Remark::no_map) {
        Some(why) => text::remark(&surface.name, why),
        None => {
            let value = significant(surface.least.value, 6);
            text::least(&surface.name, &first, &second, &value)
        }
    }
}
