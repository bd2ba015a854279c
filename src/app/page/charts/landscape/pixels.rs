//! Two pixels' probabilities of a class.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::landscape::{Landscape, Over};

use crate::page::charts::head::{Head, position};
use crate::page::charts::totals;
use crate::page::controls::{Barred, Button};
use crate::page::live::{self, act, effect};
use crate::page::pace::{Detail, Pace};
use crate::page::state::{Pixel, State};
use crate::page::text::charts as text;

/// Cells along each axis of a map, and while it follows the brush.
const CELLS: usize = 32;
const COARSE_CELLS: usize = 9;

/// The second pixel: the one chosen, or the one beside the first; none if the map is not of pixels.
pub(in crate::page) fn second(state: State) -> Option<Pixel> {
    let view = state.view.landscape.get();
    let (row, column) = state.selected.get().filter(|_| view.over == Over::Pixels)?;
    let shape = state.shape();
    let chosen = view
        .second
        .filter(|pixel| *pixel != (row, column) && pixel.0 < shape.height && pixel.1 < shape.width);
    let beside = match column + 1 < shape.width {
        true => column + 1,
        false => column.saturating_sub(1),
    };
    Some(chosen.unwrap_or((row, beside)))
}

/// The heading, with both pixels and the class to choose.
pub(super) fn head(state: State) -> AnyView {
    let swap = move |_| {
        let (first, other) = (state.selected.get_untracked(), untrack(|| second(state)));
        state.view.landscape.update(|view| view.second = first);
        state.selected.set(other);
    };
    let other = view! {
        <span class="lp-number lp-muted" data-testid="second-pixel">
            {live::text(move || text::second(&position(state, second(state))))}
        </span>
        <Button
            class="lp-link"
            label=text::SWAP
            testid="swap-pixels"
            barred=Barred::when(move || state.selected.get().is_none())
            press=act(swap)
        />
    };
    view! { <Head state=state title=text::LANDSCAPE beside=other.into_any() /> }.into_any()
}

/// Keeps `found` that of the latest evaluation and the two pixels, while it is of pixels.
pub(super) fn follow(state: State, over: Memo<Over>, found: RwSignal<Option<Arc<Landscape>>>) {
    let pace = Pace::new();
    effect(move || {
        if over.get() != Over::Pixels {
            return;
        }
        let pixels = state.selected.get().zip(second(state));
        let (image, class) = (state.document.image(), totals::class(state));
        state.evaluated.track();
        let look = |detail| {
            let cells = match detail {
                Detail::Full => CELLS,
                Detail::Coarse => COARSE_CELLS,
            };
            let (first, second) = pixels?;
            let pixels = [first, second].map(|(row, column)| [image, row, column]);
            totals::totals(state)?.landscape(pixels, class, cells).ok()
        };
        if let Some(landscape) = pace.work(look) {
            found.set(landscape.map(Arc::new));
        }
    });
}
