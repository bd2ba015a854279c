//! Who is not in a chart, and why.

use leptos::prelude::*;

use crate::page::contender;
use crate::page::controls::Mark;
use crate::page::live::{each, part};
use crate::page::state::{State, Who};
use crate::page::text;

/// Everyone whose loss does not fit the batch.
#[component]
pub(super) fn LeftOut(state: State) -> impl IntoView {
    let refused = move || {
        let why = |who: Who| Some((who, contender::refusal(state, who)?));
        let everyone = state.everyone().into_iter();
        let refused = everyone.filter_map(why);
        each(refused, |(who, why)| {
            left_out(state, who, &contender::title(state, who), &why)
        })
    };
    part(refused)
}

/// One of them.
pub(super) fn left_out(state: State, who: Who, name: &str, why: &str) -> AnyView {
    view! {
        <p class="lp-muted lp-chart-words" data-testid="left-out">
            <Mark state=state who=who />
            {text::refused(name, why)}
        </p>
    }
    .into_any()
}

/// What is said in place of a chart of one loss.
pub(super) fn instead(state: State, who: Who) -> String {
    match contender::refusal(state, who) {
        Some(why) => text::refused(&contender::title(state, who), &why),
        None => text::CHART_EMPTY.into(),
    }
}
