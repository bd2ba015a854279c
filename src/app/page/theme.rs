//! Light or dark: as the system has it, or as the reader wants it.

use leptos::prelude::*;

use super::controls::Select;
use super::dom::listen;
use super::live::{act, effect};
use super::state::{State, Theme};
use super::text;

const NAMES: [(Theme, &str, &str); 3] = [
    (Theme::Auto, "auto", text::THEME_AUTO),
    (Theme::Light, "light", text::THEME_LIGHT),
    (Theme::Dark, "dark", text::THEME_DARK),
];

impl Theme {
    /// As it is kept and as the style sheet knows it.
    pub(super) fn name(self) -> &'static str {
        NAMES[self as usize].1
    }

    /// The theme of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(_, own, _)| *own == name);
        found.map(|(theme, ..)| *theme)
    }
}

/// Keeps `view.dark` right.
pub(super) fn follow(state: State) {
    let system = RwSignal::new(false);
    // Browsers that do not know the query are light.
    if let Ok(Some(query)) = window().match_media("(prefers-color-scheme: dark)") {
        system.set(query.matches());
        let asked = query.clone();
        listen(&query, "change", move |_| system.set(asked.matches()));
    }
    let dark = move || match state.view.theme.get() {
        Theme::Auto => system.get(),
        theme => theme == Theme::Dark,
    };
    state.view.dark.set(untrack(dark));
    effect(move || {
        let dark = dark();
        if dark != state.view.dark.get_untracked() {
            state.view.dark.set(dark);
        }
    });
}

/// The switch.
#[component]
pub(super) fn ThemeSelect(state: State) -> impl IntoView {
    let options = || {
        NAMES
            .map(|(_, name, text)| (name.into(), text.into()))
            .into()
    };
    view! {
        <Select
            label=text::THEME
            labelled=true
            testid="theme"
            options=Box::new(options)
            value=Box::new(move || state.view.theme.get().name().to_owned())
            choose=act(move |name: String| state.view.theme.set(Theme::named(&name).unwrap_or(Theme::Auto)))
        />
    }
}
