//! An image on its way to another place, under the pointer or a finger.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent};

use crate::page::state::State;

/// A press that moves less, in CSS pixels, is a click.
const CLICK: f64 = 6.0;

/// The image that is dragged, and how far it has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drag {
    image: usize,
    pointer: i32,
    /// Where it was taken.
    start: [f64; 2],
    /// The gap that it would go to; none while it may be a click.
    gap: Option<usize>,
    /// It has been put down: the click that ends it is none.
    done: bool,
}

/// What is dragged.
#[derive(Clone, Copy)]
pub(super) struct Dragged(RwSignal<Option<Drag>>);

impl Dragged {
    pub(super) fn nothing() -> Self {
        Self(RwSignal::new(None))
    }

    /// An image is taken.
    pub(super) fn take(self, image: usize, event: &PointerEvent) {
        let takes = event.is_primary() && event.button() == 0;
        self.0.set(takes.then(|| Drag {
            image,
            pointer: event.pointer_id(),
            start: place(event),
            gap: None,
            done: false,
        }));
    }

    /// The pointer moves.
    pub(super) fn follow(self, event: &PointerEvent) {
        let Some(drag) = self.under_way(event) else {
            return;
        };
        let ([x, y], thumb) = (place(event), thumb(event));
        let far = (x - drag.start[0]).hypot(y - drag.start[1]) > CLICK;
        let Some(thumb) = thumb.filter(|_| far || drag.gap.is_some()) else {
            return;
        };
        // Without it, what happens outside the image is not heard of: then the drag ends there.
        let _ = thumb.set_pointer_capture(drag.pointer);
        let gap = thumb.parent_element().and_then(|strip| gap(&strip, [x, y]));
        self.0.set(Some(Drag { gap, ..drag }));
    }

    /// The pointer is lifted. Whether an image has been moved.
    pub(super) fn put_down(self, state: State, event: &PointerEvent) -> bool {
        let Some(drag) = self.under_way(event) else {
            return false;
        };
        let Some(to) = drag.to() else {
            self.0.set(drag.gap.map(|_| Drag { done: true, ..drag }));
            return false;
        };
        self.0.set(Some(Drag { done: true, ..drag }));
        state.document.select(drag.image);
        state.document.shift(to);
        true
    }

    /// It stays where it was.
    pub(super) fn give_up(self) {
        self.0.set(None);
    }

    /// Whether a click is one, and not the end of a drag.
    pub(super) fn is_click(self, event: &MouseEvent) -> bool {
        let ends = self.0.get_untracked().is_some_and(|drag| drag.done);
        self.0.set(None);
        // A press of a key has no clicks to count.
        !ends || event.detail() == 0
    }

    /// On which side of an image the dragged one would go.
    pub(super) fn side(self, image: usize) -> &'static str {
        let moved = self
            .0
            .get()
            .filter(|drag| drag.to().is_some() && !drag.done);
        match moved.and_then(|drag| drag.gap) {
            Some(gap) if gap == image => "before",
            Some(gap) if gap == image + 1 => "after",
            _ => "",
        }
    }

    fn under_way(self, event: &PointerEvent) -> Option<Drag> {
        let own = |drag: &Drag| drag.pointer == event.pointer_id() && !drag.done;
        self.0.get_untracked().filter(own)
    }
}

impl Drag {
    /// The place that it would have; none if that is its own.
    fn to(self) -> Option<usize> {
        let gap = self.gap?;
        let to = if gap > self.image { gap - 1 } else { gap };
        (to != self.image).then_some(to)
    }
}

fn place(event: &MouseEvent) -> [f64; 2] {
    [event.client_x(), event.client_y()].map(f64::from)
}

fn thumb(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// The gap at a place, before the image of that number: beside the image that is nearest.
fn gap(strip: &Element, [x, y]: [f64; 2]) -> Option<usize> {
    let images = strip.children();
    let middle = |image: u32| {
        let rect = images.item(image)?.get_bounding_client_rect();
        let middle = [
            rect.left() + rect.width() / 2.0,
            rect.top() + rect.height() / 2.0,
        ];
        Some((image as usize, middle))
    };
    let far = |[a, b]: [f64; 2]| (a - x).hypot(b - y);
    let middles = (0..images.length()).filter_map(middle);
    let (nearest, [at, _]) = middles.min_by(|a, b| far(a.1).total_cmp(&far(b.1)))?;
    Some(nearest + usize::from(x > at))
}
