//! Everything that the page shows as a file: pictures, arrays, the chart, the state.

use leptos::prelude::*;
use loss_playground::chart::plot::Plot;
use loss_playground::scene::export::{npy_from_array, npy_from_label, png_from_label};
use loss_playground::scene::{Gallery, Scene};
use ndarray::ArrayView4;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlCanvasElement, MouseEvent};

use super::charts::{Shown, svg};
use super::chunk::Files;
use super::controls::Button;
use super::document::Images;
use super::live::{act, each};
use super::menu::Menu;
use super::state::{State, What};
use super::{contender, download, text};
use crate::colours;
use crate::file_name::file_name;
use crate::pixels::Show;

/// One file.
#[derive(Debug, Clone, Copy)]
pub(super) enum Export {
    Picture(What),
    Array(What),
    ChartPicture,
    ChartTable,
    State,
}

impl Export {
    fn is_of_chart(self) -> bool {
        matches!(self, Self::ChartPicture | Self::ChartTable)
    }
}

/// What is to be had, in the order of the menu.
const FILES: [(Export, &str, &str); 9] = [
    (Export::Picture(What::Label), "label-png", text::LABEL_PNG),
    (
        Export::Picture(What::Prediction),
        "prediction-png",
        text::PREDICTION_PNG,
    ),
    (
        Export::Picture(What::Pull),
        "gradient-png",
        text::GRADIENT_PNG,
    ),
    (Export::Array(What::Label), "label-npy", text::LABEL_NPY),
    (
        Export::Array(What::Prediction),
        "prediction-npy",
        text::PREDICTION_NPY,
    ),
    (
        Export::Array(What::Pull),
        "gradient-npy",
        text::GRADIENT_NPY,
    ),
    (Export::ChartPicture, "chart-svg", text::CHART_SVG),
    (Export::ChartTable, "chart-csv", text::CHART_CSV),
    (Export::State, "state-json", text::STATE_JSON),
];

/// The menu.
#[component]
pub(super) fn ExportMenu(state: State) -> impl IntoView {
    let item = move |(file, name, label): (Export, &'static str, &'static str)| {
        let save = move |event: MouseEvent| {
            let Some(button) = event.target().and_then(|target| target.dyn_into().ok()) else {
                return;
            };
            let save = move |files: Files| (files.save)(state, file, &button);
            state.chunks.files.with(state, save);
        };
        view! { <Button label=label testid=format!("export-{name}") press=act(save) /> }.into_any()
    };
    let is_there =
        move |(file, ..): &(Export, _, _)| !file.is_of_chart() || state.has_experiments();
    let files = FILES.into_iter().filter(is_there);
    view! {
        <Menu label=text::EXPORT testid="export">
            {each(files, item)}
        </Menu>
    }
}

/// Hands over a file, or says why not.
pub(super) fn save(state: State, file: Export, button: &Element) {
    match untrack(|| saved(state, file, button)) {
        Ok(name) => state.notices.say(text::saved(&name)),
        Err(Unsaved::Coming) => state.notices.say(text::CHART_COMING),
        Err(Unsaved::Missing) => state.notices.say(text::NOTHING_TO_SAVE),
        Err(Unsaved::Refused(reason)) => state.notices.alert(text::not_saved(&reason), None),
    }
}

/// Why nothing was saved.
enum Unsaved {
    /// What was to be saved is not there: the losses have not been evaluated, or cannot be.
    Missing,
    /// The chart is not loaded yet.
    Coming,
    /// The browser refused, for this reason.
    Refused(String),
}

impl From<JsValue> for Unsaved {
    fn from(error: JsValue) -> Self {
        let reason = error.dyn_ref::<js_sys::Error>();
        let reason = reason.map(|error| String::from(error.message()));
        Self::Refused(reason.unwrap_or_else(|| format!("{error:?}")))
    }
}

/// Hands over a file and returns its name.
fn saved(state: State, file: Export, button: &Element) -> Result<String, Unsaved> {
    match file {
        Export::Picture(what) => save_picture(state, what, button),
        Export::Array(what) => save_array(state, what),
        Export::ChartPicture => {
            save_chart(state, "svg", "image/svg+xml", |_, plot| svg(state, plot))
        }
        Export::ChartTable => save_chart(state, "csv", "text/csv", |shown, plot| (shown.csv)(plot)),
        Export::State => {
            let name = file_name(&[text::TITLE], "json");
            let content = state.keeper.json(state);
            download::bytes(&name, "application/json", content.as_bytes())?;
            Ok(name)
        }
    }
}

