//! Many pixels on their way to the label at once: those of a class, or of a whole image.
//!
//! With t the share of the way that is left, from 1 (the prediction x) to 0 (the label y), every
//! pixel of the image that counts is at
//!
//! | what moves | place |
//! | --- | --- |
//! | class c | `x_c(t) = y_c + t·(x_c − y_c)`; the other classes share `1 − x_c(t)` as they share the rest now |
//! | the image | `x(t) = y + t·(x − y)`, all classes |
//!
//! Void pixels and other images stay. The gradient is the L2 norm of the derivatives with respect to
//! what moves: one number a pixel for a class, one a pixel and class for the image. All of it is in
//! f64: 1e-6 away from a hard label f32 has one digit left.

use ndarray::{Array3, Array4, Axis, Zip, s};

use super::moving::Track;
use super::{Contender, Curve, LEAST, NearTarget, Sample, sample};
use crate::batch::{Batch, Label, Prediction, Real};
use crate::chart::gradient::{length, on_probabilities};
use crate::error::{Error, Result};
use crate::loss;

/// What moves of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The probabilities of one class.
    Class(usize),
    /// Those of all classes.
    Image,
}

/// The losses on the way of many pixels, found one by one: a large image takes its time.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::near_target::{Approach, Contender, Part};
/// use loss_playground::config::{Loss, LossConfig};
/// use ndarray::array;
///
/// let x = Prediction::Probabilities(array![[[[0.6, 0.2]], [[0.4, 0.8]]]]);
/// let batch = Batch::<f64>::new(x, Label::Hard(array![[[0, 1]]]), None, None)?;
/// let entropy = Contender {
///     name: "CE".into(),
///     colour: 0,
///     loss: LossConfig::single(Loss::CrossEntropy),
/// };
/// let mut approach = Approach::new(&batch, &[entropy], 0, Part::Image, 8)?;
/// while approach.step()? {}
/// let chart = approach.chart().unwrap();
/// // Half-way the two pixels are at 0.8 and 0.9.
/// let half = chart.curves[0].samples.iter().find(|sample| sample.t == 0.5).unwrap();
/// assert!((half.value + (0.8f64.ln() + 0.9f64.ln()) / 2.0).abs() < 1e-12);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Approach {
    part: Part,
    image: usize,
    contenders: Vec<Contender>,
    /// The batch as it is, in probabilities.
    batch: Batch<f64>,
    /// The image's label.
    y: Array3<f64>,
    /// How the other classes share the rest, if one class moves.
    shares: Option<Array3<f64>>,
    /// Where the losses are wanted: at the label, at the prediction, and between.
    places: Vec<f64>,
    /// What was found there, one sample a contender; the last may be incomplete.
    found: Vec<Vec<Sample>>,
    /// The batch at the place where losses are being found.
    here: Option<(f64, Batch<f64>)>,
}

impl Approach {
    /// The way of a part of one image, at as many places [a decade](super::MOST_PER_DECADE).
    ///
    /// # Errors
    /// If a loss does not fit the batch, see [`crate::config::LossConfig::check`];
    /// [`Error::Shape`] if there is no such image or class.
    pub fn new<F: Real>(
        batch: &Batch<F>,
        contenders: &[Contender],
        image: usize,
        part: Part,
        per_decade: u32,
    ) -> Result<Self> {
        for contender in contenders {
            contender.loss.check(batch.layout())?;
        }
        check(batch, image, part)?;
        let batch = probabilities(batch)?;
        let y = batch.label_probabilities();
        let x = batch.prediction().array().index_axis(Axis(0), image);
        let shares = match part {
            Part::Image => None,
            Part::Class(class) => {
                let mut shares = x.to_owned();
                for mut x in shares.lanes_mut(Axis(0)) {
                    let track = Track::new(&x.to_vec(), class);
                    x.iter_mut()
                        .zip(track.shares())
                        .for_each(|(x, share)| *x = *share);
                }
                Some(shares)
            }
        };
        Ok(Self {
            part,
            image,
            contenders: contenders.to_vec(),
            y: y.index_axis(Axis(0), image).to_owned(),
            shares,
            batch,
            places: std::iter::once(0.0)
                .chain(sample::shares(per_decade))
                .collect(),
            found: Vec::new(),
            here: None,
        })
    }

