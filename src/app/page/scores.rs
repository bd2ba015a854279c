//! What the prediction is worth once every pixel decides, beside the losses that are aligned with it.

mod more;

use std::collections::BTreeMap;

use leptos::prelude::*;
use loss_playground::score::{self, Options};

use super::controls::{Mark, head};
use super::live::{self, each, effect, part};
use super::pace::Pace;
use super::state::{State, Who};
use super::{contender, text};
use crate::number::significant;

/// Scores by their names, in percent or permille.
type Scores = BTreeMap<String, Option<f64>>;

/// A row's title and the scores in it: by data set, by image, by class.
type Row = (String, [Option<&'static str>; 3]);

/// What is shown at first.
const ROWS: [(&str, [Option<&str>; 3]); 5] = [
    (text::IOU, [Some("mIoUD"), Some("mIoUI"), Some("mIoUC")]),
    (text::DICE, [Some("mDiceD"), Some("mDiceI"), Some("mDiceC")]),
    (
        text::CLASS_ACCURACY,
        [Some("mAccD"), Some("mAccI"), Some("mAccC")],
    ),
    (text::PIXEL_ACCURACY, [Some("Acc"), None, None]),
    (text::CALIBRATION_ERROR, [Some("ECED"), Some("ECEI"), None]),
];

/// What the parts of the table share.
#[derive(Clone, Copy)]
struct Table {
    state: State,
    scores: RwSignal<Scores>,
    /// Who is aligned with which scores.
    aligned: Memo<Vec<(Who, Vec<String>)>>,
}

/// A table of scores, each with the marks of the losses that are aligned with it.
pub(super) fn content(state: State) -> AnyView {
    let scores = RwSignal::new(Scores::new());
    let revision = RwSignal::new(0_u64);
    follow(state, scores, revision);
    let aligned = Memo::new(move |_| {
        let aligned = |who| Some((who, state.loss(who, score::aligned)?));
        state.everyone().into_iter().filter_map(aligned).collect()
    });
    let table = Table {
        state,
        scores,
        aligned,
    };
    let hard = Memo::new(move |_| state.shape().hard);
    let about = move || match hard.get() {
        true => text::SCORED_AGAINST_HARD.to_owned(),
        false => text::SCORED_AGAINST_SOFT.to_owned(),
    };
    let rows = ROWS.map(|(title, names)| (title.to_owned(), names));
    view! {
        <section
            class="lp-scores"
            aria-labelledby=state.id("scores")
            data-testid="scores"
            data-revision=live::text(move || revision.get().to_string())
        >
            <h2 id=state.id("scores")>{text::SCORES}</h2>
            {table.rows(rows)}
            <p class="lp-doc" data-testid="scores-about">{live::text(about)} " " {text::MARKED_SCORES}</p>
            {more::more(table)}
        </section>
    }
    .into_any()
}

impl Table {
    /// The three columns, in a frame that scrolls where they do not fit.
    fn rows(self, rows: impl IntoIterator<Item = Row>) -> AnyView {
        let row = move |(title, names): Row| {
            view! {
                <tr>
                    <th scope="row">{title}</th>
                    {each(names, move |name| self.cell(name))}
                </tr>
            }
            .into_any()
        };
        view! {
            <div class="lp-scroll" tabindex="0" role="region" aria-labelledby=self.state.id("scores")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{text::IN_PERCENT}</th>
                            {each([text::BY_DATA_SET, text::BY_IMAGE, text::BY_CLASS], head)}
                        </tr>
                    </thead>
                    <tbody>{each(rows, row)}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn cell(self, name: Option<&'static str>) -> AnyView {
        let Some(name) = name else {
            return view! { <td></td> }.into_any();
        };
        let Self {
            state,
            scores,
            aligned,
        } = self;
        // Outside an evaluation there are no scores at all; within one, some are not defined.
        let found = move || scores.with(|scores| scores.get(&more::in_full(state, name)).copied());
        let score = move || found().flatten();
        let written = move || match found() {
            None => text::NO_PIXEL.to_owned(),
            Some(None) => text::scores::NOT_PRESENT.to_owned(),
            Some(Some(score)) => format!("{score:.1}"),
        };
        let whose = Memo::new(move |_| {
            let here = |(who, names): &(Who, Vec<String>)| {
                names.iter().any(|own| own == name).then_some(*who)
            };
            aligned.with(|all| all.iter().filter_map(here).collect::<Vec<_>>())
        });
        let mark = move |who| view! { <Mark state=state who=who /> }.into_any();
        let said = move || match whose.get() {
            whose if whose.is_empty() => String::new(),
            whose => text::aligned_with(whose.into_iter().map(|who| contender::title(state, who))),
        };
        view! {
            <td
                class="lp-number"
                data-testid=format!("score-{name}")
                data-value=live::text(move || score().map_or_else(String::new, |x| x.to_string()))
                title=live::text(move || score().map_or_else(String::new, |x| significant(x, 6)))
            >
                {part(move || each(whose.get(), mark))}
                {live::text(written)}
                <span class="lp-hidden">{live::text(said)}</span>
            </td>
        }
        .into_any()
    }
}

/// Keeps the scores those of the latest evaluation, whose revision it notes.
fn follow(state: State, scores: RwSignal<Scores>, scored: RwSignal<u64>) {
    let pace = Pace::new();
    effect(move || {
        let revision = state.evaluated.with(|evaluated| evaluated.revision);
        let options = Options {
            q: state.view.worst.get() as u32,
            ..Options::default()
        };
        let found = pace.quick_work(|| {
            state.evaluated.with_untracked(|evaluated| {
                let batch = score::hardened(evaluated.batch.as_ref()?).ok()?;
                score::scores(&batch, &options).ok()
            })
        });
        if let Some(found) = found {
            scores.set(found.unwrap_or_default());
            scored.set(revision);
        }
    });
}
