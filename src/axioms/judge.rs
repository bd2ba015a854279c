//! What a loss makes of the pairs of a triple.

use ndarray::{Array2, Array3, Array4};

use super::{Axiom, MOST_CLASSES, MOST_PIXELS, Space, Triple};
use crate::batch::{Batch, Label, Layout, Prediction};
use crate::config::{Loss, LossConfig, LovaszClasses, Term};
use crate::error::{Error, Result};
use crate::loss;
use crate::loss::region::{Form, Moments};

/// Differences below this share of the losses are rounding.
const ROUNDING: f64 = 1e-9;

/// The loss of the pairs that the axioms speak of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Values {
    /// L(a, a).
    pub aa: f64,
    /// L(a, b).
    pub ab: f64,
    /// L(b, a).
    pub ba: f64,
    /// L(b, c).
    pub bc: f64,
    /// L(a, c).
    pub ac: f64,
}

impl Values {
    /// How far each axiom is broken, in the order of [`Axiom::ALL`]; 0 where it holds. `apart` is the
    /// mean of |a − b|.
    pub fn broken(&self, apart: f64) -> [f64; 4] {
        let beyond_rounding = |extent: f64, values: &[f64]| {
            let largest = values
                .iter()
                .fold(1.0, |most: f64, value| most.max(value.abs()));
            match largest.is_finite() && extent > ROUNDING * largest {
                true => extent,
                false => 0.0,
            }
        };
        let Self { aa, ab, ba, bc, ac } = *self;
        [
            beyond_rounding(aa.abs(), &[aa]),
            if ab <= 0.0 { apart } else { 0.0 },
            beyond_rounding((ab - ba).abs(), &[ab, ba]),
            beyond_rounding(ac - ab - bc, &[ac, ab, bc]),
        ]
    }
}

/// A loss, made to fit a space.
#[derive(Debug, Clone, PartialEq)]
pub struct Judge {
    loss: LossConfig,
    space: Space,
}

impl Judge {
    /// The loss of single images of the space: without shards, and with one class without class
    /// weights.
    ///
    /// # Errors
    /// If the loss does not fit, see [`LossConfig::check`], if it compares the classes of a pixel and
    /// there is but one, or if the space has no pixel, no class, or too many of either.
    pub fn new(loss: &LossConfig, space: Space) -> Result<Self> {
        let Space {
            pixels, classes, ..
        } = space;
        if !(1..=MOST_PIXELS).contains(&pixels) || !(1..=MOST_CLASSES).contains(&classes) {
            return Err(Error::Combination(format!(
                "label maps of {pixels} pixels and {classes} classes were asked for; pass 1 to {MOST_PIXELS} pixels and 1 to {MOST_CLASSES} classes"
            )));
        }
        let mut loss = loss.clone();
        for term in &mut loss.terms {
            if let Some(region) = term.loss.region_mut() {
                region.shards = 1;
                if classes == 1 {
                    region.class_weights = None;
                }
            } else if classes == 1 && !sees_sets(&term.loss) {
                return Err(Error::Combination(format!(
                    "{} was given with one class, but it compares the classes of a pixel; pass two classes or more",
                    term.loss.kind()
                )));
            }
        }
        let judge = Self { loss, space };
        judge.loss.check(judge.layout())?;
        Ok(judge)
    }

    /// The loss as it is evaluated.
    pub fn loss(&self) -> &LossConfig {
        &self.loss
    }

    /// Where the maps come from.
    pub fn space(&self) -> Space {
        self.space
    }

    /// Whether the loss sorts pixels; then a shader cannot evaluate it triple by triple.
    pub fn sorts(&self) -> bool {
        self.loss.terms.iter().any(|term| term.loss.sorts())
    }

    /// Whether a class that is not in the label counts for nothing: then an empty label costs nothing,
    /// whatever is predicted.
    pub fn only_present(&self) -> bool {
        let only_present = |loss: &Loss| match loss {
            Loss::LovaszSoftmax(settings) => settings.classes == LovaszClasses::Present,
            loss => loss
                .region()
                .is_some_and(|region| region.only_present(!self.space.soft)),
        };
        let counts = |term: &&Term| term.weight != 0.0;
        self.loss
            .terms
            .iter()
            .filter(counts)
            .any(|term| only_present(&term.loss))
    }

