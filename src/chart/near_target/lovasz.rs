//! Lovász-Softmax while one pixel moves: its place among the sorted errors of the others.
//!
//! Before the pixel the weights are what they are without it, behind it every count is one higher.
//! With the sums of both at hand, a sample costs a search.

use super::Totals;
use crate::batch::{Label, Real, foreground};
use crate::config::{LovaszClasses, LovaszSoftmax};
use crate::loss::lovasz::weight;

/// What the other pixels contribute to the term.
pub(super) struct Others {
    /// Of the classes that count; None for one that does not.
    classes: Vec<Option<Class>>,
    share: f64,
    /// What images sorted by themselves add.
    constant: f64,
}

/// One class's other pixels.
struct Class {
    /// Whether the pixel is of the class, and how many are, it included.
    foreground: bool,
    g: usize,
    /// Descending.
    errors: Vec<f64>,
    /// Foreground pixels among the first r.
    counts: Vec<usize>,
    /// Σ weight·error of the first r, were the pixel behind them.
    before: Vec<f64>,
    /// Σ weight·error of all but the first r, the pixel being before them.
    behind: Vec<f64>,
}

impl Others {
    /// `value` is the term's with the pixel at `x`.
    pub(super) fn new<F: Real>(
        totals: &Totals<F>,
        settings: &LovaszSoftmax,
        at: [usize; 3],
        x: &[f64],
        value: f64,
    ) -> Self {
        let images = totals.x.dim().0;
        let (group, groups) = match settings.per_image {
            true => (at[0]..at[0] + 1, images),
            false => (0..images, 1),
        };
        let class = |c: usize| {
            let class = Class::new(totals, group.clone(), at, c);
            (settings.classes == LovaszClasses::All || class.g > 0).then_some(class)
        };
        let classes: Vec<_> = (0..x.len()).map(class).collect();
        let active = classes.iter().flatten().count();
        let mut others = Self {
            classes,
            share: 1.0 / (groups * active.max(1)) as f64,
            constant: 0.0,
        };
        others.constant = value - others.with(x).0;
        others
    }

    /// The term's value and its gradient with respect to the pixel's probabilities, with it at `x`.
    pub(super) fn with(&self, x: &[f64]) -> (f64, Vec<f64>) {
        let mut value = self.constant;
        let mut gradient = vec![0.0; x.len()];
        for ((class, x), gradient) in self.classes.iter().zip(x).zip(&mut gradient) {
            if let Some(class) = class {
                let (own, slope) = class.with(*x);
                value += self.share * own;
                *gradient = self.share * slope;
            }
        }
        (value, gradient)
    }
}

impl Class {
    fn new<F: Real>(
        totals: &Totals<F>,
        group: std::ops::Range<usize>,
        at: [usize; 3],
        c: usize,
    ) -> Self {
        // The loss is one for hard labels.
        let own = |b: usize, h: usize, w: usize| match totals.batch.label() {
            Label::Hard(indices) => indices[[b, h, w]] == foreground(c, totals.x.dim().1),
            Label::Soft(_) => false,
        };
        let mut pixels = Vec::new();
        for ((b, h, w), _) in totals
            .batch
            .keep()
            .indexed_iter()
            .filter(|(_, keep)| **keep)
        {
            if group.contains(&b) && [b, h, w] != at {
                let x = totals.x[[b, c, h, w]].wide();
                let is_own = own(b, h, w);
                pixels.push((if is_own { 1.0 - x } else { x }, is_own));
            }
        }
        pixels.sort_by(|a, b| b.0.total_cmp(&a.0));
        let [image, row, column] = at;
        let foreground = own(image, row, column);
        let moved = usize::from(foreground);
        let g = pixels.iter().filter(|(_, own)| *own).count() + moved;
        let n = pixels.len();
        let mut counts = vec![0; n + 1];
        let mut before = vec![0.0; n + 1];
        let mut behind = vec![0.0; n + 1];
        for (r, (error, own)) in pixels.iter().enumerate() {
            let f = counts[r] + usize::from(*own);
            counts[r + 1] = f;
            before[r + 1] = before[r] + error * weight(*own, g, f, r + 1 - f);
        }
        for (r, (error, own)) in pixels.iter().enumerate().rev() {
            let f = counts[r + 1];
            behind[r] = behind[r + 1] + error * weight(*own, g, f + moved, r + 2 - f - moved);
        }
        Self {
            foreground,
            g,
            errors: pixels.into_iter().map(|(error, _)| error).collect(),
            counts,
            before,
            behind,
        }
    }

    fn with(&self, x: f64) -> (f64, f64) {
        let error = if self.foreground { 1.0 - x } else { x };
        let r = self.errors.partition_point(|other| *other > error);
        let f = self.counts[r] + usize::from(self.foreground);
        let own = weight(self.foreground, self.g, f, r + 1 - f);
        let slope = match (error == 0.0, self.foreground) {
            (true, _) => 0.0,
            (_, true) => -own,
            (_, false) => own,
        };
        (self.before[r] + own * error + self.behind[r], slope)
    }
}
