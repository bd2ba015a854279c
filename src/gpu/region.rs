//! A term as the shaders read it.

use crate::batch::Layout;
use crate::config::{Classes, ErrorWeights, LossConfig, Region, SmoothIn, Term};
use crate::loss::region::Form;

/// 32-bit words of `Term` in `shaders/coefficients.wgsl`.
const WORDS: usize = 20;

/// The region forms that a loss sums, each once.
pub(super) fn forms(loss: &LossConfig) -> Vec<Form> {
    let mut forms = Vec::new();
    for form in loss
        .terms
        .iter()
        .filter_map(|term| term.loss.region())
        .map(Form::from)
    {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

/// Every term of a loss as words, and the class weights of each, `[term, class]`.
pub(super) fn encode(loss: &LossConfig, forms: &[Form], batch: Layout) -> (Vec<u32>, Vec<f32>) {
    let mut words = Vec::with_capacity(loss.terms.len() * WORDS);
    let mut class_weights = Vec::with_capacity(loss.terms.len() * batch.classes);
    for term in &loss.terms {
        match term.loss.region() {
            Some(region) => {
                words.extend(region_words(term, region, forms, batch));
                match &region.class_weights {
                    Some(weights) => class_weights.extend(weights.iter().map(|w| *w as f32)),
                    None => class_weights.extend(std::iter::repeat_n(1.0, batch.classes)),
                }
            }
            None => {
                words.extend(pointwise_words(term, forms, batch));
                class_weights.extend(std::iter::repeat_n(1.0, batch.classes));
            }
        }
    }
    (words, class_weights)
}

fn region_words(term: &Term, region: &Region, forms: &[Form], batch: Layout) -> [u32; WORDS] {
    let form = Form::from(region);
    let slot = forms
        .iter()
        .position(|other| *other == form)
        .unwrap_or_default()
        * batch.classes;
    let ErrorWeights { alpha, beta } = term.loss.error_weights();
    let smooth_numerator = match region.smooth_in {
        SmoothIn::Both => region.smooth,
        SmoothIn::Denominator => 0.0,
    };
    let only_present = match region.classes {
        Classes::Auto => batch.hard,
        Classes::Present => true,
        Classes::All | Classes::Agnostic => false,
    };
    let bits = |x: f64| (x as f32).to_bits();
    [
        0,
        slot as u32,
        u32::from(form.overlap == crate::config::Overlap::Product),
        u32::from(region.classes == Classes::Agnostic),
        u32::from(only_present),
        u32::from(region.log_loss),
        region.shards,
        bits(alpha),
        bits(beta),
        bits(region.smooth),
        bits(smooth_numerator),
        bits(region.gamma),
        bits(region.threshold),
        bits(region.reduction.d),
        bits(region.reduction.i),
        bits(region.reduction.c),
        bits(term.weight),
        0,
        0,
        0,
    ]
}

fn pointwise_words(term: &Term, forms: &[Form], batch: Layout) -> [u32; WORDS] {
    let mut words = [0; WORDS];
    words[0] = 1;
    words[1] = (forms.len() * batch.classes) as u32;
    words[16] = (term.weight as f32).to_bits();
    words
}
