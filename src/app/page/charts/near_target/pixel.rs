//! One pixel's sweep: kept up with the evaluations, without holding them up.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::near_target::{Part, Totals};

use super::Found;
use crate::page::charts::totals;
use crate::page::live::effect;
use crate::page::pace::Pace;
use crate::page::state::State;

/// The sums over the batch, and of which evaluation they are.
type Sums = StoredValue<Option<(u64, Totals<f32>)>>;

/// Keeps what is found right while one pixel moves.
pub(super) fn follow(state: State, part: Memo<Option<Part>>, found: Found) {
    let sums: Sums = StoredValue::new(None);
    let pace = Pace::new();
    effect(move || {
        if part.get().is_some() {
            return;
        }
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
        found.progress.set(None);
        found.chart.set(swept.map(Arc::new));
    });
}
