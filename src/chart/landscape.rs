//! Two numbers of a prediction that change while all else stays: every loss as a surface over them.
//!
//! They are [two pixels' probabilities](crate::chart::near_target::Totals::landscape) of one class, or what is
//! [added to two classes' logits](Volumes). The surface has a value and a slope in the middle of
//! every cell of a square grid. Its least point is looked for there and at special places, then
//! around the best of these.

mod biased;
mod least;
mod pixels;
mod plot;
mod volumes;

use ndarray::Array2;

#[cfg(doc)]
use super::Contender;
pub use volumes::Volumes;

/// What a landscape is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// Two pixels' probabilities of a class.
    Pixels,
    /// What is added to two classes' logits at all pixels of an image.
    Classes,
}

impl Over {
    /// The least and the greatest number on both axes.
    pub fn range(self) -> [f64; 2] {
        match self {
            Self::Pixels => [0.0, 1.0],
            // At either end the class is nearly nowhere or everywhere.
            Self::Classes => [-6.0, 6.0],
        }
    }

    /// The middles of so many cells along an axis.
    fn centres(self, cells: usize) -> Vec<f64> {
        let [low, high] = self.range();
        let part = |i: usize| (i as f64 + 0.5) / cells as f64;
        (0..cells).map(|i| low + part(i) * (high - low)).collect()
    }
}

/// The surfaces of all contenders.
#[derive(Debug, Clone, PartialEq)]
pub struct Landscape {
    /// What it is over; a point has the number of the first pixel or class and that of the second.
    pub over: Over,
    /// The numbers in the middle of the cells, the same on both axes.
    pub centres: Vec<f64>,
    /// Where the label is, if it is on the plane.
    pub label: Option<[f64; 2]>,
    /// Where the prediction is.
    pub current: [f64; 2],
    /// One surface per contender, in their order.
    pub surfaces: Vec<Surface>,
}

/// One loss over two numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// The contender's name.
    pub name: String,
    /// The contender's colour.
    pub colour: usize,
    /// The loss of the whole batch, `[second, first]`.
    pub values: Array2<f64>,
    /// Its slope along the first number and along the second.
    pub slopes: Array2<[f64; 2]>,
    /// At the prediction.
    pub current: Point,
    /// Where it is least.
    pub least: Point,
    /// What there is to say of the values.
    pub remark: Option<Remark>,
}

/// A point of a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The first number and the second.
    pub at: [f64; 2],
    /// The loss there.
    pub value: f64,
}

/// Why a surface is no landscape, or not everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// All values are the same, but for rounding.
    Flat,
    /// No value is finite.
    NowhereFinite,
    /// So many values are not finite.
    NotFinite(usize),
}

impl Remark {
    /// Why there is no map to look at, if there is none.
    pub fn no_map(self) -> Option<&'static str> {
        match self {
            Self::Flat => Some("the same everywhere"),
            Self::NowhereFinite => Some("finite nowhere"),
            Self::NotFinite(_) => None,
        }
    }

    /// What there is to say of these values, which are right to this share of themselves.
    fn of(values: &Array2<f64>, rounding: f64) -> Option<Self> {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = (
            finite().fold(f64::INFINITY, f64::min),
            finite().fold(f64::NEG_INFINITY, f64::max),
        );
        match values.len() - finite().count() {
            missing if missing == values.len() => Some(Self::NowhereFinite),
            0 if high - low <= rounding * low.abs().max(high.abs()) => Some(Self::Flat),
            0 => None,
            missing => Some(Self::NotFinite(missing)),
        }
    }
}

#[cfg(test)]
mod tests;
