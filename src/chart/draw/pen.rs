//! Lines, dots and words, in CSS pixels and in the theme's colours.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, IntoTextStyle, TextStyle};

use super::super::plot::Colour;
use super::{Ground, Rgb, Theme, colour, over};

/// Sizes in CSS pixels.
pub(super) const FONT: f64 = 11.0;
const DASH: f64 = 4.0;
/// A mark's radius, and how much of the ground is left around it.
const MARK: f64 = 4.0;
const RIM: f64 = 1.5;
/// The corners of the series' marks in parts of the radius; without any, a mark is round.
const CORNERS: [&[(f64, f64)]; 5] = [
    &[],
    &[],
    &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    &[(0.0, -1.2), (1.15, 0.9), (-1.15, 0.9)],
    &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
];
/// How wide a digit is, and a letter on average, in parts of the font's size.
const DIGIT: f64 = 0.6;
const LETTER: f64 = 0.55;

/// About how wide the longest of some texts is, in CSS pixels.
pub(super) fn width<'a>(texts: impl IntoIterator<Item = &'a str>) -> f64 {
    let longest = texts.into_iter().map(|text| text.chars().count()).max();
    longest.unwrap_or(0) as f64 * DIGIT * FONT
}

/// As much of a text as has about so much room, in CSS pixels.
pub(super) fn shortened(text: &str, room: f64) -> String {
    let most = (room / (LETTER * FONT)) as usize;
    match text.chars().count() > most {
        true => text
            .chars()
            .take(most.saturating_sub(1))
            .chain(['…'])
            .collect(),
        false => text.into(),
    }
}

pub(super) struct Pen<'a, B: DrawingBackend> {
    pub(super) root: &'a DrawingArea<B, Shift>,
    pub(super) theme: &'a Theme,
    pub(super) density: f64,
}

pub(super) type Drawn<B> = Result<(), DrawingAreaErrorKind<<B as DrawingBackend>::ErrorType>>;

impl<B: Ground> Pen<'_, B> {
    pub(super) fn ink(&self, colour: Colour) -> Rgb {
        let series = &self.theme.series;
        match colour {
            Colour::Series(index) if !series.is_empty() => series[index % series.len()],
            Colour::Series(_) | Colour::Ink => self.theme.ink,
            Colour::Muted => self.theme.muted,
        }
    }

    pub(super) fn line(&self, points: &[(f64, f64)], rgb: Rgb, width: f64) -> Drawn<B> {
        let mut pixels: Vec<(i32, i32)> = points.iter().map(|p| whole(*p)).collect();
        pixels.dedup();
        let width = (width * self.density).round().max(1.0) as u32;
        let style = colour(rgb).stroke_width(width);
        match pixels.len() {
            0 | 1 => Ok(()),
            _ => self.root.draw(&PathElement::new(pixels, style)),
        }
    }

    /// A line of which every other piece is left out; `rgb` is the colour of a piece from a place on.
    pub(super) fn dashed(
        &self,
        points: &[(f64, f64)],
        rgb: impl Fn((f64, f64)) -> Rgb,
        width: f64,
    ) -> Drawn<B> {
        let line = |piece: &[(f64, f64)]| match piece {
            [first, ..] => self.line(piece, rgb(*first), width),
            [] => Ok(()),
        };
        let dash = DASH * self.density;
        let mut piece = vec![];
        let (mut drawn, mut left) = (true, dash);
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            piece.push(from);
            let mut rest = (to.0 - from.0).hypot(to.1 - from.1);
            while rest > left {
                let part = left / rest;
                from = (
                    from.0 + part * (to.0 - from.0),
                    from.1 + part * (to.1 - from.1),
                );
                rest -= left;
                piece.push(from);
                if drawn {
                    line(&piece)?;
                }
                piece = vec![from];
                (drawn, left) = (!drawn, dash);
            }
            left -= rest;
            piece.push(to);
        }
        match drawn {
            true => line(&piece),
            false => Ok(()),
        }
    }

    pub(super) fn dot(&self, centre: (f64, f64), rgb: Rgb, radius: f64) -> Drawn<B> {
        let radius = (radius * self.density).round() as i32;
        self.root
            .draw(&Circle::new(whole(centre), radius, colour(rgb).filled()))
    }

    /// A curve's mark, on the ground: the shape of its series, for those who cannot go by its colour.
    pub(super) fn marked(&self, at: (f64, f64), of: Colour) -> Drawn<B> {
        let (rgb, ground) = (self.ink(of), self.theme.background);
        let corners = match of {
            Colour::Series(index) => CORNERS.get(index).copied().unwrap_or_default(),
            Colour::Ink | Colour::Muted => &[],
        };
        if !corners.is_empty() {
            self.polygon(at, corners, ground, 1.0 + RIM / MARK)?;
            return self.polygon(at, corners, rgb, 1.0);
        }
        self.dot(at, ground, MARK + RIM)?;
        self.dot(at, rgb, MARK)?;
        match of {
            // The reference's is a ring.
            Colour::Series(0) => self.dot(at, ground, MARK / 2.0),
            _ => Ok(()),
        }
    }

    fn polygon(
        &self,
        (x, y): (f64, f64),
        corners: &[(f64, f64)],
        rgb: Rgb,
        scale: f64,
    ) -> Drawn<B> {
        let scale = scale * MARK * self.density;
        let corner = |(right, down): &(f64, f64)| whole((x + right * scale, y + down * scale));
        let corners: Vec<_> = corners.iter().map(corner).collect();
        self.root.draw(&Polygon::new(corners, colour(rgb).filled()))
    }

    pub(super) fn text(&self, text: &str, at: (f64, f64), across: HPos, down: VPos) -> Drawn<B> {
        self.words(text, at, self.theme.muted, Pos::new(across, down))
    }

    /// Words in the middle of a place: on a colour in what is farther from it, ink or ground;
    /// elsewhere with a rim of the ground, so that they can be read across lines.
    pub(super) fn note(&self, text: &str, (x, y): (f64, f64), under: Option<Rgb>) -> Drawn<B> {
        let middle = || Pos::new(HPos::Center, VPos::Center);
        let Theme {
            ink, background, ..
        } = *self.theme;
        if let Some(under) = under {
            return self.words(text, (x, y), over(under), middle());
        }
        let rim = self.density.round().max(1.0);
        for (right, down) in [(-rim, 0.0), (rim, 0.0), (0.0, -rim), (0.0, rim)] {
            let at = (x + right, y + down);
            self.words(text, at, background, middle())?;
        }
        self.words(text, (x, y), ink, middle())
    }

    fn words(&self, text: &str, at: (f64, f64), rgb: Rgb, pos: Pos) -> Drawn<B> {
        let size = (FONT * self.density).round();
        let ink = colour(rgb);
        let style: TextStyle<'_> = ("system-ui, sans-serif", size)
            .into_font()
            .into_text_style(self.root)
            .color(&ink)
            .pos(pos);
        self.root.draw_text(text, &style, whole(at))
    }
}

/// The pixel at a place.
pub(super) fn whole((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}
