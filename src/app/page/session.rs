//! What is set on the page, by name: collected to be kept, and restored.

use leptos::prelude::*;
use loss_playground::config::LossConfig;
use loss_playground::config::preset::Preset as LossPreset;
use loss_playground::engine::Choice;
use loss_playground::lesson::Lesson;
use loss_playground::scene::preset::Preset;
use loss_playground::scene::{Brush, VOID};
use loss_playground::score::WORST;
use loss_playground::{Error, Result};
use serde_json::{Value, json};

use super::canvases::{show_name, show_named, who_name, who_named};
use super::charts::{Experiment, LandscapeView, PathView, RaceSettings, SweepView};
use super::document::Origin;
use super::state::{ChartView, Contender, State, Theme};
use super::tools;
use crate::colours::MARKS;
use crate::look::Looks;
use crate::pixels::Show;
use crate::zoom::Zoom;

/// The preset that the painting started from.
pub(super) fn origin(settings: &Value) -> Origin {
    settings["preset"].as_str().and_then(Preset::find)
}

/// Everything but the painting.
pub(super) fn collect(state: State) -> Value {
    let (tools, view) = (state.tools, state.view);
    let contenders = state.contenders.get();
    let contender =
        |c: Contender| json!({ "slot": c.slot, "loss": Value::from(c.loss), "preset": c.preset });
    let compare = view.compare.get();
    let difference = compare.difference.map(who_name);
    json!({
        "contenders": contenders.into_iter().map(contender).collect::<Vec<_>>(),
        "tool": tools::name(tools.tool.get()),
        "class": tools.class.get(),
        "size": tools.size.get(),
        "hardness": tools.hardness.get(),
        "strength": tools.strength.get(),
        "shown": who_name(view.shown.get()),
        "prediction": show_name(view.prediction.get()),
        "gradient": show_name(view.pull.get()),
        "theme": view.theme.get().name(),
        "preset": state.document.origin.get().map(|preset| preset.id),
        "lesson": view.lesson.get().map(|lesson| lesson.id),
        "selected": state.selected.get(),
        "experiment": view.experiment.get().name(),
        "race": state.race.settings.with(RaceSettings::to_json),
        "chart_class": view.chart_class.get(),
        "chart": view.chart.get().to_json(),
        "path": view.path.get().to_json(),
        "landscape": view.landscape.get().to_json(),
        "sweep": view.sweep.get().to_json(),
        "reductions": view.reductions.to_json(),
        "axioms": view.axioms.to_json(),
        "vector": view.vector.to_json(),
        "compare": { "open": compare.open, "shared": compare.shared, "difference": difference },
        "classes": state.document.looks.with(Looks::to_value),
        "pressure": tools.pen.pressure.get(),
        "zoom": view.zoom.get().kept(),
        "makers": view.makers.get(),
        "paint": view.backdrop.paint.get(),
        "worst": view.worst.get(),
        "backend": state.gpu.choice.get().name(),
    })
}

/// Takes what is there and makes sense, and leaves the rest as it is; but what is about one painting (the
/// selected pixel, the chart's class, how classes look, the lesson) starts anew, and an experiment's settings
/// are taken whole. Gives why losses are left out, if any are.
pub(super) fn restore(state: State, settings: &Value, readers_own: bool) -> Vec<Error> {
    if readers_own {
        restore_readers_own(state, settings);
    }
    let view = state.view;
    let name = |field: &str| settings[field].as_str();
    let whole = |value: &Value| value.as_u64().map(|n| n as usize);
    let classes = state.document.shape.get_untracked().classes;
    let show = |field: &str, signal: RwSignal<Show>| {
        let beyond = |show: &Show| matches!(show, Show::Class(class) if *class >= classes);
        if let Some(show) = name(field).map(show_named).filter(|show| !beyond(show)) {
            signal.set(show);
        }
    };
    show("prediction", view.prediction);
    show("gradient", view.pull);
    if let Some(who) = name("shown") {
        view.shown.set(who_named(who));
    }
    let compare = &settings["compare"];
    view.compare.update(|view| {
        view.open = compare["open"].as_bool().unwrap_or(view.open);
        view.shared = compare["shared"].as_bool().unwrap_or(view.shared);
        for (side, name) in view
            .difference
            .iter_mut()
            .zip([0, 1].map(|i| compare["difference"][i].as_str()))
        {
            *side = name.map_or(*side, who_named);
        }
    });
    let looks = Looks::from_value(&settings["classes"]);
    state.document.looks.set(looks);
    if let Some(worst) = settings["worst"].as_f64() {
        view.worst.set(
            worst
                .round()
                .clamp((*WORST.start()).into(), (*WORST.end()).into()),
        );
    }
    view.lesson.set(name("lesson").and_then(Lesson::find));
    let selected = &settings["selected"];
    state
        .selected
        .set(whole(&selected[0]).zip(whole(&selected[1])));
    if let Some(experiment) = name("experiment").and_then(Experiment::named) {
        view.experiment.set(experiment);
    }
    let experiment = |name: &str, set: &dyn Fn(&Value)| {
        if let Some(own) = settings.get(name) {
            set(own);
        }
    };
    experiment("chart", &|own| view.chart.set(ChartView::from_json(own)));
    experiment("path", &|own| view.path.set(PathView::from_json(own)));
    experiment("landscape", &|own| {
        view.landscape.set(LandscapeView::from_json(own));
    });
    experiment("sweep", &|own| view.sweep.set(SweepView::from_json(own)));
    experiment("reductions", &|own| view.reductions.restore(own));
    experiment("axioms", &|own| view.axioms.restore(own));
    experiment("vector", &|own| view.vector.restore(own));
    experiment("race", &|own| {
        state.race.settings.set(RaceSettings::from_json(own));
    });
    let class = whole(&settings["chart_class"]).filter(|class| *class < classes);
    view.chart_class.set(class);
    match settings["contenders"].as_array() {
        Some(contenders) => restore_contenders(state, contenders),
        None => Vec::new(),
    }
}

