//! One pixel's probability of one class, swept from 0 to 1: what every loss makes of it.
//!
//! The other classes of the pixel share the rest in their present proportions, and all other
//! pixels stay as they are. That is the path that the class's logit takes: along it,
//! `dL/dz = t (1−t) dL/dt`.

mod sample;

use ndarray::{Array2, Array3, Array4, Axis, s};

use crate::batch::{Batch, Prediction, Real};
use crate::config::{Loss, LossConfig, Term};
use crate::error::{Error, Result};
use crate::loss::region::{self, Form, Moments};

pub use sample::NEAREST;

/// A loss to compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Contender {
    /// Its name for people.
    pub name: String,
    /// Which of the theme's colours is its own.
    pub colour: usize,
    /// The loss.
    pub loss: LossConfig,
}

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct NearTarget {
    /// y, the label's probability of the class at the pixel.
    pub label: f64,
    /// x, the prediction's.
    pub current: f64,
    /// One curve per contender, in their order.
    pub curves: Vec<Curve>,
}

/// One loss along the sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The contender's name.
    pub name: String,
    /// The contender's colour.
    pub colour: usize,
    /// From 0 to 1 in ascending order, dense around the label, which is itself left out: a loss may
    /// have a kink there.
    pub samples: Vec<Sample>,
    /// At the label, where sign(0) is 0: the mean of both sides of a kink.
    pub at_label: Sample,
    /// At the prediction.
    pub current: Sample,
}

/// A loss where the probability is `t`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Sample {
    /// The probability of the class at the pixel.
    pub t: f64,
    /// The loss of the whole batch.
    pub value: f64,
    /// Its derivative with respect to this probability alone.
    pub gradient_probability: f64,
    /// Its derivative with respect to this logit, through the softmax.
    pub gradient_logit: f64,
}

/// A batch swept once for some contenders, so that every pixel of it costs next to nothing.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::near_target::{Contender, Totals};
/// use loss_playground::config::{Loss, LossConfig};
/// use ndarray::array;
///
/// let x = Prediction::Probabilities(array![[[[0.69]], [[0.31]]]]);
/// let y = Label::Soft(array![[[[0.7]], [[0.3]]]]);
/// let contender = Contender {
///     name: "CE".into(),
///     colour: 0,
///     loss: LossConfig::single(Loss::CrossEntropy),
/// };
/// let totals = Totals::new(&Batch::new(x, y, None, None)?, &[contender])?;
/// let chart = totals.near_target([0, 0, 0], 0)?;
/// assert!((chart.curves[0].current.gradient_logit + 0.01).abs() < 1e-12);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Totals<F> {
    x: Array4<F>,
    y: Array4<F>,
    keep: Array3<bool>,
    kept: f64,
    hard: bool,
    contenders: Vec<Contender>,
    /// The moments of every form that a contender has.
    moments: Vec<(Form, Array2<Moments>)>,
    /// −Σ y ln x of every kept pixel, `[B, H, W]`, and the sum.
    entropies: Array3<f64>,
    entropy: f64,
}

impl<F: Real> Totals<F> {
    /// Sweeps the batch once per form of overlap.
    ///
    /// # Errors
    /// If a loss does not fit the batch, see [`LossConfig::check`].
    pub fn new(batch: &Batch<F>, contenders: &[Contender]) -> Result<Self> {
        for contender in contenders {
            contender.loss.check(batch.layout())?;
        }
        let log_x = batch.log_probabilities();
        let x = match batch.prediction() {
            Prediction::Logits(_) => log_x.mapv(F::exp),
            Prediction::Probabilities(x) => x.clone(),
        };
        let y = batch.label_probabilities();
        let keep = batch.keep().clone();
        let entropies = entropies(&log_x, &y, &keep);
        let mut moments: Vec<(Form, Array2<Moments>)> = Vec::new();
        let terms = contenders
            .iter()
            .flat_map(|contender| &contender.loss.terms);
        for region in terms.filter_map(|term| term.loss.region()) {
            let form = Form::from(region);
            if moments.iter().all(|(known, _)| *known != form) {
                let sums = region::moments(x.view(), y.view(), keep.view(), form);
                moments.push((form, sums));
            }
        }
        Ok(Self {
            x,
            y,
            keep,
            kept: batch.kept() as f64,
            hard: batch.layout().hard,
            contenders: contenders.to_vec(),
            moments,
            entropy: entropies.sum(),
            entropies,
        })
    }

