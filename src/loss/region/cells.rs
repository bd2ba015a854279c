//! The three reductions: which images and classes share a ratio, and what each ratio counts for.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, Axis};

use super::Moments;
use crate::config::Region;

/// One shard's images and classes: their sums, and which of them are active.
pub(super) struct Cells {
    images: Range<usize>,
    classes: usize,
    /// `[images, classes]`, or `[images, 1]` when the classes share one ratio.
    moments: Array2<Moments>,
    active: Array2<bool>,
    agnostic: bool,
}

/// TP, FP and FN that share a ratio, which image (if one alone) and class they come from, and the
/// ratio's share in its mean.
pub(super) struct Ratio {
    pub(super) image: Option<usize>,
    pub(super) class: usize,
    pub(super) moments: Moments,
    pub(super) share: f64,
}

impl Cells {
    pub(super) fn new(
        moments: &Array2<Moments>,
        images: Range<usize>,
        region: &Region,
        hard: bool,
    ) -> Self {
        let agnostic = region.is_agnostic();
        let only_present = region.only_present(hard);
        let mut shard = moments
            .slice_axis(Axis(0), images.clone().into())
            .to_owned();
        if agnostic {
            shard = shard
                .fold_axis(Axis(1), Moments::default(), |sum, m| *sum + *m)
                .insert_axis(Axis(1));
        }
        Self {
            images,
            classes: moments.ncols(),
            active: shard.mapv(|m| !only_present || m.exceed(region.threshold)),
            moments: shard,
            agnostic,
        }
    }

    /// D: one ratio per class of the summed moments, averaged over the classes active somewhere.
    pub(super) fn whole(&self) -> Vec<Ratio> {
        let classes: Vec<usize> = (0..self.moments.ncols())
            .filter(|c| self.active.column(*c).iter().any(|active| *active))
            .collect();
        let share = 1.0 / classes.len() as f64;
        let sum = |c: usize| {
            self.moments
                .column(c)
                .iter()
                .fold(Moments::default(), |sum, moments| sum + *moments)
        };
        classes
            .into_iter()
            .map(|class| Ratio {
                image: None,
                class,
                moments: sum(class),
                share,
            })
            .collect()
    }

    /// I: one ratio per image and class, averaged over an image's active classes, then over the images that have any.
    pub(super) fn by_image(&self) -> Vec<Ratio> {
        let per_image = self.active.map_axis(Axis(1), count);
        let images = per_image.iter().filter(|n| **n > 0).count();
        self.ratios(|b, _| 1.0 / (per_image[b] * images) as f64)
    }

    /// C: the same ratios, averaged over a class's active images, then over the classes that have any.
    pub(super) fn by_class(&self) -> Vec<Ratio> {
        let per_class = self.active.map_axis(Axis(0), count);
        let classes = per_class.iter().filter(|n| **n > 0).count();
        self.ratios(|_, c| 1.0 / (per_class[c] * classes) as f64)
    }

    fn ratios(&self, share: impl Fn(usize, usize) -> f64) -> Vec<Ratio> {
        let ratio = |((b, class), active): ((usize, usize), &bool)| {
            active.then(|| Ratio {
                image: Some(b),
                class,
                moments: self.moments[[b, class]],
                share: share(b, class),
            })
        };
        self.active.indexed_iter().filter_map(ratio).collect()
    }

    /// The images and classes whose pixels a ratio depends on, as indices into the batch.
    pub(super) fn members(&self, ratio: &Ratio) -> impl Iterator<Item = (usize, usize)> {
        let images = match ratio.image {
            Some(image) => self.images.start + image..self.images.start + image + 1,
            None => self.images.clone(),
        };
        let classes = if self.agnostic {
            0..self.classes
        } else {
            ratio.class..ratio.class + 1
        };
        images.flat_map(move |b| classes.clone().map(move |c| (b, c)))
    }
}

fn count(flags: ArrayView1<bool>) -> usize {
    flags.iter().filter(|flag| **flag).count()
}
