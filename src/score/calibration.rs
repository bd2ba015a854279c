//! Calibration: how far confidences are from how often they are right, in reliability diagrams.
//!
//! What goes into which diagram, [`super`] says.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView1};

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
        let dim = (pixels.images(), pixels.classes());
        let edges: Vec<F> = edges(bins);
        let mut calibration = Self {
            decisions: vec![Diagram::default(); dim.0],
            classes: Array2::default(dim),
            present: Array2::default(dim),
        };
        let confidences = pixels.confidences();
        for (pixel, x) in pixels.kept().zip(pixels.lanes(&confidences)) {
            let b = pixel.image;
            let decided = pixel.decision();
            let right = decided == pixel.label;
            calibration.decisions[b].add(confidence(x, decided), right, &edges);
            for (c, &x) in x.iter().enumerate() {
                let present = pixel.label == pixels.index(c);
                calibration.classes[[b, c]].add(x, present && right, &edges);
                calibration.present[[b, c]] |= present;
            }
        }
        calibration
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
    let edges = edges(bins);
    let mut diagram = Diagram::default();
    let confidences = pixels.confidences();
    for (pixel, x) in pixels.kept().zip(pixels.lanes(&confidences)) {
        let decided = pixel.decision();
        diagram.add(confidence(x, decided), decided == pixel.label, &edges);
    }
    diagram.error()
}

/// The probability of what was decided; one class has it or has it not.
fn confidence<F: Real>(x: ArrayView1<F>, decided: i32) -> F {
    match (x.len(), decided) {
        (1, 0) => F::one() - x[0],
        (1, _) => x[0],
        _ => x[decided as usize],
    }
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
        let above = edges.partition_point(|edge| *edge <= confidence);
        *self.gap(above.saturating_sub(1)) += confidence.wide() - f64::from(u8::from(right));
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
