//! Some rows of an image, with what is known of them wherever they are on their way.

use std::ops::Range;

use ndarray::{Array3, Array4, Axis, Zip, s};

use super::super::LEAST;
use super::super::moving::Track;
use super::Part;
use crate::batch::{Batch, Label, Prediction, Real, log_softmax};
use crate::error::Result;

/// Numbers of a band: few enough that a loss of them takes no more than a few milliseconds.
const NUMBERS: usize = 1 << 14;

/// Where a band is.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) image: usize,
    pub(super) rows: Range<usize>,
}

/// A batch in f64 that is cut into bands, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Source {
    prediction: Prediction<f64>,
    pub(super) label: Label<f64>,
    pub(super) keep: Array3<bool>,
    pub(super) kept: f64,
}

impl Source {
    pub(super) fn new<F: Real>(batch: &Batch<F>) -> Self {
        let wide = |all: &Array4<F>| all.mapv(F::wide);
        Self {
            prediction: match batch.prediction() {
                Prediction::Logits(z) => Prediction::Logits(wide(z)),
                Prediction::Probabilities(x) => Prediction::Probabilities(wide(x)),
            },
            label: match batch.label() {
                Label::Hard(indices) => Label::Hard(indices.clone()),
                Label::Soft(y) => Label::Soft(wide(y)),
            },
            keep: batch.keep().clone(),
            kept: batch.kept() as f64,
        }
    }

    /// `[B, C, H, W]`.
    pub(super) fn dim(&self) -> (usize, usize, usize, usize) {
        self.prediction.array().dim()
    }

    /// The bands of all images, from above.
    pub(super) fn places(&self) -> Vec<Place> {
        let (images, classes, height, width) = self.dim();
        let rows = (NUMBERS / (classes * width).max(1)).max(1);
        let of_image = |image: usize| {
            let starts = (0..height).step_by(rows);
            starts.map(move |start| Place {
                image,
                rows: start..(start + rows).min(height),
            })
        };
        (0..images).flat_map(of_image).collect()
    }

    /// The probabilities of a band, none of them zero: of that there is no logarithm.
    pub(super) fn band(&self, place: &Place, part: Part) -> Band {
        let (image, rows) = (place.image..=place.image, place.rows.clone());
        let numbers = self.prediction.array().slice(s![image, .., rows, ..]);
        let x = match self.prediction {
            Prediction::Logits(_) => log_softmax(numbers).mapv_into(f64::exp),
            Prediction::Probabilities(_) => numbers.to_owned(),
        };
        let x = x.mapv_into(|x| x.clamp(LEAST, 1.0));
        let shares = match part {
            Part::Image => None,
            Part::Class(class) => {
                let mut shares = x.clone();
                for mut x in shares.lanes_mut(Axis(1)) {
                    let track = Track::new(&x.to_vec(), class);
                    let shares = x.iter_mut().zip(track.shares());
                    shares.for_each(|(x, share)| *x = *share);
                }
                Some((class, shares))
            }
        };
        let (image, rows) = (place.image..=place.image, place.rows.clone());
        Band {
            place: place.clone(),
            x,
            shares,
            label: match &self.label {
                Label::Hard(indices) => Label::Hard(
                    indices
                        .slice(s![image.clone(), rows.clone(), ..])
                        .to_owned(),
                ),
                Label::Soft(y) => {
                    Label::Soft(y.slice(s![image.clone(), .., rows.clone(), ..]).to_owned())
                }
            },
            keep: self.keep.slice(s![image, rows, ..]).to_owned(),
        }
    }
}

/// A band at the prediction.
#[derive(Debug, Clone)]
pub(super) struct Band {
    pub(super) place: Place,
    x: Array4<f64>,
    label: Label<f64>,
    keep: Array3<bool>,
    /// The class that moves, if not all do, and how the others share the rest.
    shares: Option<(usize, Array4<f64>)>,
}

impl Band {
    /// As it is.
    pub(super) fn still(self) -> Result<Batch<f64>> {
        let x = Prediction::Probabilities(self.x);
        Batch::new(x, self.label, Some(self.keep), None)
    }

    /// Where the share `t` of the way is left.
    pub(super) fn at(&self, t: f64) -> Result<Batch<f64>> {
        let still = self.clone().still()?;
        let y = still.label_probabilities();
        let mut moved = self.x.clone();
        // Both ends to the digit.
        let mix = |x: f64, y: f64| ((1.0 - t) * y + t * x).clamp(0.0, 1.0);
        let kept = self.keep.indexed_iter().filter(|(_, keep)| **keep);
        for ((_, h, w), _) in kept {
            let mut x = moved.slice_mut(s![0, .., h, w]);
            let y = y.slice(s![0, .., h, w]);
            match &self.shares {
                Some((class, shares)) => {
                    let own = mix(x[*class], y[*class]);
                    let shares = shares.slice(s![0, .., h, w]);
                    Zip::from(&mut x)
                        .and(shares)
                        .for_each(|x, share| *x = share * (1.0 - own));
                    x[*class] = own;
                }
                None => Zip::from(&mut x).and(y).for_each(|x, y| *x = mix(*x, *y)),
            }
        }
        Ok(still.predicting(&moved.into_raw_vec_and_offset().0))
    }
}
