//! One weight a class, or none at all.

use leptos::prelude::*;
use loss_playground::config::preset::Preset;
use loss_playground::config::{Domain, LossConfig, Term};
use serde_json::{Value, json};

use super::controls::Switch;
use super::live::{self, act, each, effect, flag, part};
use super::number_field::NumberField;
use super::parameter::Setting;
use super::state::{Contender, State};

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
            <Switch label="" name=live::text(move || setting.label()) testid=setting.testid() on=flag(on) turn=act(turn) />
            {part(move || each(0..count.get(), weight))}
        </div>
    }
    .into_any()
}

/// Keeps every loss's class weights as many as the classes. Those of classes that go are remembered,
/// and come back with the classes unless the loss has been changed in the meantime.
pub(super) fn follow(state: State, classes: Memo<usize>) {
    let fitted: StoredValue<Vec<Fitted>> = StoredValue::new(Vec::new());
    effect(move || {
        let classes = classes.get();
        // The way back may bring weights for other classes than there are.
        state.contenders.track();
        state.contenders.maybe_update(|all| {
            let before = fitted.get_value();
            let mut changed = false;
            let now = all.iter_mut().map(|contender| {
                let own = before.iter().find(|old| old.contender == *contender);
                let whole = own.map_or_else(|| contender.loss.clone(), |old| old.whole.clone());
                let mut loss = whole.clone();
                refit(&mut loss, classes);
                changed |= loss != contender.loss;
                contender.loss = loss;
                Fitted {
                    contender: contender.clone(),
                    whole,
                }
            });
            fitted.set_value(now.collect());
            changed
        });
    });
}

/// A contender with as many weights as there are classes, and its loss with those of all classes
/// that there were.
#[derive(Clone)]
struct Fitted {
    contender: Contender,
    whole: LossConfig,
}

/// Fits a loss's class weights to another number of classes: a preset stays what it is, and in
/// any other loss the classes that come weigh 1.
fn refit(loss: &mut LossConfig, classes: usize) {
    let weights = |term: &Term| term.loss.region()?.class_weights.as_ref().map(Vec::len);
    let before = loss.terms.iter().find_map(weights);
    if let Some(preset) = before.and_then(|before| Preset::of(loss, before)) {
        *loss = preset.loss(classes);
        return;
    }
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
                // A weight of 1 is never refused.
                let _ = term.loss.set(parameter.name, &weights.into());
            }
        }
    }
}
