//! Everyone's gradient side by side, and the difference of two.

use leptos::html;
use leptos::prelude::*;
use loss_playground::loss::largest;
use ndarray::{CowArray, Ix4};
use web_sys::{Event, PointerEvent};

use super::canvases::{who_name, who_named};
use super::controls::{Mark, Select, Switch};
use super::evaluate::Evaluated;
use super::live::{self, act, effect, flag, keyed, part};
use super::overlay::Overlay;
use super::state::{State, What, Who};
use super::{canvas, contender, dom, paint, text, zooming};
use crate::number::short;

/// What the panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CompareView {
    pub open: bool,
    /// One scale for all instead of each its own.
    pub shared: bool,
    /// Whose gradient less whose.
    pub difference: [Who; 2],
}

impl Default for CompareView {
    fn default() -> Self {
        Self {
            open: false,
            shared: true,
            difference: [Who::Contender(0), Who::Reference],
        }
    }
}

/// A gradient, `[B, C, H, W]`.
type Gradients<'a> = CowArray<'a, f32, Ix4>;

/// What one of the canvases shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Gradient(Who),
    Difference,
}

impl Shown {
    fn name(self) -> String {
        match self {
            Self::Gradient(who) => who_name(who),
            Self::Difference => "difference".into(),
        }
    }

    /// The gradient, if everyone that it needs has been evaluated.
    fn of<'a>(self, evaluated: &'a Evaluated, [one, other]: [Who; 2]) -> Option<Gradients<'a>> {
        let gradient = |who| Some(&evaluated.of(who)?.gradient);
        match self {
            Self::Gradient(who) => gradient(who).map(Gradients::from),
            Self::Difference => {
                let (one, other) = (gradient(one)?, gradient(other)?);
                (one.dim() == other.dim()).then(|| Gradients::from(one - other))
            }
        }
    }
}

/// The panel, which costs nothing while it is closed.
#[component]
pub(super) fn Compare(state: State) -> impl IntoView {
    let view = state.view.compare;
    let toggled = move |event: Event| {
        let open = dom::is_open(&event);
        view.maybe_update(|view| std::mem::replace(&mut view.open, open) != open);
    };
    let is_open = Memo::new(move |_| view.get().open);
    let everyone = move || state.everyone().into_iter().map(Who::series).collect();
    let one = move |key| {
        let shown = Shown::Gradient(Who::of_series(key));
        view! { <Gradient state=state shown=shown /> }.into_any()
    };
    let content = move || {
        if !is_open.get() {
            return ().into_any();
        }
        view! {
            <Switch
                label=text::ONE_SCALE
                testid="compare-shared"
                on=flag(move || view.get().shared)
                turn=act(move |shared| view.update(|view| view.shared = shared))
            />
            <div class="lp-gallery">
                {keyed(everyone, one)}
                <Gradient state=state shown=Shown::Difference />
            </div>
        }
        .into_any()
    };
    view! {
        <details class="lp-words" data-testid="compare" open=flag(move || is_open.get()) on:toggle=act(toggled)>
            <summary>{text::SIDE_BY_SIDE}</summary>
            {part(content)}
        </details>
    }
    .into_any()
}

/// One gradient with its name and its scale.
#[component]
fn Gradient(state: State, shown: Shown) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let scale = RwSignal::new(None);
    draw(state, shown, node, scale);
    let said = move || match scale.get() {
        None => text::NO_PIXEL.to_owned(),
        Some(0.0) => text::NOTHING_WANTED.to_owned(),
        Some(scale) => text::at_most(&short(f64::from(scale))),
    };
    let name = move || match shown {
        Shown::Gradient(who) => contender::title(state, who),
        Shown::Difference => {
            let [one, other] = sides(state);
            text::difference(
                &contender::title(state, one),
                &contender::title(state, other),
            )
        }
    };
    let whose = move || match shown {
        Shown::Gradient(who) => vec![who],
        Shown::Difference => sides(state).into(),
    };
    let described = live::text(move || text::gradient_shown(&name(), &said()));
    let head = match shown {
        Shown::Gradient(who) => view! {
            <Mark state=state who=who />
            <span>{live::text(name)}</span>
        }
        .into_any(),
        Shown::Difference => view! {
            <span></span>
            <Side state=state side=0 />
            <span>"−"</span>
            <Side state=state side=1 />
        }
        .into_any(),
    };
    let class = match shown {
        Shown::Gradient(_) => "",
        Shown::Difference => "lp-sides",
    };
    // Nothing can be painted here: pressing selects.
    let moved = move |event: PointerEvent| paint::moved(state, What::Pull, &event);
    let pressed = move |event: PointerEvent| paint::down(state, What::Pull, &event);
    let up = move || act(move |event: PointerEvent| paint::up(state, &event));
    let left = move |_: PointerEvent| state.cursor.set(None);
    view! {
        <figure class="lp-figure" data-what="gradient" data-testid=format!("compare-{}", shown.name())>
            <figcaption class=class>{head}</figcaption>
            <div class="lp-frame">
                <div class="lp-stage" style=live::text(move || zooming::style(state))>
                    <canvas
                        node_ref=node
                        role="img"
                        aria-label=described
                        data-testid=format!("compare-canvas-{}", shown.name())
                        on:pointermove=act(moved)
                        on:pointerleave=act(left)
                        on:pointerdown=act(pressed)
                        on:pointerup=up()
                        on:pointercancel=up()
                    ></canvas>
                    <Overlay state=state what=What::Pull />
                </div>
                {canvas::refusal(state, whose)}
            </div>
            <div class="lp-legend lp-number" data-testid=format!("compare-scale-{}", shown.name())>
                {live::text(said)}
            </div>
        </figure>
    }
    .into_any()
}

/// Whose gradients the difference is of: those chosen, as long as they are there.
fn sides(state: State) -> [Who; 2] {
    let chosen = state.view.compare.get().difference;
    chosen.map(|who| state.there_or_shown(who))
}

/// The choice of one side of the difference.
#[component]
fn Side(state: State, side: usize) -> impl IntoView {
    let view = state.view.compare;
    let label = [text::DIFFERENCE_OF, text::DIFFERENCE_FROM][side];
    view! {
        <Select
            label=label
            testid=format!("compare-side-{side}")
            options=Box::new(move || contender::choices(state, true))
            value=Box::new(move || who_name(sides(state)[side]))
            choose=act(move |name: String| view.update(|view| view.difference[side] = who_named(&name)))
        />
    }
}

/// Draws a gradient with each evaluation, and tells its largest magnitude.
fn draw(state: State, shown: Shown, node: NodeRef<html::Canvas>, scale: RwSignal<Option<f32>>) {
    effect(move || {
        let Some(node) = node.get() else { return };
        let view = state.view.compare.get();
        state.evaluated.with(|evaluated| {
            let gradient = shown.of(evaluated, sides(state));
            let own = match shown {
                Shown::Gradient(who) => evaluated.scale(who),
                Shown::Difference => gradient.as_ref().map(|g| largest(g.view())),
            };
            let largest = match view.shared {
                true => own.map(|own| own.max(evaluated.largest_scale())),
                false => own,
            };
            if scale.get_untracked() != own {
                scale.set(own);
            }
            let gradient = gradient.as_ref().map(|g| g.view());
            canvas::put_pull(state, &node, gradient, largest.unwrap_or_default());
        });
    });
}
