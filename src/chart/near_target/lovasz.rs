//! Lovász-Softmax while a few pixels move: their places among the sorted errors of the others.
//!
//! Before the first of them the weights are what they are without them, behind each every count is
//! one higher. With the sums of all these at hand, a sample costs a search.

use std::ops::Range;

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
    /// Whether the moving pixels are of the class, and how many pixels are, they included.
    foreground: Vec<bool>,
    g: usize,
    /// Descending.
    errors: Vec<f64>,
    /// Foreground pixels among the first r.
    counts: Vec<usize>,
    /// Σ weight·error of the first r, were the moving pixels of that set (bit k for the k-th)
    /// before them and the others behind.
    sums: Vec<Vec<f64>>,
}

impl Others {
    /// The pixels, all of one image, are now at `x`, where the term has that `value`.
    pub(super) fn new<F: Real>(
        totals: &Totals<F>,
        settings: &LovaszSoftmax,
        pixels: &[[usize; 3]],
        x: &[&[f64]],
        value: f64,
    ) -> Self {
        let (images, classes, ..) = totals.x.dim();
        let (group, groups) = match (settings.per_image, pixels.first()) {
            (true, Some([image, ..])) => (*image..image + 1, images),
            _ => (0..images, 1),
        };
        let class = |c: usize| {
            let class = Class::new(totals, group.clone(), pixels, c);
            (settings.classes == LovaszClasses::All || class.g > 0).then_some(class)
        };
        let classes: Vec<_> = (0..classes).map(class).collect();
        let active = classes.iter().flatten().count();
        let mut others = Self {
            classes,
            share: 1.0 / (groups * active.max(1)) as f64,
            constant: 0.0,
        };
        others.constant = value - others.with(x).0;
        others
    }

    /// The term's value and its gradient with respect to each pixel's probabilities, with them at
    /// `x`.
    pub(super) fn with(&self, x: &[&[f64]]) -> (f64, Vec<Vec<f64>>) {
        let mut value = self.constant;
        let mut gradient: Vec<Vec<f64>> = x.iter().map(|x| vec![0.0; x.len()]).collect();
        for (c, class) in self.classes.iter().enumerate() {
            if let Some(class) = class {
                let own: Vec<f64> = x.iter().map(|x| x[c]).collect();
                value +=
                    self.share * class.with(&own, |k, slope| gradient[k][c] = self.share * slope);
            }
        }
        (value, gradient)
    }
}

impl Class {
    fn new<F: Real>(
        totals: &Totals<F>,
        group: Range<usize>,
        moving: &[[usize; 3]],
        c: usize,
    ) -> Self {
        // The loss is one for hard labels.
        let own = |[b, h, w]: [usize; 3]| match totals.batch.label() {
            Label::Hard(indices) => indices[[b, h, w]] == foreground(c, totals.x.dim().1),
            Label::Soft(_) => false,
        };
        let mut pixels = Vec::new();
        let keep = totals.batch.keep().indexed_iter();
        for ((b, h, w), _) in keep.filter(|(_, keep)| **keep) {
            if group.contains(&b) && !moving.contains(&[b, h, w]) {
                let x = totals.x[[b, c, h, w]].wide();
                let is_own = own([b, h, w]);
                pixels.push((if is_own { 1.0 - x } else { x }, is_own));
            }
        }
        pixels.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut counts = vec![0; pixels.len() + 1];
        for (r, (_, own)) in pixels.iter().enumerate() {
            counts[r + 1] = counts[r] + usize::from(*own);
        }
        let foreground: Vec<bool> = moving.iter().map(|pixel| own(*pixel)).collect();
        let members = foreground.iter().filter(|own| **own).count();
        let mut class = Self {
            g: counts[pixels.len()] + members,
            foreground,
            counts,
            sums: Vec::new(),
            errors: Vec::new(),
        };
        let sums = |set: usize| {
            let (f, b) = class.counted(set);
            let mut sums = vec![0.0; pixels.len() + 1];
            for (r, (error, own)) in pixels.iter().enumerate() {
                let here = class.counts[r + 1];
                let weight = weight(*own, class.g, here + f, r + 1 - here + b);
                sums[r + 1] = sums[r] + error * weight;
            }
            sums
        };
        class.sums = (0..1 << moving.len()).map(sums).collect();
        class.errors = pixels.into_iter().map(|(error, _)| error).collect();
        class
    }

    /// How many moving pixels of a set are foreground and background.
    fn counted(&self, set: usize) -> (usize, usize) {
        let members = self.foreground.iter().enumerate();
        let members = members.filter(|(k, _)| set >> k & 1 == 1);
        members.fold((0, 0), |(f, b), (_, own)| match own {
            true => (f + 1, b),
            false => (f, b + 1),
        })
    }

    /// The value with the moving pixels at `x`; tells each one's slope.
    fn with(&self, x: &[f64], mut tell: impl FnMut(usize, f64)) -> f64 {
        let errors = x.iter().zip(&self.foreground);
        let errors = errors.map(|(x, own)| if *own { 1.0 - x } else { *x });
        let mut order: Vec<(usize, f64)> = errors.enumerate().collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (mut value, mut before, mut from) = (0.0, 0, 0);
        for (k, error) in order {
            let to = self.errors.partition_point(|other| *other > error);
            value += self.sums[before][to] - self.sums[before][from];
            before |= 1 << k;
            let (f, b) = self.counted(before);
            let here = self.counts[to];
            let own = weight(self.foreground[k], self.g, here + f, to - here + b);
            value += own * error;
            tell(
                k,
                match (error == 0.0, self.foreground[k]) {
                    (true, _) => 0.0,
                    (_, true) => -own,
                    (_, false) => own,
                },
            );
            from = to;
        }
        let last = self.sums[before].len() - 1;
        value + self.sums[before][last] - self.sums[before][from]
    }
}
