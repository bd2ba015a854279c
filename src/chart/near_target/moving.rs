//! A few pixels of an image on their way, while all others stay.

use ndarray::{Array2, Array4};

use super::{LEAST, Totals, lovasz};
use crate::batch::{Batch, Label, Prediction, Real};
use crate::chart::Contender;
use crate::chart::gradient::on_probabilities;
use crate::config::{Loss, LossConfig, Term};
use crate::loss;
use crate::loss::region::{Form, Moments};

/// A pixel's probabilities while one of them moves: the others share the rest as they do now.
pub(in crate::chart) struct Track {
    class: usize,
    /// What share of the rest each of the other classes has.
    rest: Vec<f64>,
}

impl Track {
    /// The track of `class` from and to anywhere, for a pixel that is now at `x`; the others share
    /// the rest equally if there is none now.
    pub(in crate::chart) fn new(x: &[f64], class: usize) -> Self {
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
    pub(in crate::chart) fn at(&self, t: f64) -> Vec<f64> {
        let mut x: Vec<f64> = self.rest.iter().map(|share| share * (1.0 - t)).collect();
        x[self.class] = t;
        x
    }

    /// What share of the rest each class has; the moving one has none.
    pub(super) fn shares(&self) -> &[f64] {
        &self.rest
    }

    /// The slope along the track, from a gradient with respect to the probabilities.
    pub(in crate::chart) fn slope(&self, gradient: &[f64]) -> f64 {
        let rest = self.rest.iter().zip(gradient);
        gradient[self.class] - rest.map(|(share, g)| share * g).sum::<f64>()
    }
}

/// Pixels that move while all others stay.
pub(in crate::chart) struct Moving<'a, F> {
    totals: &'a Totals<F>,
    image: usize,
    kept: Vec<bool>,
    /// Their labels.
    y: Vec<Vec<f64>>,
    /// The moments of all other pixels.
    moments: Vec<(Form, Array2<Moments>)>,
    /// What the other pixels contribute to each term, by contender and term.
    others: Vec<Vec<Others>>,
}

/// What a term needs to know of the other pixels.
enum Others {
    /// The place of its form among the moments.
    Region(usize),
    /// The sum of their values.
    Pointwise(f64),
    Lovasz(lovasz::Others),
    /// No moving pixel counts: the term's value, wherever they are.
    All(f64),
}

/// A value, and its gradient with respect to one pixel's probabilities.
type Own = (f64, Vec<f64>);

/// A moving pixel at some place, and what it contributes there.
pub(in crate::chart) struct Moved {
    x: Vec<f64>,
    /// By form and class; empty if the pixel does not count.
    moments: Vec<Vec<Moments>>,
    /// Its value and gradient of the pointwise terms, by contender and term.
    own: Vec<Vec<Option<Own>>>,
}

impl<'a, F: Real> Moving<'a, F> {
    /// These pixels, `[image, row, column]`, all of one image.
    pub(in crate::chart) fn new(totals: &'a Totals<F>, pixels: &[[usize; 3]]) -> Self {
        let at = |pixel: &[usize; 3]| totals.pixel(*pixel);
        let (x, y): (Vec<_>, Vec<_>) = pixels.iter().map(at).unzip();
        let kept: Vec<bool> = pixels.iter().map(|p| totals.batch.keep()[*p]).collect();
        let counting: Vec<usize> = (0..pixels.len()).filter(|k| kept[*k]).collect();
        let places: Vec<[usize; 3]> = counting.iter().map(|k| pixels[*k]).collect();
        let moments = totals.without(&places);
        let others = |(term, value): (&Term, &f64)| match (Form::of(&term.loss), &term.loss) {
            (Some(form), _) => {
                let found = moments.iter().position(|(known, _)| *known == form);
                found.map_or(Others::All(0.0), Others::Region)
            }
            _ if counting.is_empty() => Others::All(*value),
            (None, Loss::LovaszSoftmax(settings)) => {
                let x: Vec<&[f64]> = counting.iter().map(|k| &x[*k][..]).collect();
                Others::Lovasz(lovasz::Others::new(totals, settings, &places, &x, *value))
            }
            (None, Loss::LovaszHinge(_)) => Others::All(*value),
            (None, loss) => {
                let own = counting.iter().map(|k| of_pixel(loss, &x[*k], &y[*k]).0);
                Others::Pointwise(value * totals.kept - own.sum::<f64>())
            }
        };
        let of_contender = |(contender, values): (&Contender, &Vec<f64>)| {
            let terms = contender.loss.terms.iter();
            terms.zip(values).map(others).collect()
        };
        let contenders = totals.contenders.iter().zip(&totals.values);
        let others = contenders.map(of_contender).collect();
        Self {
            totals,
            image: pixels.first().map_or(0, |pixel| pixel[0]),
            kept,
            y,
            moments,
            others,
        }
    }