    /// Finds one loss at one place; false once there is none left to find.
    ///
    /// # Errors
    /// None for what [`Approach::new`] has accepted.
    pub fn step(&mut self) -> Result<bool> {
        let complete = |row: &Vec<Sample>| row.len() == self.contenders.len();
        if self.found.last().is_none_or(complete) {
            if self.found.len() == self.places.len() {
                return Ok(false);
            }
            self.found.push(Vec::new());
        }
        let t = self.places[self.found.len() - 1];
        let Some(row) = self.found.last_mut() else {
            return Ok(false);
        };
        let Some(contender) = self.contenders.get(row.len()) else {
            return Ok(false);
        };
        let here = match self.here.take() {
            Some((at, batch)) if at == t => batch,
            _ => self.at(t)?,
        };
        let (value, on_x) = on_probabilities(&here, &contender.loss, loss::evaluate)?;
        let x = here.prediction().array();
        let mut on_z = on_x.clone();
        loss::through_softmax(x, &mut on_z);
        let [gradient_probability, gradient_logit] =
            [on_x, on_z].map(|gradient| self.norm(&gradient));
        let sample = Sample {
            t,
            value,
            gradient_probability,
            gradient_logit,
        };
        if let Some(row) = self.found.last_mut() {
            row.push(sample);
        }
        self.here = Some((t, here));
        Ok(true)
    }

    /// At how many places between prediction and label all losses have been found, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (
            self.complete().count().saturating_sub(1),
            self.places.len() - 1,
        )
    }

    /// What has been found; nothing until both ends have been.
    pub fn chart(&self) -> Option<NearTarget> {
        let rows: Vec<_> = self.complete().collect();
        let [at_label, between @ ..] = &rows[..] else {
            return None;
        };
        let current = between.first()?;
        let curve = |(index, contender): (usize, &Contender)| {
            let mut samples: Vec<Sample> = between.iter().map(|row| row[index]).collect();
            samples.sort_by(|a, b| a.t.total_cmp(&b.t));
            Curve {
                name: contender.name.clone(),
                colour: contender.colour,
                samples,
                at_label: at_label[index],
                current: current[index],
            }
        };
        Some(NearTarget {
            part: Some(self.part),
            label: 0.0,
            current: 1.0,
            curves: self.contenders.iter().enumerate().map(curve).collect(),
        })
    }

    /// The places where every loss has been found.
    fn complete(&self) -> impl Iterator<Item = &Vec<Sample>> {
        let rows = self.found.iter();
        rows.filter(|row| row.len() == self.contenders.len())
    }

    /// The batch where the share `t` of the way is left.
    fn at(&self, t: f64) -> Result<Batch<f64>> {
        let mut x = self.batch.prediction().array().clone();
        let keep = self.batch.keep().index_axis(Axis(0), self.image);
        // Both ends to the digit.
        let mix = |x: f64, y: f64| ((1.0 - t) * y + t * x).clamp(0.0, 1.0);
        for ((h, w), _) in keep.indexed_iter().filter(|(_, keep)| **keep) {
            let mut x = x.slice_mut(s![self.image, .., h, w]);
            let y = self.y.slice(s![.., h, w]);
            match (self.part, &self.shares) {
                (Part::Class(class), Some(shares)) => {
                    let own = mix(x[class], y[class]);
                    let shares = shares.slice(s![.., h, w]);
                    Zip::from(&mut x)
                        .and(shares)
                        .for_each(|x, share| *x = share * (1.0 - own));
                    x[class] = own;
                }
                _ => Zip::from(&mut x).and(y).for_each(|x, y| *x = mix(*x, *y)),
            }
        }
        let keep = Some(self.batch.keep().clone());
        Batch::new(
            Prediction::Probabilities(x),
            self.batch.label().clone(),
            keep,
            None,
        )
    }

    /// The L2 norm over what moves.
    fn norm(&self, gradient: &Array4<f64>) -> f64 {
        let image = gradient.index_axis(Axis(0), self.image);
        match self.part {
            Part::Class(class) => length(image.index_axis(Axis(0), class)),
            Part::Image => length(image),
        }
    }
}

/// That there is such an image and class.
fn check<F: Real>(batch: &Batch<F>, image: usize, part: Part) -> Result<()> {
    let (images, classes, ..) = batch.dim();
    let class = match part {
        Part::Class(class) => class,
        Part::Image => 0,
    };
    if image < images && class < classes {
        return Ok(());
    }
    Err(Error::Shape {
        what: "the image and class that move".into(),
        given: format!("image {image}, {part:?}"),
        expected: format!("one of {images} images and {classes} classes"),
        hint: "choose them from the batch",
    })
}

/// The batch in f64 and in probabilities, none of them zero: of that there is no logarithm.
fn probabilities<F: Real>(batch: &Batch<F>) -> Result<Batch<f64>> {
    let label = match batch.label() {
        Label::Hard(indices) => Label::Hard(indices.clone()),
        Label::Soft(y) => Label::Soft(y.mapv(F::wide)),
    };
    let wide = batch.prediction().array().mapv(F::wide);
    let x = match batch.prediction() {
        Prediction::Logits(_) => crate::batch::log_softmax(wide.view()).mapv_into(f64::exp),
        Prediction::Probabilities(_) => wide,
    };
    let x = x.mapv_into(|x| x.clamp(LEAST, 1.0));
    let keep = Some(batch.keep().clone());
    Batch::new(Prediction::Probabilities(x), label, keep, None)
}
