//! The page in a frame of another one, such as a lecture's notes: how much of it is there, and the line of
//! HTML that puts it there.
//!
//! A frame opens what its address says. It writes no address and no steps to go back to, which would be the
//! other page's; what is painted in it is kept for a reload as in a tab.

use std::hash::{DefaultHasher, Hash, Hasher};

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, FocusEvent, HtmlAnchorElement, MouseEvent, PointerEvent};

use super::controls::Select;
use super::listing::Listing;
use super::live::{self, act};
use super::state::State;
use super::text;

/// How much of the page a frame shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Canvases and losses.
    Painting,
    /// The experiment, and what the losses are.
    Experiment,
}

/// Part, name for programs, name for people, how high its frame should be in pixels: what matters most
/// is then in sight on a laptop, and the rest scrolls.
const PARTS: [(Part, &str, &str, u32); 3] = [
    (Part::Whole, "whole", text::PART_WHOLE, 960),
    (Part::Painting, "painting", text::PART_PAINTING, 960),
    (Part::Experiment, "experiment", text::PART_EXPERIMENT, 860),
];

/// How much higher it should be for a question and its answer.
const LESSON: u32 = 200;

impl Part {
    /// What is to be shown, if this page is in a frame.
    pub(super) fn here() -> Option<Self> {
        let parent = window().parent().ok().flatten();
        let framed = parent.is_some_and(|parent| parent != window());
        let asked = || {
            let query = window().location().search().unwrap_or_default();
            let mut fields = query.trim_start_matches('?').split('&');
            let name = fields.find_map(|field| field.strip_prefix("show="));
            Self::named(name.unwrap_or_default())
        };
        framed.then(asked)
    }

    /// The name in an address.
    pub(super) fn name(self) -> &'static str {
        self.entry().1
    }

    /// Whether both what is painted and the experiment are there.
    pub(super) fn has_both(self) -> bool {
        self == Self::Whole
    }

    fn named(name: &str) -> Self {
        let found = PARTS.iter().find(|(_, own, ..)| *own == name);
        found.map_or(Self::Whole, |(part, ..)| *part)
    }

    fn pixels(self) -> u32 {
        self.entry().3
    }

    fn entry(self) -> &'static (Self, &'static str, &'static str, u32) {
        let own = PARTS.iter().find(|(part, ..)| *part == self);
        own.unwrap_or(&PARTS[0])
    }
}

/// Under what a frame keeps its state: several share a storage, but not their page, address and place there.
pub(super) fn session_key(base: &str) -> String {
    let mut hasher = DefaultHasher::new();
    document().referrer().hash(&mut hasher);
    // It only fails for a window that is gone.
    let own = window().location().href().unwrap_or_default();
    (own, place()).hash(&mut hasher);
    format!("{base}.{:x}", hasher.finish())
}

/// Which of its page's frames this is.
fn place() -> Option<u32> {
    let parent = window().parent().ok().flatten()?;
    let own: JsValue = window().into();
    let frame = |i: &u32| js_sys::Reflect::get_u32(&parent, *i).ok();
    (0..parent.length()).find(|i| frame(i).as_ref() == Some(&own))
}

/// A button that opens the line of HTML for a frame.
#[component]
pub(super) fn Embed(state: State) -> impl IntoView {
    let part = RwSignal::new(Part::Whole);
    let code = move |_| {
        let part = part.get();
        let link = untrack(|| state.keeper.link(state));
        let line = line(part, &link, state.view.lesson.get().is_some());
        match state.keeper.is_partial() {
            true => format!("{}\n{line}", text::EMBEDDED_WITHOUT_PAINTING),
            false => line,
        }
    };
    let parts = || {
        let option = |(_, name, label, _): (_, &str, &str, _)| (name.to_owned(), label.to_owned());
        PARTS.into_iter().map(option).collect()
    };
    let choices = view! {
        <p class="lp-muted">{text::ABOUT_EMBEDDING}</p>
        <Select
            label=text::PART_SHOWN
            labelled=true
            testid="embed-part"
            options=Box::new(parts)
            value=Box::new(move || part.get().name().to_owned())
            choose=act(move |name: String| part.set(Part::named(&name)))
        />
    };
    view! {
        <Listing
            state=state
            label=text::EMBED
            testid="embed".to_owned()
            heading=live::text(|| text::EMBED_HEADING.to_owned())
            choices=choices.into_any()
            code=Box::new(code)
        />
    }
    .into_any()
}

fn line(part: Part, link: &str, with_lesson: bool) -> String {
    let address = match (part, link.split_once('#')) {
        (Part::Whole, _) | (_, None) => link.to_owned(),
        (part, Some((page, state))) => format!("{page}?show={}#{state}", part.name()),
    };
    format!(
        r#"<iframe src="{address}" title="{}" width="100%" height="{}" style="border: 0" loading="lazy" allow="clipboard-write"></iframe>"#,
        text::TITLE,
        part.pixels() + if with_lesson { LESSON } else { 0 }
    )
}

/// A link from a frame to the page by itself, as it is when it is followed.
#[component]
pub(super) fn ByItself(state: State) -> impl IntoView {
    let refresh = move |link: Option<EventTarget>| {
        let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
        if let Some(link) = link {
            link.set_href(&state.keeper.link(state));
        }
    };
    view! {
        <a
            class="lp-by-itself"
            href=state.keeper.link(state)
            target="_blank"
            rel="noopener"
            data-testid="by-itself"
            // Whatever is done with a link begins with one of these.
            on:pointerdown=act(move |event: PointerEvent| refresh(event.current_target()))
            on:focus=act(move |event: FocusEvent| refresh(event.current_target()))
            on:click=act(move |event: MouseEvent| refresh(event.current_target()))
        >
            {text::BY_ITSELF}
        </a>
    }
    .into_any()
}
