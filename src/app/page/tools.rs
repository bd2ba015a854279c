//! Tools, their settings, and edits of the whole image.

use leptos::prelude::*;
use loss_playground::scene::{Brush, Gallery, Layer, Scene, VOID};

use super::backdrop::BackdropControls;
use super::class_editor::ClassEditor;
use super::controls::{Barred, Button, Options, Select, Slider, Toggle};
use super::export::ExportMenu;
use super::files::OpenMenu;
use super::live::{act, each, flag};
use super::menu::Menu;
use super::notices::{self, Answer};
use super::pen::PressureSwitch;
use super::state::{State, Tool};
use super::swatches::Swatches;
use super::text;
use super::zooming::ZoomButtons;

/// The least and the largest strength of the brush; with none it would paint nothing.
pub(super) const STRENGTH: (f64, f64) = (0.05, 1.0);

/// Tool, name, key.
pub(super) const TOOLS: [(Tool, &str, &str); 8] = [
    (Tool::Brush, text::BRUSH, "B"),
    (Tool::Eraser, text::ERASER, "E"),
    (Tool::Soften, text::SOFTEN, "S"),
    (Tool::Fill, text::FILL, "F"),
    (Tool::Rectangle, text::RECTANGLE, "R"),
    (Tool::Ellipse, text::ELLIPSE, "O"),
    (Tool::Pick, text::PICK, "I"),
    (Tool::Inspect, text::INSPECT, "V"),
];

/// The sizes that the page offers; a file may bring another.
const SIZES: [usize; 7] = [8, 16, 32, 64, 128, 256, 512];

/// Everything under the canvases.
#[component]
pub(super) fn Tools(state: State) -> impl IntoView {
    let tools = state.tools;
    let button = move |(tool, name, key): (Tool, &'static str, &'static str)| {
        view! {
            <Toggle
                class="lp-tool"
                testid=format!("tool-{}", key.to_ascii_lowercase())
                keys=key
                pressed=flag(move || tools.tool.get() == tool)
                press=act(move |_| tools.tool.set(tool))
            >
                {name}
                <kbd aria-hidden="true">{key}</kbd>
            </Toggle>
        }
        .into_any()
    };
    view! {
        <div class="lp-tools">
            <div class="lp-row">
                <div class="lp-segments" role="group" aria-label=text::TOOLS>
                    {each(TOOLS, button)}
                </div>
                <Extent state=state />
            </div>
            <div class="lp-row">
                <Swatches state=state />
                <Slider label=text::SIZE testid="size" value=tools.size range=Brush::SIZE step=1.0 />
                <PressureSwitch state=state />
                <Slider label=text::HARDNESS testid="hardness" value=tools.hardness range=(0.0, 1.0) step=0.05 />
                <Slider label=text::STRENGTH testid="strength" value=tools.strength range=STRENGTH step=0.05 />
            </div>
            <ClassEditor state=state />
            <div class="lp-row">
                <Edits state=state />
                <OpenMenu state=state />
                <ExportMenu state=state />
                <ZoomButtons state=state />
            </div>
            <BackdropControls state=state />
            {state.chunks.files.view(state, move |files| (files.makers)(state))}
        </div>
    }
    .into_any()
}

/// How many classes, how many pixels.
#[component]
fn Extent(state: State) -> impl IntoView {
    let classes = || {
        Scene::CLASSES
            .map(|n| (n.to_string(), n.to_string()))
            .collect()
    };
    let square = |n: usize| (n.to_string(), text::size(n, n));
    let sizes = move || -> Options {
        let shape = state.shape();
        let other = shape.height != shape.width || !SIZES.contains(&shape.height);
        let odd = other.then(|| (String::new(), text::size(shape.height, shape.width)));
        SIZES.map(square).into_iter().chain(odd).collect()
    };
    let size = move || {
        let shape = state.shape();
        let listed = shape.height == shape.width && SIZES.contains(&shape.height);
        if listed {
            shape.height.to_string()
        } else {
            String::new()
        }
    };
    view! {
        <Select
            label=text::CLASSES
            labelled=true
            testid="classes"
            options=Box::new(classes)
            value=Box::new(move || state.shape().classes.to_string())
            choose=act(move |n: String| {
                if let Ok(n) = n.parse() {
                    ask_for_classes(state, n);
                }
            })
        />
        <Select
            label=text::IMAGE
            labelled=true
            testid="image-size"
            options=Box::new(sizes)
            value=Box::new(size)
            choose=act(move |n: String| {
                if let Ok(n) = n.parse() {
                    ask_for_size(state, n);
                }
            })
        />
    }
}

