//! The scores that are looked at less often: worst cases, calibration by class; and what each is.

use leptos::prelude::*;

use loss_playground::score::WORST;

use super::{Row, Table};
use crate::page::controls::Slider;
use crate::page::live::{each, part};
use crate::page::state::State;
use crate::page::text::{self, scores as words};

/// Stands at the end of a name for the share of the worst images.
const SHARE: char = 'q';

/// A score's name with the share in it: `mIoUI5` for `mIoUIq`.
pub(super) fn in_full(state: State, name: &str) -> String {
    match name.strip_suffix(SHARE) {
        Some(start) => format!("{start}{}", state.view.worst.get()),
        None => name.to_owned(),
    }
}

/// Folded at first.
pub(super) fn more(table: Table) -> AnyView {
    let worst = table.state.view.worst;
    let rows = move || table.rows(rows(worst.get()));
    let meaning = |(title, sentence): (&'static str, &'static str)| {
        view! {
            <dt>{title}</dt>
            <dd>{sentence}</dd>
        }
        .into_any()
    };
    view! {
        <details class="lp-words" data-testid="more-scores">
            <summary>{words::MORE}</summary>
            <Slider label=words::WORST testid="worst" value=worst range=(f64::from(*WORST.start()), f64::from(*WORST.end())) step=1.0 />
            {part(rows)}
            <dl class="lp-meanings">{each(words::MEANINGS, meaning)}</dl>
        </details>
    }
    .into_any()
}

fn rows(worst: f64) -> [Row; 7] {
    let lowest = |ratio: &str| words::lowest(ratio, worst);
    [
        (lowest(text::IOU), [None, Some("mIoUIq"), Some("mIoUCq")]),
        (lowest(text::DICE), [None, Some("mDiceIq"), Some("mDiceCq")]),
        (
            lowest(text::CLASS_ACCURACY),
            [None, Some("mAccIq"), Some("mAccCq")],
        ),
        (
            words::averaged(text::IOU),
            [None, Some("mIoUIQ"), Some("mIoUCQ")],
        ),
        (
            words::averaged(text::DICE),
            [None, Some("mDiceIQ"), Some("mDiceCQ")],
        ),
        (
            words::averaged(text::CLASS_ACCURACY),
            [None, Some("mAccIQ"), Some("mAccCQ")],
        ),
        (
            words::CALIBRATION_BY_CLASS.to_owned(),
            [Some("SCED"), Some("SCEI"), None],
        ),
    ]
}
