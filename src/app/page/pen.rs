//! A pen: its pressure is the brush's size, and the hand that holds it does not paint.

use leptos::prelude::*;
use loss_playground::scene::Brush;
use web_sys::PointerEvent;

use super::controls::Switch;
use super::live::{act, flag, part};
use super::paint::brush;
use super::state::State;
use super::text;

/// So long after a pen was there, in milliseconds, a touch is taken for the hand that holds it.
const PALM: f64 = 500.0;

/// What is known of a pen.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    /// Whether there has been one.
    seen: RwSignal<bool>,
    /// Whether its pressure counts.
    pub pressure: RwSignal<bool>,
    /// When it was last there, and whether it was down.
    last: StoredValue<Option<(f64, bool)>>,
}

impl Pen {
    pub(super) fn new() -> Self {
        Self {
            seen: RwSignal::new(false),
            pressure: RwSignal::new(true),
            last: StoredValue::new(None),
        }
    }
}

/// Notes a pen. Whether the event is a touch by the hand that holds one.
pub(super) fn is_palm(state: State, event: &PointerEvent) -> bool {
    let Pen { seen, last, .. } = state.tools.pen;
    match event.pointer_type().as_str() {
        "pen" => {
            last.set_value(Some((event.time_stamp(), event.buttons() != 0)));
            if !seen.get_untracked() {
                seen.set(true);
            }
            false
        }
        "touch" => last
            .get_value()
            .is_some_and(|(at, down)| down || event.time_stamp() - at < PALM),
        _ => false,
    }
}

/// The brush as it is set, and as hard as a pen is pressed.
pub(super) fn pressed(state: State, event: &PointerEvent) -> Brush {
    let brush = brush(state);
    match event.pointer_type() == "pen" && state.tools.pen.pressure.get_untracked() {
        true => Brush {
            size: (brush.size * event.pressure()).max(1.0),
            ..brush
        },
        false => brush,
    }
}

/// Whether pressure counts, to be switched once there has been a pen.
#[component]
pub(super) fn PressureSwitch(state: State) -> impl IntoView {
    let Pen { seen, pressure, .. } = state.tools.pen;
    let switch = move || match seen.get() {
        true => view! {
            <Switch
                label=text::PRESSURE
                testid="pressure"
                on=flag(move || pressure.get())
                turn=act(move |on| pressure.set(on))
            />
        }
        .into_any(),
        false => ().into_any(),
    };
    part(switch).into_any()
}
