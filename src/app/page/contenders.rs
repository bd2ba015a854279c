//! The losses on trial, and cross-entropy to compare them with.

use leptos::prelude::*;

use super::contender::{ContenderCard, ReferenceCard};
use super::state::{Contender, State};
use super::text;
use crate::app::colours::MARKS;
use crate::config::{Loss, LossConfig, Region};

/// The cards, one under the other.
#[component]
pub(super) fn Contenders(state: State) -> impl IntoView {
    let slots = move || {
        state.contenders.with(|all| {
            all.iter()
                .map(|contender| contender.slot)
                .collect::<Vec<_>>()
        })
    };
    let full = move || is_full(state);
    let another = move |_| add(state, LossConfig::single(Loss::Dice(Region::default())));
    view! {
        <section class="lp-contenders" aria-labelledby=state.id("contenders")>
            <h2 id=state.id("contenders")>{text::CONTENDERS}</h2>
            <ReferenceCard state=state />
            <For each=slots key=|slot| *slot children=move |slot| view! { <ContenderCard state=state place=slot /> } />
            <button
                type="button"
                class="lp-add"
                data-testid="add-contender"
                disabled=full
                on:click=another
            >
                {text::ADD_CONTENDER}
            </button>
        </section>
    }
    .into_any()
}

/// Whether every slot is taken.
pub(super) fn is_full(state: State) -> bool {
    state.contenders.with(|all| all.len() >= MARKS.len())
}

/// Adds a loss in the first free slot, if there is one.
pub(super) fn add(state: State, loss: LossConfig) {
    state.contenders.maybe_update(|all| {
        let free = (0..MARKS.len()).find(|slot| all.iter().all(|c| c.slot != *slot));
        if let Some(slot) = free {
            all.push(Contender { slot, loss });
        }
        free.is_some()
    });
}
