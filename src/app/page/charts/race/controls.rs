//! What is set for a race.

use leptos::html;
use leptos::prelude::*;
use loss_playground::config::Loss;
use loss_playground::descent::{Model, Start};
use web_sys::Event;

use super::choices::{
    Allowed, HELD_OUT, K, MODELS, Number, OPTIMISERS, RATE, SCHEDULES, SEED, STARTS, STEPS,
    SWITCH_AT, bumps, model_name, named, optimiser_name, schedule_name, start_name,
};
use super::settings::Settings;
use crate::number;
use crate::page::canvases::{who_name, who_named};
use crate::page::contender;
use crate::page::controls::{Options, Select, Switch};
use crate::page::live::{self, Act, act, effect, flag};
use crate::page::state::{State, Who};
use crate::page::term;
use crate::page::text::race as text;

/// Everything that starts another race.
#[component]
pub(super) fn RaceControls(state: State) -> impl IntoView {
    // Why the number that was typed last was refused.
    let refused = RwSignal::new(String::new());
    let controls = Controls {
        settings: state.race.settings,
        refused,
    };
    view! {
        {controls.descent()}
        {controls.model()}
        {controls.switching(state)}
        <p class="lp-error" role="alert" data-testid="race-refused">{live::text(move || refused.get())}</p>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Controls {
    settings: RwSignal<Settings>,
    refused: RwSignal<String>,
}

impl Controls {
    /// How it descends.
    fn descent(self) -> AnyView {
        view! {
            <div class="lp-row lp-chart-controls">
                {self.select(
                    text::OPTIMISER,
                    "race-optimiser",
                    Box::new(|| named(&OPTIMISERS.map(|(_, name, text)| (name, text)))),
                    |s| optimiser_name(s.plan.optimiser).to_owned(),
                    |s, name| {
                        let known = OPTIMISERS.iter().find(|(_, known, _)| *known == name);
                        s.plan.optimiser = known.map_or(s.plan.optimiser, |(optimiser, ..)| *optimiser);
                    },
                )}
                {self.number(&RATE)}
                {self.select(
                    text::SCHEDULE,
                    "race-schedule",
                    Box::new(|| named(&SCHEDULES.map(|(_, name, text)| (name, text)))),
                    |s| schedule_name(s.plan.schedule).to_owned(),
                    |s, name| {
                        let known = SCHEDULES.iter().find(|(_, known, _)| *known == name);
                        s.plan.schedule = known.map_or(s.plan.schedule, |(schedule, ..)| *schedule);
                    },
                )}
                {self.number(&STEPS)}
            </div>
        }
        .into_any()
    }

    /// What descends, from where, and on which images.
    fn model(self) -> AnyView {
        let hidden = move |hides: fn(&Settings) -> bool| flag(move || self.settings.with(hides));
        view! {
            <div class="lp-row lp-chart-controls">
                {self.select(
                    text::MODEL,
                    "race-model",
                    Box::new(|| named(&MODELS)),
                    |s| model_name(s.plan.model).to_owned(),
                    |s, name| {
                        let k = bumps(s);
                        s.plan.model = match name {
                            "bumps" => Model::RadialBasis { k, shared: false },
                            "shared" => Model::RadialBasis { k, shared: true },
                            _ => Model::FreeLogits,
                        };
                    },
                )}
                <span hidden=hidden(|s| s.plan.model == Model::FreeLogits)>{self.number(&K)}</span>
                {self.select(
                    text::START,
                    "race-start",
                    Box::new(|| named(&STARTS)),
                    |s| start_name(s.plan.start).to_owned(),
                    |s, name| s.plan.start = match name {
                        "zeros" => Start::Zeros,
                        "noise" => Start::Noise { seed: 1 },
                        _ => Start::Prediction,
                    },
                )}
                <span hidden=hidden(|s| !matches!(s.plan.start, Start::Noise { .. }))>
                    {self.number(&SEED)}
                </span>
                <span hidden=hidden(|s| !s.plan.model.generalises())>{self.number(&HELD_OUT)}</span>
            </div>
        }
        .into_any()
    }

    /// Who changes its loss on the way, and how the loss is drawn.
    fn switching(self, state: State) -> AnyView {
        let settings = self.settings;
        let everyone = move || {
            let nobody = (String::new(), text::NOBODY.to_owned());
            let everyone = contender::choices(state, false);
            std::iter::once(nobody).chain(everyone).collect()
        };
        // Whoever takes the place of a contender that is gone does not take over its switch.
        effect(move || {
            let everyone = state.everyone();
            settings.maybe_update(|settings| {
                let gone = |who: &mut Who| !everyone.contains(who);
                settings.switches.take_if(gone).is_some()
            });
        });
        view! {
            <div class="lp-row lp-chart-controls">
                {self.select(
                    text::SWITCHES,
                    "race-switches",
                    Box::new(everyone),
                    |s| s.switches.map_or_else(String::new, who_name),
                    |s, name| s.switches = (!name.is_empty()).then(|| who_named(name)),
                )}
                <span class="lp-row" hidden=flag(move || settings.with(|s| s.switches.is_none()))>
                    {self.select(
                        text::SWITCH_TO,
                        "race-switch-to",
                        Box::new(move || term::kinds(settings.with(|s| s.switch_to))),
                        |s| s.switch_to.to_owned(),
                        |s, name| {
                            let known = Loss::KINDS.iter().find(|kind| **kind == name);
                            s.switch_to = known.copied().unwrap_or(s.switch_to);
                        },
                    )}
                    {self.number(&SWITCH_AT)}
                </span>
                <Switch
                    label=text::LOG_LOSS
                    testid="race-log"
                    on=flag(move || settings.with(|settings| settings.log))
                    turn=act(move |on: bool| settings.update(|settings| settings.log = on))
                />
            </div>
        }
        .into_any()
    }

    fn select(
        self,
        label: &'static str,
        testid: &'static str,
        options: Box<dyn Fn() -> Options + Send + Sync>,
        get: fn(&Settings) -> String,
        set: fn(&mut Settings, &str),
    ) -> AnyView {
        let settings = self.settings;
        let choose: Act<String> = act(move |name: String| {
            self.refused.set(String::new());
            settings.update(|settings| set(settings, &name));
        });
        view! {
            <Select
                label=label
                labelled=true
                testid=testid
                options=options
                value=Box::new(move || settings.with(get))
                choose=choose
            />
        }
        .into_any()
    }

    /// A field for a number. What cannot be leaves everything as it was.
    fn number(self, number: &'static Number) -> AnyView {
        let Self { settings, refused } = self;
        let field = NodeRef::<html::Input>::new();
        let written = move || number::typed(settings.with(number.get));
        let typed = act(move |event: Event| {
            let typed = event_target_value(&event);
            match number::read(&typed).filter(|read| number.allowed.contains(*read)) {
                Some(read) => {
                    refused.set(String::new());
                    settings.update(|settings| (number.set)(settings, read));
                }
                None => refused.set(match number.allowed {
                    Allowed::Positive => text::not_positive(number.label, &typed),
                    Allowed::Whole(least, most) => {
                        text::not_whole(number.label, &typed, least, most)
                    }
                }),
            }
            if let Some(field) = field.get_untracked() {
                field.set_value(&untrack(written));
            }
        });
        view! {
            <label class="lp-select">
                <span>{number.label}</span>
                <input
                    node_ref=field
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    class="lp-number"
                    data-testid=number.testid
                    prop:value=live::text(written)
                    on:change=typed
                />
            </label>
        }
        .into_any()
    }
}
