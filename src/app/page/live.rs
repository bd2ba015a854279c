//! Closures behind a pointer.
//!
//! Leptos compiles an attribute or a piece of text anew for every type of closure that it is given,
//! and every closure has a type of its own. The page has hundreds of them; behind a pointer they
//! have a handful of types, and the page is downloaded in a fraction of the time.

use leptos::prelude::*;

/// Text that changes.
pub(super) type Text = Box<dyn FnMut() -> String + Send>;
/// Something that is so or not.
pub(super) type Flag = Box<dyn FnMut() -> bool + Send>;
/// A part of the page that changes.
pub(super) type Part = Box<dyn FnMut() -> AnyView + Send>;
/// What is done about an event.
pub(super) type Act<E> = Box<dyn FnMut(E)>;

pub(super) fn text(f: impl FnMut() -> String + Send + 'static) -> Text {
    Box::new(f)
}

pub(super) fn flag(f: impl FnMut() -> bool + Send + 'static) -> Flag {
    Box::new(f)
}

pub(super) fn part(f: impl FnMut() -> AnyView + Send + 'static) -> Part {
    Box::new(f)
}

pub(super) fn act<E>(f: impl FnMut(E) + 'static) -> Act<E> {
    Box::new(f)
}

/// An effect.
pub(super) fn effect(f: impl FnMut() + 'static) {
    let f: Box<dyn FnMut()> = Box::new(f);
    Effect::new(f);
}

/// A list that keeps the views of the keys that stay.
pub(super) fn keyed(
    keys: impl Fn() -> Vec<usize> + Send + Sync + 'static,
    view: impl Fn(usize) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let keys: Box<dyn Fn() -> Vec<usize> + Send + Sync> = Box::new(keys);
    let view: Box<dyn Fn(usize) -> AnyView + Send + Sync> = Box::new(view);
    let view = StoredValue::new(view);
    let child = move |key| view.with_value(|view| view(key));
    view! { <For each=keys key=|key| *key children=child /> }.into_any()
}

/// The same view for each of some items.
pub(super) fn each<T>(items: impl IntoIterator<Item = T>, view: impl Fn(T) -> AnyView) -> AnyView {
    items.into_iter().map(view).collect::<Vec<_>>().into_any()
}
