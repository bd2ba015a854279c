//! Losses as libraries have them: menus to choose from, and what a name does not say.

use leptos::prelude::*;
use loss_playground::config::preset::{PRESETS, Preset};
use loss_playground::config::{Loss, LossConfig, Region};

use super::contenders::{add, is_full};
use super::controls::{Barred, Button, Options, Select};
use super::live::{self, act};
use super::state::{Contender, State};
use super::text;

/// A card's menu, with the note of the preset in place. Any change to the loss takes both away.
#[component]
pub(super) fn LibraryMenu(state: State, #[prop(name = "place")] slot: usize) -> impl IntoView {
    let in_place = Memo::new(move |_| {
        let classes = state.shape().classes;
        state.contenders.with(|all| {
            let Contender { loss, preset, .. } = all.iter().find(|own| own.slot == slot)?;
            let chosen = preset.and_then(Preset::find);
            let chosen = chosen.filter(|preset| preset.is(loss, classes));
            Some(chosen.or_else(|| Preset::of(loss, classes))?.id)
        })
    });
    let choose = move |id: String| {
        let Some(preset) = Preset::find(&id) else {
            return;
        };
        state.keeper.step(state);
        let classes = state.document.shape.get_untracked().classes;
        state.contenders.maybe_update(|all| {
            let own = all.iter_mut().find(|own| own.slot == slot);
            own.is_some_and(|own| {
                own.loss = preset.loss(classes);
                own.preset = Some(preset.id);
                true
            })
        });
    };
    let note = move || {
        let preset = in_place.get().and_then(Preset::find);
        preset.map_or("", |preset| preset.note).to_owned()
    };
    let testid = format!("contender-{slot}-preset");
    view! {
        <div class="lp-library">
            <Select
                label=text::PRESET
                labelled=true
                testid=testid.clone()
                options=Box::new(|| menu(text::OWN_SETTINGS))
                value=Box::new(move || in_place.get().unwrap_or_default().to_owned())
                choose=act(choose)
            />
            <p class="lp-doc" data-testid=format!("{testid}-note")>{live::text(note)}</p>
        </div>
    }
    .into_any()
}

/// The button that adds a contender, and what it adds.
#[component]
pub(super) fn AddContender(state: State) -> impl IntoView {
    // Choosing alone adds nothing: arrow keys choose on their way through a menu.
    let chosen = RwSignal::new(String::new());
    let press = move |_| {
        let classes = state.document.shape.get_untracked().classes;
        let preset = chosen.with_untracked(|id| Preset::find(id));
        let loss = preset.map_or_else(plain, |preset| preset.loss(classes));
        add(state, loss, preset.map(|preset| preset.id));
    };
    view! {
        <div class="lp-row lp-add">
            <Button
                label=text::ADD_CONTENDER
                testid="add-contender"
                barred=Barred::when(move || is_full(state))
                press=act(press)
            />
            <Select
                label=text::WHAT_TO_ADD
                testid="add-contender-preset"
                options=Box::new(|| menu(Loss::Dice(Region::default()).title()))
                value=Box::new(move || chosen.get())
                choose=act(move |id| chosen.set(id))
            />
        </div>
    }
    .into_any()
}

/// What is added unless something else is chosen.
fn plain() -> LossConfig {
    LossConfig::single(Loss::Dice(Region::default()))
}

/// The presets by name, after what there is without any.
fn menu(first: &str) -> Options {
    let preset = |preset: &Preset| (preset.id.into(), text::as_in(preset.library, preset.title));
    let first = (String::new(), first.to_owned());
    std::iter::once(first)
        .chain(PRESETS.iter().map(preset))
        .collect()
}
