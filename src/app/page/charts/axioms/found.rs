//! The four axioms, and what was found of each.

use leptos::prelude::*;
use loss_playground::axioms::{Axiom, Violation};
use web_sys::MouseEvent;

use super::Chosen;
use super::run::Run;
use crate::page::controls::Toggle;
use crate::page::live::{self, act, each, flag};
use crate::page::state::State;
use crate::page::text::metrics as text;

/// A button an axiom, to draw the maps that break it most; and the same for those who listen.
#[component]
pub(super) fn FoundList(
    state: State,
    run: Run,
    shown: Chosen,
    choose: RwSignal<Option<Axiom>>,
) -> impl IntoView {
    let verdict = move |axiom: Axiom| {
        let worst = run.worst(axiom);
        let values = worst.as_ref().map(|worst: &Violation| &worst.values);
        text::verdict(axiom, values, run.problem.with(Option::is_none))
    };
    let button = |axiom: Axiom| {
        let shown = shown.clone();
        view! {
            <Toggle
                class="lp-axiom"
                testid=format!("axiom-{}", axiom as usize)
                pressed=flag(move || shown() == Some(axiom))
                press=act(move |_: MouseEvent| choose.set(Some(axiom)))
            >
                <span>{text::axiom(axiom)}</span>
                <span class="lp-muted">{text::axiom_formula(axiom)}</span>
                <span class="lp-number" data-broken=live::text(move || run.worst(axiom).is_some().to_string())>
                    {live::text(move || verdict(axiom))}
                </span>
            </Toggle>
        }
        .into_any()
    };
    // Changes seldom, so it can be read out.
    let said = move || {
        if let Some(problem) = run.problem.get() {
            return text::unsearched(&problem, state.view.axioms.fits_hard(state));
        }
        let state = if run.running.get() {
            text::SEARCHING
        } else {
            text::STOPPED
        };
        let broken = Axiom::ALL
            .into_iter()
            .filter(|axiom| run.worst(*axiom).is_some());
        let broken = broken.map(|axiom| format!("{} {}.", text::axiom(axiom), verdict(axiom)));
        std::iter::once(state.to_owned())
            .chain(broken)
            .collect::<Vec<_>>()
            .join(" ")
    };
    let hidden = live::text(move || {
        let class = if run.problem.with(Option::is_some) {
            "lp-chart-words"
        } else {
            "lp-hidden"
        };
        class.to_owned()
    });
    view! {
        <div class="lp-axioms" role="group" aria-label=text::AXIOMS_FOUND>
            {each(Axiom::ALL, button)}
        </div>
        <p role="status" class=hidden id=state.id("axioms-status") data-testid="axioms-status">
            {live::text(said)}
        </p>
    }
    .into_any()
}
