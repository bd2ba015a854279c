//! The two formulas on R^n, for one y or for all.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::plot::Plot;
use loss_playground::chart::vector;
use serde_json::{Value, json};

use super::figure::{Figure, Parts};
use crate::page::controls::{Select, Slider};
use crate::page::live::{self, act, effect};
use crate::page::state::State;
use crate::page::text::metrics as text;

/// What is shown of them.
#[derive(Debug, Clone, Copy)]
pub(in crate::page) struct VectorView {
    y: RwSignal<f64>,
    maps: RwSignal<bool>,
}

/// y at the start.
const Y: f64 = 1.0;

impl VectorView {
    pub(in crate::page) fn new() -> Self {
        Self {
            y: RwSignal::new(Y),
            maps: RwSignal::default(),
        }
    }

    pub(in crate::page) fn to_json(self) -> Value {
        json!({ "y": self.y.get(), "maps": self.maps.get() })
    }

    pub(in crate::page) fn restore(self, settings: &Value) {
        let y = settings["y"].as_f64().unwrap_or(Y);
        self.y.set(y.clamp(-vector::REACH, vector::REACH));
        self.maps
            .set(settings["maps"].as_bool().unwrap_or_default());
    }
}

/// The chart with its controls, and a sentence that follows y.
#[component]
pub(super) fn VectorChart(state: State) -> impl IntoView {
    let VectorView { y, maps } = state.view.vector;
    let plot = RwSignal::new(None::<Arc<Plot>>);
    effect(move || {
        let y = y.get();
        let shown = match maps.get() {
            true => vector::maps(y),
            false => vector::curves(y),
        };
        plot.set(Some(Arc::new(shown)));
    });
    let story = move || text::story(vector::story(y.get()), y.get());
    let options = || {
        vec![
            ("curves".into(), text::CURVES.into()),
            ("maps".into(), text::MAPS.into()),
        ]
    };
    let chosen = move || if maps.get() { "maps" } else { "curves" };
    // At −y, where the two differ most, while nothing is pointed at.
    let read = move |plot: &Plot, x: Option<f64>| plot.read(x.or(Some(-y.get_untracked())));
    let parts = Parts {
        read: Box::new(read),
        ..Parts::new(plot, story, || vec![text::VECTOR.to_owned()])
    };
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{text::VECTOR}</h2>
            <Select
                label=text::VECTOR_SHOW
                testid="vector-show"
                options=Box::new(options)
                value=Box::new(move || chosen().into())
                choose=act(move |name: String| maps.set(name == "maps"))
            />
        </header>
        <div class="lp-row lp-chart-controls">
            <Slider label=text::Y testid="vector-y" value=y range=(-vector::REACH, vector::REACH) step=0.1 />
            <span>{text::BY_NORMS}</span>
            <span>{text::BY_SUMS}</span>
        </div>
        <Figure state=state parts=parts />
        <p class="lp-chart-words" data-testid="vector-story">{live::text(story)}</p>
    }
    .into_any()
}