    /// The sweep of `class` at the pixel `[image, row, column]`.
    ///
    /// A pixel that does not count has flat curves.
    ///
    /// # Errors
    /// [`Error::Shape`] if there is no such pixel or class.
    pub fn near_target(&self, pixel: [usize; 3], class: usize) -> Result<NearTarget> {
        let (images, classes, height, width) = self.x.dim();
        let [image, row, column] = pixel;
        if image >= images || class >= classes || row >= height || column >= width {
            return Err(Error::Shape {
                what: "the selected pixel and class".into(),
                given: format!("index {:?}", [image, class, row, column]),
                expected: format!("one within {:?}", self.x.shape()),
                hint: "select one in the batch",
            });
        }
        let at = |values: &Array4<F>| -> Vec<f64> {
            let lane = values.slice(s![image, .., row, column]);
            lane.iter().map(|x| x.wide()).collect()
        };
        let path = Path {
            class,
            rest: rest(&at(&self.x), class),
        };
        let (label, current) = (
            self.y[[image, class, row, column]].wide(),
            self.x[[image, class, row, column]].wide(),
        );
        let pixel = Pixel {
            totals: self,
            at: pixel,
            y: at(&self.y),
            moments: self.without(pixel),
        };
        let ts = sample::positions(label);
        let curve = |contender: &Contender| {
            let sample = |t: f64| pixel.sample(&contender.loss, &path, t);
            Curve {
                name: contender.name.clone(),
                colour: contender.colour,
                samples: ts.iter().map(|t| sample(*t)).collect(),
                at_label: sample(label),
                current: sample(current),
            }
        };
        Ok(NearTarget {
            label,
            current,
            curves: self.contenders.iter().map(curve).collect(),
        })
    }

    /// The moments of all other pixels.
    fn without(&self, [image, row, column]: [usize; 3]) -> Vec<(Form, Array2<Moments>)> {
        let mut moments = self.moments.clone();
        if !self.keep[[image, row, column]] {
            return moments;
        }
        for (form, moments) in &mut moments {
            for (c, sum) in moments.row_mut(image).iter_mut().enumerate() {
                let at = [image, c, row, column];
                let own = Moments::of_pixel(self.x[at], self.y[at], *form);
                // The label does not move, so its peak stays.
                sum.true_positives = (sum.true_positives - own.true_positives).max(0.0);
                sum.false_positives = (sum.false_positives - own.false_positives).max(0.0);
                sum.false_negatives = (sum.false_negatives - own.false_negatives).max(0.0);
            }
        }
        moments
    }
}

/// A pixel's probabilities while one of them moves.
struct Path {
    class: usize,
    /// What share of the rest each of the other classes has.
    rest: Vec<f64>,
}

impl Path {
    fn at(&self, t: f64) -> Vec<f64> {
        let mut x: Vec<f64> = self.rest.iter().map(|share| share * (1.0 - t)).collect();
        x[self.class] = t;
        x
    }
}

/// What is needed of a batch to move one of its pixels.
struct Pixel<'a, F> {
    totals: &'a Totals<F>,
    at: [usize; 3],
    y: Vec<f64>,
    moments: Vec<(Form, Array2<Moments>)>,
}

impl<F: Real> Pixel<'_, F> {
    fn sample(&self, loss: &LossConfig, path: &Path, t: f64) -> Sample {
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
                    return if n > 0.0 {
                        self.totals.entropy / n
                    } else {
                        0.0
                    };
                }
                let others = self.totals.entropy - self.totals.entropies[[image, row, column]];
                let mut own = 0.0;
                for ((gradient, x), y) in gradient.iter_mut().zip(x).zip(&self.y) {
                    if *y > 0.0 {
                        // Of a probability of zero, what f64 can still tell from it.
                        let x = x.max(f64::MIN_POSITIVE);
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

/// −Σ y ln x of every kept pixel.
fn entropies<F: Real>(log_x: &Array4<F>, y: &Array4<F>, keep: &Array3<bool>) -> Array3<f64> {
    let mut entropies = Array3::zeros(keep.dim());
    for (log_x, y) in log_x.axis_iter(Axis(1)).zip(y.axis_iter(Axis(1))) {
        ndarray::Zip::from(&mut entropies)
            .and(log_x)
            .and(y)
            .and(keep)
            .for_each(|sum, log_x, y, keep| {
                if *keep && *y > F::zero() {
                    *sum -= (*y * *log_x).wide();
                }
            });
    }
    entropies
}

/// The shares of the rest that the classes other than `class` have; equal ones if there is no rest.
fn rest(x: &[f64], class: usize) -> Vec<f64> {
    let others = x.iter().enumerate().filter(|(c, _)| *c != class);
    let sum: f64 = others.map(|(_, x)| x).sum();
    let count = x.len() as f64 - 1.0;
    let mut shares: Vec<f64> = match sum > 0.0 {
        true => x.iter().map(|x| x / sum).collect(),
        false => vec![1.0 / count; x.len()],
    };
    shares[class] = 0.0;
    shares
}
