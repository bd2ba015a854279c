//! The numbers of one pixel in all canvases at once.

use leptos::prelude::*;
use loss_playground::label::most_probable;

use super::controls::{Mark, head};
use super::live::{self, each, part};
use super::state::{State, Who};
use super::{canvases, contender, swatches, text};
use crate::colours::CLASSES;
use crate::number::{brief, significant, unit};

const MOST: usize = CLASSES.len();

/// A pixel's numbers, one a class.
#[derive(Debug, Clone, PartialEq, Default)]
struct Numbers {
    void: bool,
    label: [Option<f64>; MOST],
    probability: [Option<f64>; MOST],
    logit: [Option<f64>; MOST],
    gradients: Vec<(Who, [Option<f64>; MOST])>,
}

impl Numbers {
    fn of(state: State) -> Self {
        state.document.revision.track();
        let image = state.document.image();
        let Some((row, column)) = state.pixel() else {
            return Self::default();
        };
        let fill = |number: &dyn Fn(usize) -> Option<f32>| {
            std::array::from_fn(|class| number(class).map(f64::from))
        };
        let (void, label, probability, logit) = state.document.read(|scene| {
            let label = |class: usize| scene.label().get([class, row, column]).copied();
            let logit = |class: usize| scene.logits().get([class, row, column]).copied();
            let x = scene.probabilities_at((row, column));
            let soft = fill(&label);
            let void = scene.is_void((row, column));
            let label = match (void, scene.is_hard()) {
                (true, _) => [None; MOST],
                (false, true) => hard(soft),
                (false, false) => soft,
            };
            (
                void,
                label,
                fill(&|class| x.get(class).copied()),
                fill(&logit),
            )
        });
        let gradients = state.evaluated.with(|evaluated| {
            let of = |who| {
                let gradient = evaluated.of(who).map(|e| &e.gradient);
                let number = |class: usize| gradient?.get([image, class, row, column]).copied();
                (who, fill(&number))
            };
            state.everyone().into_iter().map(of).collect()
        });
        Self {
            void,
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

    /// By its size; infinite ones need no unit.
    fn largest_gradient(&self) -> f64 {
        let all = self.gradients.iter().flat_map(|(_, numbers)| numbers);
        let sizes = all.flatten().map(|x| x.abs()).filter(|x| x.is_finite());
        sizes.fold(0.0, f64::max)
    }
}

/// One-hot, as a hard label is shown and evaluated.
fn hard(soft: [Option<f64>; MOST]) -> [Option<f64>; MOST] {
    let best = most_probable(soft);
    std::array::from_fn(|class| soft[class].map(|_| f64::from(u8::from(class == best))))
}

/// A table with a row for each class; it keeps its size whatever the numbers.
#[component]
pub(super) fn Readout(state: State) -> impl IntoView {
    let numbers = Memo::new(move |_| Numbers::of(state));
    let classes = Memo::new(move |_| state.shape().classes);
    let everyone = Memo::new(move |_| state.everyone());
    // One unit for all gradients of a pixel, so that they can be compared at a glance.
    let unit = Memo::new(move |_| unit(numbers.with(Numbers::largest_gradient)));
    let position = move || match state.pixel() {
        Some(pixel) if numbers.with(|numbers| numbers.void) => {
            text::void_at(&state.position(pixel))
        }
        Some(pixel) => state.position(pixel),
        None => text::NO_PIXEL.into(),
    };
    let scale = move || match unit.get().0 {
        power if power.is_empty() => text::GRADIENTS.to_owned(),
        power => text::in_units(text::GRADIENTS, &power),
    };
    let column = move |who: Who| {
        let name = live::text(move || text::gradient_of(&contender::title(state, who)));
        view! {
            <th scope="col">
                <Mark state=state who=who />
                <span class="lp-hidden">{name}</span>
            </th>
        }
        .into_any()
    };
    let row = move |class: usize| {
        let gradient = move |who: Who| {
            let id = format!("readout-{}-{class}", canvases::who_name(who));
            let number = move || numbers.with(|n| n.gradient(who, class));
            cell(
                id,
                Box::new(number),
                Box::new(move |x| brief(x / unit.with(|unit| unit.1))),
            )
        };
        let id = |name: &str| format!("readout-{name}-{class}");
        let brief = || Box::new(brief) as Write;
        let chip = live::text(move || swatches::colour(state, class));
        view! {
            <tr>
                <th scope="row">
                    <i class="lp-chip" aria-hidden="true" style=chip></i>
                    {live::text(move || state.document.class_name(class))}
                </th>
                {cell(id("label"), Box::new(move || numbers.with(|n| n.label[class])), brief())}
                {cell(id("probability"), Box::new(move || numbers.with(|n| n.probability[class])), brief())}
                {cell(id("logit"), Box::new(move || numbers.with(|n| n.logit[class])), brief())}
                {each(everyone.get(), gradient)}
            </tr>
        }
        .into_any()
    };
    view! {
        <section class="lp-readout" aria-labelledby=state.id("pixel")>
            <h2 id=state.id("pixel")>
                {text::PIXEL}
                <span class="lp-number lp-muted" data-testid="readout-position">{live::text(position)}</span>
                <span class="lp-unit lp-muted">{live::text(scale)}</span>
            </h2>
            <div class="lp-scroll" tabindex="0" role="region" aria-labelledby=state.id("pixel")>
                <table>
                    <thead>
                        <tr>
                            {each([text::CLASS, text::LABEL, text::PROBABILITY, text::LOGIT], head)}
                            {part(move || each(everyone.get(), column))}
                        </tr>
                    </thead>
                    <tbody>{part(move || each(0..classes.get(), row))}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// How a cell finds its number, and how it writes it.
type Find = Box<dyn Fn() -> Option<f64> + Send + Sync>;
type Write = Box<dyn Fn(f64) -> String + Send + Sync>;

fn cell(testid: String, find: Find, write: Write) -> AnyView {
    let find = StoredValue::new(find);
    let find = move || find.with_value(|find| find());
    view! {
        <td
            class="lp-number"
            data-testid=testid
            data-value=live::text(move || find().map_or_else(String::new, |x| x.to_string()))
            title=live::text(move || find().map_or_else(String::new, |x| significant(x, 6)))
        >
            {live::text(move || find().map_or_else(|| text::NO_PIXEL.into(), &write))}
        </td>
    }
    .into_any()
}
