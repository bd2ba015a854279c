//! What is set for a race.

use leptos::html;
use leptos::prelude::*;
use loss_playground::config::Loss;
use loss_playground::descent::{Model, Start};
use web_sys::Event;

use super::choices::{
    MODELS, OPTIMISERS, SCHEDULES, STARTS, bumps, model_name, named, optimiser_name, schedule_name,
    seed, set_bumps, set_held_out, set_rate, set_seed, set_steps, set_switch_at, start_name,
};
use super::settings::Settings;
use crate::number;
use crate::page::canvases::{who_name, who_named};
use crate::page::contender;
use crate::page::controls::{Select, Switch};
use crate::page::live::{self, act, effect, flag};
use crate::page::state::{State, Who};
use crate::page::term;
use crate::page::text::race as text;

/// Everything that starts another race.
#[component]
pub(super) fn RaceControls(state: State) -> impl IntoView {
    let settings = state.race.settings;
    let get = move |look: fn(&Settings) -> String| move || settings.with(look);
    let set = move |change: fn(&mut Settings, &str)| {
        act(move |name: String| settings.update(|settings| change(settings, &name)))
    };
    let optimisers = || named(&OPTIMISERS.map(|(_, name, text)| (name, text)));
    let schedules = || named(&SCHEDULES.map(|(_, name, text)| (name, text)));
    let models = || named(&MODELS);
    let starts = || named(&STARTS);
    let everyone = move || {
        let nobody = (String::new(), text::NOBODY.to_owned());
        let one = |who| (who_name(who), contender::title(state, who));
        let everyone = state.everyone().into_iter().map(one);
        std::iter::once(nobody).chain(everyone).collect()
    };
    let kinds = move || term::kinds(settings.with(|settings| settings.switch_to));
    let free = move || settings.with(|settings| settings.plan.model == Model::FreeLogits);
    let shared = move || settings.with(|settings| settings.plan.model.generalises());
    let noise = move || settings.with(|s| matches!(s.plan.start, Start::Noise { .. }));
    // Whoever takes the place of a contender that is gone does not take over its switch.
    effect(move || {
        let everyone = state.everyone();
        settings.maybe_update(|settings| {
            let gone = |who: &mut Who| !everyone.contains(who);
            settings.switches.take_if(gone).is_some()
        });
    });
    let switching = move || settings.with(|settings| settings.switches.is_some());
    view! {
        <div class="lp-row lp-chart-controls">
            <Select
                label=text::OPTIMISER
                labelled=true
                testid="race-optimiser"
                options=Box::new(optimisers)
                value=Box::new(get(|s| optimiser_name(s.plan.optimiser).to_owned()))
                choose=set(|s, name| {
                    let known = OPTIMISERS.iter().find(|(_, known, _)| *known == name);
                    s.plan.optimiser = known.map_or(s.plan.optimiser, |(optimiser, ..)| *optimiser);
                })
            />
            <Number
                state=state
                label=text::RATE
                testid="race-rate"
                get=|s: &Settings| s.plan.rate
                set=set_rate
            />
            <Select
                label=text::SCHEDULE
                labelled=true
                testid="race-schedule"
                options=Box::new(schedules)
                value=Box::new(get(|s| schedule_name(s.plan.schedule).to_owned()))
                choose=set(|s, name| {
                    let known = SCHEDULES.iter().find(|(_, known, _)| *known == name);
                    s.plan.schedule = known.map_or(s.plan.schedule, |(schedule, ..)| *schedule);
                })
            />
            <Number
                state=state
                label=text::STEPS
                testid="race-steps"
                get=|s: &Settings| f64::from(s.plan.steps)
                set=set_steps
            />
        </div>
        <div class="lp-row lp-chart-controls">
            <Select
                label=text::MODEL
                labelled=true
                testid="race-model"
                options=Box::new(models)
                value=Box::new(get(|s| model_name(s.plan.model).to_owned()))
                choose=set(|s, name| {
                    let k = bumps(s);
                    s.plan.model = match name {
                        "bumps" => Model::RadialBasis { k, shared: false },
                        "shared" => Model::RadialBasis { k, shared: true },
                        _ => Model::FreeLogits,
                    };
                })
            />
            <span hidden=flag(free)>
                <Number
                    state=state
                    label=text::K
                    testid="race-k"
                    get=|s: &Settings| f64::from(bumps(s))
                    set=set_bumps
                />
            </span>
            <Select
                label=text::START
                labelled=true
                testid="race-start"
                options=Box::new(starts)
                value=Box::new(get(|s| start_name(s.plan.start).to_owned()))
                choose=set(|s, name| s.plan.start = match name {
                    "zeros" => Start::Zeros,
                    "noise" => Start::Noise { seed: 1 },
                    _ => Start::Prediction,
                })
            />
            <span hidden=flag(move || !noise())>
                <Number
                    state=state
                    label=text::SEED
                    testid="race-seed"
                    get=seed
                    set=set_seed
                />
            </span>
            <span hidden=flag(move || !shared())>
                <Number
                    state=state
                    label=text::HELD_OUT
                    testid="race-held-out"
                    get=|s: &Settings| s.plan.held_out as f64
                    set=set_held_out
                />
            </span>
        </div>
        <div class="lp-row lp-chart-controls">
            <Select
                label=text::SWITCHES
                labelled=true
                testid="race-switches"
                options=Box::new(everyone)
                value=Box::new(get(|s| s.switches.map_or_else(String::new, who_name)))
                choose=set(|s, name| s.switches = (!name.is_empty()).then(|| who_named(name)))
            />
            <span class="lp-row" hidden=flag(move || !switching())>
                <Select
                    label=text::SWITCH_TO
                    labelled=true
                    testid="race-switch-to"
                    options=Box::new(kinds)
                    value=Box::new(get(|s| s.switch_to.to_owned()))
                    choose=set(|s, name| {
                        let known = Loss::KINDS.iter().find(|kind| **kind == name);
                        s.switch_to = known.copied().unwrap_or(s.switch_to);
                    })
                />
                <Number
                    state=state
                    label=text::SWITCH_AT
                    testid="race-switch-at"
                    get=|s: &Settings| f64::from(s.switch_at)
                    set=set_switch_at
                />
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

/// A field for a number. What cannot be leaves everything as it was.
#[component]
fn Number(
    state: State,
    label: &'static str,
    testid: &'static str,
    get: fn(&Settings) -> f64,
    set: fn(&mut Settings, f64),
) -> impl IntoView {
    let settings = state.race.settings;
    let field = NodeRef::<html::Input>::new();
    let number = move || number::typed(settings.with(get));
    let typed = act(move |event: Event| {
        if let Some(number) = number::read(&event_target_value(&event)) {
            settings.update(|settings| set(settings, number));
        }
        if let Some(field) = field.get_untracked() {
            field.set_value(&untrack(number));
        }
    });
    view! {
        <label class="lp-select">
            <span>{label}</span>
            <input
                node_ref=field
                type="text"
                inputmode="decimal"
                autocomplete="off"
                class="lp-number"
                data-testid=testid
                prop:value=live::text(number)
                on:change=typed
            />
        </label>
    }
    .into_any()
}
