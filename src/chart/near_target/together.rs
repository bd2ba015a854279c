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

mod band;
mod sliced;

use ndarray::{Array2, Array4, s};

use super::{Curve, NearTarget, Sample, forms, sample};
use crate::batch::{Batch, Real};
use crate::chart::Contender;
use crate::error::{Error, Result};
use band::{Band, Place, Source};
use sliced::{FormSums, Own, Terms, joined};

/// What moves of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The probabilities of one class.
    Class(usize),
    /// Those of all classes.
    Image,
}

/// The losses on the way of many pixels, found place by place and there a few rows at a time: a large
/// image takes its time.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::Contender;
/// use loss_playground::chart::near_target::{Approach, Part};
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
    terms: Vec<Terms>,
    source: Source,
    /// The bands that are still to be cut out, the next one last.
    uncut: Vec<Place>,
    /// The bands of the image.
    bands: Vec<Band>,
    /// Those of other images, which stay, if a loss has to see all of them.
    others: Vec<(Place, Batch<f64>)>,
    /// The sums over other images, and what the contenders' pointwise terms make of them.
    still: FormSums,
    still_values: Vec<f64>,
    /// Where the losses are wanted: at the label, at the prediction, and between.
    places: Vec<f64>,
    /// What was found there, one sample a contender; the last may be incomplete.
    found: Vec<Vec<Sample>>,
    here: Option<Here>,
}

/// A place where losses are being found.
#[derive(Debug, Clone)]
struct Here {
    /// The bands that have been moved there, and the sums over them and what stays.
    moved: Vec<Batch<f64>>,
    totals: FormSums,
    own: Option<Own>,
}

/// Of a gradient with respect to the probabilities and to the logits.
#[derive(Debug, Clone, Copy, Default)]
struct Squares {
    probability: f64,
    logit: f64,
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
        let source = Source::new(batch);
        let (images, classes, ..) = batch.dim();
        let empty = |form| (form, Array2::default((images, classes)));
        let mut uncut = source.places();
        uncut.reverse();
        Ok(Self {
            part,
            image,
            contenders: contenders.to_vec(),
            terms: contenders.iter().map(|own| Terms::new(&own.loss)).collect(),
            source,
            uncut,
            bands: Vec::new(),
            others: Vec::new(),
            still: FormSums {
                forms: forms(contenders).into_iter().map(empty).collect(),
            },
            still_values: vec![0.0; contenders.len()],
            places: std::iter::once(0.0)
                .chain(sample::shares(per_decade))
                .collect(),
            found: Vec::new(),
            here: None,
        })
    }

    /// Does a small piece of work; false once there is none left to do.
    ///
    /// # Errors
    /// None for what [`Approach::new`] has accepted.
    pub fn step(&mut self) -> Result<bool> {
        if let Some(place) = self.uncut.pop() {
            self.cut(&place)?;
            return Ok(true);
        }
        let complete = |row: &Vec<Sample>| row.len() == self.contenders.len();
        if self.found.last().is_none_or(complete) {
            if self.found.len() == self.places.len() {
                return Ok(false);
            }
            self.found.push(Vec::new());
            self.here = Some(Here {
                moved: Vec::new(),
                totals: self.still.clone(),
                own: None,
            });
        }
        let t = self.places[self.found.len() - 1];
        let (Some(row), Some(here)) = (self.found.last_mut(), &mut self.here) else {
            return Ok(false);
        };
        if let Some(band) = self.bands.get(here.moved.len()) {
            let moved = band.at(t)?;
            here.totals.add(&band.place, &moved);
            here.moved.push(moved);
            return Ok(true);
        }
        let Some(terms) = self.terms.get(row.len()) else {
            return Ok(false);
        };
        let Some(own) = &mut here.own else {
            let whole = || whole(&self.others, self.image, &here.moved, &self.source);
            let (still, source) = (self.still_values[row.len()], &self.source);
            let own = Own::new(terms, &here.totals, still, source, self.image, whole);
            here.own = Some(own);
            return Ok(true);
        };
        if let Some(band) = self.bands.get(own.bands) {
            let moved = &here.moved[own.bands];
            own.add(terms, (&band.place, moved), self.source.kept, self.part)?;
            return Ok(true);
        }
        row.push(Sample {
            t,
            value: own.value,
            gradient_probability: own.squares.probability.sqrt(),
            gradient_logit: own.squares.logit.sqrt(),
        });
        here.own = None;
        Ok(true)
    }

    /// Takes a band out of the batch: to be moved, or to be summed if it stays.
    fn cut(&mut self, place: &Place) -> Result<()> {
        let band = self.source.band(place, self.part);
        if place.image == self.image {
            self.bands.push(band);
            return Ok(());
        }
        let still = band.still()?;
        self.still.add(place, &still);
        for (sum, terms) in self.still_values.iter_mut().zip(&self.terms) {
            if let Some((value, _)) = terms.pointwise(&still, self.source.kept)? {
                *sum += value;
            }
        }
        if self.terms.iter().any(|terms| !terms.sorted.is_empty()) {
            self.others.push((place.clone(), still));
        }
        Ok(())
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
            void: false,
            current: 1.0,
            curves: self.contenders.iter().enumerate().map(curve).collect(),
        })
    }

    /// The places where every loss has been found.
    fn complete(&self) -> impl Iterator<Item = &Vec<Sample>> {
        let rows = self.found.iter();
        rows.filter(|row| row.len() == self.contenders.len())
    }
}

/// All images' probabilities with the bands of one where they have been moved.
fn whole(
    others: &[(Place, Batch<f64>)],
    image: usize,
    moved: &[Batch<f64>],
    source: &Source,
) -> Array4<f64> {
    let own = joined(moved);
    let mut x = Array4::zeros(source.dim());
    x.slice_mut(s![image..=image, .., .., ..]).assign(&own);
    for (place, band) in others {
        let rows = s![place.image..=place.image, .., place.rows.clone(), ..];
        x.slice_mut(rows).assign(band.prediction().array());
    }
    x
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
