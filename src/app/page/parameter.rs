//! The control of a parameter, made from its declaration alone.

use leptos::prelude::*;
use loss_playground::config::{Domain, Parameter, Reduction, Region, Term};
use serde_json::Value;

use super::class_weights::ClassWeights;
use super::controls::{Select, Switch};
use super::live::{self, act, each, effect, flag};
use super::number_field::NumberField;
use super::state::{State, Who};
use super::{term, text};

/// A parameter's value and how to change it; a copy is as good.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    pub state: State,
    slot: usize,
    term: usize,
    pub parameter: &'static Parameter,
    /// Why the last change was refused, if it was.
    error: RwSignal<String>,
}

impl Setting {
    pub(super) fn get(self) -> Value {
        let name = self.parameter.name;
        term::with(self.state, self.slot, self.term, |term| {
            term::get(term, name)
        })
        .unwrap_or_default()
    }

    /// Changes the value, or keeps it and says what is expected.
    pub(super) fn set(self, value: &Value) {
        let mut refused = None;
        self.state.edit_loss(self.slot, |loss| {
            let Some(term) = loss.terms.get_mut(self.term) else {
                return false;
            };
            refused = term.set(self.parameter.name, value).err();
            let changed = refused.is_none();
            if changed
                && is_agnostic(term)
                && let Some(region) = term.loss.region_mut()
            {
                region.class_weights = None;
            }
            changed
        });
        let refused = refused.map(|error| error.to_string());
        self.error.set(refused.unwrap_or_default());
    }

    /// The parameter's name for people.
    pub(super) fn label(self) -> String {
        self.parameter.name.replace('_', " ")
    }

    /// The name of its control in tests.
    pub(super) fn testid(self) -> String {
        format!(
            "contender-{}-term-{}-{}",
            self.slot, self.term, self.parameter.name
        )
    }

    /// The id of the element that explains it.
    pub(super) fn doc_id(self) -> String {
        self.state.id(&format!("doc-{}", self.testid()))
    }
}

/// Whether all classes make one ratio: then there is none to weigh.
fn is_agnostic(term: &Term) -> bool {
    let region = term.loss.region();
    region.is_some_and(Region::is_agnostic)
}

/// Label, control, help, and what was wrong with the last try.
#[component]
pub(super) fn ParameterControl(
    state: State,
    #[prop(name = "place")] slot: usize,
    term: usize,
    parameter: &'static Parameter,
) -> impl IntoView {
    let error = RwSignal::new(String::new());
    let setting = Setting {
        state,
        slot,
        term,
        parameter,
        error,
    };
    // A change that comes by another way takes the place of the one that was refused.
    let loss = Memo::new(move |_| state.loss(Who::Contender(slot), Clone::clone));
    effect(move || loss.with(|_| error.set(String::new())));
    let open = RwSignal::new(false);
    let control = match parameter.domain {
        Domain::Number { least, most, step } => number(setting, "", Some((least, most, step))),
        Domain::Integer { .. } => number(setting, "", None),
        Domain::Flag => view! {
            <Switch
                label=""
                name=live::text(move || setting.label())
                testid=setting.testid()
                on=flag(move || setting.get() == Value::Bool(true))
                turn=act(move |on: bool| setting.set(&on.into()))
            />
        }
        .into_any(),
        Domain::Choice(names) => view! {
            <Select
                label=setting.label()
                testid=setting.testid()
                options=Box::new(move || names.iter().map(|name| ((*name).into(), (*name).into())).collect())
                value=Box::new(move || setting.get().as_str().unwrap_or_default().to_owned())
                choose=act(move |name: String| setting.set(&name.into()))
            />
        }
        .into_any(),
        Domain::ClassWeights => view! { <ClassWeights setting=setting /> }.into_any(),
        Domain::Reduction => shares(setting),
    };
    // Weights that a file or an address brought stay in sight until they are gone.
    let idle = move || {
        parameter.domain == Domain::ClassWeights
            && setting.get().is_null()
            && term::with(state, slot, term, is_agnostic) == Some(true)
    };
    let help = format!("{} {}", text::ABOUT, setting.label());
    view! {
        <div class="lp-parameter" hidden=flag(idle)>
            <span class="lp-parameter-name">
                {setting.label()}
                <i>{parameter.symbol}</i>
            </span>
            <div class="lp-control">{control}</div>
            <button
                type="button"
                class="lp-icon"
                aria-label=help
                aria-expanded=live::text(move || open.get().to_string())
                aria-controls=setting.doc_id()
                on:click=act(move |_| open.update(|open| *open = !*open))
            >
                "?"
            </button>
            <p class="lp-doc" id=setting.doc_id() hidden=flag(move || !open.get())>{parameter.doc}</p>
            <p class="lp-error" role="alert" data-testid=format!("{}-error", setting.testid())>
                {live::text(move || error.get())}
            </p>
        </div>
    }
    .into_any()
}

fn number(setting: Setting, path: &str, scale: Option<(f64, f64, f64)>) -> AnyView {
    view! { <NumberField setting=setting path=path scale=scale /> }.into_any()
}

/// Shares that add up as given, each on its own scale.
fn shares(setting: Setting) -> AnyView {
    let share = |name| number(setting, name, Some((0.0, 1.0, 0.05)));
    view! { <div class="lp-shares">{each(Reduction::NAMES, share)}</div> }.into_any()
}