/// What belongs to the reader rather than to what is looked at.
fn restore_readers_own(state: State, settings: &Value) {
    let tools = state.tools;
    let name = |field: &str| settings[field].as_str();
    let number = |field: &str, signal: RwSignal<f64>, (least, most): (f64, f64)| {
        if let Some(number) = settings[field].as_f64() {
            signal.set(number.clamp(least, most));
        }
    };
    number("size", tools.size, Brush::SIZE);
    number("hardness", tools.hardness, (0.0, 1.0));
    number("strength", tools.strength, tools::STRENGTH);
    number("paint", state.view.backdrop.paint, (0.0, 1.0));
    let truth = |field: &str, signal: RwSignal<bool>| {
        if let Some(truth) = settings[field].as_bool() {
            signal.set(truth);
        }
    };
    truth("pressure", tools.pen.pressure);
    truth("makers", state.view.makers);
    let shape = state.document.shape.get_untracked();
    let part = |i: usize| settings["zoom"][i].as_f64();
    if let (Some(scale), Some(x), Some(y)) = (part(0), part(1), part(2)) {
        let zoom = Zoom::again([scale, x, y], [shape.width, shape.height]);
        state.view.zoom.set(zoom);
    }
    if let Some(tool) = name("tool").and_then(tools::named) {
        tools.tool.set(tool);
    }
    if let Some(class) = settings["class"].as_u64() {
        let last = state.document.shape.get_untracked().classes - 1;
        tools.class.set(match class as usize {
            VOID => VOID,
            class => last.min(class),
        });
    }
    // Where there is nothing to choose them by, they are whatever suits the reader's browser.
    if state.frame.is_some() {
        return;
    }
    if let Some(theme) = name("theme").and_then(Theme::named) {
        state.view.theme.set(theme);
    }
    if let Some(choice) = name("backend").and_then(Choice::from_name) {
        state.gpu.choice.set(choice);
    }
}

/// Takes the losses that make sense, each in its slot, and says why the others are left out.
fn restore_contenders(state: State, values: &[Value]) -> Vec<Error> {
    let mut contenders: Vec<Contender> = Vec::new();
    let mut left_out = Vec::new();
    for value in values {
        match contender(value) {
            Ok(new) if contenders.iter().all(|old| old.slot != new.slot) => contenders.push(new),
            Ok(new) => left_out.push(bad_slot(&new.slot.into())),
            Err(error) => left_out.push(error),
        }
    }
    state.contenders.set(contenders);
    left_out
}

fn contender(value: &Value) -> Result<Contender> {
    let slot = value["slot"].as_u64().map(|slot| slot as usize);
    let slot = slot.filter(|slot| *slot < MARKS.len());
    let preset = value["preset"].as_str().and_then(LossPreset::find);
    Ok(Contender {
        slot: slot.ok_or_else(|| bad_slot(&value["slot"]))?,
        loss: LossConfig::from_json(&value["loss"])?,
        preset: preset.map(|preset| preset.id),
    })
}

fn bad_slot(slot: &Value) -> Error {
    let last = MARKS.len() - 1;
    Error::field(
        "slot",
        format!("{slot} was given, expected a whole number from 0 to {last}, each only once"),
    )
}
