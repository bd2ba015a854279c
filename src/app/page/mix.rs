//! How much of each of two terms: one slider for both weights.

use leptos::prelude::*;
use loss_playground::chart::sweep::Knob;
use loss_playground::config::{LossConfig, Term};
use web_sys::Event;

use super::controls::Toggle;
use super::live::{self, act, each, flag};
use super::state::{State, Who};
use super::text;
use crate::number::setting;

/// The weights that have a mark, and their names.
const MARKS: [([f64; 2], &str); 3] = [
    ([1.0, 0.0], "1:0"),
    ([1.0, 1.0], "1:1"),
    ([0.25, 0.75], "0.25:0.75"),
];
const STEP: f64 = 0.05;

/// The mixture of a contender's two terms; a slide keeps the sum of their weights.
#[component]
pub(super) fn Mix(state: State, #[prop(name = "place")] slot: usize) -> impl IntoView {
    let share = Memo::new(move |_| {
        let share = state.loss(Who::Contender(slot), |loss| Knob::Mix.get(loss).ok());
        share.flatten().unwrap_or(0.5)
    });
    let weights = Memo::new(move |_| state.loss(Who::Contender(slot), weights).flatten());
    let ratio = move || {
        let [first, second] = weights.get().unwrap_or_default().map(setting);
        text::ratio(&first, &second)
    };
    let set = move |share: f64| {
        state.edit_loss(slot, |loss| Knob::Mix.set(loss, share).is_ok());
    };
    let weigh = move |weights: [f64; 2]| {
        state.edit_loss(slot, |loss| {
            let terms = loss.terms.iter_mut().zip(weights);
            terms.for_each(|(term, weight)| term.weight = weight);
            true
        });
    };
    let slid = move |event: Event| {
        if let Ok(share) = event_target_value(&event).parse() {
            set(share);
        }
    };
    let testid = format!("contender-{slot}-mix");
    let mark = {
        let testid = testid.clone();
        move |(own, name): ([f64; 2], &'static str)| {
            let here = move || weights.get() == Some(own);
            let place = own[1] / (own[0] + own[1]);
            view! {
                <span style=format!("--at:{place}")>
                    <Toggle
                        class="lp-link"
                        testid=format!("{testid}-{name}")
                        pressed=flag(here)
                        press=act(move |_| weigh(own))
                    >
                        {name}
                    </Toggle>
                </span>
            }
            .into_any()
        }
    };
    view! {
        <div class="lp-mix" role="group" aria-label=text::MIX>
            <span class="lp-muted">{text::MIX}</span>
            <output class="lp-number" aria-live="off" data-testid=format!("{testid}-ratio")>{live::text(ratio)}</output>
            <input
                type="range"
                aria-label=text::SECOND_SHARE
                aria-valuetext=live::text(ratio)
                data-testid=testid
                min="0"
                max="1"
                step=STEP.to_string()
                prop:value=live::text(move || share.get().to_string())
                on:input=act(slid)
            />
            <div class="lp-mix-marks">{each(MARKS, mark)}</div>
        </div>
    }
    .into_any()
}

/// The weights of exactly two terms.
fn weights(loss: &LossConfig) -> Option<[f64; 2]> {
    match &loss.terms[..] {
        [Term { weight: first, .. }, Term { weight: second, .. }] => Some([*first, *second]),
        _ => None,
    }
}
