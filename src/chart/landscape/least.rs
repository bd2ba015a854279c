//! Where a surface is least.

use super::Point;

/// How to search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// The ends of both axes.
    pub range: [f64; 2],
    /// The first steps' length.
    pub step: f64,
    /// The search ends when its steps are this small.
    pub finest: f64,
    /// A value that is less by no more than this share is the same.
    pub rounding: f64,
}

/// A search from the best of some points, in ever smaller steps.
///
/// The kinks of every loss over probabilities are along the axes, at the labels, so that steps along
/// the axes are never stuck on one.
#[derive(Debug, Clone)]
pub(super) struct Search {
    settings: Settings,
    best: Point,
}

impl Search {
    /// From the least of `points`, of equal ones the first; from `otherwise` if there is none.
    pub(super) fn new(
        settings: Settings,
        otherwise: Point,
        points: impl IntoIterator<Item = Point>,
    ) -> Self {
        let lesser = |best, point| settings.lesser(best, point);
        let best = points.into_iter().reduce(lesser).unwrap_or(otherwise);
        Self { settings, best }
    }

    /// Where to look next; nothing once the search is over.
    pub(super) fn around(&self) -> Option<[[f64; 2]; 4]> {
        let Settings {
            range: [low, high],
            step,
            finest,
            ..
        } = self.settings;
        let [first, second] = self.best.at;
        let around = [
            [first - step, second],
            [first + step, second],
            [first, second - step],
            [first, second + step],
        ];
        (step > finest).then(|| around.map(|at| at.map(|t: f64| t.clamp(low, high))))
    }

    /// Goes where it is less, or makes smaller steps.
    pub(super) fn choose(&mut self, around: [Point; 4]) {
        let lesser = |best, point| self.settings.lesser(best, point);
        let found = around.into_iter().fold(self.best, lesser);
        match found.at == self.best.at {
            true => self.settings.step /= 2.0,
            false => self.best = found,
        }
    }

    /// The least point so far.
    pub(super) fn best(&self) -> Point {
        self.best
    }
}

impl Settings {
    /// The first of two points, unless the second is less by more than rounding or alone finite.
    fn lesser(&self, best: Point, point: Point) -> Point {
        let less = point.value < best.value - self.rounding * best.value.abs();
        match less || !best.value.is_finite() && point.value.is_finite() {
            true => point,
            false => best,
        }
    }
}
