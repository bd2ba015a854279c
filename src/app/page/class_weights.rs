//! One weight a class, or none at all.

use leptos::prelude::*;
use loss_playground::config::preset::Preset;
use loss_playground::config::{Domain, LossConfig, Term};
use serde_json::{Value, json};

use super::controls::Switch;
use super::live::{self, act, each, flag, part};
use super::number_field::NumberField;
use super::parameter::Setting;

/// A switch, and when it is on a number for every class.
#[component]
pub(super) fn ClassWeights(setting: Setting) -> impl IntoView {
    let state = setting.state;
    let on = move || !setting.get().is_null();
    let turn = move |on: bool| {
        let classes = state.document.shape.get_untracked().classes;
        let value = if on {
            json!(vec![1.0; classes])
        } else {
            Value::Null
        };
        setting.set(&value);
    };
    let count = Memo::new(move |_| setting.get().as_array().map_or(0, Vec::len));
    let weight = move |class: usize| {
        view! {
            <label class="lp-class-weight">
                <span>{live::text(move || state.document.class_name(class))}</span>
                <NumberField setting=setting path=class.to_string() scale=None />
            </label>
        }
        .into_any()
    };
    view! {
        <div class="lp-class-weights">
            <Switch label="" name=setting.label() testid=setting.testid() on=flag(on) turn=act(turn) />
            {part(move || each(0..count.get(), weight))}
        </div>
    }
    .into_any()
}

/// Fits a loss's class weights to another number of classes: a preset stays what it is, and in
/// any other loss the classes that come weigh 1. Says whether there were any to fit.
pub(super) fn refit(loss: &mut LossConfig, classes: usize) -> bool {
    let weights = |term: &Term| term.loss.region()?.class_weights.as_ref().map(Vec::len);
    let before = loss.terms.iter().find_map(weights);
    if let Some(preset) = before.and_then(|before| Preset::of(loss, before)) {
        *loss = preset.loss(classes);
        return before != Some(classes);
    }
    let mut changed = false;
    for term in &mut loss.terms {
        let weighted: Vec<_> = term
            .loss
            .parameters()
            .filter(|parameter| parameter.domain == Domain::ClassWeights)
            .collect();
        for parameter in weighted {
            let Some(Value::Array(mut weights)) = term.loss.get(parameter.name) else {
                continue;
            };
            if weights.len() != classes {
                weights.resize(classes, json!(1.0));
                changed |= term.loss.set(parameter.name, &weights.into()).is_ok();
            }
        }
    }
    changed
}
