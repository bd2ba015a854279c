//! What a canvas shows and the scale of it, in a line whose height never changes.

use leptos::prelude::*;

use super::canvases::{show_name, show_named, who_name, who_named};
use super::controls::{Select, Switch};
use super::live::{act, flag, part};
use super::state::{State, What};
use super::{contender, text};
use crate::colours::{self, css};
use crate::number::short;
use crate::pixels::{self, Show};

/// The choice of what is shown, and what its colours mean.
#[component]
pub(super) fn Legend(state: State, what: What) -> impl IntoView {
    let meaning = move || match what {
        What::Label if state.shape().hard => words(text::ONE_CLASS_A_PIXEL),
        What::Label => words(text::MIXED),
        What::Prediction => match state.view.prediction.get() {
            Show::All => words(text::MIXED),
            Show::Class(_) => bar("0".into(), colours::sequential_css(), "1".into()),
        },
        What::Pull => pull(state),
    };
    let choice = match what {
        What::Label => view! {
            <Switch
                label=text::SOFT_LABEL
                testid="label-soft"
                on=flag(move || !state.shape().hard)
                turn=act(move |soft: bool| state.document.edit_whole(|scene| scene.set_hard(!soft)))
            />
        }
        .into_any(),
        What::Prediction => view! {
            <Select
                label=text::SHOW_PREDICTION
                testid="show-prediction"
                options=Box::new(move || options(state, text::ALL_CLASSES, text::probability_of))
                value=Box::new(move || show_name(state.view.prediction.get()))
                choose=act(move |name: String| state.view.prediction.set(show_named(&name)))
            />
        }
        .into_any(),
        What::Pull => view! {
            <Select
                label=text::SHOW_PULL
                testid="show-gradient"
                options=Box::new(move || options(state, text::STRONGEST_PULL, text::pull_on))
                value=Box::new(move || show_name(state.view.pull.get()))
                choose=act(move |name: String| state.view.pull.set(show_named(&name)))
            />
        }
        .into_any(),
    };
    view! {
        <div class="lp-legend" data-testid=format!("legend-{}", what.name())>
            {choice}
            {part(meaning)}
        </div>
    }
    .into_any()
}

/// The choice of whose gradient is shown.
#[component]
pub(super) fn Whose(state: State) -> impl IntoView {
    view! {
        <Select
            label=text::SHOW_WHOSE
            testid="show-whose"
            options=Box::new(move || contender::choices(state, true))
            value=Box::new(move || who_name(state.shown()))
            choose=act(move |name: String| state.view.shown.set(who_named(&name)))
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

/// The gradient's scale: from nothing, or from the strongest pull down to the strongest up.
fn pull(state: State) -> AnyView {
    let who = state.shown();
    let scale = state.evaluated.with(|evaluated| evaluated.scale(who));
    let Some(scale) = scale else {
        return words(text::NO_PIXEL);
    };
    if scale == 0.0 {
        return words(text::NOTHING_WANTED);
    }
    let palette = state.palette();
    let most = short(f64::from(scale));
    match state.view.pull.get() {
        Show::All => {
            let to = css(palette.ink);
            bar(
                "0".into(),
                format!("linear-gradient(to right,transparent,{to})"),
                most,
            )
        }
        Show::Class(_) => {
            let [down, up] = [-1.0, 1.0].map(|end| css(pixels::diverging(end, palette)));
            let gradient = format!("linear-gradient(to right,{down},transparent,{up})");
            bar(String::new(), gradient, format!("±{most}"))
        }
    }
}

fn words(text: &'static str) -> AnyView {
    view! { <span class="lp-meaning">{text}</span> }.into_any()
}

fn bar(from: String, gradient: String, to: String) -> AnyView {
    view! {
        <span class="lp-meaning">
            <span class="lp-number">{from}</span>
            <i class="lp-bar" style=format!("background-image:{gradient}")></i>
            <span class="lp-number">{to}</span>
        </span>
    }
    .into_any()
}
