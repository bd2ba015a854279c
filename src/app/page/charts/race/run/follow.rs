//! When there is another race to run.

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::engine::Backend;

use super::Run;
use crate::page::charts::Experiment;
use crate::page::charts::race::settings::{Settings, Speed};
use crate::page::evaluate::Evaluated;
use crate::page::live::effect;
use crate::page::state;
use crate::page::text::race as text;

impl Run {
    /// Another race whenever the scene, the losses or the settings change.
    pub(super) fn follow(self) {
        let state = self.state;
        let at = StoredValue::new(None::<Backend>);
        let last = StoredValue::new(None::<(Arc<Evaluated>, Vec<state::Contender>, Settings)>);
        effect(move || {
            if state.view.experiment.get() != Experiment::Race {
                return state.race.playing.set(false);
            }
            state.gpu.status.track();
            let backend = self.backend(state.gpu.choice.get());
            let moved = at.with_value(|at| at.is_some_and(|at| at != backend));
            at.set_value(Some(backend));
            let evaluated = state.evaluated.get();
            let contenders = state.contenders.get();
            // Speed and axes change nothing about the race.
            let settings = Settings {
                speed: Speed::Most,
                log: false,
                ..state.race.settings.get()
            };
            let same = last.with_value(|last| {
                last.as_ref().is_some_and(|(before, others, set)| {
                    before.batch == evaluated.batch && *others == contenders && *set == settings
                })
            });
            let adopted = self.adopted.try_update_value(std::mem::take);
            let steps_are_lost = self.standing.with_untracked(|standing| standing.step > 0);
            if adopted == Some(true) {
                self.anew.set(text::ADOPTED);
            } else if !same && steps_are_lost {
                self.anew.set(text::ANEW);
            } else if !same && self.anew.get_untracked() == text::ADOPTED {
                self.anew.set("");
            }
            if !same {
                last.set_value(Some((evaluated, contenders, settings)));
                state.race.playing.set(false);
                self.refused.set_value(false);
                self.wanted.set_value(None);
                self.start();
            } else if moved {
                self.refused.set_value(false);
                self.start_again();
            }
        });
        effect(move || {
            if state.race.playing.get() {
                self.anew.set("");
                let standing = self.standing.get_untracked();
                if standing.step >= standing.steps {
                    self.wanted.set_value(Some(0));
                }
                self.pump();
            }
        });
    }
}
