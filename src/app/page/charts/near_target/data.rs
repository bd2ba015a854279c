//! What the chart shows: kept up with the evaluations, without holding them up.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::axis::Scale;
use loss_playground::chart::near_target::{
    Along, NearTarget, Options, Totals, With as Respect, Zero,
};

use crate::page::charts::totals;
use crate::page::live::effect;
use crate::page::pace::Pace;
use crate::page::state::{ChartView, State};

/// The sums over the batch, and of which evaluation they are.
type Sums = StoredValue<Option<(u64, Totals<f32>)>>;

/// Keeps `sweep` right.
pub(super) fn follow(state: State, sweep: RwSignal<Option<Arc<NearTarget>>>) {
    let sums: Sums = StoredValue::new(None);
    let pace = Pace::new();
    effect(move || {
        let pixel = state.selected.get();
        let (image, class) = (state.document.image(), totals::class(state));
        let revision = state.evaluated.with(|evaluated| evaluated.revision);
        let known = sums.with_value(|sums| sums.as_ref().map(|(of, _)| *of));
        if known != Some(revision) {
            let Some(totals) = pace.work(|_| totals::totals(state)) else {
                return;
            };
            sums.set_value(totals.map(|totals| (revision, totals)));
        }
        let swept = pixel.and_then(|(row, column)| {
            sums.with_value(|sums| {
                let (_, totals) = sums.as_ref()?;
                totals.near_target([image, row, column], class).ok()
            })
        });
        sweep.set(swept.map(Arc::new));
    });
}

/// The switches as the chart knows them.
pub(super) fn options(view: ChartView) -> Options {
    Options {
        scale: if view.log_y {
            Scale::Log
        } else {
            Scale::Linear
        },
        along: if view.log_x {
            Along::Distance
        } else {
            Along::Probability
        },
        with: if view.probability {
            Respect::Probability
        } else {
            Respect::Logit
        },
        zero: if view.from_label {
            Zero::Label
        } else {
            Zero::Nothing
        },
    }
}
