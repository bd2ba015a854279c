//! Many pixels on their way to the label: the whole decades at once, the rest while the reader rests.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::near_target::{Approach, MOST_PER_DECADE, Part, places};

use super::Found;
use crate::page::charts::gradual::{Gradual, Steps};
use crate::page::charts::totals;
use crate::page::live::effect;
use crate::page::state::State;

/// Numbers in all evaluations together: a larger batch has fewer places.
const NUMBERS: u64 = 20_000_000;

impl Steps for Approach {
    fn step(&mut self) -> bool {
        Approach::step(self).unwrap_or_default()
    }

    fn is_enough(&self) -> bool {
        // The whole decades, which come first.
        self.progress().0 >= places(1)
    }
}

/// Keeps what is found right while a part of the image moves.
pub(super) fn follow(state: State, part: Memo<Option<Part>>, found: Found) {
    let gradual = Gradual::new(move |approach: Option<&Approach>| {
        let Some(approach) = approach else {
            found.progress.set(None);
            return found.chart.set(None);
        };
        // Until both ends have been found, what was there stays.
        if let Some(chart) = approach.chart() {
            found.chart.set(Some(Arc::new(chart)));
        }
        found.progress.set(Some(approach.progress()));
    });
    effect(move || {
        let (part, image) = (part.get(), state.document.image());
        state.evaluated.track();
        match part {
            Some(part) => gradual.begin(|| begin(state, image, part)),
            None => gradual.stop(),
        }
    });
}

/// The way of the latest evaluation's batch.
fn begin(state: State, image: usize, part: Part) -> Option<Approach> {
    let contenders = totals::contenders(state);
    state.evaluated.with_untracked(|evaluated| {
        let batch = evaluated.batch.as_ref()?;
        let numbers = (batch.prediction().array().len() * contenders.len()) as u64;
        // A usize has 32 bits here, which the largest batch fills.
        let fits = |per_decade: &u32| numbers * places(*per_decade) as u64 <= NUMBERS;
        let halved = std::iter::successors(Some(MOST_PER_DECADE), |most| Some(most / 2));
        let per_decade = halved.take_while(|most| *most > 0).find(fits).unwrap_or(1);
        Approach::new(batch, &contenders, image, part, per_decade).ok()
    })
}
