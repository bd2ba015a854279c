//! The gradient near the target: one pixel's probability swept from 0 to 1.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use loss_playground::chart::draw::{Panel, Theme, draw, nearest_sample};
use loss_playground::chart::near_target::NearTarget;
use plotters_canvas::CanvasBackend;
use web_sys::{FocusEvent, KeyboardEvent, PointerEvent};

use super::chart_controls::ChartControls;
use super::chart_data;
use super::chart_words::{Hovered, ReadOff, Words};
use super::live::{self, act, each, effect, flag};
use super::state::State;
use super::{dom, text};
use crate::colours::Palette;

/// What the parts of the chart share.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub sweep: RwSignal<Option<Arc<NearTarget>>>,
    /// Where the panels are, in the canvas's pixels.
    panels: StoredValue<Vec<Panel>>,
    /// The canvas's pixels per CSS pixel.
    density: StoredValue<f64>,
    pub hovered: RwSignal<Option<Hovered>>,
}

/// The chart with its switches, what is read off it, and a table that says the same.
#[component]
pub(super) fn Chart(state: State) -> impl IntoView {
    let view = View {
        sweep: state.sweep,
        panels: StoredValue::new(Vec::new()),
        density: StoredValue::new(1.0),
        hovered: RwSignal::new(None),
    };
    chart_data::follow(state, view.sweep);
    let canvas = NodeRef::<html::Canvas>::new();
    let drawn = RwSignal::new(0_u64);
    follow_drawing(state, view, canvas, drawn);
    let hover = move |event: PointerEvent| {
        let density = view.density.get_value();
        let place = (
            f64::from(event.offset_x()) * density,
            f64::from(event.offset_y()) * density,
        );
        let at = |panel: &Panel| panel.probability_at(place);
        let t = view.panels.with_value(|panels| panels.iter().find_map(at));
        view.hovered.set(t.map(|t| view.hovered_at(state, t)));
    };
    let line = move |index: usize| {
        let place = move || {
            let x = view
                .hovered
                .with(|hovered| hovered.as_ref()?.lines.get(index).map(|(x, _)| *x));
            x.map_or_else(|| "display:none".to_owned(), |x| format!("left:{x}px"))
        };
        view! { <i class="lp-chart-line" aria-hidden="true" style=live::text(place)></i> }
            .into_any()
    };
    view! {
        <section class="lp-chart" aria-labelledby=state.id("chart")>
            <ChartControls state=state />
            <div class="lp-chart-frame">
                <canvas
                    node_ref=canvas
                    role="img"
                    tabindex="0"
                    aria-labelledby=state.id("chart")
                    aria-describedby=state.id("read-off")
                    data-testid="chart"
                    data-drawn=live::text(move || drawn.get().to_string())
                    on:pointermove=act(hover)
                    on:pointerleave=act(move |_: PointerEvent| view.hovered.set(None))
                    on:blur=act(move |_: FocusEvent| view.hovered.set(None))
                    on:keydown=act(move |event: KeyboardEvent| key(state, view, &event))
                ></canvas>
                {each(0..2, line)}
                <p class="lp-chart-empty" hidden=flag(move || view.sweep.with(Option::is_some))>
                    {text::CHART_EMPTY}
                </p>
            </div>
            <ReadOff state=state view=view />
            <Words sweep=view.sweep />
        </section>
    }
    .into_any()
}

impl View {
    /// What there is to read at a probability, and where on the panels that is.
    fn hovered_at(&self, state: State, t: f64) -> Hovered {
        let options = chart_data::options(state.view.chart.get_untracked(), 1.0);
        let density = self.density.get_value();
        let lines = self.sweep.with_untracked(|sweep| {
            let curve = sweep.as_ref().and_then(|sweep| sweep.curves.first())?;
            let sample = nearest_sample(curve, t)?;
            let x = |panel: &Panel| {
                let (x, y) = panel.position(curve, sample, &options);
                (x / density, y / density)
            };
            Some(
                self.panels
                    .with_value(|panels| panels.iter().map(x).collect()),
            )
        });
        Hovered {
            t,
            lines: lines.unwrap_or_default(),
        }
    }
}

/// Left and right move along the sweep.
fn key(state: State, view: View, event: &KeyboardEvent) {
    let step = match event.key().as_str() {
        "ArrowLeft" => -0.01,
        "ArrowRight" => 0.01,
        _ => return,
    };
    event.prevent_default();
    let now = view
        .hovered
        .with_untracked(|hovered| hovered.as_ref().map(|h| h.t));
    let now = now.or(view.sweep.with_untracked(|s| s.as_ref().map(|s| s.current)));
    let t = (now.unwrap_or(0.5) + step).clamp(0.0, 1.0);
    view.hovered.set(Some(view.hovered_at(state, t)));
}

/// Draws whenever the sweep, the switches, the theme or the size change.
fn follow_drawing(state: State, view: View, canvas: NodeRef<html::Canvas>, drawn: RwSignal<u64>) {
    let size = RwSignal::new((0.0, 0.0));
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        let observed = canvas.clone();
        dom::observe_size(&canvas, move || {
            let now = (
                f64::from(observed.client_width()),
                f64::from(observed.client_height()),
            );
            if size.try_get_untracked().is_some_and(|size| size != now) {
                size.set(now);
            }
        });
    });
    effect(move || {
        let ((width, height), palette) = (size.get(), state.palette());
        let switches = state.view.chart.get();
        let (Some(canvas), Some(sweep)) = (canvas.get(), view.sweep.get()) else {
            return;
        };
        // At least two pixels each way, because lines lie on whole ones.
        let density = window().device_pixel_ratio().max(2.0);
        let pixels = |css: f64| (css * density).round() as u32;
        dom::resize(&canvas, pixels(width), pixels(height));
        let Some(backend) = CanvasBackend::with_canvas_object(canvas) else {
            return;
        };
        let options = chart_data::options(switches, density);
        // A canvas that cannot be drawn on stays empty; the table says the same.
        let panels = draw(backend, &sweep, &theme(palette), &options).unwrap_or_default();
        view.density.set_value(density);
        view.panels.set_value(panels);
        drawn.update(|drawn| *drawn += 1);
    });
}

pub(super) fn theme(palette: &Palette) -> Theme {
    let series = std::iter::once(palette.reference).chain(palette.contenders);
    Theme {
        ink: palette.ink,
        muted: palette.muted,
        grid: palette.line,
        background: palette.paper,
        series: series.collect(),
    }
}
