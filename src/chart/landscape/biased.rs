//! The losses with biases on two classes' logits, at a price that hardly depends on the losses.
//!
//! Losses of one [`Form`] share the sums over the pixels, and their slopes: with `∂x_c/∂b_k =
//! x_c (δ_ck − x_k)` a moment Σ m(x_c) has the slope `δ_ck Σ m' x_c − Σ m' x_c x_k`. So has
//! cross-entropy, `Σ x_k − y_k`. Only what is none of these is evaluated as it is.

mod plain;
mod run;
mod sums;

use std::ops::Range;

use ndarray::{Array2, Array4, Axis, s};

use crate::batch::{Batch, Prediction, Real, log_softmax};
use crate::chart::Contender;
use crate::chart::gradient::{Evaluate, logarithm};
use crate::config::{Loss, Overlap};
use crate::error::Result;
use crate::loss;
use crate::loss::region::{self, Form, Moments};
use plain::Plain;
use run::{Run, runs};
use sums::{Class, sums};

/// A value, and its slopes along both biases.
pub(super) type Sloped = (f64, [f64; 2]);

/// A batch whose image has biases.
#[derive(Debug, Clone)]
pub(super) struct Biased<F> {
    image: usize,
    classes: [usize; 2],
    hard: bool,
    /// The contenders' terms, each once.
    terms: Vec<Loss>,
    /// Which of them each contender has, and their weights.
    contenders: Vec<Vec<(usize, f64)>>,
    /// The forms of overlap, and the moments of all other images.
    forms: Vec<(Form, Array2<Moments>)>,
    entropy: Entropy,
    runs: Vec<Run>,
    plain: Plain<F>,
}

/// What of the cross-entropy `Σ y (ln x_m − ln x_c) + Σ y ln(1 + r)`, with m a pixel's most probable class
/// as it is, needs no sum over the pixels again.
#[derive(Debug, Clone, Copy, Default)]
struct Entropy {
    kept: f64,
    /// Without biases, and of all other images.
    fixed: f64,
    /// What a bias adds.
    linear: [f64; 2],
    /// Σ y of the two classes.
    label: [f64; 2],
}

impl<F: Real> Biased<F> {
    /// The two classes of an image that the batch has; the losses fit the batch.
    pub(super) fn new(
        batch: &Batch<F>,
        contenders: &[Contender],
        image: usize,
        classes: [usize; 2],
        evaluate: Evaluate<F>,
    ) -> Result<Self> {
        let logits = match batch.prediction() {
            Prediction::Logits(z) => z.clone(),
            Prediction::Probabilities(x) => logarithm(x),
        };
        let batch = batch.with_prediction(Prediction::Logits(logits))?;
        let mut terms: Vec<Loss> = Vec::new();
        let mut place = |loss: &Loss| match terms.iter().position(|known| known == loss) {
            Some(place) => place,
            None => {
                terms.push(loss.clone());
                terms.len() - 1
            }
        };
        let mut placed = Vec::with_capacity(contenders.len());
        for contender in contenders {
            contender.loss.check(batch.layout())?;
            // Nothing comes of a weight of 0, even if the loss is infinite.
            let terms = contender
                .loss
                .terms
                .iter()
                .filter(|term| term.weight != 0.0);
            placed.push(terms.map(|term| (place(&term.loss), term.weight)).collect());
        }
        let log_x = wide_log_softmax(&batch, image);
        let y = batch.label_probabilities();
        let of_image = y.index_axis(Axis(0), image).mapv(F::wide);
        let keep = batch.keep().index_axis(Axis(0), image);
        let runs = runs(log_x.index_axis(Axis(0), 0), of_image.view(), keep, classes);
        Ok(Self {
            image,
            classes,
            hard: batch.layout().hard,
            forms: others(&batch, &y, &terms, image),
            entropy: Entropy::new(&batch, &y, image, &runs, &terms),
            terms,
            contenders: placed,
            runs,
            plain: Plain::new(batch, image, classes, evaluate),
        })
    }

    /// What the contenders have with these biases.
    pub(super) fn at(&mut self, biases: [f64; 2]) -> Result<Vec<Sloped>> {
        self.found(biases, 0..self.contenders.len(), true)
    }

    /// The value alone, of one of them.
    pub(super) fn value(&mut self, biases: [f64; 2], own: usize) -> Result<f64> {
        let found = self.found(biases, own..own + 1, false)?;
        Ok(found.first().map_or(f64::NAN, |(value, _)| *value))
    }

