//! A loss as the shaders read it.

use crate::batch::Layout;
use crate::config::{
    ErrorWeights, GeneralizedDice, Loss, LossConfig, LovaszClasses, Overlap, Region, Weighting,
};
use crate::loss::region::Form;

/// The families of terms.
const REGION: u32 = 0;
const GENERALIZED_DICE: u32 = 1;
const POINTWISE: u32 = 2;
const LOVASZ: u32 = 3;

/// The kinds of pointwise terms.
const CROSS_ENTROPY: u32 = 0;
const FOCAL: u32 = 1;
const KL_DIVERGENCE: u32 = 2;
const LP: u32 = 3;
const COSINE: u32 = 4;

/// What the shaders call these.
pub(super) const NAMES: [(&str, u32); 9] = [
    ("REGION_TERM", REGION),
    ("GENERALIZED_DICE_TERM", GENERALIZED_DICE),
    ("POINTWISE_TERM", POINTWISE),
    ("LOVASZ_TERM", LOVASZ),
    ("CROSS_ENTROPY", CROSS_ENTROPY),
    ("FOCAL", FOCAL),
    ("KL_DIVERGENCE", KL_DIVERGENCE),
    ("LP", LP),
    ("COSINE", COSINE),
];

/// `Term` in `shaders/term.wgsl`, field by field.
#[derive(Debug, Default)]
struct Term {
    family: u32,
    first_slot: usize,
    row_slot: usize,
    agnostic: bool,
    only_present: bool,
    log_loss: bool,
    shards: u32,
    per_image: bool,
    weighting: u32,
    alpha: f64,
    beta: f64,
    smooth_numerator: f64,
    smooth_denominator: f64,
    gamma: f64,
    threshold: f64,
    d: f64,
    i: f64,
    c: f64,
    weight: f64,
}

impl Term {
    fn words(&self) -> [u32; 20] {
        let bits = |x: f64| (x as f32).to_bits();
        [
            self.family,
            self.first_slot as u32,
            self.row_slot as u32,
            u32::from(self.agnostic),
            u32::from(self.only_present),
            u32::from(self.log_loss),
            self.shards,
            u32::from(self.per_image),
            self.weighting,
            bits(self.alpha),
            bits(self.beta),
            bits(self.smooth_numerator),
            bits(self.smooth_denominator),
            bits(self.smooth_denominator - self.smooth_numerator),
            bits(self.gamma),
            bits(self.threshold),
            bits(self.d),
            bits(self.i),
            bits(self.c),
            bits(self.weight),
        ]
    }
}

/// A pointwise loss's kind and parameter.
fn pointwise(loss: &Loss) -> Option<(u32, f64)> {
    match loss {
        Loss::CrossEntropy => Some((CROSS_ENTROPY, 0.0)),
        Loss::Focal(focal) => Some((FOCAL, focal.gamma)),
        Loss::KlDivergence(kl) => Some((KL_DIVERGENCE, kl.temperature)),
        Loss::Lp(lp) => Some((LP, lp.p)),
        Loss::Cosine => Some((COSINE, 0.0)),
        _ => None,
    }
}

/// A Lovász term: its place among the terms, where its coefficients start, whether images are sorted alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lovasz {
    pub(super) term: usize,
    pub(super) row_slot: usize,
    pub(super) per_image: bool,
}

/// What the shaders need to know of a loss.
#[derive(Debug)]
pub(super) struct Terms {
    /// The region forms that it sums, each once.
    pub(super) forms: Vec<Form>,
    /// The pointwise terms' kinds.
    pub(super) pointwise: Vec<u32>,
    /// Their parameters.
    pub(super) pointwise_parameters: Vec<f32>,
    pub(super) lovasz: Vec<Lovasz>,
    pub(super) hinge: bool,
    /// Whether the largest y of every class is looked for.
    pub(super) peaks: bool,
    /// `Term` by `Term`.
    pub(super) words: Vec<u32>,
    /// `[term, class]`.
    pub(super) class_weights: Vec<f32>,
}

