//! The painting and everything set on the page survive a reload of the tab.

use std::time::Duration;

use leptos::prelude::*;
use loss_playground::config::LossConfig;
use loss_playground::engine::Choice;
use loss_playground::scene::preset::Preset;
use loss_playground::scene::{Scene, state as codec};
use serde_json::{Value, json};

use super::canvases::{show_name, show_named, who_name, who_named};
use super::document::Origin;
use super::dom::listen;
use super::live::effect;
use super::state::{ChartView, Contender, State, Theme};
use super::{text, tools};
use crate::colours::MARKS;

/// How long things must have been quiet before they are kept.
const QUIET: Duration = Duration::from_millis(400);
/// The same for a large scene, which takes a while to pack.
const LONG_QUIET: Duration = Duration::from_millis(3000);
/// Numbers in a large scene.
const LARGE: usize = 256 * 256 * 4;

/// Under which key this page keeps things, and what it still has to keep.
#[derive(Clone, Copy)]
struct Session {
    key: StoredValue<String>,
    scene: StoredValue<bool>,
    settings: StoredValue<bool>,
    timer: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    full: StoredValue<bool>,
}

/// The scene that was kept under `key`, with its origin.
pub(super) fn scene(key: &str) -> Option<(Scene, Origin)> {
    let scene = codec::decode(&storage()?.get_item(&scene_key(key)).ok()??).ok()?;
    let settings = settings(key);
    let preset = settings.as_ref().and_then(|s| s["preset"].as_str());
    Some((scene, preset.and_then(Preset::find)))
}

/// Restores the settings that were kept under `key`, and keeps everything from now on.
pub(super) fn follow(state: State, key: &str) {
    if let Some(settings) = settings(key) {
        restore(state, &settings);
    }
    let session = Session {
        key: StoredValue::new(key.to_owned()),
        scene: StoredValue::new(false),
        settings: StoredValue::new(false),
        timer: StoredValue::new_local(None),
        full: StoredValue::new(false),
    };
    // What is there at the start is kept already, or need not be.
    let started = StoredValue::new((false, false));
    effect(move || {
        state.document.revision.track();
        if started.get_value().0 {
            session.scene.set_value(true);
            session.later(state);
        }
        started.update_value(|started| started.0 = true);
    });
    let last = StoredValue::new(String::new());
    effect(move || {
        let now = collect(state).to_string();
        if now != last.get_value() {
            last.set_value(now);
            if started.get_value().1 {
                session.settings.set_value(true);
                session.later(state);
            }
        }
        started.update_value(|started| started.1 = true);
    });
    // A tab that goes may not come back to its timers.
    listen(&window(), "pagehide", move |_| session.keep(state));
}

impl Session {
    fn later(self, state: State) {
        let numbers = state.document.read(|scene| scene.label().len());
        let quiet = if numbers > LARGE { LONG_QUIET } else { QUIET };
        let timer = set_timeout_with_handle(move || self.keep(state), quiet).ok();
        self.timer.update_value(|running| {
            if let Some(running) = std::mem::replace(running, timer) {
                running.clear();
            }
        });
    }

    fn keep(self, state: State) {
        let (Some(key), Some(storage)) = (self.key.try_get_value(), storage()) else {
            return;
        };
        let due =
            |flag: StoredValue<bool>| flag.try_update_value(std::mem::take).unwrap_or_default();
        let mut kept = Ok(());
        if due(self.scene) {
            let packed = state.document.read(codec::encode);
            kept = storage.set_item(&scene_key(&key), &packed);
            if kept.is_err() {
                // Half of an old painting is worse than none.
                let _ = storage.remove_item(&scene_key(&key));
            }
        }
        if due(self.settings) {
            let settings = untrack(|| collect(state)).to_string();
            kept = kept.and(storage.set_item(&settings_key(&key), &settings));
        }
        if kept.is_err() && !self.full.get_value() {
            self.full.set_value(true);
            state.notices.alert(text::STORAGE_FULL.into(), None);
        }
    }
}

/// None where the browser forbids it.
fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok()?
}

fn scene_key(key: &str) -> String {
    format!("{key}.scene")
}

fn settings_key(key: &str) -> String {
    format!("{key}.settings")
}

fn settings(key: &str) -> Option<Value> {
    let text = storage()?.get_item(&settings_key(key)).ok()??;
    serde_json::from_str(&text).ok()
}

fn collect(state: State) -> Value {
    let (tools, view) = (state.tools, state.view);
    let contenders = state.contenders.get();
    let contender = |c: Contender| json!({ "slot": c.slot, "loss": Value::from(c.loss) });
    let (chart, compare) = (view.chart.get(), view.compare.get());
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
        "selected": state.selected.get(),
        "chart_class": view.chart_class.get(),
        "chart": [chart.log_x, chart.log_y, chart.probability, chart.from_label],
        "compare": { "open": compare.open, "shared": compare.shared, "difference": difference },
        "backend": state.gpu.choice.get().name(),
    })
}

/// Takes what is there and makes sense, and leaves the rest as it is.
fn restore(state: State, settings: &Value) {
    let (tools, view) = (state.tools, state.view);
    let name = |field: &str| settings[field].as_str();
    let number = |field: &str, signal: RwSignal<f64>| {
        if let Some(number) = settings[field].as_f64() {
            signal.set(number);
        }
    };
    let whole = |value: &Value| value.as_u64().map(|n| n as usize);
    number("size", tools.size);
    number("hardness", tools.hardness);
    number("strength", tools.strength);
    if let Some(contenders) = settings["contenders"].as_array() {
        state
            .contenders
            .set(contenders.iter().filter_map(contender).collect());
    }
    if let Some(tool) = name("tool").and_then(tools::named) {
        tools.tool.set(tool);
    }
    if let Some(class) = whole(&settings["class"]) {
        tools.class.set(class);
    }
    if let Some(who) = name("shown") {
        view.shown.set(who_named(who));
    }
    if let Some(show) = name("prediction") {
        view.prediction.set(show_named(show));
    }
    if let Some(show) = name("gradient") {
        view.pull.set(show_named(show));
    }
    if let Some(theme) = name("theme").and_then(Theme::named) {
        view.theme.set(theme);
    }
    if let Some(choice) = name("backend").and_then(Choice::from_name) {
        state.gpu.choice.set(choice);
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
    let selected = &settings["selected"];
    state
        .selected
        .set(whole(&selected[0]).zip(whole(&selected[1])));
    view.chart_class.set(whole(&settings["chart_class"]));
    let switch = |i: usize| settings["chart"][i].as_bool().unwrap_or_default();
    view.chart.set(ChartView {
        log_x: switch(0),
        log_y: switch(1),
        probability: switch(2),
        from_label: switch(3),
    });
}

fn contender(value: &Value) -> Option<Contender> {
    let slot = value["slot"].as_u64()? as usize;
    let loss = LossConfig::from_json(&value["loss"]).ok()?;
    (slot < MARKS.len()).then_some(Contender { slot, loss })
}
