//! How things are shown.

use leptos::prelude::*;
use loss_playground::lesson::Lesson;
use serde_json::{Value, json};

use super::Who;
use crate::page::backdrop::Backdrop;
use crate::page::charts::{
    AxiomsView, Experiment, LandscapeView, Moving, PathView, ReductionsView, SweepView, VectorView,
};
use crate::page::compare::CompareView;
use crate::page::tap::Tap;
use crate::page::zooming::Finger;
use crate::pixels::Show;
use crate::zoom::Zoom;

/// How things are shown.
#[derive(Clone, Copy)]
pub(in crate::page) struct View {
    /// Whose gradient the third canvas shows.
    pub shown: RwSignal<Who>,
    pub prediction: RwSignal<Show>,
    pub pull: RwSignal<Show>,
    /// Which part of the image the canvases show.
    pub zoom: RwSignal<Zoom>,
    /// On the canvases at this moment.
    pub fingers: StoredValue<Vec<Finger>>,
    /// What one of them is about to do.
    pub tap: StoredValue<Option<Tap>, LocalStorage>,
    pub theme: RwSignal<Theme>,
    /// Whether the theme comes out dark.
    pub dark: RwSignal<bool>,
    /// The question that is asked.
    pub lesson: RwSignal<Option<&'static Lesson>>,
    /// Which experiment is in sight.
    pub experiment: RwSignal<Experiment>,
    /// The chart's class; none follows the label.
    pub chart_class: RwSignal<Option<usize>>,
    pub chart: RwSignal<ChartView>,
    pub path: RwSignal<PathView>,
    pub landscape: RwSignal<LandscapeView>,
    pub sweep: RwSignal<SweepView>,
    pub reductions: ReductionsView,
    pub axioms: AxiomsView,
    pub vector: VectorView,
    /// The gradients side by side.
    pub compare: RwSignal<CompareView>,
    /// What lies under the painting.
    pub backdrop: Backdrop,
    /// Whether the ways to make a layer are unfolded.
    pub makers: RwSignal<bool>,
    /// The share of images in a score's worst case, in percent.
    pub worst: RwSignal<f64>,
}

/// The chart's switches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) struct ChartView {
    pub moving: Moving,
    pub log_x: bool,
    pub log_y: bool,
    /// The gradient with respect to the probability instead of the logit.
    pub probability: bool,
    /// The loss above that at the label instead of the loss.
    pub from_label: bool,
}

impl Default for ChartView {
    fn default() -> Self {
        Self {
            moving: Moving::default(),
            log_x: false,
            log_y: false,
            probability: false,
            // One pixel of thousands hardly moves the loss itself.
            from_label: true,
        }
    }
}

impl ChartView {
    pub(in crate::page) fn to_json(self) -> Value {
        json!({
            "moving": self.moving.name(),
            "log_x": self.log_x,
            "log_y": self.log_y,
            "probability": self.probability,
            "from_label": self.from_label,
        })
    }

    pub(in crate::page) fn from_json(value: &Value) -> Self {
        let start = Self::default();
        let flag = |field: &str, start| value[field].as_bool().unwrap_or(start);
        let moving = value["moving"].as_str().and_then(Moving::named);
        Self {
            moving: moving.unwrap_or(start.moving),
            log_x: flag("log_x", start.log_x),
            log_y: flag("log_y", start.log_y),
            probability: flag("probability", start.probability),
            from_label: flag("from_label", start.from_label),
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Theme {
    Auto,
    Light,
    Dark,
}

impl View {
    pub(super) fn new() -> Self {
        Self {
            shown: RwSignal::new(Who::Contender(0)),
            prediction: RwSignal::new(Show::All),
            pull: RwSignal::new(Show::All),
            zoom: RwSignal::new(Zoom::WHOLE),
            fingers: StoredValue::new(Vec::new()),
            tap: StoredValue::new_local(None),
            theme: RwSignal::new(Theme::Auto),
            dark: RwSignal::new(false),
            lesson: RwSignal::new(None),
            experiment: RwSignal::new(Experiment::default()),
            chart_class: RwSignal::new(None),
            chart: RwSignal::default(),
            path: RwSignal::default(),
            landscape: RwSignal::default(),
            sweep: RwSignal::default(),
            reductions: ReductionsView::new(),
            axioms: AxiomsView::new(),
            vector: VectorView::new(),
            compare: RwSignal::new(CompareView::default()),
            backdrop: Backdrop::new(),
            makers: RwSignal::new(false),
            worst: RwSignal::new(5.0),
        }
    }
}
