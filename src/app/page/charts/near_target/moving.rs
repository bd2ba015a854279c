//! What moves towards its label.

use loss_playground::chart::near_target::Part;

use crate::page::text::charts as text;

/// A pixel or many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::page) enum Moving {
    /// The selected pixel.
    #[default]
    Pixel,
    /// The class, at all pixels of the image.
    Class,
    /// All classes, at all pixels of the image.
    Image,
}

/// What can move, its name for programs, for people, and as a heading.
const ALL: [(Moving, &str, &str); 3] = [
    (Moving::Pixel, "pixel", text::NEAR_TARGET),
    (Moving::Class, "class", text::NEAR_TARGET_CLASS),
    (Moving::Image, "image", text::NEAR_TARGET_IMAGE),
];

impl Moving {
    pub(in crate::page) fn name(self) -> &'static str {
        ALL[self as usize].1
    }

    pub(in crate::page) fn named(name: &str) -> Option<Self> {
        let mine = ALL.iter().find(|(_, each, _)| *each == name);
        mine.map(|(moving, ..)| *moving)
    }

    pub(super) fn heading(self) -> &'static str {
        ALL[self as usize].2
    }

    /// The part of an image that moves, if it is more than a pixel.
    pub(super) fn part(self, class: usize) -> Option<Part> {
        match self {
            Self::Pixel => None,
            Self::Class => Some(Part::Class(class)),
            Self::Image => Some(Part::Image),
        }
    }
}
