//! A plot on the page: drawn, read off by pointer and keyboard, told as a table, saved as files.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use loss_playground::chart::draw::{Placed, draw, rows};
use loss_playground::chart::plot::{Plot, Reading, Table};
use web_sys::{FocusEvent, KeyboardEvent, PointerEvent};

use super::ground::Canvas;
use super::words::{ReadOff, Words};
use crate::colours::theme;
use crate::page::live::{self, act, each, effect, flag, part};
use crate::page::state::State;
use crate::page::{dom, text};

/// A canvas's size in CSS pixels, and how large the letters are in it. Asking for letters lays the page
/// out, so it is done when the size changes, which is in letters too.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Size {
    width: f64,
    height: f64,
    letters: f64,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            width: 0.0,
            height: 0.0,
            letters: 1.0,
        }
    }
}

/// What the parts of a figure share.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub plot: RwSignal<Option<Arc<Plot>>>,
    /// Where the panels are, in the canvas's pixels.
    pub placed: RwSignal<Vec<Placed>>,
    /// The canvas's pixels per CSS pixel.
    pub density: StoredValue<f64>,
    pub hovered: RwSignal<Option<Hovered>>,
}

/// What the pointer or the keyboard is at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hovered {
    /// The plot's panel.
    pub panel: usize,
    /// The numbers there.
    pub at: (f64, f64),
}

/// The figure that can be saved: the one in sight.
pub(in crate::page) struct Shown {
    pub plot: RwSignal<Option<Arc<Plot>>>,
    /// What its file is called, in parts.
    pub file: Box<dyn Fn() -> Vec<String>>,
    pub csv: Box<dyn Fn(&Plot) -> String>,
}

/// Reads a plot's curves.
pub(super) type Read = Box<dyn Fn(&Plot, Option<f64>) -> Option<Reading> + Send + Sync>;

/// What a figure is made of.
pub(super) struct Parts {
    /// What it shows; nothing while there is nothing to show.
    pub plot: RwSignal<Option<Arc<Plot>>>,
    /// What is said while there is nothing.
    pub empty: Box<dyn Fn() -> String + Send>,
    /// How high a row of panels is, in rem.
    pub height: f64,
    /// What its file is called, in parts.
    pub file: Box<dyn Fn() -> Vec<String>>,
    /// What is read off its curves at a place, or at present.
    pub read: Read,
    /// The same in numbers for people.
    pub table: Box<dyn Fn(&Plot) -> Table>,
    /// The same in numbers for programs.
    pub csv: Box<dyn Fn(&Plot) -> String>,
}

impl Parts {
    /// With what any plot says of itself.
    pub(super) fn new(
        plot: RwSignal<Option<Arc<Plot>>>,
        caption: impl Fn() -> String + 'static,
        file: impl Fn() -> Vec<String> + 'static,
    ) -> Self {
        Self {
            plot,
            empty: Box::new(|| text::CHART_EMPTY.into()),
            height: 13.0,
            file: Box::new(file),
            read: Box::new(Plot::read),
            table: Box::new(move |plot| plot.table(caption())),
            csv: Box::new(Plot::csv),
        }
    }
}