    /// A pair as a batch. The label is as hard as the space is, whatever its numbers are: which
    /// classes count must not depend on whether a soft map's pixels happen to be pure.
    pub fn layout(&self) -> Layout {
        Layout {
            images: 1,
            classes: self.space.classes,
            height: 1,
            width: self.space.pixels,
            logits: false,
            hard: !self.space.soft,
        }
    }

    /// The losses of a triple's pairs, as fast as the processor goes.
    pub(super) fn glance(&self, triple: &Triple) -> Values {
        self.values_by(triple, |x, y| {
            let terms = self.loss.terms.iter();
            let values = terms.map(|term| term.weighted(self.term(&term.loss, x, y)));
            values.sum()
        })
    }

    /// The losses of a triple's pairs, by the oracle.
    pub fn values(&self, triple: &Triple) -> Values {
        self.values_by(triple, |x, y| self.evaluate(&self.loss, x, y))
    }

    fn values_by(
        &self,
        Triple { maps: [a, b, c] }: &Triple,
        value: impl Fn(&Array2<f64>, &Array2<f64>) -> f64,
    ) -> Values {
        Values {
            aa: value(a, a),
            ab: value(a, b),
            ba: value(b, a),
            bc: value(b, c),
            ac: value(a, c),
        }
    }

    /// One term: from its moments, if it has any, which saves the gradient and most of the memory.
    fn term(&self, loss: &Loss, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
        let Some(form) = Form::of(loss) else {
            return self.evaluate(&LossConfig::single(loss.clone()), x, y);
        };
        let sum = |(_, class): (usize, usize)| {
            let pixels = x.row(class).into_iter().zip(y.row(class));
            pixels.fold(Moments::default(), |sum, (x, y)| {
                sum + Moments::of_pixel(*x, *y, form)
            })
        };
        let moments = Array2::from_shape_fn((1, self.space.classes), sum);
        loss::coefficients(loss, &moments, self.layout().hard).0
    }

    fn evaluate(&self, loss: &LossConfig, x: &Array2<f64>, y: &Array2<f64>) -> f64 {
        let dim = (1, self.space.classes, 1, self.space.pixels);
        let as_batch = |map: &Array2<f64>| Array4::from_shape_fn(dim, |(_, c, _, p)| map[[c, p]]);
        let label = match self.layout().hard {
            false => Label::Soft(as_batch(y)),
            true => Label::Hard(Array3::from_shape_fn((1, 1, self.space.pixels), |at| {
                index(y.column(at.2).iter())
            })),
        };
        let batch = Batch::new(Prediction::Probabilities(as_batch(x)), label, None, None);
        let found = batch.and_then(|batch| loss::evaluate(&batch, loss));
        // `new` has seen to it that loss and batch fit.
        found.map_or(f64::NAN, |found| found.value)
    }
}

/// The index of a hard pixel: the class that has it all, or with one class whether it does.
fn index<'a>(pixel: impl ExactSizeIterator<Item = &'a f64>) -> i32 {
    let one_class = pixel.len() == 1;
    let class = pixel.into_iter().position(|x| *x == 1.0);
    match (one_class, class) {
        (true, class) => i32::from(class.is_some()),
        (false, class) => class.unwrap_or_default() as i32,
    }
}

/// Whether one class by itself means something to a loss.
fn sees_sets(loss: &Loss) -> bool {
    match loss {
        Loss::Jaccard(_)
        | Loss::Dice(_)
        | Loss::Tversky(..)
        | Loss::GeneralizedDice(_)
        | Loss::LovaszSoftmax(_)
        | Loss::LovaszHinge(_)
        | Loss::Lp(_) => true,
        Loss::CrossEntropy | Loss::Focal(_) | Loss::KlDivergence(_) | Loss::Cosine => false,
    }
}

/// Which axioms a triple breaks, and how far.
pub(super) fn broken(
    triple: &Triple,
    values: &Values,
) -> impl Iterator<Item = (Axiom, f64)> + use<> {
    let [a, b, _] = &triple.maps;
    let apart = (a - b).mapv(f64::abs).mean().unwrap_or_default();
    let extents = values.broken(apart);
    Axiom::ALL
        .into_iter()
        .zip(extents)
        .filter(|(_, extent)| *extent > 0.0)
}
