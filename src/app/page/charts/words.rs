//! A plot in numbers: under the pointer, and as a table.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::plot::{Colour, Panel, Plot, Range, Reading, Table};
use web_sys::Event;

use super::figure::{Hovered, Read, View};
use crate::number::{NONE, plain, short, significant};
use crate::page::controls::Mark;
use crate::page::dom;
use crate::page::live::{self, act, each, flag, part};
use crate::page::state::{State, Who};
use crate::page::text;

/// The numbers at the pointer, or those of the present state while there is none.
#[component]
pub(super) fn ReadOff(state: State, view: View, read: Read) -> impl IntoView {
    let content = move || {
        let Some(plot) = view.plot.get() else {
            return ().into_any();
        };
        let hovered = view.hovered.get().map(|hovered| hovered.snapped(&plot));
        match plot.panels.first() {
            Some(panel) if panel.heat.is_some() => cells(&plot, hovered),
            Some(panel) => read(&plot, hovered.map(|hovered| hovered.at.0)).map_or_else(
                || ().into_any(),
                |reading| {
                    let place = called(&panel.x, reading.x, plot.counts());
                    points(state, &place, &panel.x.name, reading)
                },
            ),
            None => ().into_any(),
        }
    };
    view! {
        <p
            class="lp-read-off"
            id=state.id("read-off")
            data-testid="chart-read-off"
            // What is read is said; what changes with every stroke is not.
            aria-live=live::text(move || if view.hovered.with(Option::is_some) { "polite" } else { "off" }.to_owned())
        >
            {part(content)}
        </p>
    }
    .into_any()
}

/// Every curve's numbers.
fn points(state: State, place: &str, axis: &str, reading: Reading) -> AnyView {
    // A mark says whose numbers they are to those who see it, unless there are several of one colour.
    let colours: Vec<Colour> = reading
        .curves
        .iter()
        .map(|(_, colour, _)| *colour)
        .collect();
    let several = move |colour: Colour| colours.iter().filter(|own| **own == colour).count() > 1;
    let one = move |(name, colour, numbers): (String, Colour, Vec<f64>)| {
        let mut numbers = numbers.into_iter();
        let first = numbers.next().map(|number| significant(number, 4));
        let rest = numbers.map(short);
        let text: Vec<_> = first.into_iter().chain(rest).collect();
        let text = match text.is_empty() {
            true => NONE.to_owned(),
            false => text.join(" · "),
        };
        let mark = match colour {
            Colour::Series(index) => view! {
                <Mark state=state who=Who::of_series(index) />
                <span class=if several(colour) { "" } else { "lp-hidden" }>{name}" "</span>
            }
            .into_any(),
            Colour::Ink | Colour::Muted => format!("{name} ").into_any(),
        };
        view! {
            <span class="lp-read">
                {mark}
                <span class="lp-number">{text}</span>
            </span>
        }
        .into_any()
    };
    let quantities = reading.quantities.join(" · ");
    view! {
        <span class="lp-number">{text::read_at(place, axis, &quantities)}</span>
        {each(reading.curves, one)}
    }
    .into_any()
}

/// A place's name, or its number, as written for what it `counts` if it does.
fn called(range: &Range, at: f64, counts: bool) -> String {
    let number = || match counts {
        true => plain(at),
        false => short(at),
    };
    range.name_at(at).map_or_else(number, str::to_owned)
}

/// Every heat map's number.
fn cells(plot: &Plot, hovered: Option<Hovered>) -> AnyView {
    let Some(Hovered { panel, at }) = hovered else {
        return text::READ_HEAT.into_any();
    };
    let Some(here) = plot.panels.get(panel) else {
        return ().into_any();
    };
    let part = [
        here.x.axis([0.0, 1.0]).pixel(at.0),
        here.y.axis([0.0, 1.0]).pixel(at.1),
    ];
    let one = |panel: &Panel| {
        let heat = panel.heat.as_ref();
        let number = heat.and_then(|heat| {
            let value = heat.at(part[0], part[1])?;
            Some(significant(value, heat.digits()))
        });
        let number = number.unwrap_or_default();
        // The title of a map whose cells have names has numbers of its own.
        let (before, after) = match panel.x.named {
            Some(_) => (String::new(), format!(" ({})", panel.title)),
            None => (format!("{} ", panel.title), String::new()),
        };
        view! {
            <span class="lp-read">
                {before}
                <span class="lp-number">{number}</span>
                {after}
            </span>
        }
        .into_any()
    };
    view! {
        <span class="lp-number">
            {match (here.x.name_at(at.0), here.y.name_at(at.1)) {
                (Some(x), Some(y)) => text::read_named(y, x),
                _ => text::read_cell([&here.x.name, &here.y.name], [&short(at.0), &short(at.1)]),
            }}
        </span>
        {each(&plot.panels, one)}
    }
    .into_any()
}

/// The table.
#[component]
pub(super) fn Words(
    plot: RwSignal<Option<Arc<Plot>>>,
    table: Box<dyn Fn(&Plot) -> Table>,
) -> impl IntoView {
    // Said to the element as well, which may have been open beside another chart.
    let open = RwSignal::new(false);
    let table = StoredValue::new_local(table);
    let toggled = move |event: Event| open.set(dom::is_open(&event));
    let content = move || {
        // Nobody needs it kept up to date while it is closed.
        let Some(plot) = plot.get().filter(|_| open.get()) else {
            return ().into_any();
        };
        let table = table.with_value(|table| table(&plot));
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
        <details
            class="lp-words"
            data-testid="chart-details"
            open=flag(move || open.get())
            on:toggle=act(toggled)
        >
            <summary>{text::CHART_TABLE}</summary>
            {part(content)}
        </details>
    }
    .into_any()
}
