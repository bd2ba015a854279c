//! Everything that the page remembers, as handles that are cheap to copy.

mod view;

use std::sync::Arc;

use leptos::prelude::*;
use loss_playground::config::LossConfig;
use loss_playground::engine::{Choice, Engine};
use loss_playground::gpu::Adapter;
use loss_playground::scene::Layer;

use super::area::Draft;
use super::charts::{RaceView, Shown};
use super::chunk::Chunks;
use super::contenders::{self, reference};
use super::document::{Document, Images, Shape};
use super::evaluate::{Evaluated, Work};
use super::frame::Part;
use super::keeper::Keeper;
use super::notices::Notices;
use super::pen::Pen;
use super::text;
use crate::colours::{self, Palette, Rgb};
pub(super) use view::{ChartView, Theme, View};

/// A pixel: row, column.
pub(super) type Pixel = (usize, usize);

/// One of the three canvases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Label,
    Prediction,
    /// The gradient.
    Pull,
}

impl What {
    /// What can be painted on it.
    pub(super) fn layer(self) -> Option<Layer> {
        match self {
            Self::Label => Some(Layer::Label),
            Self::Prediction => Some(Layer::Prediction),
            Self::Pull => None,
        }
    }
}

/// The pointer, or the keyboard's cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub on: What,
    pub pixel: Pixel,
}

/// The page's state; see the field types.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// Sets this page's element ids apart from those of another on the same document.
    prefix: StoredValue<String>,
    /// How much of the page is shown, if it is in a frame.
    pub frame: Option<Part>,
    pub document: Document,
    pub keeper: Keeper,
    pub contenders: RwSignal<Vec<Contender>>,
    pub evaluated: RwSignal<Arc<Evaluated>>,
    /// Where the pointer or the keyboard's cursor is.
    pub cursor: RwSignal<Option<Cursor>>,
    /// The pixel that the chart is about; none before the first evaluation has found one.
    pub selected: RwSignal<Option<Pixel>>,
    /// The chart in sight.
    pub figure: StoredValue<Option<Shown>, LocalStorage>,
    pub race: RaceView,
    pub tools: Tools,
    pub view: View,
    pub gpu: Gpu,
    pub chunks: Chunks,
    pub work: Work,
    pub notices: Notices,
}

/// A loss on trial.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contender {
    /// Which colour and mark it has; no two have the same.
    pub slot: usize,
    pub loss: LossConfig,
    /// The id of the preset that was chosen for it: two libraries may have the same loss.
    pub preset: Option<&'static str>,
}

/// Whose values or gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Cross-entropy, which is always there.
    Reference,
    /// The contender in this slot.
    Contender(usize),
}

/// What the pointer does on a canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    Brush,
    Eraser,
    Soften,
    Fill,
    Rectangle,
    Ellipse,
    Pick,
    Inspect,
}

/// The tool and how it is set.
#[derive(Clone, Copy)]
pub(super) struct Tools {
    pub tool: RwSignal<Tool>,
    pub class: RwSignal<usize>,
    /// Diameter in pixels.
    pub size: RwSignal<f64>,
    pub hardness: RwSignal<f64>,
    pub strength: RwSignal<f64>,
    pub pen: Pen,
    /// A rectangle or an ellipse under way.
    pub draft: RwSignal<Option<Draft>>,
}

/// The engine and what is known about the GPU.
#[derive(Clone, Copy)]
pub(super) struct Gpu {
    pub engine: StoredValue<Engine, LocalStorage>,
    pub choice: RwSignal<Choice>,
    pub status: RwSignal<GpuStatus>,
}

/// Whether there is a GPU.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum GpuStatus {
    /// It has been asked for.
    Starting,
    Ready(Adapter),
    /// There is none, and why.
    Missing(String),
    /// The part of the page that asks for one could not be loaded.
    Unloaded,
    /// There was one until this happened.
    Lost(String),
}

impl Who {
    /// Whose colour is which of a chart's series.
    pub(super) fn series(self) -> usize {
        match self {
            Self::Reference => 0,
            Self::Contender(slot) => slot + 1,
        }
    }

    /// The reverse of [`Who::series`].
    pub(super) fn of_series(index: usize) -> Self {
        match index.checked_sub(1) {
            None => Self::Reference,
            Some(slot) => Self::Contender(slot),
        }
    }
}

