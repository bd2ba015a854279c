//! What the page says by itself: alerts, a status line, and questions.

use leptos::html;
use leptos::prelude::*;
use loss_playground::Error;
use web_sys::{Event, MouseEvent};

use super::chunk::Files;
use super::controls::Button;
use super::gpu;
use super::live::{self, act, each, effect, part};
use super::state::State;
use super::{dom, files, text, tools};

/// How long a sentence stays at least, in milliseconds.
const READABLE: f64 = 4000.0;

/// What is being said.
#[derive(Clone, Copy)]
pub(super) struct Notices {
    alerts: RwSignal<Vec<Alert>>,
    pub status: RwSignal<String>,
    /// When that was said.
    said: StoredValue<f64>,
    question: RwSignal<Option<Question>>,
}

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq)]
struct Alert {
    text: String,
    remedy: Option<Remedy>,
}

/// What can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    TryGpuAgain,
}

/// A question before something is lost.
#[derive(Clone)]
struct Question {
    /// The document's revision that it is about.
    revision: u64,
    text: String,
    answers: Vec<(String, Answer)>,
}

/// What is then done.
#[derive(Clone)]
pub(super) enum Answer {
    SetClasses(usize),
    Resize(usize),
    Open(files::Opened, files::Target),
}

impl Notices {
    pub(super) fn new() -> Self {
        Self {
            alerts: RwSignal::new(Vec::new()),
            status: RwSignal::new(String::new()),
            said: StoredValue::new(0.0),
            question: RwSignal::new(None),
        }
    }

    /// Says what went wrong until it is dismissed; the same thing only once.
    pub(super) fn alert(&self, text: String, remedy: Option<Remedy>) {
        let alert = Alert { text, remedy };
        self.alerts.maybe_update(|alerts| {
            let new = !alerts.contains(&alert);
            if new {
                alerts.push(alert);
            }
            new
        });
    }

    pub(super) fn gpu_lost(&self, error: &Error) {
        self.alert(text::gpu_lost(error), Some(Remedy::TryGpuAgain));
    }

    /// Says what has happened.
    pub(super) fn say(&self, text: impl Into<String>) {
        self.said.set_value(dom::now());
        self.status.set(text.into());
    }

    /// Forgets what was said as soon as something else is done, once there was time to read it.
    pub(super) fn follow(self, revision: RwSignal<u64>) {
        effect(move || {
            revision.track();
            if dom::now() - self.said.get_value() >= READABLE {
                self.status
                    .maybe_update(|status| !std::mem::take(status).is_empty());
            }
        });
    }

    fn dismiss(&self, alert: &Alert) {
        self.alerts.update(|alerts| alerts.retain(|a| a != alert));
    }
}

/// The alerts, one under the other.
#[component]
pub(super) fn Alerts(state: State) -> impl IntoView {
    let notices = state.notices;
    let one = move |alert: Alert| {
        let remedy = match alert.remedy {
            Some(Remedy::TryGpuAgain) => {
                let alert = alert.clone();
                let again = move |event: MouseEvent| {
                    leave(&event);
                    notices.dismiss(&alert);
                    gpu::start(state);
                };
                view! { <Button label=text::TRY_AGAIN testid="alert-again" press=act(again) /> }
                    .into_any()
            }
            None => ().into_any(),
        };
        let message = alert.text.clone();
        let dismiss = move |event: MouseEvent| {
            leave(&event);
            notices.dismiss(&alert);
        };
        view! {
            <div class="lp-alert" role="alert" data-testid="alert">
                <p>{message}</p>
                {remedy}
                <Button label=text::DISMISS testid="alert-dismiss" press=act(dismiss) />
            </div>
        }
        .into_any()
    };
    view! { <div class="lp-alerts">{part(move || each(notices.alerts.get(), one))}</div> }
        .into_any()
}

/// Moves the focus from an alert that goes: to the next one, or back to the painting.
fn leave(gone: &MouseEvent) {
    let next = ["alert-dismiss", "canvas-label"].map(str::to_owned);
    dom::focus_instead(gone, next.into());
}

/// Asks before doing anything to what is there now; one question at a time.
pub(super) fn ask(state: State, text: String, answers: Vec<(String, Answer)>) {
    if state.notices.question.with_untracked(Option::is_some) {
        return state.notices.alert(text::unasked(&text), None);
    }
    state.notices.question.set(Some(Question {
        revision: state.document.revision.get_untracked(),
        text,
        answers,
    }));
}

/// The question, if there is one, in front of everything else.
#[component]
pub(super) fn Ask(state: State) -> impl IntoView {
    let question = state.notices.question;
    let dialog = NodeRef::<html::Dialog>::new();
    let cancel = NodeRef::<html::Button>::new();
    // Going back in the address bar changes what the question is about.
    effect(move || {
        let now = state.document.revision.get();
        let past = |asked: &mut Question| asked.revision != now;
        question.maybe_update(|question| question.take_if(past).is_some());
    });
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        match question.with(Option::is_some) {
            true => {
                // They can only fail if it is open already, and without focus nothing is lost.
                let _ = dialog.show_modal();
                // Nor is anything lost by pressing Enter.
                let _ = cancel.get_untracked().map(|cancel| cancel.focus());
            }
            false => dialog.close(),
        }
    });
    let button = move |(index, (label, answer)): (usize, (String, Answer))| {
        let give = move |_| {
            question.set(None);
            match answer.clone() {
                Answer::SetClasses(classes) => tools::set_classes(state, classes),
                Answer::Resize(side) => tools::resize(state, side),
                Answer::Open(file, target) => {
                    let open = move |files: Files| (files.open)(state, &file, target);
                    state.chunks.files.with(state, open);
                }
            }
        };
        view! {
            <button type="button" class="lp-primary" data-testid=format!("answer-{index}") on:click=act(give)>
                {label}
            </button>
        }
        .into_any()
    };
    let answers = move || {
        let all = question.get().map(|q| q.answers).unwrap_or_default();
        each(all.into_iter().enumerate(), button)
    };
    let asked = move || question.get().map(|q| q.text).unwrap_or_default();
    let closed = move |event: Event| {
        if !dom::is_open(&event) {
            question.set(None);
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="lp-ask"
            data-testid="question"
            aria-labelledby=state.id("question")
            on:close=act(closed)
        >
            <p id=state.id("question")>{live::text(asked)}</p>
            <div class="lp-row">
                {part(answers)}
                <button
                    node_ref=cancel
                    type="button"
                    data-testid="answer-cancel"
                    on:click=act(move |_| question.set(None))
                >
                    {text::CANCEL}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