#[component]
fn Edits(state: State) -> impl IntoView {
    let document = state.document;
    let can_travel = document.can_travel;
    let whole = move |edit: fn(&mut Scene)| act(move |_| document.edit_whole(edit));
    // With two classes there is only one way to invert; with more, it is the chosen class that counts.
    let swapped = move || match (state.shape().classes, state.tools.class.get()) {
        (2, _) => Some(1),
        (_, 0 | VOID) => None,
        (_, class) => Some(class),
    };
    let swap = move || {
        if let Some(class) = untrack(swapped) {
            document.edit_whole(|scene| scene.swap_with_background(class));
        }
    };
    let clear = move |layer| {
        document.edit(layer, |scene| {
            scene.clear(layer);
            scene.bounds()
        });
    };
    let clear_label = move || clear(Layer::Label);
    let clear_prediction = move || clear(Layer::Prediction);
    view! {
        <div class="lp-segments" role="group" aria-label=text::HISTORY>
            <Button
                label=text::UNDO
                testid="undo"
                keys="Control+Z"
                barred=Barred::when(move || !can_travel.get().0 && !document.previewing.get())
                press=act(move |_| state.travel(true))
            />
            <Button
                label=text::REDO
                testid="redo"
                keys="Control+Shift+Z"
                barred=Barred::when(move || !can_travel.get().1)
                press=act(move |_| state.travel(false))
            />
        </div>
        <Menu label=text::EDIT testid="edit">
            <Button label=text::COPY testid="copy" press=whole(Scene::copy_label_to_prediction) />
            <Button label=text::COPY_BACK testid="copy-back" press=whole(Scene::copy_prediction_to_label) />
            <Button
                label=text::SWAP
                testid="swap"
                barred=Barred::when(move || swapped().is_none())
                press=act(move |_| swap())
            />
            <Button label=text::INVERT testid="invert" press=whole(Scene::invert_prediction) />
            <Button label=text::CLEAR_LABEL testid="clear-label" press=act(move |_| clear_label()) />
            <Button
                label=text::CLEAR_PREDICTION
                testid="clear-prediction"
                press=act(move |_| clear_prediction())
            />
        </Menu>
    }
}

/// Changes the number of classes, after asking if something painted would go.
fn ask_for_classes(state: State, classes: usize) {
    let used = state.document.read_all(used);
    let lost: Vec<String> = (classes..used.len())
        .filter(|class| used[*class])
        .map(|class| untrack(|| state.document.class_name(class)))
        .collect();
    if lost.is_empty() {
        return set_classes(state, classes);
    }
    let answer = (text::keep_classes(classes), Answer::SetClasses(classes));
    notices::ask(state, text::lose_classes(&lost, classes), vec![answer]);
}

/// Changes the number of classes.
pub(super) fn set_classes(state: State, classes: usize) {
    state.keeper.step(state);
    let result = state
        .document
        .reshape(|gallery| gallery.set_classes(classes));
    if let Err(error) = result {
        state.notices.alert(error.to_string(), None);
    }
}

/// Changes the size, after asking if something painted would go.
fn ask_for_size(state: State, side: usize) {
    let origin = state.document.origin.get_untracked();
    let loses = state.document.read_all(|gallery| {
        // What a scene began with can be had again.
        let height = gallery.scene().height();
        let began = origin.map(|preset| preset.gallery(height));
        let painted = began.is_none_or(|began| began.scenes() != gallery.scenes());
        painted && gallery.loses_by_size(side, side)
    });
    if !loses {
        return resize(state, side);
    }
    let answer = (text::shrink(side), Answer::Resize(side));
    notices::ask(state, text::lose_detail(side), vec![answer]);
}

/// Changes the size.
pub(super) fn resize(state: State, side: usize) {
    state.keeper.step(state);
    let result = state.document.reshape(|gallery| gallery.resize(side, side));
    if let Err(error) = result {
        state.notices.alert(error.to_string(), None);
    }
}

/// Which classes any image has something of.
fn used(gallery: &Gallery) -> Vec<bool> {
    let mut used = vec![false; gallery.scene().classes()];
    for scene in gallery.scenes() {
        for layer in [Layer::Label, Layer::Prediction] {
            for (used, own) in used.iter_mut().zip(scene.used(layer)) {
                *used |= own;
            }
        }
    }
    used
}

/// A tool as it is kept.
pub(super) fn name(tool: Tool) -> &'static str {
    let found = TOOLS.iter().find(|(own, ..)| *own == tool);
    found.map_or("", |(_, _, key)| key)
}

/// The reverse of [`name`].
pub(super) fn named(name: &str) -> Option<Tool> {
    let found = TOOLS.iter().find(|(_, _, key)| *key == name);
    found.map(|(tool, ..)| *tool)
}
