//! Making a prediction or a label: a choice of ways, their settings, and a preview until it is
//! applied or cancelled.

use leptos::html;
use leptos::prelude::*;
use loss_playground::scene::Layer;
use loss_playground::scene::maker::{MAKERS, Maker, Parameter};
use web_sys::{Event, KeyboardEvent};

use super::controls::{Button, Slider, Toggle};
use super::live::{act, each, effect, flag, part};
use super::state::State;
use super::{dom, text};

/// What is being made, and how.
#[derive(Clone, Copy)]
struct Making {
    maker: RwSignal<Option<&'static Maker>>,
    /// One a parameter.
    values: [RwSignal<f64>; 2],
}

impl Making {
    fn is(&self, maker: &Maker) -> bool {
        self.maker.get().is_some_and(|chosen| chosen.id == maker.id)
    }

    fn choose(&self, maker: &'static Maker) {
        for (value, default) in self.values.iter().zip(maker.defaults()) {
            value.set(default);
        }
        self.maker.set(Some(maker));
    }
}

/// A panel that is folded at first.
pub(super) fn content(state: State) -> AnyView {
    let making = Making {
        maker: RwSignal::new(None),
        values: [RwSignal::new(0.0), RwSignal::new(0.0)],
    };
    follow(state, making);
    let document = state.document;
    let summary = NodeRef::<html::Summary>::new();
    // The buttons go, and the keyboard's place with them.
    let return_focus = move || {
        if let Some(summary) = summary.get_untracked() {
            // An element that cannot be focused only loses its keys.
            let _ = summary.focus();
        }
    };
    let apply = move || {
        document.apply_preview();
        return_focus();
    };
    let cancel = move || {
        document.cancel_preview();
        return_focus();
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape" && document.previewing.get_untracked() {
            event.prevent_default();
            cancel();
        }
    };
    let open = state.view.makers;
    let toggled = move |event: Event| open.set(dom::is_open(&event));
    let settings = move || {
        let Some(maker) = making.maker.get() else {
            return ().into_any();
        };
        let sliders = maker.parameters.iter().zip(making.values);
        let slider = |(parameter, value): (&'static Parameter, _)| {
            view! {
                <Slider
                    label=parameter.title
                    testid=format!("make-{}", parameter.id)
                    value=value
                    range=parameter.range
                    step=parameter.step
                />
            }
            .into_any()
        };
        view! {
            <p class="lp-muted" role="status">{maker.about}</p>
            <div class="lp-row">
                {each(sliders, slider)}
                <Button label=text::APPLY testid="make-apply" class="lp-primary" press=act(move |_| apply()) />
                <Button label=text::CANCEL testid="make-cancel" press=act(move |_| cancel()) />
            </div>
        }
        .into_any()
    };
    view! {
        <details
            class="lp-makers"
            data-testid="makers"
            open=flag(move || open.get())
            on:toggle=act(toggled)
            on:keydown=act(escape)
        >
            <summary node_ref=summary>{text::MAKE}</summary>
            {ways(state, making, Layer::Prediction, text::PREDICTION)}
            {ways(state, making, Layer::Label, text::LABEL)}
            {part(settings)}
        </details>
    }
    .into_any()
}

/// The ways to make a layer; the one that is chosen lets go when it is pressed again.
fn ways(state: State, making: Making, layer: Layer, title: &'static str) -> AnyView {
    let way = move |maker: &'static Maker| {
        let press = move |_| match untrack(|| making.is(maker)) {
            true => {
                state.document.cancel_preview();
            }
            false => making.choose(maker),
        };
        view! {
            <Toggle
                class="lp-link"
                testid=format!("make-{}", maker.id)
                pressed=flag(move || making.is(maker))
                press=act(press)
            >
                {maker.title}
            </Toggle>
        }
        .into_any()
    };
    let own = MAKERS.iter().filter(|maker| maker.layer == layer);
    view! {
        <div class="lp-ways" role="group" aria-label=title>
            <span class="lp-muted" aria-hidden="true">{title}</span>
            {each(own, way)}
        </div>
    }
    .into_any()
}

/// Shows what comes of every choice, and forgets the choice once nothing is a preview any more.
fn follow(state: State, making: Making) {
    effect(move || {
        let values = making.values.map(|value| value.get());
        let Some(maker) = making.maker.get() else {
            return;
        };
        let made = state.document.preview(|scene| maker.make(scene, values));
        if let Err(error) = made {
            state.notices.alert(error.to_string(), None);
        }
    });
    effect(move || {
        if !state.document.previewing.get() {
            making.maker.set(None);
        }
    });
}
