//! What the reader calls the classes, in which colours, and which of them are drawn.

use leptos::prelude::*;
use web_sys::Event;

use super::controls::{Barred, Button, Switch};
use super::dom;
use super::live::{self, act, each, flag, part};
use super::state::State;
use super::text::classes as words;
use crate::colours::{css, from_css};
use crate::look::{self, LONGEST, Look, Looks};

/// A panel that is folded at first, and says what is hidden even then.
#[component]
pub(super) fn ClassEditor(state: State) -> impl IntoView {
    let looks = state.document.looks;
    let open = RwSignal::new(false);
    let toggled = move |event: Event| open.set(dom::is_open(&event));
    let classes = Memo::new(move |_| state.shape().classes);
    let rows = move || match open.get() {
        true => each(0..classes.get(), |class| row(state, class)),
        false => ().into_any(),
    };
    let hides = move || {
        let hidden = |looks: &Looks| (0..classes.get()).any(|class| looks.is_hidden(class));
        match looks.with(hidden) {
            true => words::HIDDEN_STILL_COUNT.to_owned(),
            false => String::new(),
        }
    };
    view! {
        <p class="lp-muted lp-note" role="status" data-testid="classes-hidden">{live::text(hides)}</p>
        <details class="lp-words" data-testid="looks" on:toggle=act(toggled)>
            <summary>{words::EDITOR}</summary>
            <div class="lp-looks">{part(rows)}</div>
            <p class="lp-error" role="status" data-testid="classes-alike">
                {live::text(move || alike(state).unwrap_or_default())}
            </p>
            <Button
                label=words::RESET_ALL
                testid="looks-reset"
                barred=Barred::when(move || looks.with(|looks| *looks == Looks::default()))
                press=act(move |_| {
                    state.keeper.step(state);
                    looks.set(Looks::default());
                })
            />
        </details>
    }
    .into_any()
}

/// A class's colour, its name, whether it is drawn, and the way back.
fn row(state: State, class: usize) -> AnyView {
    let looks = state.document.looks;
    let own = move || looks.with(|looks| looks.of(class));
    let edit = move |edit: &dyn Fn(&mut Look)| looks.update(|looks| looks.edit(class, edit));
    let given = move || state.document.given_name(class);
    let recoloured = move |event: Event| {
        let colour = from_css(&event_target_value(&event));
        edit(&|look| look.colour = colour);
    };
    let renamed = move |event: Event| {
        let name = look::name(&event_target_value(&event));
        edit(&|look| look.name.clone_from(&name));
    };
    let name = move || own().name.unwrap_or_default();
    let untouched = Barred::when(move || own() == Look::default());
    view! {
        <div class="lp-look" role="group" aria-label=live::text(given)>
            <input
                type="color"
                aria-label=live::text(move || words::colour_of(&given()))
                data-testid=format!("look-colour-{class}")
                prop:value=live::text(move || css(looks.with(|looks| looks.colour(class))))
                on:input=act(recoloured)
            />
            <input
                type="text"
                autocomplete="off"
                maxlength=LONGEST.to_string()
                placeholder=live::text(given)
                aria-label=live::text(move || words::name_of(&given()))
                data-testid=format!("look-name-{class}")
                prop:value=live::text(name)
                on:change=act(renamed)
            />
            <Switch
                label=words::SHOWN
                name=live::text(move || words::show(&given()))
                testid=format!("look-shown-{class}")
                on=flag(move || !own().hidden)
                turn=act(move |shown: bool| edit(&|look| look.hidden = !shown))
            />
            <button
                type="button"
                class="lp-link"
                aria-label=live::text(move || words::reset(&given()))
                data-testid=format!("look-reset-{class}")
                aria-disabled=untouched.said()
                on:click=untouched.or(move |_| edit(&|look| *look = Look::default()))
            >
                {words::RESET}
            </button>
        </div>
    }
    .into_any()
}

/// The first two classes whose colours are hard to tell apart.
fn alike(state: State) -> Option<String> {
    let classes = state.shape().classes;
    let (one, other) = state
        .document
        .looks
        .with(|looks| (0..classes).find_map(|class| Some((class, looks.like(class, classes)?))))?;
    let name = |class| state.document.class_name(class);
    Some(words::alike(&name(one), &name(other)))
}