/// A canvas of the current image.
fn save_picture(state: State, what: What, button: &Element) -> Result<String, Unsaved> {
    let class = match what {
        What::Label => Show::All,
        What::Prediction => state.view.prediction.get(),
        What::Pull => state.view.pull.get(),
    };
    let class = match class {
        Show::All => String::new(),
        Show::Class(class) => state.document.class_name(class),
    };
    let Images { count, current } = state.document.images.get();
    let image = match count {
        1 => String::new(),
        _ => text::image_in_name(current),
    };
    let parts = [
        what.name(),
        &image,
        &whose(state, what),
        &class,
        &size(state),
    ];
    let name = file_name(&parts, "png");
    if what == What::Label && state.shape().hard {
        download::bytes(&name, "image/png", &label(state))?;
        return Ok(name);
    }
    let shown = state.shown();
    if what == What::Pull && state.evaluated.with(|e| e.of(shown).is_none()) {
        return Err(Unsaved::Missing);
    }
    let canvas = canvas(button, what).ok_or(Unsaved::Missing)?;
    download::picture(name.clone(), &canvas, state.palette().paper)?;
    Ok(name)
}

/// The numbers behind a canvas.
fn save_array(state: State, what: What) -> Result<String, Unsaved> {
    let holds = match what {
        What::Label => text::PROBABILITIES.to_owned(),
        What::Prediction => text::LOGITS.to_owned(),
        What::Pull => whose(state, what),
    };
    let images = match state.document.images.get().count {
        1 => String::new(),
        count => text::images_in_name(count),
    };
    let name = file_name(&[what.name(), &holds, &images, &size(state)], "npy");
    let bytes = array(state, what).ok_or(Unsaved::Missing)?;
    download::bytes(&name, "application/octet-stream", &bytes)?;
    Ok(name)
}

/// The chart in sight.
fn save_chart(
    state: State,
    extension: &str,
    kind: &str,
    content: impl FnOnce(&Shown, &Plot) -> String,
) -> Result<String, Unsaved> {
    if state.chunks.experiments.get_untracked().is_none() {
        return Err(Unsaved::Coming);
    }
    let (parts, content) = state
        .figure
        .with_value(|shown| {
            let shown = shown.as_ref()?;
            let plot = shown.plot.get()?;
            Some(((shown.file)(), content(shown, &plot)))
        })
        .ok_or(Unsaved::Missing)?;
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let name = file_name(&parts, extension);
    download::bytes(&name, kind, content.as_bytes())?;
    Ok(name)
}

/// The image's size as a part of a file's name.
fn size(state: State) -> String {
    let shape = state.shape();
    text::size_in_name(shape.height, shape.width)
}

/// Whose gradient it is; nothing for what is nobody's.
fn whose(state: State, what: What) -> String {
    match what {
        What::Pull => contender::title(state, state.shown()),
        _ => String::new(),
    }
}

/// A hard label as a picture that opens as the same label, which no picture of its canvas does: every
/// class has its colour, drawn or not.
fn label(state: State) -> Vec<u8> {
    let label = state.document.read(Scene::hard_label);
    let looks = state.document.looks.get();
    let classes = 0..state.shape().classes;
    let colours: Vec<_> = classes.map(|class| looks.colour(class)).collect();
    let (height, width) = label.dim();
    let scale = download::scale(height as u32, width as u32);
    png_from_label(&label, &colours, colours::void(0, 0), scale as usize)
}

/// A canvas of the page that a button is on.
fn canvas(button: &Element, what: What) -> Option<HtmlCanvasElement> {
    let page = button.closest(".lp").ok()??;
    let selector = format!("[data-what=\"{}\"] canvas", what.name());
    page.query_selector(&selector).ok()??.dyn_into().ok()
}

/// The numbers behind a canvas, of all images: `[B, C, H, W]`.
fn array(state: State, what: What) -> Option<Vec<u8>> {
    let batch = || state.document.read_all(Gallery::batch).ok();
    match what {
        What::Label => Some(npy_from_label(&batch()?)),
        What::Prediction => Some(npy_from_array(batch()?.prediction().array().view())),
        What::Pull => state.evaluated.with(|evaluated| {
            let gradient: ArrayView4<f32> = evaluated.of(state.shown())?.gradient.view();
            Some(npy_from_array(gradient))
        }),
    }
}
