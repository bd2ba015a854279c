//! The two sweeps for the terms of a loss: the sums and x, then the gradient in x's place.

use ndarray::Array2;

use super::block::Slices;
use super::gradient::{self, Slope};
use super::moments::{self, Wanted};
use super::{entropy, lovasz};
use crate::batch::Batch;
use crate::config::{Loss, Term};
use crate::loss;
use crate::loss::region::Form;

/// The values of terms that this path knows; writes their gradient.
pub(super) fn swept<const VALUES: bool>(
    batch: &Batch<f32>,
    slices: &Slices,
    terms: &[&Term],
    gradient: &mut [f32],
) -> Vec<f64> {
    if !terms.iter().all(|term| is_entropy(term)) {
        let first = First::sweep::<VALUES>(batch, slices, terms, gradient);
        return second_sweep(batch, slices, terms, &first, gradient);
    }
    let kept = batch.kept().max(1) as f64;
    let factor = (entropy_weight(terms) / kept) as f32;
    let images = batch.layout().images;
    let sum = entropy::cross_entropy::<VALUES>(slices, images, factor, gradient);
    vec![sum / kept; terms.len()]
}

pub(super) fn is_entropy(term: &Term) -> bool {
    matches!(term.loss, Loss::CrossEntropy)
}

fn entropy_weight(terms: &[&Term]) -> f64 {
    let entropies = terms.iter().filter(|term| is_entropy(term));
    entropies.map(|term| term.weight).sum()
}

/// What the first sweep for some terms found.
pub(super) struct First {
    forms: Vec<Form>,
    found: moments::Found,
}

impl First {
    /// Writes x, too.
    pub(super) fn sweep<const VALUES: bool>(
        batch: &Batch<f32>,
        slices: &Slices,
        terms: &[&Term],
        x: &mut [f32],
    ) -> Self {
        let layout = batch.layout();
        let forms = Form::each(terms.iter().map(|term| &term.loss));
        let wanted = Wanted {
            forms: &forms,
            cross_entropy: VALUES && terms.iter().any(|term| is_entropy(term)),
            peaks: terms.iter().any(|term| term.loss.needs_peaks(layout.hard)),
        };
        Self {
            found: moments::moments(slices, layout.logits, &wanted, layout.images, x),
            forms,
        }
    }
}

/// The values of terms whose sums have been found; replaces x in `gradient` by their gradient.
pub(super) fn second_sweep(
    batch: &Batch<f32>,
    slices: &Slices,
    terms: &[&Term],
    first: &First,
    gradient: &mut [f32],
) -> Vec<f64> {
    let layout = batch.layout();
    let kept = batch.kept().max(1) as f64;
    let mut slopes: Array2<Slope> = Array2::default((layout.images, layout.classes));
    let sorts = terms.iter().any(|term| term.loss.sorts());
    let mut on_x = vec![0.0; if sorts { gradient.len() } else { 0 }];
    let mut value_of = |term: &Term| {
        let own = Form::of(&term.loss);
        let mut summed = first.forms.iter().zip(&first.found.moments);
        let Some((form, moments)) = summed.find(|(known, _)| own == Some(**known)) else {
            return match &term.loss {
                Loss::LovaszSoftmax(settings) => lovasz::lovasz_softmax(
                    slices,
                    layout.images,
                    settings,
                    term.weight,
                    gradient,
                    &mut on_x,
                ),
                _ => first.found.cross_entropy / kept,
            };
        };
        let (value, coefficients) = loss::coefficients(&term.loss, moments, layout.hard);
        slopes.zip_mut_with(&coefficients, |slope, c| slope.add(*form, *c * term.weight));
        value
    };
    let values: Vec<f64> = terms.iter().map(|term| value_of(term)).collect();
    let on_x = sorts.then_some(on_x.as_slice());
    let on_logits = (entropy_weight(terms) / kept) as f32;
    gradient::gradient(slices, layout.logits, &slopes, on_x, on_logits, gradient);
    values
}
