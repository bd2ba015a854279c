//! The numbers of one pixel in all canvases at once.

use leptos::prelude::*;

use super::controls::Mark;
use super::state::{State, Who};
use super::{canvases, contender, text};
use crate::app::colours::{CLASSES, css};
use crate::app::number::significant;

const MOST: usize = CLASSES.len();

/// A pixel's numbers, one a class.
#[derive(Debug, Clone, PartialEq, Default)]
struct Numbers {
    label: [Option<f64>; MOST],
    probability: [Option<f64>; MOST],
    logit: [Option<f64>; MOST],
    gradients: Vec<(Who, [Option<f64>; MOST])>,
}

impl Numbers {
    fn of(state: State) -> Self {
        state.document.revision.track();
        let Some((row, column)) = state.pixel() else {
            return Self::default();
        };
        let fill = |number: &dyn Fn(usize) -> Option<f32>| {
            std::array::from_fn(|class| number(class).map(f64::from))
        };
        let (label, probability, logit) = state.document.read(|scene| {
            let label = |class: usize| scene.label().get([class, row, column]).copied();
            let logit = |class: usize| scene.logits().get([class, row, column]).copied();
            let x = scene.probabilities_at((row, column));
            let soft = fill(&label);
            let label = if scene.is_hard() { hard(soft) } else { soft };
            (label, fill(&|class| x.get(class).copied()), fill(&logit))
        });
        let gradients = state.evaluated.with(|evaluated| {
            let of = |who| {
                let gradient = evaluated.of(who).map(|e| &e.gradient);
                let number = |class: usize| gradient?.get([0, class, row, column]).copied();
                (who, fill(&number))
            };
            state.everyone().into_iter().map(of).collect()
        });
        Self {
            label,
            probability,
            logit,
            gradients,
        }
    }

    fn gradient(&self, who: Who, class: usize) -> Option<f64> {
        let found = self.gradients.iter().find(|(whose, _)| *whose == who);
        found.and_then(|(_, numbers)| numbers[class])
    }
}

/// One-hot, as a hard label is shown and evaluated.
fn hard(soft: [Option<f64>; MOST]) -> [Option<f64>; MOST] {
    let mut best = 0;
    for class in 1..MOST {
        if soft[class] > soft[best] {
            best = class;
        }
    }
    std::array::from_fn(|class| soft[class].map(|_| f64::from(u8::from(class == best))))
}

/// A table with a row for each class; it keeps its size whatever the numbers.
#[component]
pub(super) fn Readout(state: State) -> impl IntoView {
    let numbers = Memo::new(move |_| Numbers::of(state));
    let classes = Memo::new(move |_| state.shape().classes);
    let everyone = Memo::new(move |_| state.everyone());
    let position = move || match state.pixel() {
        Some((row, column)) => text::position(row, column),
        None => text::NO_PIXEL.into(),
    };
    let column = move |who: Who| {
        view! {
            <th scope="col" title=move || contender::title(state, who)>
                <Mark state=state who=who />
                <span class="lp-hidden">{move || format!("{} {}", text::GRADIENT_OF, contender::title(state, who))}</span>
            </th>
        }
    };
    let row = move |class: usize| {
        let gradients = move |who: Who| {
            let id = format!("readout-{}-{class}", canvases::who_name(who));
            cell(id, move || numbers.with(|n| n.gradient(who, class)))
        };
        let id = |name: &str| format!("readout-{name}-{class}");
        view! {
            <tr>
                <th scope="row">
                    <i class="lp-chip" aria-hidden="true" style:background-color=css(CLASSES[class])></i>
                    {move || state.document.class_name(class)}
                </th>
                {cell(id("label"), move || numbers.with(|n| n.label[class]))}
                {cell(id("probability"), move || numbers.with(|n| n.probability[class]))}
                {cell(id("logit"), move || numbers.with(|n| n.logit[class]))}
                {everyone.get().into_iter().map(gradients).collect_view()}
            </tr>
        }
    };
    view! {
        <section class="lp-readout" aria-labelledby=state.id("pixel")>
            <h2 id=state.id("pixel")>
                {text::PIXEL}
                <span class="lp-number lp-muted" data-testid="readout-position">{position}</span>
            </h2>
            <div class="lp-scroll" tabindex="0" role="region" aria-labelledby=state.id("pixel")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{text::CLASS}</th>
                            <th scope="col">{text::LABEL}</th>
                            <th scope="col">{text::PROBABILITY}</th>
                            <th scope="col">{text::LOGIT}</th>
                            {move || everyone.get().into_iter().map(column).collect_view()}
                        </tr>
                    </thead>
                    <tbody>{move || (0..classes.get()).map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn cell(testid: String, number: impl Fn() -> Option<f64> + Copy + Send + 'static) -> AnyView {
    view! {
        <td
            class="lp-number"
            data-testid=testid
            data-value=move || number().map(|x| x.to_string())
        >
            {move || number().map_or_else(|| text::NO_PIXEL.into(), |x| significant(x, 3))}
        </td>
    }
    .into_any()
}
