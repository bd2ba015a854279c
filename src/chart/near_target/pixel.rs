//! One pixel on its way from 0 to 1.

use ndarray::{Array2, Array4};

use super::{Contender, LEAST, Sample, Totals, lovasz};
use crate::batch::{Batch, Label, Prediction, Real};
use crate::config::{Loss, LossConfig, Term};
use crate::loss;
use crate::loss::region::{Form, Moments};

/// A pixel's probabilities while one of them moves.
pub(super) struct Path {
    class: usize,
    /// What share of the rest each of the other classes has.
    rest: Vec<f64>,
}

impl Path {
    /// The path of `class` from and to anywhere, for a pixel that is now at `x`; the others share
    /// the rest equally if there is none now.
    pub(super) fn new(x: &[f64], class: usize) -> Self {
        let others = x.iter().enumerate().filter(|(c, _)| *c != class);
        let sum: f64 = others.map(|(_, x)| x).sum();
        let share = |own: &f64| match sum > 0.0 {
            true => own / sum,
            false => 1.0 / (x.len() as f64 - 1.0),
        };
        let mut rest: Vec<f64> = x.iter().map(share).collect();
        rest[class] = 0.0;
        Self { class, rest }
    }

    /// The probabilities where the class's is `t`.
    fn at(&self, t: f64) -> Vec<f64> {
        let mut x: Vec<f64> = self.rest.iter().map(|share| share * (1.0 - t)).collect();
        x[self.class] = t;
        x
    }
}

/// A pixel that moves while all others stay.
pub(super) struct Pixel<'a, F> {
    totals: &'a Totals<F>,
    image: usize,
    kept: bool,
    y: Vec<f64>,
    /// What the other pixels contribute to each term, by contender and term.
    others: Vec<Vec<Others>>,
}

/// What a term needs to know of the other pixels.
enum Others {
    Region(Form, Array2<Moments>),
    /// The sum of their values.
    Pointwise(f64),
    Lovasz(lovasz::Others),
    /// The pixel does not count: the term's value, whatever the pixel's.
    All(f64),
}

impl<'a, F: Real> Pixel<'a, F> {
    /// The pixel `[image, row, column]`, now at `x`, with the label `y`.
    pub(super) fn new(totals: &'a Totals<F>, at: [usize; 3], x: Vec<f64>, y: Vec<f64>) -> Self {
        let kept = totals.batch.keep()[at];
        let moments = totals.without(at);
        let others = |(term, value): (&Term, &f64)| match (Form::of(&term.loss), &term.loss) {
            (Some(form), _) => {
                let found = moments.iter().find(|(known, _)| *known == form);
                found.map_or(Others::All(0.0), |(form, moments)| {
                    Others::Region(*form, moments.clone())
                })
            }
            _ if !kept => Others::All(*value),
            (None, Loss::LovaszSoftmax(settings)) => {
                Others::Lovasz(lovasz::Others::new(totals, settings, at, &x, *value))
            }
            (None, Loss::LovaszHinge(_)) => Others::All(*value),
            (None, loss) => Others::Pointwise(value * totals.kept - of_pixel(loss, &x, &y).0),
        };
        let of_contender = |(contender, values): (&Contender, &Vec<f64>)| {
            contender
                .loss
                .terms
                .iter()
                .zip(values)
                .map(others)
                .collect()
        };
        let others = totals
            .contenders
            .iter()
            .zip(&totals.values)
            .map(of_contender)
            .collect();
        Self {
            totals,
            image: at[0],
            kept,
            y,
            others,
        }
    }

    /// A contender where the path's class has probability `t`.
    pub(super) fn sample(&self, contender: usize, path: &Path, t: f64) -> Sample {
        let x = path.at(t);
        let mut value = 0.0;
        let mut gradient = vec![0.0; x.len()];
        let terms = &self.totals.contenders[contender].loss.terms;
        for (term, others) in terms.iter().zip(&self.others[contender]) {
            let (own, slope) = self.term(&term.loss, others, &x);
            value += term.weight * own;
            for (gradient, slope) in gradient.iter_mut().zip(slope) {
                *gradient += term.weight * slope;
            }
        }
        let mean: f64 = x.iter().zip(&gradient).map(|(x, g)| x * g).sum();
        Sample {
            t,
            value,
            gradient_probability: gradient[path.class],
            gradient_logit: t * (gradient[path.class] - mean),
        }
    }

    /// A term's value and its gradient with respect to the pixel's probabilities.
    fn term(&self, loss: &Loss, others: &Others, x: &[f64]) -> (f64, Vec<f64>) {
        let flat = vec![0.0; x.len()];
        match others {
            Others::All(value) => (*value, flat),
            Others::Pointwise(sum) => {
                let n = self.totals.kept;
                let (own, slope) = of_pixel(loss, x, &self.y);
                (
                    (sum + own) / n,
                    slope.into_iter().map(|slope| slope / n).collect(),
                )
            }
            Others::Lovasz(others) => others.with(x),
            Others::Region(form, others) => {
                let mut moments = others.clone();
                if self.kept {
                    for (sum, (x, y)) in moments
                        .row_mut(self.image)
                        .iter_mut()
                        .zip(x.iter().zip(&self.y))
                    {
                        *sum += Moments::of_pixel(*x, *y, *form);
                    }
                }
                let (value, coefficients) =
                    loss::coefficients(loss, &moments, self.totals.batch.layout().hard);
                if !self.kept {
                    return (value, flat);
                }
                let row = coefficients.row(self.image);
                let slope = row
                    .iter()
                    .zip(x)
                    .zip(&self.y)
                    .map(|((own, x), y)| own.gradient_at(*x, *y, *form));
                (value, slope.collect())
            }
        }
    }
}

/// A pointwise loss of one pixel, and its gradient with respect to its probabilities.
fn of_pixel(loss: &Loss, x: &[f64], y: &[f64]) -> (f64, Vec<f64>) {
    let x: Vec<f64> = x.iter().map(|x| x.max(LEAST)).collect();
    let lane = |numbers: Vec<f64>| {
        Array4::from_shape_vec((1, numbers.len(), 1, 1), numbers).unwrap_or_default()
    };
    // A temperature needs logits; ln x are logits of x.
    let logits = matches!(loss, Loss::KlDivergence(settings) if settings.temperature != 1.0);
    let prediction = match logits {
        true => Prediction::Logits(lane(x.iter().map(|x| x.ln()).collect())),
        false => Prediction::Probabilities(lane(x.clone())),
    };
    let batch = Batch::new(prediction, Label::Soft(lane(y.to_vec())), None, None);
    let found = batch.and_then(|batch| loss::evaluate(&batch, &LossConfig::single(loss.clone())));
    match found {
        Ok(found) => {
            let slope = found
                .gradient
                .iter()
                .zip(&x)
                .map(|(g, x)| if logits { g / x } else { *g });
            (found.value, slope.collect())
        }
        // The loss fits the whole batch, see `Totals::new`, and so it fits one pixel of it.
        Err(_) => (0.0, vec![0.0; y.len()]),
    }
}
