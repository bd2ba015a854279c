//! The chart in numbers: under the pointer, and as a table.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::draw::nearest_sample;
use loss_playground::chart::near_target::{Curve, NearTarget};
use loss_playground::chart::table::table;
use web_sys::{Element, Event};

use super::chart::View;
use super::chart_data::whose;
use super::controls::Mark;
use super::live::{act, each, part};
use super::state::State;
use super::text;
use crate::number::{short, significant};

/// What the pointer is at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hovered {
    /// The probability.
    pub t: f64,
    /// Where that is on each panel, in CSS pixels.
    pub lines: Vec<(f64, f64)>,
}

/// The numbers at the pointer, or at the prediction while there is none.
#[component]
pub(super) fn ReadOff(state: State, view: View) -> impl IntoView {
    let content = move || {
        let Some(sweep) = view.sweep.get() else {
            return ().into_any();
        };
        let hovered = view.hovered.with(|hovered| hovered.as_ref().map(|h| h.t));
        let at = hovered.unwrap_or(sweep.current);
        let probability = state.view.chart.get().probability;
        let one = |curve: &Curve| {
            let exact = match hovered {
                None => Some(&curve.current),
                Some(t) => nearest_sample(curve, t),
            };
            let (value, gradient) = exact.map_or((f64::NAN, f64::NAN), |sample| {
                let by_logit = sample.gradient_logit;
                let by_probability = sample.gradient_probability;
                (
                    sample.value,
                    if probability {
                        by_probability
                    } else {
                        by_logit
                    },
                )
            });
            let numbers = format!("{} · {}", significant(value, 4), short(gradient));
            view! {
                <span class="lp-read">
                    <Mark state=state who=whose(curve.colour) />
                    <span class="lp-number">{numbers}</span>
                </span>
            }
            .into_any()
        };
        let all = each(&sweep.curves, one);
        view! {
            <span class="lp-number">{text::at_probability(&short(at))}</span>
            {all}
        }
        .into_any()
    };
    view! {
        <p class="lp-read-off" id=state.id("read-off") data-testid="chart-read-off">
            {part(content)}
        </p>
    }
    .into_any()
}

/// The table.
#[component]
pub(super) fn Words(sweep: RwSignal<Option<Arc<NearTarget>>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggled = move |event: Event| {
        let details: Element = event_target(&event);
        open.set(details.has_attribute("open"));
    };
    let content = move || {
        // Nobody needs it kept up to date while it is closed.
        let Some(sweep) = sweep.get().filter(|_| open.get()) else {
            return ().into_any();
        };
        let table = table(&sweep);
        let head = |head: String| view! { <th scope="col">{head}</th> }.into_any();
        let cell = |cell: String| view! { <td class="lp-number">{cell}</td> }.into_any();
        let row = |row: Vec<String>| {
            let mut cells = row.into_iter();
            view! {
                <tr>
                    <th scope="row">{cells.next().unwrap_or_default()}</th>
                    {each(cells, cell)}
                </tr>
            }
            .into_any()
        };
        view! {
            <div class="lp-scroll" tabindex="0" role="region" aria-label=text::CHART_TABLE>
                <table data-testid="chart-table">
                    <caption>{table.caption}</caption>
                    <thead><tr>{each(table.head, head)}</tr></thead>
                    <tbody>{each(table.rows, row)}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <details class="lp-words" data-testid="chart-details" on:toggle=act(toggled)>
            <summary>{text::CHART_TABLE}</summary>
            {part(content)}
        </details>
    }
    .into_any()
}
