//! The row of canvases and what each is to show.

use leptos::html;
use leptos::prelude::*;

use super::canvas::Canvas;
use super::controls::{Select, Switch};
use super::state::{State, What, Who};
use super::{contender, text};
use crate::app::pixels::Show;

/// Label, prediction and gradient side by side; on a narrow screen one at a time.
#[component]
pub(super) fn Canvases(state: State) -> impl IntoView {
    let strip = NodeRef::<html::Div>::new();
    let go_to = move |index: u32| {
        let figure = strip.get().and_then(|strip| strip.children().item(index));
        if let Some(figure) = figure {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_inline(web_sys::ScrollLogicalPosition::Center);
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            figure.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    let tab = move |(index, what): (usize, What)| {
        view! {
            <button type="button" data-testid=format!("go-{}", what.name()) on:click=move |_| go_to(index as u32)>
                {what.title()}
            </button>
        }
    };
    let tabs = [What::Label, What::Prediction, What::Pull];
    view! {
        <div class="lp-tabs">{tabs.into_iter().enumerate().map(tab).collect_view()}</div>
        <div class="lp-strip" node_ref=strip>
            <Canvas state=state what=What::Label>
                <HardSwitch state=state />
            </Canvas>
            <Canvas state=state what=What::Prediction>
                <Select
                    label=text::SHOW_PREDICTION
                    testid="show-prediction"
                    options=move || options(state, text::ALL_CLASSES, text::probability_of)
                    value=move || show_name(state.view.prediction.get())
                    choose=move |name| state.view.prediction.set(show_named(&name))
                />
            </Canvas>
            <Canvas state=state what=What::Pull>
                <Select
                    label=text::SHOW_WHOSE
                    testid="show-whose"
                    options=move || whose(state)
                    value=move || who_name(state.shown())
                    choose=move |name| state.view.shown.set(who_named(&name))
                />
                <Select
                    label=text::SHOW_PULL
                    testid="show-gradient"
                    options=move || options(state, text::STRONGEST_PULL, text::pull_on)
                    value=move || show_name(state.view.pull.get())
                    choose=move |name| state.view.pull.set(show_named(&name))
                />
            </Canvas>
        </div>
    }
    .into_any()
}

#[component]
fn HardSwitch(state: State) -> impl IntoView {
    view! {
        <Switch
            label=text::SOFT_LABEL
            testid="label-soft"
            on=move || !state.shape().hard
            turn=move |soft| {
                state.document.edit_whole(|scene| scene.set_hard(!soft));
            }
        />
    }
}

fn options(state: State, all: &str, one: fn(&str) -> String) -> Vec<(String, String)> {
    let class = |class| {
        let name = one(&state.document.class_name(class));
        (show_name(Show::Class(class)), name)
    };
    std::iter::once((show_name(Show::All), all.to_owned()))
        .chain((0..state.shape().classes).map(class))
        .collect()
}

fn whose(state: State) -> Vec<(String, String)> {
    let option = |who| (who_name(who), contender::title(state, who));
    state.everyone().into_iter().map(option).collect()
}

/// What is shown, as it is kept.
pub(super) fn show_name(show: Show) -> String {
    match show {
        Show::All => "all".into(),
        Show::Class(class) => class.to_string(),
    }
}

/// The reverse of [`show_name`].
pub(super) fn show_named(name: &str) -> Show {
    name.parse().map_or(Show::All, Show::Class)
}

/// Whose, as it is kept.
pub(super) fn who_name(who: Who) -> String {
    match who {
        Who::Reference => "reference".into(),
        Who::Contender(id) => id.to_string(),
    }
}

/// The reverse of [`who_name`].
pub(super) fn who_named(name: &str) -> Who {
    name.parse().map_or(Who::Reference, Who::Contender)
}
