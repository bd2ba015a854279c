//! A loss of an image in bands: first the sums of all of them, then value and gradient band by band.

use ndarray::{Array2, Array4, ArrayView4, Axis, s};

use super::band::{Place, Source};
use super::{Part, Squares};
use crate::batch::{Batch, Label};
use crate::chart::gradient::on_probabilities;
use crate::config::{Loss, LossConfig, LovaszSoftmax, Term};
use crate::error::Result;
use crate::loss::region::{self, Coefficients, Form, Moments};
use crate::loss::{self, lovasz};

/// A contender's terms, by what they need to know of the other bands.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    /// The sums of a form.
    pub(super) region: Vec<Term>,
    /// The order of all errors.
    pub(super) sorted: Vec<(f64, LovaszSoftmax)>,
    /// Nothing.
    pub(super) pointwise: LossConfig,
}

impl Terms {
    pub(super) fn new(loss: &LossConfig) -> Self {
        let mut terms = Self {
            region: Vec::new(),
            sorted: Vec::new(),
            pointwise: LossConfig { terms: Vec::new() },
        };
        // Nothing comes of a weight of 0, even if the loss is infinite.
        for term in loss.terms.iter().filter(|term| term.weight != 0.0) {
            match &term.loss {
                Loss::LovaszSoftmax(settings) => terms.sorted.push((term.weight, settings.clone())),
                loss if Form::of(loss).is_some() => terms.region.push(term.clone()),
                _ => terms.pointwise.terms.push(term.clone()),
            }
        }
        terms
    }

    /// The pointwise terms of a band, and their gradient, as parts of a mean over `kept` pixels.
    pub(super) fn pointwise(
        &self,
        band: &Batch<f64>,
        kept: f64,
    ) -> Result<Option<(f64, Array4<f64>)>> {
        if self.pointwise.terms.is_empty() || band.kept() == 0 {
            return Ok(None);
        }
        let (value, on_x) = on_probabilities(band, &self.pointwise, loss::evaluate)?;
        let share = band.kept() as f64 / kept;
        Ok(Some((share * value, on_x * share)))
    }
}

/// The sums of some forms over bands.
#[derive(Debug, Clone)]
pub(super) struct FormSums {
    pub(super) forms: Vec<(Form, Array2<Moments>)>,
}

impl FormSums {
    pub(super) fn add(&mut self, place: &Place, band: &Batch<f64>) {
        if self.forms.is_empty() {
            return;
        }
        let y = band.label_probabilities();
        let x = band.prediction().array();
        for (form, moments) in &mut self.forms {
            let own = region::moments(x.view(), y.view(), band.keep().view(), *form);
            let mut sums = moments.row_mut(place.image);
            for (sum, own) in sums.iter_mut().zip(own) {
                *sum += own;
            }
        }
    }
}

/// One contender's loss at one place, while it is found.
#[derive(Debug, Clone)]
pub(super) struct Own {
    pub(super) value: f64,
    pub(super) squares: Squares,
    /// How many bands have been looked at.
    pub(super) bands: usize,
    coefficients: Vec<(Form, Array2<Coefficients>)>,
    /// What the sorted terms want of the image, `[1, C, H, W]`.
    sorted: Option<Array4<f64>>,
}

impl Own {
    /// From the sums over all bands, the value of the other images and the bands that move.
    pub(super) fn new(
        terms: &Terms,
        totals: &FormSums,
        still: f64,
        source: &Source,
        image: usize,
        whole: impl FnOnce() -> Array4<f64>,
    ) -> Self {
        let mut own = Self {
            value: still,
            squares: Squares::default(),
            bands: 0,
            coefficients: Vec::new(),
            sorted: None,
        };
        let hard = matches!(source.label, Label::Hard(_));
        for term in &terms.region {
            let form = Form::of(&term.loss);
            let found = totals.forms.iter().find(|(known, _)| Some(*known) == form);
            if let Some((form, moments)) = found {
                let (value, coefficients) = loss::coefficients(&term.loss, moments, hard);
                own.value += term.weight * value;
                let row = coefficients.slice(s![image..=image, ..]);
                own.coefficients
                    .push((*form, row.mapv(|c| c * term.weight)));
            }
        }
        if let (false, Label::Hard(label)) = (terms.sorted.is_empty(), &source.label) {
            let x = whole();
            let mut sum = Array4::zeros(x.slice(s![image..=image, .., .., ..]).dim());
            for (weight, settings) in &terms.sorted {
                let (value, gradient) = lovasz::lovasz_softmax(
                    x.view(),
                    label.view(),
                    source.keep.view(),
                    settings.classes,
                    settings.per_image,
                );
                own.value += weight * value;
                sum.scaled_add(*weight, &gradient.slice(s![image..=image, .., .., ..]));
            }
            own.sorted = Some(sum);
        }
        own
    }

    /// Adds the value and the gradient of the next band.
    pub(super) fn add(
        &mut self,
        terms: &Terms,
        (place, band): (&Place, &Batch<f64>),
        kept: f64,
        part: Part,
    ) -> Result<()> {
        let x = band.prediction().array();
        let mut on_x = match terms.pointwise(band, kept)? {
            Some((value, on_x)) => {
                self.value += value;
                on_x
            }
            None => Array4::zeros(x.dim()),
        };
        if let Some(sorted) = &self.sorted {
            on_x += &sorted.slice(s![.., .., place.rows.clone(), ..]);
        }
        if !self.coefficients.is_empty() {
            let y = band.label_probabilities();
            for (form, coefficients) in &self.coefficients {
                let pixels = (x.view(), y.view(), band.keep().view(), *form);
                region::add_gradient(coefficients, pixels, on_x.view_mut());
            }
        }
        self.squares.probability += squares(on_x.view(), part);
        loss::through_softmax(x, &mut on_x);
        self.squares.logit += squares(on_x.view(), part);
        self.bands += 1;
        Ok(())
    }
}

/// The sum of the squares over what moves.
fn squares(gradient: ArrayView4<f64>, part: Part) -> f64 {
    let moving = match part {
        Part::Class(class) => gradient.index_axis_move(Axis(1), class).into_dyn(),
        Part::Image => gradient.into_dyn(),
    };
    moving.iter().map(|g| g * g).sum()
}

/// The bands one below the other.
pub(super) fn joined(bands: &[Batch<f64>]) -> Array4<f64> {
    let x: Vec<_> = bands
        .iter()
        .map(|band| band.prediction().array().view())
        .collect();
    ndarray::concatenate(Axis(2), &x).unwrap_or_default()
}
