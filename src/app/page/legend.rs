//! The scale of a canvas, in a line whose height never changes.

use leptos::prelude::*;

use super::state::{State, What};
use super::text;
use crate::app::colours::{self, css};
use crate::app::number::significant;
use crate::app::pixels::{self, Show};

/// What the colours of a canvas mean.
#[component]
pub(super) fn Legend(state: State, what: What) -> impl IntoView {
    let content = move || match what {
        What::Label if state.shape().hard => {
            view! { <span>{text::ONE_CLASS_A_PIXEL}</span> }.into_any()
        }
        What::Label => view! { <span>{text::MIXED}</span> }.into_any(),
        What::Prediction => match state.view.prediction.get() {
            Show::All => view! { <span>{text::MIXED}</span> }.into_any(),
            Show::Class(_) => bar("0".into(), colours::sequential_css(), "1".into()),
        },
        What::Pull => pull(state),
    };
    view! {
        <p class="lp-legend" data-testid=format!("legend-{}", what.name())>
            {content}
        </p>
    }
    .into_any()
}

/// The gradient's scale: from nothing, or from the strongest pull down to the strongest up.
fn pull(state: State) -> AnyView {
    let who = state.shown();
    let scale = state
        .evaluated
        .with(|evaluated| evaluated.of(who).map(|e| pixels::scale(e.gradient.view())));
    let Some(scale) = scale else {
        return view! { <span>{text::NO_PIXEL}</span> }.into_any();
    };
    if scale == 0.0 {
        return view! { <span>{text::NOTHING_WANTED}</span> }.into_any();
    }
    let palette = state.palette();
    let most = significant(f64::from(scale), 3);
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
            bar(
                format!("{} −{most}", text::LESS),
                gradient,
                format!("+{most} {}", text::MORE),
            )
        }
    }
}

fn bar(from: String, gradient: String, to: String) -> AnyView {
    view! {
        <span class="lp-number">{from}</span>
        <i class="lp-bar" style:background-image=gradient></i>
        <span class="lp-number">{to}</span>
    }
    .into_any()
}
