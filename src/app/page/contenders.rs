//! The losses on trial, and cross-entropy to compare them with.

use leptos::prelude::*;
use loss_playground::config::{Loss, LossConfig, Region, Term};

use super::contender::{self, ContenderCard, ReferenceCard};
use super::controls::Mark;
use super::library::AddContender;
use super::live::{self, each, keyed, part};
use super::state::{Contender, State, Who};
use super::text;
use crate::colours::MARKS;
use crate::number::short;

/// The cards, one under the other.
#[component]
pub(super) fn Contenders(state: State) -> impl IntoView {
    let slots = move || {
        let slot = |contender: &Contender| contender.slot;
        state.contenders.with(|all| all.iter().map(slot).collect())
    };
    let card = move |slot| view! { <ContenderCard state=state place=slot /> }.into_any();
    view! {
        <section class="lp-contenders" aria-labelledby=state.id("contenders")>
            <h2 id=state.id("contenders")>{text::CONTENDERS}</h2>
            <ReferenceCard state=state />
            {keyed(slots, card)}
            <AddContender state=state />
        </section>
    }
    .into_any()
}

/// Everyone's value in one line, for screens on which the cards are far from the canvases.
#[component]
pub(super) fn Ticker(state: State) -> impl IntoView {
    let everyone = Memo::new(move |_| state.everyone());
    let one = move |who: Who| {
        let value = live::text(move || {
            contender::value(state, who).map_or_else(|| text::NO_PIXEL.into(), short)
        });
        view! {
            <span>
                <Mark state=state who=who />
                {value}
            </span>
        }
        .into_any()
    };
    view! {
        <p class="lp-ticker lp-number" aria-hidden="true">
            {part(move || each(everyone.get(), one))}
        </p>
    }
    .into_any()
}

/// Whether every slot is taken.
pub(super) fn is_full(state: State) -> bool {
    state.contenders.with(|all| all.len() >= MARKS.len())
}

/// Adds a loss in the first free slot, if there is one.
pub(super) fn add(state: State, loss: LossConfig, preset: Option<&'static str>) {
    state.keeper.step(state);
    state.contenders.maybe_update(|all| {
        let free = (0..MARKS.len()).find(|slot| all.iter().all(|c| c.slot != *slot));
        if let Some(slot) = free {
            all.push(Contender { slot, loss, preset });
        }
        free.is_some()
    });
}

/// Cross-entropy.
pub(super) fn reference() -> LossConfig {
    LossConfig::single(Loss::CrossEntropy)
}

/// The contenders at the start.
pub(super) fn start() -> Vec<Contender> {
    let jaccard = || Loss::Jaccard(Region::default());
    let mixture = [(0.25, Loss::CrossEntropy), (0.75, jaccard())];
    let losses = [
        LossConfig::single(jaccard()),
        LossConfig {
            terms: mixture
                .into_iter()
                .map(|(weight, loss)| Term { weight, loss })
                .collect(),
        },
    ];
    losses
        .into_iter()
        .enumerate()
        .map(|(slot, loss)| Contender {
            slot,
            loss,
            preset: None,
        })
        .collect()
}
