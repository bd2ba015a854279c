//! What is added to two classes' logits.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::landscape::{Landscape, Over, Volumes};
use loss_playground::kernel;

use crate::page::charts::gradual::{Gradual, Steps};
use crate::page::charts::head::ClassChoice;
use crate::page::charts::totals;
use crate::page::controls::Select;
use crate::page::live::{self, act, effect};
use crate::page::state::State;
use crate::page::text::charts as text;

/// Cells along each axis of a map, of a small image and at least: three times as many as follow the
/// brush. With an odd number, the prediction is in the middle of one.
const CELLS: usize = 27;
const FEWEST: usize = 9;
/// Numbers in the batch for every cell and contender: a larger one has fewer cells.
const NUMBERS: usize = 160_000_000;

impl Steps for Volumes<f32> {
    fn step(&mut self) -> bool {
        Volumes::step(self).unwrap_or_default()
    }

    fn is_enough(&self) -> bool {
        self.landscape().is_some()
    }
}

/// The second class: the one chosen, or the one after the first.
pub(super) fn second(state: State) -> usize {
    let (first, classes) = (totals::class(state), state.shape().classes);
    let chosen = state.view.landscape.get().other_class;
    chosen
        .filter(|class| *class != first && *class < classes)
        .unwrap_or((first + 1) % classes.max(1))
}

/// The heading, with both classes to choose.
pub(super) fn head(state: State) -> AnyView {
    let classes = move || {
        let first = totals::class(state);
        let others = (0..state.shape().classes).filter(move |class| *class != first);
        let named = |class: usize| (class.to_string(), state.document.class_name(class));
        others.map(named).collect()
    };
    let choose = move |class: String| {
        state
            .view
            .landscape
            .update(|view| view.other_class = class.parse().ok());
    };
    view! {
        <header class="lp-row lp-chart-controls">
            <h2 id=state.id("chart")>{text::VOLUMES}</h2>
            <span class="lp-number lp-muted" data-testid="chart-image">
                {live::text(move || state.image_name().unwrap_or_default())}
            </span>
            <ClassChoice state=state />
            <Select
                label=text::OTHER_CLASS
                testid="other-class"
                options=Box::new(classes)
                value=Box::new(move || second(state).to_string())
                choose=act(choose)
            />
        </header>
    }
    .into_any()
}

/// Keeps `found` that of the latest evaluation and the two classes, while it is of classes.
pub(super) fn follow(state: State, over: Memo<Over>, found: RwSignal<Option<Arc<Landscape>>>) {
    let gradual = Gradual::new(move |volumes: Option<&Volumes<f32>>| {
        let Some(volumes) = volumes else {
            return found.set(None);
        };
        let Some(landscape) = volumes.landscape() else {
            return;
        };
        if found.with_untracked(|found| found.as_deref() != Some(landscape)) {
            found.set(Some(Arc::new(landscape.clone())));
        }
    });
    let classes = Memo::new(move |_| [totals::class(state), second(state)]);
    effect(move || {
        let (over, classes, image) = (over.get(), classes.get(), state.document.image());
        state.evaluated.track();
        match over {
            Over::Classes => gradual.begin(|| begin(state, image, classes)),
            Over::Pixels => gradual.stop(),
        }
    });
}

/// The map of the latest evaluation's batch.
fn begin(state: State, image: usize, classes: [usize; 2]) -> Option<Volumes<f32>> {
    let contenders = totals::contenders(state);
    state.evaluated.with_untracked(|evaluated| {
        let batch = evaluated.batch.as_ref()?;
        let numbers = batch.prediction().array().len() * contenders.len();
        let affordable = (NUMBERS / numbers.max(1)).isqrt();
        let cells = affordable.clamp(FEWEST, CELLS) / 6 * 6 + 3;
        Volumes::new(batch, &contenders, image, classes, cells, kernel::evaluate).ok()
    })
}