    /// The pixel of that index with the probabilities `x`.
    pub(in crate::chart) fn place(&self, pixel: usize, x: Vec<f64>) -> Moved {
        let y = &self.y[pixel];
        let of_form = |(form, _): &(Form, _)| {
            let classes = x.iter().zip(y);
            classes
                .map(|(x, y)| Moments::of_pixel(*x, *y, *form))
                .collect()
        };
        let own = |(term, others): (&Term, &Others)| match others {
            Others::Pointwise(_) if self.kept[pixel] => Some(of_pixel(&term.loss, &x, y)),
            _ => None,
        };
        let contenders = self.totals.contenders.iter().zip(&self.others);
        let own = contenders.map(|(contender, others)| {
            let terms = contender.loss.terms.iter();
            terms.zip(others).map(own).collect()
        });
        Moved {
            own: own.collect(),
            moments: match self.kept[pixel] {
                true => self.moments.iter().map(of_form).collect(),
                false => Vec::new(),
            },
            x,
        }
    }

    /// A contender's value and, for every moving pixel, its gradient with respect to the pixel's
    /// probabilities; the pixels are given in their order.
    pub(in crate::chart) fn evaluate(
        &self,
        contender: usize,
        moved: &[&Moved],
    ) -> (f64, Vec<Vec<f64>>) {
        let mut value = 0.0;
        let mut gradient: Vec<Vec<f64>> = moved.iter().map(|p| vec![0.0; p.x.len()]).collect();
        let terms = self.totals.contenders[contender].loss.terms.iter();
        for (index, (term, others)) in terms.zip(&self.others[contender]).enumerate() {
            let (own, slopes) = match others {
                Others::All(value) => (*value, Vec::new()),
                Others::Region(form) => self.region(&term.loss, *form, moved),
                Others::Lovasz(others) => {
                    let counting = moved.iter().zip(&self.kept).filter(|(_, kept)| **kept);
                    let x: Vec<&[f64]> = counting.map(|(moved, _)| &moved.x[..]).collect();
                    let (value, slopes) = others.with(&x);
                    let mut slopes = slopes.into_iter();
                    let of = |kept: &bool| match kept {
                        true => slopes.next().unwrap_or_default(),
                        false => Vec::new(),
                    };
                    (value, self.kept.iter().map(of).collect())
                }
                Others::Pointwise(sum) => {
                    let n = self.totals.kept;
                    let own = moved.iter().map(|moved| &moved.own[contender][index]);
                    let values = own.clone().flatten().map(|(value, _)| value);
                    let slope = |own: &Option<Own>| match own {
                        Some((_, slope)) => slope.iter().map(|slope| slope / n).collect(),
                        None => Vec::new(),
                    };
                    ((sum + values.sum::<f64>()) / n, own.map(slope).collect())
                }
            };
            value += term.weighted(own);
            for (gradient, slopes) in gradient.iter_mut().zip(slopes) {
                for (gradient, slope) in gradient.iter_mut().zip(slopes) {
                    *gradient += term.weighted(slope);
                }
            }
        }
        (value, gradient)
    }

    fn region(&self, loss: &Loss, form: usize, moved: &[&Moved]) -> (f64, Vec<Vec<f64>>) {
        let mut moments = self.moments[form].1.clone();
        for own in moved.iter().filter_map(|moved| moved.moments.get(form)) {
            for (sum, own) in moments.row_mut(self.image).iter_mut().zip(own) {
                *sum += *own;
            }
        }
        let form = self.moments[form].0;
        let hard = self.totals.batch.layout().hard;
        let (value, coefficients) = loss::coefficients(loss, &moments, hard);
        let row = coefficients.row(self.image);
        let slope = |((moved, y), kept): ((&&Moved, &Vec<f64>), &bool)| match kept {
            true => row
                .iter()
                .zip(moved.x.iter().zip(y))
                .map(|(own, (x, y))| own.gradient_at(*x, *y, form))
                .collect(),
            false => Vec::new(),
        };
        let slopes = moved.iter().zip(&self.y).zip(&self.kept).map(slope);
        (value, slopes.collect())
    }
}

/// A pointwise loss of one pixel, and its gradient with respect to its probabilities.
fn of_pixel(loss: &Loss, x: &[f64], y: &[f64]) -> Own {
    let lane = |numbers: Vec<f64>| {
        Array4::from_shape_vec((1, numbers.len(), 1, 1), numbers).unwrap_or_default()
    };
    let x = Prediction::Probabilities(lane(x.iter().map(|x| x.max(LEAST)).collect()));
    let pixel = Batch::new(x, Label::Soft(lane(y.to_vec())), None, None);
    let loss = LossConfig::single(loss.clone());
    let found = pixel.and_then(|pixel| on_probabilities(&pixel, &loss, loss::evaluate));
    match found {
        Ok((value, gradient)) => (value, gradient.into_iter().collect()),
        // The loss fits the whole batch, see `Totals::new`, and so it fits one pixel of it.
        Err(_) => (0.0, vec![0.0; y.len()]),
    }
}