    fn found(
        &mut self,
        biases: [f64; 2],
        contenders: Range<usize>,
        slopes: bool,
    ) -> Result<Vec<Sloped>> {
        let wanted = |term: usize| {
            let mut terms = self.contenders[contenders.clone()].iter().flatten();
            terms.any(|(own, _)| *own == term)
        };
        let wanted: Vec<bool> = (0..self.terms.len()).map(wanted).collect();
        let losses = || {
            self.terms
                .iter()
                .zip(&wanted)
                .filter(|(_, wanted)| **wanted)
        };
        let forms = Form::each(losses().map(|(loss, _)| loss));
        let entropy = losses().any(|(loss, _)| *loss == Loss::CrossEntropy);
        let summed = sums(&self.runs, self.classes, biases, &forms, (entropy, slopes));
        self.plain.bias(biases);
        let mut found = Vec::with_capacity(self.terms.len());
        for (loss, wanted) in self.terms.iter().zip(&wanted) {
            found.push(match (wanted, Form::of(loss)) {
                (false, _) => Sloped::default(),
                (true, Some(form)) => {
                    let place = forms.iter().position(|known| *known == form);
                    place.map_or_else(Sloped::default, |place| {
                        self.region(loss, form, &summed.classes[place])
                    })
                }
                (true, None) if *loss == Loss::CrossEntropy => {
                    self.entropy.with(biases, summed.logarithms, summed.shares)
                }
                (true, None) => self.plain.evaluate(loss)?,
            });
        }
        let weighted = |own: &Vec<(usize, f64)>| {
            own.iter().fold(Sloped::default(), |sum, (term, weight)| {
                let (value, slopes) = found[*term];
                let slope = |k: usize| sum.1[k] + weight * slopes[k];
                (sum.0 + weight * value, [slope(0), slope(1)])
            })
        };
        Ok(self.contenders[contenders].iter().map(weighted).collect())
    }

    /// A loss of the moments, from those of the image's classes.
    fn region(&self, loss: &Loss, form: Form, image: &[Class]) -> Sloped {
        let others = self.forms.iter().find(|(known, _)| *known == form);
        let Some((_, others)) = others else {
            return Sloped::default();
        };
        let mut moments = others.clone();
        for (sum, own) in moments.row_mut(self.image).iter_mut().zip(image) {
            *sum += own.moments;
        }
        let (value, coefficients) = loss::coefficients(loss, &moments, self.hard);
        let row = coefficients.row(self.image);
        let slope = |k: usize| {
            let classes = row.iter().zip(image);
            let own = classes.map(|(on, own)| {
                let (along_x, other) = (own.on_x[k], own.on_other[k]);
                let (on_tp, on_fp) = match form.overlap {
                    Overlap::Norm => (0.5 * (along_x - other), 0.5 * (along_x + other)),
                    Overlap::Product => (other, along_x - other),
                };
                on.above * on_fp + on.below * on_tp
            });
            own.sum::<f64>()
        };
        (value, [slope(0), slope(1)])
    }
}

impl Entropy {
    fn new<F: Real>(
        batch: &Batch<F>,
        y: &Array4<F>,
        image: usize,
        runs: &[Run],
        terms: &[Loss],
    ) -> Self {
        if !terms.contains(&Loss::CrossEntropy) {
            return Self::default();
        }
        let log_x = batch.log_probabilities();
        let others = batch.keep().indexed_iter();
        let others = others.filter(|((b, ..), keep)| **keep && *b != image);
        let fixed = others.map(|((b, h, w), _)| {
            let [y, log_x] = [y, &log_x].map(|all| all.slice(s![b, .., h, w]));
            let classes = y.iter().zip(log_x);
            classes
                .map(|(y, log_x)| -y.wide() * log_x.wide())
                .sum::<f64>()
        });
        let mut entropy = Self {
            kept: batch.kept().max(1) as f64,
            fixed: fixed.sum(),
            ..Self::default()
        };
        for run in runs {
            entropy.fixed += run.below;
            for k in [0, 1] {
                entropy.label[k] += run.label[k];
                let most = if run.most == Some(k) {
                    run.weight()
                } else {
                    0.0
                };
                entropy.linear[k] += most - run.label[k];
            }
        }
        entropy
    }

    /// With the sums of y ln(1 + r) and of x of the two classes.
    fn with(&self, biases: [f64; 2], logarithms: f64, shares: [f64; 2]) -> Sloped {
        let linear = biases[0] * self.linear[0] + biases[1] * self.linear[1];
        let slope = |k: usize| (shares[k] - self.label[k]) / self.kept;
        let value = (self.fixed + linear + logarithms) / self.kept;
        (value, [slope(0), slope(1)])
    }
}

/// Of one image in f64, `[1, C, H, W]`.
fn wide_log_softmax<F: Real>(batch: &Batch<F>, image: usize) -> Array4<f64> {
    let logits = batch.prediction().array();
    let own = logits.slice(s![image..=image, .., .., ..]);
    log_softmax(own.mapv(F::wide).view())
}

/// The moments of all other images, one of each form; of the image itself only the label's peak.
fn others<F: Real>(
    batch: &Batch<F>,
    y: &Array4<F>,
    terms: &[Loss],
    image: usize,
) -> Vec<(Form, Array2<Moments>)> {
    let x = batch.probabilities();
    let of = |form: Form| {
        let mut moments = region::moments(x.view(), y.view(), batch.keep().view(), form);
        for own in moments.row_mut(image) {
            *own = Moments {
                peak: own.peak,
                ..Moments::default()
            };
        }
        (form, moments)
    };
    Form::each(terms).into_iter().map(of).collect()
}
