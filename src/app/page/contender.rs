//! A loss on its card: its name, its value, its terms.

use leptos::prelude::*;

use super::contenders::{add, is_full};
use super::controls::Mark;
use super::state::{State, Who, reference};
use super::term::TermView;
use super::text;
use crate::app::formula;
use crate::app::number::{plain, significant};
use crate::config::{Loss, LossConfig, Term};

/// A loss's name, made of its terms'.
pub(super) fn title(state: State, who: Who) -> String {
    state.loss(who, name).unwrap_or_default()
}

fn name(loss: &LossConfig) -> String {
    let term = |term: &Term| match term.weight {
        1.0 => term.loss.title().to_owned(),
        weight => format!("{} {}", plain(weight), term.loss.title()),
    };
    let terms: Vec<_> = loss.terms.iter().map(term).collect();
    terms.join(" + ")
}

/// Cross-entropy, in grey.
#[component]
pub(super) fn ReferenceCard(state: State) -> impl IntoView {
    let formula = reference()
        .terms
        .first()
        .map(|term| formula::term(&term.loss));
    view! {
        <article class="lp-card lp-reference" data-testid="contender-reference" data-value=move || full(state, Who::Reference)>
            <Head state=state who=Who::Reference />
            <div class="lp-formula" inner_html=formula></div>
        </article>
    }
    .into_any()
}

/// A contender with everything that can be changed about it.
#[component]
pub(super) fn ContenderCard(state: State, #[prop(name = "place")] slot: usize) -> impl IntoView {
    let who = Who::Contender(slot);
    // Terms are told apart by place and kind: another kind has other parameters.
    let terms = move || {
        let kinds = |loss: &LossConfig| {
            let kinds = loss.terms.iter().map(|term| term.loss.kind());
            kinds.enumerate().collect::<Vec<_>>()
        };
        state.loss(who, kinds).unwrap_or_default()
    };
    let is_sum = Memo::new(move |_| {
        state
            .loss(who, |loss| loss.terms.len() > 1)
            .unwrap_or_default()
    });
    let sum = move || {
        let sum = is_sum.get().then(|| state.loss(who, formula::sum));
        sum.flatten()
            .map(|sum| view! { <div class="lp-formula" inner_html=sum></div> })
    };
    let error = move || {
        state.evaluated.with(|evaluated| {
            evaluated
                .result(who)?
                .as_ref()
                .err()
                .map(ToString::to_string)
        })
    };
    let add_term = move |_| {
        state.edit_loss(slot, |loss| {
            loss.terms.push(Term::new(Loss::CrossEntropy));
            true
        });
    };
    let duplicate = move |_| {
        if let Some(loss) = untrack(|| state.loss(who, Clone::clone)) {
            add(state, loss);
        }
    };
    let remove = move |_| {
        state
            .contenders
            .update(|all| all.retain(|contender| contender.slot != slot));
    };
    view! {
        <article class="lp-card" data-testid=format!("contender-{slot}") data-value=move || full(state, who)>
            <Head state=state who=who />
            {sum}
            <p class="lp-error" role="alert" hidden=move || error().is_none()>{error}</p>
            <For
                each=terms
                key=|term| *term
                children=move |(index, kind)| view! { <TermView state=state place=slot index=index kind=kind is_sum=is_sum /> }
            />
            <div class="lp-row lp-card-actions">
                <button type="button" class="lp-link" data-testid=format!("contender-{slot}-add-term") on:click=add_term>
                    {text::ADD_TERM}
                </button>
                <button
                    type="button"
                    class="lp-link"
                    data-testid=format!("contender-{slot}-duplicate")
                    disabled=move || is_full(state)
                    on:click=duplicate
                >
                    {text::DUPLICATE}
                </button>
                <button type="button" class="lp-link" data-testid=format!("contender-{slot}-remove") on:click=remove>
                    {text::REMOVE}
                </button>
            </div>
        </article>
    }
    .into_any()
}

/// Mark, name, value.
#[component]
fn Head(state: State, who: Who) -> impl IntoView {
    let short = move || match value(state, who) {
        Some(value) => significant(value, 6),
        None => text::NO_PIXEL.into(),
    };
    let testid = format!("contender-{}-value", super::canvases::who_name(who));
    view! {
        <header class="lp-card-head">
            <Mark state=state who=who />
            <h3>{move || title(state, who)}</h3>
            {(who == Who::Reference).then_some(view! { <span class="lp-muted">{text::REFERENCE}</span> })}
            <data class="lp-value" data-testid=testid value=move || full(state, who)>{short}</data>
        </header>
    }
    .into_any()
}

fn value(state: State, who: Who) -> Option<f64> {
    state
        .evaluated
        .with(|evaluated| evaluated.of(who).map(|e| e.value))
}

/// The value with every digit, for whoever reads the page by program.
fn full(state: State, who: Who) -> Option<String> {
    value(state, who).map(|value| value.to_string())
}
