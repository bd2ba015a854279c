//! One pixel on its way from 0 to 1.

use ndarray::Array2;

use super::{LEAST, Sample, Totals};
use crate::batch::Real;
use crate::config::{Loss, LossConfig, Term};
use crate::loss::region::{self, Form, Moments};

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

/// What is needed of a batch to move one of its pixels.
pub(super) struct Pixel<'a, F> {
    pub(super) totals: &'a Totals<F>,
    pub(super) at: [usize; 3],
    pub(super) y: Vec<f64>,
    /// Those of all other pixels.
    pub(super) moments: Vec<(Form, Array2<Moments>)>,
}

impl<F: Real> Pixel<'_, F> {
    /// A loss where the path's class has probability `t`.
    pub(super) fn sample(&self, loss: &LossConfig, path: &Path, t: f64) -> Sample {
        let x = path.at(t);
        let mut value = 0.0;
        let mut gradient = vec![0.0; x.len()];
        for term in &loss.terms {
            value += term.weight * self.term(term, &x, &mut gradient);
        }
        let mean: f64 = x.iter().zip(&gradient).map(|(x, g)| x * g).sum();
        Sample {
            t,
            value,
            gradient_probability: gradient[path.class],
            gradient_logit: t * (gradient[path.class] - mean),
        }
    }

    /// A term's value; adds its weighted gradient with respect to the pixel's probabilities.
    fn term(&self, term: &Term, x: &[f64], gradient: &mut [f64]) -> f64 {
        let [image, row, column] = self.at;
        let kept = self.totals.keep[[image, row, column]];
        match &term.loss {
            Loss::CrossEntropy => {
                let n = self.totals.kept;
                if !kept {
                    return self.totals.entropy / n.max(1.0);
                }
                let others = self.totals.entropy - self.totals.entropies[[image, row, column]];
                let mut own = 0.0;
                for ((gradient, x), y) in gradient.iter_mut().zip(x).zip(&self.y) {
                    if *y > 0.0 {
                        let x = x.max(LEAST);
                        own -= y * x.ln();
                        *gradient -= term.weight * y / (x * n);
                    }
                }
                (others + own) / n
            }
            Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
                let form = Form::from(region);
                let Some((_, others)) = self.moments.iter().find(|(known, _)| *known == form)
                else {
                    return 0.0;
                };
                let mut moments = others.clone();
                if kept {
                    let own = x.iter().zip(&self.y);
                    for (sum, (x, y)) in moments.row_mut(image).iter_mut().zip(own) {
                        *sum += Moments::of_pixel(*x, *y, form);
                    }
                }
                let weights = term.loss.error_weights();
                let (value, coefficients) =
                    region::coefficients(&moments, &weights, region, self.totals.hard);
                if kept {
                    for (c, gradient) in gradient.iter_mut().enumerate() {
                        let slope = coefficients[[image, c]].gradient_at(x[c], self.y[c], form);
                        *gradient += term.weight * slope;
                    }
                }
                value
            }
        }
    }
}
