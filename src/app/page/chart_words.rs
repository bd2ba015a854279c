//! The chart in numbers: under the pointer, and as a table.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart::View;
use super::chart_data::whose;
use super::controls::Mark;
use super::state::State;
use super::text;
use crate::app::number::significant;
use crate::chart::draw::nearest_sample;
use crate::chart::near_target::{Curve, NearTarget};
use crate::chart::table::table;

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
        let sweep = view.sweep.get()?;
        let at = view
            .hovered
            .with(|hovered| hovered.as_ref().map_or(sweep.current, |h| h.t));
        let probability = state.view.chart.get().probability;
        let one = |curve: &Curve| {
            let exact = if at == sweep.current {
                Some(&curve.current)
            } else {
                nearest_sample(curve, at)
            };
            let (value, gradient) = exact.map_or((f64::NAN, f64::NAN), |sample| {
                let by_logit = sample.gradient_logit;
                (
                    sample.value,
                    if probability {
                        sample.gradient_probability
                    } else {
                        by_logit
                    },
                )
            });
            let numbers = format!("{} · {}", significant(value, 4), significant(gradient, 3));
            view! {
                <span class="lp-read">
                    <Mark state=state who=whose(curve.colour) />
                    <span class="lp-number">{numbers}</span>
                </span>
            }
        };
        let all = sweep.curves.iter().map(one).collect_view();
        Some(view! {
            <span class="lp-number">{text::at_probability(&significant(at, 3))}</span>
            {all}
        })
    };
    view! {
        <p class="lp-read-off" id=state.id("read-off") data-testid="chart-read-off">
            {content}
        </p>
    }
    .into_any()
}

/// The table.
#[component]
pub(super) fn Words(sweep: RwSignal<Option<Arc<NearTarget>>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggled = move |event: web_sys::Event| {
        let details: web_sys::Element = event_target(&event);
        open.set(details.has_attribute("open"));
    };
    // Nobody needs it kept up to date while it is closed.
    let content = move || {
        let table = table(&*sweep.get().filter(|_| open.get())?);
        let row = |row: Vec<String>| {
            let mut cells = row.into_iter();
            view! {
                <tr>
                    <th scope="row">{cells.next()}</th>
                    {cells.map(|cell| view! { <td class="lp-number">{cell}</td> }).collect_view()}
                </tr>
            }
        };
        let head = |head: String| view! { <th scope="col">{head}</th> };
        Some(view! {
            <div class="lp-scroll" tabindex="0" role="region" aria-label=text::CHART_TABLE>
                <table data-testid="chart-table">
                    <caption>{table.caption}</caption>
                    <thead><tr>{table.head.into_iter().map(head).collect_view()}</tr></thead>
                    <tbody>{table.rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <details class="lp-words" data-testid="chart-details" on:toggle=toggled>
            <summary>{text::CHART_TABLE}</summary>
            {content}
        </details>
    }
    .into_any()
}
