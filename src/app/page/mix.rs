//! How much of each of two terms: one slider for both weights.

use leptos::prelude::*;
use loss_playground::config::{LossConfig, Term};
use web_sys::Event;

use super::controls::Toggle;
use super::live::{self, act, each, flag};
use super::state::{State, Who};
use super::text;
use crate::number::setting;

/// The second term's share where the slider has a mark, and the ratio's name.
const MARKS: [(f64, &str); 3] = [(0.0, "1:0"), (0.5, "1:1"), (0.75, "0.25:0.75")];
const STEP: f64 = 0.05;

/// The mixture of a contender's two terms; a slide makes their weights w and 1 − w.
#[component]
pub(super) fn Mix(state: State, #[prop(name = "place")] slot: usize) -> impl IntoView {
    let weights = Memo::new(move |_| state.loss(Who::Contender(slot), weights).flatten());
    let share = move || weights.get().map_or(0.5, share);
    let ratio = move || {
        let [first, second] = weights.get().unwrap_or_default().map(setting);
        text::ratio(&first, &second)
    };
    let set = move |share: f64| {
        state.edit_loss(slot, |loss| match &mut loss.terms[..] {
            [first, second] => {
                first.weight = rounded(1.0 - share);
                second.weight = rounded(share);
                true
            }
            _ => false,
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
        move |(place, name): (f64, &'static str)| {
            let here = move || share() == place;
            view! {
                <span style=format!("--at:{place}")>
                    <Toggle
                        class="lp-link"
                        testid=format!("{testid}-{name}")
                        pressed=flag(here)
                        press=act(move |_| set(place))
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
                prop:value=live::text(move || share().to_string())
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

/// The second term's share; one half where both weigh nothing.
fn share([first, second]: [f64; 2]) -> f64 {
    let sum = first + second;
    if sum > 0.0 { second / sum } else { 0.5 }
}

/// A slider's 0.30000000000000004 is 0.3.
fn rounded(weight: f64) -> f64 {
    (weight * 1e6).round() / 1e6
}
