//! Many pixels on their way to the label: a few places at once, the others while the reader rests.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use loss_playground::chart::near_target::{Approach, Contender, MOST_PER_DECADE, NearTarget, Part};

use super::Found;
use crate::page::charts::totals;
use crate::page::dom;
use crate::page::live::effect;
use crate::page::pace::Pace;
use crate::page::state::State;

/// Numbers in all evaluations together: a larger batch has fewer places.
const NUMBERS: usize = 20_000_000;
/// Places that are found at once, if there is time for them: the whole decades.
const FIRST: usize = 8;
/// For how long losses are found without a break, in milliseconds: less than a frame.
const SLICE: f64 = 14.0;
/// The rest is found once the reader has paused for so long, and then with so short breaks.
const PAUSE: Duration = Duration::from_millis(150);
const BREAK: Duration = Duration::from_millis(4);
/// What has been found is drawn so often, in milliseconds.
const DRAW: f64 = 120.0;

/// The way under way.
#[derive(Clone, Copy)]
struct Way {
    approach: StoredValue<Option<Approach>>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// When it was drawn last.
    drawn: StoredValue<f64>,
    found: Found,
}

/// Keeps what is found right while a part of the image moves.
pub(super) fn follow(state: State, part: Memo<Option<Part>>, found: Found) {
    let way = Way {
        approach: StoredValue::new(None),
        timer: StoredValue::new_local(None),
        drawn: StoredValue::new(0.0),
        found,
    };
    let pace = Pace::new();
    effect(move || {
        let (part, image) = (part.get(), state.document.image());
        state.evaluated.track();
        way.stop();
        let Some(part) = part else { return };
        let begun = pace.work(|| {
            way.approach.set_value(begin(state, image, part));
            way.advance(|approach| approach.progress().0 >= FIRST);
        });
        if begun.is_some() {
            way.show();
            way.go_on_after(PAUSE);
        }
    });
}

/// The way of the latest evaluation's batch.
fn begin(state: State, image: usize, part: Part) -> Option<Approach> {
    let all = totals::evaluated(state).into_iter();
    let contenders: Vec<Contender> = all.map(|(_, own, _)| own).collect();
    state.evaluated.with_untracked(|evaluated| {
        let batch = evaluated.batch.as_ref()?;
        let numbers = batch.prediction().array().len() * contenders.len();
        let fits = |per_decade: &u32| numbers * 8 * *per_decade as usize <= NUMBERS;
        let halved = std::iter::successors(Some(MOST_PER_DECADE), |most| Some(most / 2));
        let per_decade = halved.take_while(|most| *most > 0).find(fits).unwrap_or(1);
        Approach::new(batch, &contenders, image, part, per_decade).ok()
    })
}

impl Way {
    fn stop(self) {
        self.timer.update_value(|timer| {
            if let Some(running) = timer.take() {
                running.clear();
            }
        });
        self.approach.set_value(None);
    }

    /// Finds losses until there are enough, or none is left, or the time is over.
    fn advance(self, enough: fn(&Approach) -> bool) {
        let start = dom::now();
        // Gone with the page, if it is.
        self.approach.try_update_value(|approach| {
            let Some(approach) = approach else { return };
            while !enough(approach) && approach.step().unwrap_or_default() {
                if dom::now() - start > SLICE {
                    break;
                }
            }
        });
    }

    fn go_on_after(self, pause: Duration) {
        let go_on = move || {
            self.advance(|_| false);
            let Some((done, all)) = self.progress() else {
                return;
            };
            let over = done == all;
            if over || dom::now() - self.drawn.get_value() > DRAW {
                self.show();
            }
            if !over {
                self.go_on_after(BREAK);
            }
        };
        let next = set_timeout_with_handle(go_on, pause).ok();
        self.timer.update_value(|timer| *timer = next);
    }

    /// How far it is; none if there is no way, or the page has gone.
    fn progress(self) -> Option<(usize, usize)> {
        let progress = |approach: &Option<Approach>| approach.as_ref().map(Approach::progress);
        self.approach.try_with_value(progress).flatten()
    }

    fn show(self) {
        self.drawn.set_value(dom::now());
        let chart = |approach: &Option<Approach>| approach.as_ref().and_then(Approach::chart);
        // Until both ends have been found, what was there stays.
        if let Some(chart) = self.approach.with_value(chart) {
            self.found.chart.set(Some(Arc::<NearTarget>::new(chart)));
        }
        self.found.progress.set(self.progress());
    }
}