/// The canvas, what is read off it, and a table that says the same. The heading that names it has
/// the id "chart".
#[component]
pub(super) fn Figure(state: State, parts: Parts) -> impl IntoView {
    let view = View {
        plot: parts.plot,
        placed: RwSignal::new(Vec::new()),
        density: StoredValue::new(1.0),
        hovered: RwSignal::new(None),
    };
    state.figure.set_value(Some(Shown {
        plot: parts.plot,
        file: parts.file,
        csv: parts.csv,
    }));
    let canvas = NodeRef::<html::Canvas>::new();
    let drawn = RwSignal::new(0_u64);
    let size = RwSignal::new(Size::default());
    let width = Memo::new(move |_| size.with(|size| size.width / size.letters));
    follow_drawing(state, view, canvas, size, drawn);
    let high = move || {
        let panels = view.plot.with(|plot| plot.as_ref().map(|p| p.panels.len()));
        let rows = rows(panels.unwrap_or(2), width.get());
        format!("height:{}rem", rows as f64 * parts.height)
    };
    view! {
        <div class="lp-chart-frame" style=live::text(high)>
            <canvas
                node_ref=canvas
                // Its keys are its own, not those with which a screen reader goes through a text.
                role="application"
                aria-roledescription=text::CHART
                tabindex="0"
                aria-labelledby=state.id("chart")
                aria-describedby=state.id("read-off")
                data-testid="chart"
                data-drawn=live::text(move || drawn.get().to_string())
                on:pointerdown=act(move |event: PointerEvent| view.point(&event))
                on:pointermove=act(move |event: PointerEvent| view.point(&event))
                on:pointerleave=act(move |event: PointerEvent| view.leave(&event))
                on:pointercancel=act(move |_: PointerEvent| view.hovered.set(None))
                on:blur=act(move |_: FocusEvent| view.hovered.set(None))
                on:keydown=act(move |event: KeyboardEvent| view.key(&event))
            ></canvas>
            {part(move || view.crosshair())}
            <p class="lp-chart-empty" hidden=flag(move || view.plot.with(Option::is_some))>
                {live::text(parts.empty)}
            </p>
        </div>
        <ReadOff state=state view=view read=parts.read />
        <Words plot=view.plot table=parts.table />
    }
    .into_any()
}

impl View {
    /// Where the pointer is, on every panel with the same axis.
    fn crosshair(&self) -> AnyView {
        let Some(hovered) = self.hovered.get() else {
            return ().into_any();
        };
        let Some(plot) = self.plot.get() else {
            return ().into_any();
        };
        let hovered = hovered.snapped(&plot);
        let density = self.density.get_value();
        let Some(here) = plot.panels.get(hovered.panel) else {
            return ().into_any();
        };
        let line = |placed: &Placed| {
            let panel = plot.panels.get(placed.panel);
            let x = placed.x.pixel(hovered.at.0);
            if !placed.x.contains(x) || panel.is_none_or(|panel| panel.x.name != here.x.name) {
                return ().into_any();
            }
            let css = |pixels: f64| pixels / density;
            let [bottom, top] = placed.y.pixels().map(css);
            let left = css(x);
            if here.heat.is_some() {
                let top = css(placed.y.pixel(hovered.at.1));
                let style = format!("left:{left}px;top:{top}px");
                return view! { <i class="lp-chart-ring" aria-hidden="true" style=style></i> }
                    .into_any();
            }
            let style = format!("left:{left}px;top:{top}px;height:{}px", bottom - top);
            view! { <i class="lp-chart-line" aria-hidden="true" style=style></i> }.into_any()
        };
        self.placed.with(|placed| each(placed, line))
    }
}

/// Draws whenever the plot, the theme or the size change.
fn follow_drawing(
    state: State,
    view: View,
    canvas: NodeRef<html::Canvas>,
    size: RwSignal<Size>,
    drawn: RwSignal<u64>,
) {
    effect(move || {
        let Some(canvas) = canvas.get() else { return };
        let observed = canvas.clone();
        dom::observe_size(&canvas, move || {
            let now = Size {
                width: f64::from(observed.client_width()),
                height: f64::from(observed.client_height()),
                letters: dom::letters(),
            };
            if size.try_get_untracked().is_some_and(|size| size != now) {
                size.set(now);
            }
        });
    });
    effect(move || {
        let (
            Size {
                width,
                height,
                letters,
            },
            palette,
        ) = (size.get(), state.palette());
        let Some(canvas) = canvas.get() else { return };
        let Some(plot) = view.plot.get() else {
            view.placed.set(Vec::new());
            return dom::empty(&canvas);
        };
        // At least two pixels each way, because lines lie on whole ones.
        let density = window().device_pixel_ratio().max(2.0);
        let pixels = |css: f64| (css * density).round() as u32;
        dom::resize(&canvas, pixels(width), pixels(height));
        let Some(ground) = Canvas::new(canvas) else {
            return;
        };
        // A canvas that cannot be drawn on stays empty; the table says the same.
        let placed = draw(ground, &plot, &theme(palette), density * letters).unwrap_or_default();
        view.density.set_value(density);
        view.placed.set(placed);
        drawn.update(|drawn| *drawn += 1);
        state.work.measures.charted();
    });
}
