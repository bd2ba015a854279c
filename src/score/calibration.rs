//! Calibration: how far confidences are from how often they are right, in reliability diagrams.
//!
//! What goes into which diagram, [`super`] says.

use std::collections::BTreeMap;

use ndarray::{Array2, Array4, s};

use super::pixel::Pixels;
use crate::batch::Real;

/// The reliability diagrams of a batch.
pub(super) struct Calibration {
    /// Of the decisions, one an image.
    decisions: Vec<Diagram>,
    /// Of the classes' probabilities, `[B, C]`.
    classes: Array2<Diagram>,
    /// Whether an image's label has a class, `[B, C]`.
    present: Array2<bool>,
}

impl Calibration {
    pub(super) fn new<F: Real>(pixels: &Pixels<F>, bins: usize) -> Self {
        let edges = edges(bins);
        let confidences = pixels.confidences();
        let mut classes = Array2::default((pixels.images(), pixels.classes()));
        let mut present = Array2::default(classes.dim());
        for ((b, c), diagram) in classes.indexed_iter_mut() {
            let index = pixels.index(c);
            let present: &mut bool = &mut present[[b, c]];
            let diagram: &mut Diagram = diagram;
            pixels.with(b, confidences.slice(s![b, c, .., ..]), |pixel, x| {
                let is = pixel.label == index;
                diagram.add(x, is && pixel.decision == index, &edges);
                *present |= is;
            });
        }
        Self {
            decisions: decisions(pixels, &confidences, &edges),
            classes,
            present,
        }
    }

    /// ECED.
    pub(super) fn expected(&self) -> Option<f64> {
        merged(&self.decisions).error()
    }

    /// ECEI.
    pub(super) fn expected_by_image(&self) -> Option<f64> {
        mean(self.decisions.iter().map(Diagram::error))
    }

    /// SCED.
    pub(super) fn per_class(&self) -> Option<f64> {
        let classes = self.classes.columns().into_iter().skip(self.first());
        mean(classes.map(|class| merged(class).error()))
    }

    /// SCEI.
    pub(super) fn per_class_by_image(&self) -> Option<f64> {
        let images = self.classes.rows().into_iter().zip(self.present.rows());
        mean(images.map(|(image, present)| {
            let classes = image.into_iter().zip(present).skip(self.first());
            mean(
                classes
                    .filter(|(_, present)| self.two() || **present)
                    .map(|(diagram, _)| diagram.error()),
            )
        }))
    }

    /// Of two classes, one says all about the other: only the last counts.
    fn two(&self) -> bool {
        self.classes.ncols() <= 2
    }

    fn first(&self) -> usize {
        match self.two() {
            true => self.classes.ncols() - 1,
            false => 0,
        }
    }
}

/// ECED alone.
pub(super) fn expected<F: Real>(pixels: &Pixels<F>, bins: usize) -> Option<f64> {
    merged(&decisions(pixels, &pixels.confidences(), &edges(bins))).error()
}

/// Of every image, how the probability of what is decided goes with how often that is right; one class is
/// decided for or against.
fn decisions<F: Real>(pixels: &Pixels<F>, confidences: &Array4<F>, edges: &[F]) -> Vec<Diagram> {
    let mut diagrams = vec![Diagram::default(); pixels.images()];
    for (b, diagram) in diagrams.iter_mut().enumerate() {
        for c in 0..pixels.classes() {
            let index = pixels.index(c);
            pixels.with(b, confidences.slice(s![b, c, .., ..]), |pixel, x| {
                let right = pixel.decision == pixel.label;
                if pixel.decision == index {
                    diagram.add(x, right, edges);
                } else if pixels.classes() == 1 {
                    diagram.add(F::one() - x, right, edges);
                }
            });
        }
    }
    diagrams
}

/// The lower ends of the bins.
fn edges<F: Real>(bins: usize) -> Vec<F> {
    (0..bins).map(|k| F::of(k as f64 / bins as f64)).collect()
}

/// Bins that have a place of their own; those beyond are found by their number.
const FEW: usize = 16;

/// A reliability diagram.
#[derive(Debug, Clone, Default)]
struct Diagram {
    /// Per bin, the sum of confidences less the number of those that are right.
    few: [f64; FEW],
    /// The same of the bins beyond [`FEW`] that have a pixel. Of many bins, images and classes, most have
    /// none.
    more: BTreeMap<usize, f64>,
    pixels: u64,
}

impl Diagram {
    fn gap(&mut self, bin: usize) -> &mut f64 {
        match bin < FEW {
            true => &mut self.few[bin],
            false => self.more.entry(bin).or_default(),
        }
    }

    fn gaps(&self) -> impl Iterator<Item = (usize, f64)> {
        let few = self.few.iter().copied().enumerate();
        few.chain(self.more.iter().map(|(bin, gap)| (*bin, *gap)))
    }

    /// `edges` are the lower ends of the bins.
    fn add<F: Real>(&mut self, confidence: F, right: bool, edges: &[F]) {
        // Near enough to step from there: an edge is rounded, and so is a confidence.
        let mut bin = ((confidence.wide() * edges.len() as f64) as usize).min(edges.len() - 1);
        while bin > 0 && confidence < edges[bin] {
            bin -= 1;
        }
        while bin + 1 < edges.len() && confidence >= edges[bin + 1] {
            bin += 1;
        }
        *self.gap(bin) += confidence.wide() - f64::from(u8::from(right));
        self.pixels += 1;
    }

    /// From 0 to 1; `None` without a pixel.
    fn error(&self) -> Option<f64> {
        let gaps: f64 = self.gaps().map(|(_, gap)| gap.abs()).sum();
        (self.pixels > 0).then(|| gaps / self.pixels as f64)
    }
}

fn merged<'a>(diagrams: impl IntoIterator<Item = &'a Diagram>) -> Diagram {
    let mut all = Diagram::default();
    for diagram in diagrams {
        for (bin, gap) in diagram.gaps() {
            *all.gap(bin) += gap;
        }
        all.pixels += diagram.pixels;
    }
    all
}

/// The mean of those that are numbers; of none, none.
fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, count) = values
        .flatten()
        .fold((0.0, 0u64), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}