impl Terms {
    pub(super) fn new(loss: &LossConfig, batch: Layout) -> Self {
        let losses = || loss.terms.iter().map(|term| &term.loss);
        let mut forms = Form::each(losses());
        // A Lovász term asks the first form which classes are present.
        if losses().any(Loss::sorts) && forms.is_empty() {
            forms.push(Form {
                overlap: Overlap::Norm,
                norm: 1,
            });
        }
        let mut terms = Self {
            pointwise: losses()
                .filter_map(pointwise)
                .map(|(kind, _)| kind)
                .collect(),
            pointwise_parameters: losses()
                .filter_map(pointwise)
                .map(|(_, parameter)| parameter as f32)
                .collect(),
            hinge: losses().any(|loss| matches!(loss, Loss::LovaszHinge(_))),
            peaks: losses().any(|loss| loss.needs_peaks(batch.hard)),
            forms,
            lovasz: Vec::new(),
            words: Vec::new(),
            class_weights: Vec::new(),
        };
        let mut next_pointwise = terms.forms.len() * batch.classes;
        let mut next_row = next_pointwise + terms.pointwise.len();
        for (index, term) in loss.terms.iter().enumerate() {
            let mut encoded = terms.encode(&term.loss, batch);
            match encoded.family {
                POINTWISE => {
                    encoded.first_slot = next_pointwise;
                    encoded.row_slot = next_pointwise;
                    next_pointwise += 1;
                }
                LOVASZ => {
                    encoded.row_slot = next_row;
                    next_row += batch.classes;
                    terms.lovasz.push(Lovasz {
                        term: index,
                        row_slot: encoded.row_slot,
                        per_image: encoded.per_image,
                    });
                }
                _ => {}
            }
            encoded.weight = term.weight;
            terms.words.extend(encoded.words());
            let region = term.loss.region();
            let weight = |class| region.map_or(1.0, |region| region.class_weight(class)) as f32;
            terms.class_weights.extend((0..batch.classes).map(weight));
        }
        terms
    }

    fn encode(&self, loss: &Loss, batch: Layout) -> Term {
        let slot =
            Form::of(loss).and_then(|form| self.forms.iter().position(|other| *other == form));
        let slot = slot.unwrap_or_default() * batch.classes;
        let common = Term {
            first_slot: slot,
            row_slot: slot,
            shards: 1,
            ..Term::default()
        };
        match loss {
            Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
                region_term(common, &loss.error_weights(), region, batch)
            }
            Loss::GeneralizedDice(parameters) => generalized_dice_term(common, parameters),
            Loss::LovaszSoftmax(parameters) => Term {
                family: LOVASZ,
                only_present: parameters.classes == LovaszClasses::Present,
                per_image: parameters.per_image,
                ..common
            },
            Loss::LovaszHinge(parameters) => Term {
                family: LOVASZ,
                per_image: parameters.per_image,
                ..common
            },
            Loss::CrossEntropy
            | Loss::Focal(_)
            | Loss::KlDivergence(_)
            | Loss::Lp(_)
            | Loss::Cosine => Term {
                family: POINTWISE,
                ..common
            },
        }
    }
}

fn region_term(common: Term, weights: &ErrorWeights, region: &Region, batch: Layout) -> Term {
    Term {
        family: REGION,
        agnostic: region.is_agnostic(),
        only_present: region.only_present(batch.hard),
        log_loss: region.log_loss,
        shards: region.shards,
        alpha: weights.alpha,
        beta: weights.beta,
        smooth_numerator: region.smooth_numerator(),
        smooth_denominator: region.smooth,
        gamma: region.gamma,
        threshold: region.threshold,
        d: region.reduction.d,
        i: region.reduction.i,
        c: region.reduction.c,
        ..common
    }
}

fn generalized_dice_term(common: Term, parameters: &GeneralizedDice) -> Term {
    Term {
        family: GENERALIZED_DICE,
        per_image: parameters.per_image,
        weighting: match parameters.weighting {
            Weighting::Uniform => 0,
            Weighting::Simple => 1,
            Weighting::Square => 2,
        },
        smooth_numerator: parameters.smooth_numerator,
        smooth_denominator: parameters.smooth_denominator,
        ..common
    }
}
