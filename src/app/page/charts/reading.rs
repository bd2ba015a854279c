//! Where a figure is read: by mouse, finger and keyboard.

use leptos::prelude::*;
use loss_playground::chart::draw::Placed;
use loss_playground::chart::plot::{Panel, Plot, Range};
use web_sys::{KeyboardEvent, PointerEvent};

use super::figure::{Hovered, View};

/// How far a key goes, in parts of a panel.
const STEP: f64 = 0.01;
const LEAP: f64 = 0.1;

impl View {
    /// Reads under the pointer. What a finger has read stays while it is beside the panels.
    pub(super) fn point(&self, event: &PointerEvent) {
        let density = self.density.get_value();
        let place = (
            f64::from(event.offset_x()) * density,
            f64::from(event.offset_y()) * density,
        );
        let at = |placed: &Placed| {
            let at = placed.numbers_at(place)?;
            let panel = placed.panel;
            Some(Hovered { panel, at })
        };
        let hovered = self.placed.with_untracked(|all| all.iter().find_map(at));
        if hovered.is_some() || !is_drag(event) {
            self.hovered.set(hovered);
        }
    }

    /// A mouse has gone elsewhere; a finger only rises.
    pub(super) fn leave(&self, event: &PointerEvent) {
        if event.pointer_type() != "touch" {
            self.hovered.set(None);
        }
    }

    /// The arrow keys move along the axes, by a hundredth of a panel or to the next place, if that is
    /// further or places have names; Page Up and Page Down by ten times as much, up and down on a map and
    /// else along; Home and End go to the ends, and Escape stops reading.
    pub(super) fn key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Some(plot) = self.plot.get_untracked() else {
            return;
        };
        let hovered = self.hovered.get_untracked();
        let key = event.key();
        if key == "Escape" && hovered.is_some() {
            event.prevent_default();
            return self.hovered.set(None);
        }
        let heat = plot.panels.iter().any(|panel| panel.heat.is_some());
        let Some((right, up)) = distance(&key, heat) else {
            return;
        };
        event.prevent_default();
        let Some(Hovered { panel, at }) = hovered.or_else(|| start(&plot)) else {
            return;
        };
        let Some(shown) = plot.panels.get(panel) else {
            return;
        };
        let step = |range: &Range, at: f64, by: f64| {
            if range.named.is_some() {
                return range.stepped(at, (by / STEP).round() as isize);
            }
            let axis = range.axis([0.0, 1.0]);
            let stepped = axis.number((axis.pixel(at) + by).clamp(0.0, 1.0));
            // Not less far than to the next place, where curves have few.
            match !heat && plot.place(stepped) == plot.place(at) && by != 0.0 {
                true => plot.beyond(plot.place(at), by > 0.0).unwrap_or(stepped),
                false => stepped,
            }
        };
        let at = (step(&shown.x, at.0, right), step(&shown.y, at.1, up));
        self.hovered.set(Some(Hovered { panel, at }));
    }
}

impl Hovered {
    /// What is read there: where places have names, the one next to it, and on curves the next point.
    pub(super) fn snapped(self, plot: &Plot) -> Self {
        let snapped = |panel: &Panel| {
            let x = match panel.heat {
                Some(_) => panel.x.snapped(self.at.0),
                None => plot.place(self.at.0),
            };
            (x, panel.y.snapped(self.at.1))
        };
        let at = plot.panels.get(self.panel).map_or(self.at, snapped);
        Self { at, ..self }
    }
}

/// A finger that moves.
fn is_drag(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch" && event.type_() == "pointermove"
}

/// How far a key goes to the right and up; nothing for keys that go nowhere.
fn distance(key: &str, heat: bool) -> Option<(f64, f64)> {
    Some(match key {
        "ArrowLeft" => (-STEP, 0.0),
        "ArrowRight" => (STEP, 0.0),
        "Home" => (-1.0, 0.0),
        "End" => (1.0, 0.0),
        "ArrowDown" if heat => (0.0, -STEP),
        "ArrowUp" if heat => (0.0, STEP),
        "PageDown" if heat => (0.0, -LEAP),
        "PageUp" if heat => (0.0, LEAP),
        "PageDown" => (-LEAP, 0.0),
        "PageUp" => (LEAP, 0.0),
        _ => return None,
    })
}

/// Where reading begins: at what is so at present, or in the middle.
fn start(plot: &Plot) -> Option<Hovered> {
    let panel = plot.panels.first()?;
    let middle = |range: &Range| range.axis([0.0, 1.0]).number(0.5);
    let now = |panel: &Panel| panel.curves.iter().find_map(|curve| curve.now);
    let first = |range: &Range| match range.named {
        Some(_) => range.ends[0],
        None => middle(range),
    };
    let at = now(panel).unwrap_or_else(|| (first(&panel.x), first(&panel.y)));
    Some(Hovered { panel: 0, at })
}