impl State {
    pub(super) fn new(document: Document, keeper: Keeper, frame: Option<Part>) -> Self {
        let random = js_sys::Math::random().to_bits() & 0xFFFF_FFFF;
        Self {
            prefix: StoredValue::new(format!("lp{random:x}")),
            frame,
            document,
            keeper,
            contenders: RwSignal::new(contenders::start()),
            evaluated: RwSignal::new(Arc::default()),
            cursor: RwSignal::new(None),
            selected: RwSignal::new(None),
            figure: StoredValue::new_local(None),
            race: RaceView::new(),
            tools: Tools {
                tool: RwSignal::new(Tool::Brush),
                class: RwSignal::new(1),
                size: RwSignal::new(6.0),
                hardness: RwSignal::new(0.8),
                strength: RwSignal::new(0.9),
                pen: Pen::new(),
                draft: RwSignal::new(None),
            },
            view: View::new(),
            gpu: Gpu {
                engine: StoredValue::new_local(Engine::shared()),
                choice: RwSignal::new(Choice::Auto),
                status: RwSignal::new(GpuStatus::Starting),
            },
            chunks: Chunks::new(),
            work: Work::new(),
            notices: Notices::new(),
        }
    }

    /// An element id of this page's own.
    pub(super) fn id(&self, name: &str) -> String {
        self.prefix.with_value(|prefix| format!("{prefix}-{name}"))
    }

    /// Whether the experiments stand below the canvases: not in a frame of the painting alone.
    pub(super) fn has_experiments(&self) -> bool {
        self.frame != Some(Part::Painting)
    }

    pub(super) fn shape(&self) -> Shape {
        self.document.shape.get()
    }

    /// The colours of the theme.
    pub(super) fn palette(&self) -> &'static Palette {
        if self.view.dark.get() {
            &colours::DARK
        } else {
            &colours::LIGHT
        }
    }

    /// The pixel that the numbers are about: under the pointer, else the selected one.
    pub(super) fn pixel(&self) -> Option<Pixel> {
        let shape = self.shape();
        self.cursor
            .get()
            .map(|cursor| cursor.pixel)
            .or_else(|| self.selected.get())
            .filter(|(row, column)| *row < shape.height && *column < shape.width)
    }

    /// Which image of the batch is shown; nothing if there is only one.
    pub(super) fn image_name(&self) -> Option<String> {
        let Images { count, current } = self.document.images.get();
        (count > 1).then(|| text::image_of(current, count))
    }

    /// Undoes, or does again. What was said was about what is gone.
    pub(super) fn travel(&self, back: bool) {
        if self.document.travel(back) {
            self.notices.say("");
        }
    }

    /// Where a pixel is, in words.
    pub(super) fn position(&self, (row, column): Pixel) -> String {
        let place = text::position(row, column);
        self.image_name()
            .map_or_else(|| place.clone(), |image| format!("{image}, {place}"))
    }

    /// Everyone with a gradient, the reference first.
    pub(super) fn everyone(&self) -> Vec<Who> {
        self.contenders.with(|all| {
            std::iter::once(Who::Reference)
                .chain(all.iter().map(|contender| Who::Contender(contender.slot)))
                .collect()
        })
    }

    /// A loss; none if the contender is gone.
    pub(super) fn loss<T>(&self, who: Who, look: impl FnOnce(&LossConfig) -> T) -> Option<T> {
        match who {
            Who::Reference => Some(look(&reference())),
            Who::Contender(slot) => self.contenders.with(|all| {
                all.iter()
                    .find(|contender| contender.slot == slot)
                    .map(|contender| look(&contender.loss))
            }),
        }
    }

    /// Changes a contender's loss; nothing is told if `edit` returns false.
    pub(super) fn edit_loss(&self, slot: usize, edit: impl FnOnce(&mut LossConfig) -> bool) {
        self.contenders.maybe_update(|all| {
            all.iter_mut()
                .find(|contender| contender.slot == slot)
                .is_some_and(|contender| edit(&mut contender.loss))
        });
    }

    /// The mark and the colour of a loss, on charts and cards alike.
    pub(super) fn mark(&self, who: Who) -> (&'static str, Rgb) {
        let palette = self.palette();
        match who {
            Who::Reference => (colours::REFERENCE_MARK, palette.reference),
            Who::Contender(slot) => (colours::MARKS[slot], palette.contenders[slot]),
        }
    }

    /// The one chosen, or whose gradient is shown if it is gone.
    pub(super) fn there_or_shown(&self, chosen: Who) -> Who {
        match self.everyone().contains(&chosen) {
            true => chosen,
            false => self.shown(),
        }
    }

    /// Whose gradient is shown: the one chosen, or the first that is there.
    pub(super) fn shown(&self) -> Who {
        let everyone = self.everyone();
        let chosen = self.view.shown.get();
        match everyone.contains(&chosen) {
            true => chosen,
            false => everyone.get(1).copied().unwrap_or(Who::Reference),
        }
    }
}
