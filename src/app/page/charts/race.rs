//! The descent race: everyone follows the gradient of their loss from the same start.

mod canvases;
mod choices;
mod controls;
mod line;
mod on_gpu;
mod run;
mod served;
mod settings;
mod standing;
mod wire;
mod worker;

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::chart::axis::Scale;
use loss_playground::chart::plot::Plot;
use loss_playground::chart::race::{Runner, plot};
use loss_playground::engine::Backend;
use web_sys::{Event, MouseEvent};

use super::figure::{Figure, Parts};
use super::left_out::left_out;
use crate::page::controls::{Barred, Button, Select};
use crate::page::live::{self, act, each, effect, part};
use crate::page::state::State;
use crate::page::text::race as text;
use canvases::RaceCanvases;
use controls::RaceControls;
pub(super) use run::Run;
use settings::Speed;
pub(in crate::page) use settings::{RaceView, Settings};
use standing::{Racer, Standing};
pub(crate) use worker::{answer, serve};

/// The race with its settings.
#[component]
pub(super) fn RaceChart(state: State, run: Run) -> impl IntoView {
    let drawn = RwSignal::new(None::<Arc<Plot>>);
    effect(move || {
        let log = state.race.settings.with(|settings| settings.log);
        run.standing.with(|standing| {
            let plot = curves(standing, log);
            // The curves before it stay until a race has its first answer, which it owes.
            if plot.is_some() || standing.error.is_some() {
                drawn.set(plot.map(Arc::new));
            }
        });
    });
    let steps = move || run.standing.with(|standing| standing.steps);
    let parts = Parts {
        height: 11.0,
        ..Parts::new(
            drawn,
            move || text::caption(steps()),
            || vec![text::RACE.to_owned()],
        )
    };
    view! {
        <h2 class="lp-hidden" id=state.id("chart")>{text::RACE}</h2>
        <RaceControls state=state />
        <Transport state=state run=run />
        <p class="lp-muted" role="status" data-testid="race-anew">
            {live::text(move || run.anew.get().to_owned())}
        </p>
        {part(move || problem(run))}
        <RaceCanvases state=state run=run />
        {part(move || words(state, run))}
        <Figure state=state parts=parts />
    }
    .into_any()
}

/// The curves; none before anyone has one.
fn curves(standing: &Standing, log: bool) -> Option<Plot> {
    let runner = |racer: &Racer| Runner {
        name: racer.name.clone(),
        colour: racer.who.series(),
        samples: racer.samples.clone(),
    };
    let runners: Vec<_> = standing.racers.iter().map(runner).collect();
    let scale = if log { Scale::Log } else { Scale::Linear };
    let any = runners.iter().any(|runner| !runner.samples.is_empty());
    any.then(|| plot(&runners, standing.step, standing.steps, scale))
}

/// Play, pause, step and back; a slider over the steps.
#[component]
fn Transport(state: State, run: Run) -> impl IntoView {
    let playing = state.race.playing;
    let step = Memo::new(move |_| run.standing.with(|standing| standing.step));
    let steps = Memo::new(move |_| run.standing.with(|standing| standing.steps));
    let settings = state.race.settings;
    let scrubbed = act(move |event: Event| {
        if let Ok(step) = event_target_value(&event).parse() {
            run.go(step);
        }
    });
    let speeds = || {
        let speed = |speed: Speed| {
            let text = match speed {
                Speed::Steps(steps) => steps.to_string(),
                Speed::Most => text::MOST.into(),
            };
            (speed.name(), text)
        };
        Speed::ALL.map(speed).into()
    };
    let progress = move || text::progress(step.get(), steps.get());
    let backend = move || run.standing.with(|standing| standing.backend);
    let backend = move || backend().map_or("", Backend::name).to_owned();
    view! {
        <div
            class="lp-row lp-chart-controls lp-race-bar"
            data-testid="race-bar"
            data-backend=live::text(backend)
        >
            <button
                type="button"
                class="lp-primary"
                data-testid="race-play"
                aria-keyshortcuts="Space"
                on:click=act(move |_: MouseEvent| playing.update(|playing| *playing = !*playing))
            >
                {live::text(move || if playing.get() { text::PAUSE } else { text::PLAY }.to_owned())}
            </button>
            <Button
                label=text::STEP
                testid="race-step"
                barred=Barred::when(move || step.get() >= steps.get())
                press=act(move |_: MouseEvent| run.go(step.get_untracked() + 1))
            />
            <Button
                label=text::RESET
                testid="race-reset"
                barred=Barred::when(move || step.get() == 0)
                press=act(move |_: MouseEvent| run.go(0))
            />
            <Select
                label=text::SPEED
                labelled=true
                testid="race-speed"
                options=Box::new(speeds)
                value=Box::new(move || settings.with(|settings| settings.speed.name()))
                choose=act(move |name: String| {
                    if let Some(speed) = Speed::named(&name) {
                        settings.update(|settings| settings.speed = speed);
                    }
                })
            />
            <label class="lp-slider lp-race-scrub">
                <span class="lp-hidden">{text::POSITION}</span>
                <input
                    type="range"
                    data-testid="race-position"
                    min="0"
                    max=live::text(move || steps.get().to_string())
                    step="1"
                    prop:value=live::text(move || step.get().to_string())
                    on:input=scrubbed
                />
                <output aria-live="off" data-testid="race-progress">{live::text(progress)}</output>
            </label>
        </div>
    }
    .into_any()
}

/// Why there is no race.
fn problem(run: Run) -> AnyView {
    let problem = run.standing.with(|standing| standing.error.clone());
    let line =
        |problem| view! { <p class="lp-error" role="alert" data-testid="race-error">{problem}</p> };
    problem.map(line).into_any()
}

/// What is held out, and who does not take part and why.
fn words(state: State, run: Run) -> AnyView {
    let standing = run.standing.get();
    let settings = state.race.settings.get();
    let model = settings.plan.model;
    let images = standing.dim.0;
    let held_out = match standing.held_out {
        _ if images <= 1 => text::HELD_OUT_ONE_IMAGE.to_owned(),
        0 if !model.generalises() => text::HELD_OUT_NOT_SHARED.to_owned(),
        0 => text::HELD_OUT_NONE.to_owned(),
        some => text::held_out(some, images),
    };
    let late = settings.switches.is_some() && settings.switch_at >= settings.plan.steps;
    let late = late.then_some(text::SWITCH_TOO_LATE);
    view! {
        <p class="lp-muted" data-testid="race-held-out-words">{held_out}</p>
        {late.map(|late| view! { <p class="lp-muted" data-testid="race-switch-late">{late}</p> })}
        {each(&standing.left_out, |(who, name, why)| left_out(state, *who, name, why))}
    }
    .into_any()
}
