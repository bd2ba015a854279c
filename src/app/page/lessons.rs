//! Questions to choose from, and what answers the one that is chosen.

use leptos::prelude::*;
use loss_playground::lesson::{LESSONS, Lesson};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent};

use super::controls::Button;
use super::frame::Part;
use super::keeper::restore_or_say;
use super::live::{act, each, effect, part};
use super::menu::Menu;
use super::state::State;
use super::{dom, text};

/// All questions.
#[component]
pub(super) fn Questions(state: State) -> impl IntoView {
    let question = move |lesson: &'static Lesson| {
        let testid = format!("lesson-{}", lesson.id);
        let press = act(move |event: MouseEvent| open(state, lesson, &event));
        view! { <Button label=lesson.question testid=testid press=press /> }.into_any()
    };
    view! { <Menu label=text::QUESTIONS testid="lessons">{each(LESSONS, question)}</Menu> }
        .into_any()
}

/// The question that is chosen, its answer and the doubt about it.
#[component]
pub(super) fn Answer(state: State) -> impl IntoView {
    let chosen = Memo::new(move |_| state.view.lesson.get().map(|lesson| lesson.id));
    // Of another scene it would say what is not there.
    effect(move || {
        let origin = state.document.origin.get().map(|preset| preset.id);
        state.view.lesson.maybe_update(|lesson| {
            let gone = lesson.is_some_and(|lesson| Some(lesson.preset().id) != origin);
            if gone {
                *lesson = None;
            }
            gone
        });
    });
    part(move || {
        let lesson = chosen.get().and_then(Lesson::find);
        lesson.map_or_else(|| ().into_any(), |lesson| untrack(|| answer(state, lesson)))
    })
    .into_any()
}

/// What has the focus once a question is chosen.
const HEADING: &str = "lesson";

fn answer(state: State, lesson: &'static Lesson) -> AnyView {
    let heading = state.id(HEADING);
    let at = LESSONS.iter().position(|other| other.id == lesson.id);
    let next = at.and_then(|at| LESSONS.get(at + 1));
    let next = next.map(|next| {
        let press = act(move |event: MouseEvent| open(state, next, &event));
        view! { <Button label=text::NEXT_QUESTION testid="lesson-next" press=press /> }
    });
    // In a part of the page it is in sight, or not there.
    let to_experiment = state.frame.is_none_or(Part::has_both).then(|| {
        let press = act(go_to_experiment);
        view! { <Button label=text::TO_EXPERIMENT testid="lesson-experiment" press=press /> }
    });
    let again = act(move |event: MouseEvent| open(state, lesson, &event));
    let close = act(move |event: MouseEvent| {
        state.view.lesson.set(None);
        dom::focus_instead(&event, vec!["lessons".into(), "by-itself".into()]);
    });
    view! {
        <section class="lp-lesson" aria-labelledby=heading>
            <h2 id=heading.clone() tabindex="-1" data-testid=HEADING>{lesson.question}</h2>
            <p data-testid="lesson-answer">{lesson.answer}</p>
            <p data-testid="lesson-doubt"><strong>{text::DOUBT}</strong>" "{lesson.doubt}</p>
            <p class="lp-muted">{lesson.source}</p>
            <div class="lp-row">
                {to_experiment}
                <Button label=text::SET_UP_AGAIN testid="lesson-again" press=again />
                {next}
                <Button label=text::CLOSE testid="lesson-close" press=close />
            </div>
        </section>
    }
    .into_any()
}

/// Brings the experiment in sight, with the focus on its tab.
fn go_to_experiment(pressed: MouseEvent) {
    let tab = dom::page_of(&pressed).and_then(|page| {
        let tab = page
            .query_selector("[role=tab][aria-selected=true]")
            .ok()??;
        tab.dyn_into::<HtmlElement>().ok()
    });
    if let Some(tab) = tab {
        // It can only fail for what cannot have the focus.
        let _ = tab.focus();
        tab.scroll_into_view();
    }
}

/// Puts a lesson's scene, losses and experiment in place.
fn open(state: State, lesson: &'static Lesson, pressed: &MouseEvent) {
    state.keeper.step(state);
    state
        .document
        .replace(lesson.gallery(), Some(lesson.preset()));
    state.notices.say("");
    restore_or_say(state, &lesson.settings(), false);
    dom::focus_instead(pressed, vec![HEADING.into()]);
}
