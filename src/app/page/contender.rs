//! A loss on its card: its name, its value, its terms.

use leptos::prelude::*;
use loss_playground::config::{Loss, LossConfig, Term};
use web_sys::MouseEvent;

use super::canvases::who_name;
use super::code::Code;
use super::contenders::{add, is_full, reference};
use super::controls::{Barred, Button, Mark, Options};
use super::library::LibraryMenu;
use super::live::{self, act, keyed, part};
use super::mix::Mix;
use super::state::{Contender, State, Who};
use super::term::TermView;
use super::{dom, text};
use crate::formula;
use crate::number::{setting, significant};

/// A loss's name, made of its terms', with a number if others before it are called the same.
pub(super) fn title(state: State, who: Who) -> String {
    let Some(own) = state.loss(who, name) else {
        return String::new();
    };
    let before = state
        .everyone()
        .into_iter()
        .take_while(|other| *other != who);
    let same = |other: &Who| state.loss(*other, name).as_ref() == Some(&own);
    match before.filter(same).count() {
        0 => own,
        namesakes => text::numbered(&own, namesakes + 1),
    }
}

/// Everyone to choose among, with their marks where nothing else shows whose it is.
pub(super) fn choices(state: State, marked: bool) -> Options {
    let text = |who: Who| match marked {
        true => format!("{} {}", state.mark(who).0, title(state, who)),
        false => title(state, who),
    };
    let everyone = state.everyone().into_iter();
    everyone.map(|who| (who_name(who), text(who))).collect()
}

fn name(loss: &LossConfig) -> String {
    let term = |term: &Term| match term.weight {
        1.0 => term.loss.title().to_owned(),
        weight => format!("{} {}", setting(weight), term.loss.title()),
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
        <article
            class="lp-card"
            aria-label=live::text(move || title(state, Who::Reference))
            data-testid="contender-reference"
            data-value=live::text(move || full(state, Who::Reference))
        >
            <Head state=state who=Who::Reference />
            <div class="lp-formula" inner_html=formula.unwrap_or_default()></div>
        </article>
    }
    .into_any()
}

/// A contender with everything that can be changed about it.
#[component]
pub(super) fn ContenderCard(state: State, #[prop(name = "place")] slot: usize) -> impl IntoView {
    let who = Who::Contender(slot);
    let testid = format!("contender-{slot}");
    let count = Memo::new(move |_| state.loss(who, |loss| loss.terms.len()).unwrap_or_default());
    let term = move |index: usize| {
        view! { <TermView state=state place=slot index=index count=count /> }.into_any()
    };
    let mix = move || match count.get() {
        2 => view! { <Mix state=state place=slot /> }.into_any(),
        _ => ().into_any(),
    };
    let error = move || {
        let error = state.evaluated.with(|evaluated| {
            let error = evaluated.result(who)?.as_ref().err()?;
            Some(text::misfit(error))
        });
        error.unwrap_or_default()
    };
    let add_term = move |_| {
        state.keeper.step(state);
        state.edit_loss(slot, |loss| {
            loss.terms.push(Term::new(Loss::CrossEntropy));
            true
        });
    };
    let duplicate = move |_| {
        let own = |all: &Vec<Contender>| all.iter().find(|own| own.slot == slot).cloned();
        if let Some(Contender { loss, preset, .. }) = state.contenders.with_untracked(own) {
            add(state, loss, preset);
        }
    };
    let remove = move |event: MouseEvent| {
        dom::focus_instead(&event, vec!["add-contender".into()]);
        state.keeper.step(state);
        let others = |contender: &Contender| contender.slot != slot;
        state.contenders.update(|all| all.retain(others));
    };
    view! {
        <article
            class="lp-card"
            aria-label=live::text(move || title(state, who))
            data-testid=testid
            data-value=live::text(move || full(state, who))
        >
            <Head state=state who=who />
            <p class="lp-error" role="alert">{live::text(error)}</p>
            <LibraryMenu state=state place=slot />
            {part(mix)}
            {keyed(move || (0..count.get()).collect(), term)}
            <div class="lp-row lp-card-actions">
                <Button class="lp-link" label=text::ADD_TERM testid=format!("{testid}-add-term") press=act(add_term) />
                <Button
                    class="lp-link"
                    label=text::DUPLICATE
                    testid=format!("{testid}-duplicate")
                    barred=Barred::when(move || is_full(state))
                    press=act(duplicate)
                />
                <Code state=state place=slot />
                <Button class="lp-link" label=text::REMOVE testid=format!("{testid}-remove") press=act(remove) />
            </div>
        </article>
    }
    .into_any()
}

/// Mark, name, value.
#[component]
fn Head(state: State, who: Who) -> impl IntoView {
    let short = move || {
        value(state, who).map_or_else(|| text::NO_PIXEL.into(), |value| significant(value, 6))
    };
    let testid = format!("contender-{}-value", who_name(who));
    view! {
        <header class="lp-card-head">
            <Mark state=state who=who />
            <h3>
                {live::text(move || title(state, who))}
                {(who == Who::Reference)
                    .then(|| view! { " " <span class="lp-muted">{text::REFERENCE}</span> })}
            </h3>
            <data class="lp-value" data-testid=testid value=live::text(move || full(state, who))>
                {live::text(short)}
            </data>
        </header>
    }
    .into_any()
}

/// A loss's value, if there is one.
pub(super) fn value(state: State, who: Who) -> Option<f64> {
    state
        .evaluated
        .with(|evaluated| evaluated.of(who).map(|e| e.value))
}

/// Why a loss has no value, in brief.
pub(super) fn refusal(state: State, who: Who) -> Option<String> {
    state.evaluated.with(|evaluated| evaluated.refusal(who))
}

/// The value with every digit, for whoever reads the page by program.
fn full(state: State, who: Who) -> String {
    value(state, who).map_or_else(String::new, |value| value.to_string())
}
