//! What the chart shows: kept up with the evaluations, without holding them up.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::axis::Scale;
use loss_playground::chart::near_target::{
    Along, Contender, NearTarget, Options, Totals, With as Respect, Zero,
};
use loss_playground::scene::{Layer, VOID};

use super::super::super::contender;
use super::super::super::live::effect;
use super::super::super::pace::Pace;
use super::super::super::paint::class_at;
use super::super::super::state::{ChartView, State, Who};

/// The sums over the batch, and of which evaluation they are.
type Sums = StoredValue<Option<(u64, Totals<f32>)>>;

/// Keeps `sweep` right.
pub(super) fn follow(state: State, sweep: RwSignal<Option<Arc<NearTarget>>>) {
    let sums: Sums = StoredValue::new(None);
    let pace = Pace::new();
    effect(move || {
        let pixel = state.selected.get();
        let (image, class) = (state.document.image(), class(state));
        let revision = state.evaluated.with(|evaluated| evaluated.revision);
        let known = sums.with_value(|sums| sums.as_ref().map(|(of, _)| *of));
        if known != Some(revision) {
            let Some(totals) = pace.work(|| sum(state)) else {
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

fn sum(state: State) -> Option<Totals<f32>> {
    let everyone = untrack(|| state.everyone());
    state.evaluated.with_untracked(|evaluated| {
        let contender = |who: Who| {
            let terms = evaluated.of(who)?.terms.clone();
            let contender = Contender {
                name: untrack(|| contender::title(state, who)),
                colour: who.series(),
                loss: untrack(|| state.loss(who, Clone::clone))?,
            };
            // A term may have come or gone since.
            (contender.loss.terms.len() == terms.len()).then_some((contender, terms))
        };
        let (contenders, values): (Vec<_>, Vec<_>) =
            everyone.into_iter().filter_map(contender).unzip();
        Totals::of_evaluated(evaluated.batch.as_ref()?, &contenders, values).ok()
    })
}

/// The class that the chart is about: the one chosen, or the label's at the pixel.
pub(super) fn class(state: State) -> usize {
    state.document.revision.track();
    state.document.images.track();
    match (state.view.chart_class.get(), state.selected.get()) {
        (Some(class), _) => class,
        (None, Some(pixel)) => match class_at(state, Layer::Label, pixel) {
            VOID => 0,
            class => class,
        },
        (None, None) => 0,
    }
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
