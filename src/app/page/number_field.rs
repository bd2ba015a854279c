//! A number that can be slid and typed.

use leptos::html;
use leptos::prelude::*;
use serde_json::{Number, Value};
use web_sys::Event;

use super::live::{self, act};
use super::parameter::Setting;
use crate::number;

/// A field for a setting's number, or for the number at `path` in its object or list.
///
/// A number that the parameter refuses leaves everything as it was.
#[component]
pub(super) fn NumberField(
    setting: Setting,
    /// The key or index in the setting's value; empty for the value itself.
    #[prop(into)]
    path: String,
    /// Least, most and step of a slider beside the field, if there is to be one.
    scale: Option<(f64, f64, f64)>,
) -> impl IntoView {
    let path = StoredValue::new(path);
    let whole = path.with_value(String::is_empty);
    let number = move || {
        let value = setting.get();
        let part = match whole {
            true => Some(&value),
            false => path.with_value(|path| value.pointer(&format!("/{path}"))),
        };
        part.and_then(Value::as_f64).unwrap_or_default()
    };
    let set = move |number: Value| {
        let mut value = untrack(|| setting.get());
        let part = match whole {
            true => Some(&mut value),
            false => path.with_value(|path| value.pointer_mut(&format!("/{path}"))),
        };
        if let Some(part) = part {
            *part = number;
            setting.set(&value);
        }
    };
    let named = move |name: String| {
        path.with_value(|path| {
            if path.is_empty() {
                name
            } else {
                format!("{name} {path}")
            }
        })
    };
    let slider = NodeRef::<html::Input>::new();
    let field = NodeRef::<html::Input>::new();
    // What was refused is put back.
    let slid = act(move |event: Event| {
        set(parse(&event_target_value(&event)));
        if let Some(slider) = slider.get_untracked() {
            slider.set_value(&untrack(number).to_string());
        }
    });
    let typed = act(move |event: Event| {
        set(parse(&event_target_value(&event)));
        if let Some(field) = field.get_untracked() {
            field.set_value(&number::typed(untrack(number)));
        }
    });
    let testid = named(setting.testid()).replace(' ', "-");
    let (least, most, step) = scale.unwrap_or_default();
    // A slider counts its steps from its end, which may be just above 0 to keep 0 out.
    let least = match step > 0.0 {
        true => (least / step).ceil() * step,
        false => least,
    };
    view! {
        <span class="lp-number-field">
            <span class="lp-muted" hidden=whole || scale.is_none()>{path.get_value()}</span>
            <input
                node_ref=slider
                type="range"
                hidden=scale.is_none()
                aria-label=named(setting.label())
                aria-describedby=setting.doc_id()
                data-testid=format!("{testid}-slider")
                min=least.to_string()
                max=most.to_string()
                step=step.to_string()
                prop:value=live::text(move || number().to_string())
                on:input=slid
            />
            <input
                node_ref=field
                type="text"
                inputmode="decimal"
                autocomplete="off"
                class="lp-number"
                aria-label=named(setting.label())
                aria-describedby=setting.doc_id()
                data-testid=testid
                prop:value=live::text(move || number::typed(number()))
                on:change=typed
            />
        </span>
    }
    .into_any()
}

/// A number as JSON; what is none stays text, for the parameter to refuse in its own words.
fn parse(typed: &str) -> Value {
    let number = number::read(typed).and_then(Number::from_f64);
    number.map_or_else(|| typed.into(), Value::Number)
}
