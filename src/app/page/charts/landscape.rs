//! Two pixels' probabilities of a class: every loss as a map.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::landscape::{Landscape, Surface};
use loss_playground::chart::plot::Plot;
use serde_json::{Value, json};

use super::figure::{Figure, Parts};
use super::head::{Head, position};
use super::totals;
use crate::number::{decimals, significant};
use crate::page::controls::{Button, Mark};
use crate::page::live::{self, act, each, effect, flag, part};
use crate::page::pace::{Detail, Pace};
use crate::page::state::{Pixel, State, Who};
use crate::page::text;

/// Cells along each axis of a map, and while it follows the brush.
const CELLS: usize = 32;
const COARSE_CELLS: usize = 16;
/// How high a map is, in rem: about as high as wide.
const HEIGHT: f64 = 17.0;

/// What is set about the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::page) struct LandscapeView {
    /// The second pixel, if the reader has chosen one.
    second: Option<Pixel>,
}

impl LandscapeView {
    pub(in crate::page) fn to_json(self) -> Value {
        json!({ "second": self.second })
    }

    pub(in crate::page) fn from_json(value: &Value) -> Self {
        let whole = |i: usize| value["second"][i].as_u64().map(|n| n as usize);
        Self {
            second: whole(0).zip(whole(1)),
        }
    }
}

/// The second pixel: the one chosen, or the one beside the first.
pub(in crate::page) fn second(state: State) -> Option<Pixel> {
    let (row, column) = state.selected.get()?;
    let shape = state.shape();
    let chosen =
        state.view.landscape.get().second.filter(|pixel| {
            *pixel != (row, column) && pixel.0 < shape.height && pixel.1 < shape.width
        });
    let beside = match column + 1 < shape.width {
        true => column + 1,
        false => column.saturating_sub(1),
    };
    Some(chosen.unwrap_or((row, beside)))
}

/// The chart with its switches.
#[component]
pub(super) fn LandscapeChart(state: State) -> impl IntoView {
    let found = RwSignal::new(None::<Arc<Landscape>>);
    let plot = RwSignal::new(None::<Arc<Plot>>);
    follow(state, found);
    effect(move || {
        plot.set(found.with(|found| Some(Arc::new(found.as_ref()?.plot()))));
    });
    let caption = move || {
        let least = |own: &Surface| {
            let [first, second] = own.least.at.map(decimals);
            text::charts::least(&own.name, &first, &second, &significant(own.least.value, 6))
        };
        let surfaces = |found: &Landscape| found.surfaces.iter().map(least).collect::<Vec<_>>();
        let least = found.with(|found| found.as_ref().map(|found| surfaces(found).join(" ")));
        format!(
            "{} {}",
            text::charts::LANDSCAPE_CAPTION,
            least.unwrap_or_default()
        )
    };
    let file = move || {
        let class = state.document.class_name(totals::class(state));
        let places = [state.selected.get(), second(state)].map(|pixel| position(state, pixel));
        [
            vec![text::charts::LANDSCAPE.to_owned(), class],
            places.into(),
        ]
        .concat()
    };
    let parts = Parts {
        height: HEIGHT,
        ..Parts::new(plot, caption, file)
    };
    let swap = move |_| {
        let (first, other) = (state.selected.get_untracked(), untrack(|| second(state)));
        state.view.landscape.update(|view| view.second = first);
        state.selected.set(other);
    };
    let other = view! {
        <span class="lp-number lp-muted" data-testid="second-pixel">
            {live::text(move || text::charts::second(&position(state, second(state))))}
        </span>
        <Button
            class="lp-link"
            label=text::charts::SWAP
            testid="swap-pixels"
            disabled=flag(move || state.selected.get().is_none())
            press=act(swap)
        />
    };
    view! {
        <Head state=state title=text::charts::LANDSCAPE beside=other.into_any() />
        <p class="lp-read-off" data-testid="landscape-least">
            {text::charts::LANDSCAPE_KEY}
            {part(move || found.get().map_or_else(
                || ().into_any(),
                |found| each(&found.surfaces, |own| least(state, own)),
            ))}
        </p>
        <Figure state=state parts=parts />
    }
    .into_any()
}

/// Where a loss is least.
fn least(state: State, surface: &Surface) -> AnyView {
    let [first, second] = surface.least.at.map(decimals);
    view! {
        <span class="lp-read">
            <Mark state=state who=Who::of_series(surface.colour) />
            <span class="lp-number">{format!("{first}, {second}")}</span>
        </span>
    }
    .into_any()
}

/// Keeps `found` that of the latest evaluation and the two pixels.
fn follow(state: State, found: RwSignal<Option<Arc<Landscape>>>) {
    let pace = Pace::new();
    effect(move || {
        let pixels = state.selected.get().zip(second(state));
        let (image, class) = (state.document.image(), totals::class(state));
        state.evaluated.track();
        let look = |detail| {
            let cells = match detail {
                Detail::Full => CELLS,
                Detail::Coarse => COARSE_CELLS,
            };
            let (first, second) = pixels?;
            let pixels = [first, second].map(|(row, column)| [image, row, column]);
            totals::totals(state)?.landscape(pixels, class, cells).ok()
        };
        if let Some(landscape) = pace.work(look) {
            found.set(landscape.map(Arc::new));
        }
    });
}
