//! One term of a contender.

use leptos::prelude::*;
use loss_playground::config::{Loss, LossConfig, Parameter, Term};
use serde_json::Value;
use web_sys::MouseEvent;

use super::controls::{Options, Select};
use super::live::{self, act, each, flag, part};
use super::parameter::ParameterControl;
use super::state::{State, Who};
use super::{dom, text};
use crate::formula;
use crate::number::significant;

/// A term's kind, value, formula and parameters.
#[component]
pub(super) fn TermView(
    state: State,
    #[prop(name = "place")] slot: usize,
    index: usize,
    /// How many terms the contender has.
    count: Memo<usize>,
) -> impl IntoView {
    let who = Who::Contender(slot);
    let testid = format!("contender-{slot}-term-{index}");
    let alone = move || count.get() < 2;
    // Another kind has other parameters; the rest of the term stays, with the focus in it.
    let kind = Memo::new(move |_| with(state, slot, index, |term| term.loss.kind()));
    let value = move || {
        let value = state
            .evaluated
            .with(|evaluated| evaluated.of(who)?.terms.get(index).copied());
        value.map_or_else(String::new, |value| significant(value, 6))
    };
    let formula = move || with(state, slot, index, |term| formula::term(&term.loss));
    let true_positives = move || {
        let found = |term: &Term| formula::true_positives(&term.loss);
        with(state, slot, index, found).flatten()
    };
    let errors = move || with(state, slot, index, |term| formula::errors(&term.loss)).flatten();
    let choose = move |kind: String| {
        let Some(loss) = Loss::from_kind(&kind) else {
            return;
        };
        state.keeper.step(state);
        state.edit_loss(slot, |all| match all.terms.get_mut(index) {
            Some(term) => {
                term.loss = keep_settings(&term.loss, loss);
                true
            }
            None => false,
        });
    };
    let remove = move |event: MouseEvent| {
        let next = index.min(count.get_untracked().saturating_sub(2));
        dom::focus_instead(&event, vec![format!("contender-{slot}-term-{next}-kind")]);
        state.keeper.step(state);
        state.edit_loss(slot, |all| {
            let there = index < all.terms.len() && all.terms.len() > 1;
            if there {
                all.terms.remove(index);
            }
            there
        });
    };
    let control = move |parameter: &'static Parameter| {
        view! { <ParameterControl state=state place=slot term=index parameter=parameter /> }
            .into_any()
    };
    let weight = move |shown: bool| {
        if shown {
            control(&Term::WEIGHT)
        } else {
            ().into_any()
        }
    };
    let parameters = move || {
        let loss = kind.get().and_then(Loss::from_kind);
        let parameters = loss.iter().flat_map(Loss::parameters);
        parameters.collect::<Vec<_>>()
    };
    let controls = move || {
        let parameters = parameters();
        untrack(|| each(parameters, control))
    };
    // The weight stands outside where it matters most.
    let none_inside = move || parameters().is_empty();
    view! {
        <section class="lp-term" data-testid=testid>
            <div class="lp-row lp-term-head">
                <Select
                    label=text::KIND
                    testid=format!("{testid}-kind")
                    options=Box::new(move || kinds(kind.get().unwrap_or_default()))
                    value=Box::new(move || kind.get().unwrap_or_default().to_owned())
                    choose=act(choose)
                />
                <data
                    class="lp-number lp-muted"
                    hidden=flag(alone)
                    data-testid=format!("{testid}-value")
                    value=live::text(value)
                >
                    {live::text(value)}
                </data>
                <button
                    type="button"
                    class="lp-icon"
                    aria-label=text::REMOVE_TERM
                    title=text::REMOVE_TERM
                    hidden=flag(alone)
                    data-testid=format!("{testid}-remove")
                    on:click=act(remove)
                >
                    "×"
                </button>
            </div>
            {part(move || weight(!alone()))}
            <div class="lp-formula" inner_html=live::text(move || formula().unwrap_or_default())></div>
            <div class="lp-formula" inner_html=live::text(move || true_positives().unwrap_or_default())></div>
            <details
                class="lp-parameters"
                hidden=flag(move || none_inside() && !alone())
                data-testid=format!("{testid}-parameters")
            >
                <summary>{text::PARAMETERS}</summary>
                <div class="lp-formula" inner_html=live::text(move || errors().unwrap_or_default())></div>
                {part(move || weight(alone()))}
                {part(controls)}
            </details>
        </section>
    }
    .into_any()
}

/// Looks at a term; none if it is gone.
pub(super) fn with<T>(
    state: State,
    slot: usize,
    index: usize,
    look: impl FnOnce(&Term) -> T,
) -> Option<T> {
    let term = |loss: &LossConfig| loss.terms.get(index).map(look);
    state.loss(Who::Contender(slot), term).flatten()
}

/// A parameter's value or the weight.
pub(super) fn get(term: &Term, name: &str) -> Value {
    if name == Term::WEIGHT.name {
        return term.weight.into();
    }
    term.loss.get(name).unwrap_or_default()
}

/// The kinds to choose from. The hinge is a loss of one class, and the page has two or more: it is
/// there only if it is what was `chosen`, in a file or an address.
pub(super) fn kinds(chosen: &str) -> Options {
    let title = |kind: &str| Loss::from_kind(kind).map_or("", |loss| loss.title());
    let fits = |kind: &&&str| **kind != "lovasz_hinge" || chosen == **kind;
    let kinds = Loss::KINDS.iter().filter(fits);
    kinds
        .map(|kind| ((*kind).to_owned(), title(kind).to_owned()))
        .collect()
}

/// Another kind of loss with the settings that the two have in common; what was left at its
/// default takes the new kind's.
fn keep_settings(old: &Loss, mut new: Loss) -> Loss {
    let default = Loss::from_kind(old.kind());
    for parameter in old.parameters() {
        let value = old.get(parameter.name);
        let untouched = default
            .as_ref()
            .and_then(|default| default.get(parameter.name));
        if let Some(value) = value.filter(|value| Some(value) != untouched.as_ref()) {
            // Refused where the new kind has no such parameter, which then keeps its default.
            let _ = new.set(parameter.name, &value);
        }
    }
    new
}
