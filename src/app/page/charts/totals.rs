//! What several charts start from: the contenders as they were evaluated, the sums over the batch,
//! and the class that is looked at.

use leptos::prelude::*;
use loss_playground::chart::Contender;
use loss_playground::chart::near_target::Totals;
use loss_playground::scene::{Layer, VOID};

use crate::page::contender;
use crate::page::paint::class_at;
use crate::page::state::{State, Who};

/// Everyone whose loss fits the batch, with the values of its terms.
pub(super) fn evaluated(state: State) -> Vec<(Who, Contender, Vec<f64>)> {
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
            (contender.loss.terms.len() == terms.len()).then_some((who, contender, terms))
        };
        everyone.into_iter().filter_map(contender).collect()
    })
}

/// The same without the values.
pub(super) fn contenders(state: State) -> Vec<Contender> {
    let all = evaluated(state).into_iter();
    all.map(|(_, own, _)| own).collect()
}

/// The sums over the latest batch.
pub(super) fn totals(state: State) -> Option<Totals<f32>> {
    let all = evaluated(state).into_iter();
    let (contenders, values): (Vec<_>, Vec<_>) = all.map(|(_, own, terms)| (own, terms)).unzip();
    state.evaluated.with_untracked(|evaluated| {
        Totals::of_evaluated(evaluated.batch.as_ref()?, &contenders, values).ok()
    })
}

/// The class that a chart is about: the one chosen, or the label's at the pixel.
pub(super) fn class(state: State) -> usize {
    let chosen = state.view.chart_class.get();
    chosen.unwrap_or_else(|| label_class(state))
}

/// The label's class at the selected pixel; the first where there is none.
pub(super) fn label_class(state: State) -> usize {
    state.document.revision.track();
    state.document.images.track();
    let class = |pixel| class_at(state, Layer::Label, pixel);
    match state.selected.get().map(class) {
        None | Some(VOID) => 0,
        Some(class) => class,
    }
}
