//! The kinds of loss: each declared once, with its name and its parameters.

use serde_json::Value;

use super::parameter::{Parameter, Parameters};
use super::{
    ErrorWeights, Focal, GeneralizedDice, KlDivergence, LovaszHinge, LovaszSoftmax, Lp, Region,
    rejected,
};
use crate::error::{Error, Result};

/// Declares the kinds: variant, its structs of parameters, name in JSON, name for people.
macro_rules! kinds {
    (
        $( $(#[$meta:meta])* $variant:ident $(( $($field:ident: $type:ty),+ ))? = $kind:literal, $title:literal; )*
    ) => {
        /// Every kind of term with its parameters; [`Loss::KINDS`] lists their names.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Loss { $( $(#[$meta])* $variant $(( $($type),+ ))?, )* }

        impl Loss {
            /// The kinds' names, as in JSON.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The kind of that name, with its defaults.
            pub fn from_kind(kind: &str) -> Option<Self> {
                match kind {
                    $( $kind => Some(Self::$variant $(( $(<$type>::default()),+ ))?), )*
                    _ => None,
                }
            }

            /// Its kind's name.
            pub fn kind(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $kind, )* }
            }

            /// Its kind's name for people.
            pub fn title(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $title, )* }
            }

            fn parts(&self) -> Vec<&dyn Parameters> {
                match self {
                    $( Self::$variant $(( $($field),+ ))? => vec![$( $($field as &dyn Parameters),+ )?], )*
                }
            }

            fn parts_mut(&mut self) -> Vec<&mut dyn Parameters> {
                match self {
                    $( Self::$variant $(( $($field),+ ))? => vec![$( $($field as &mut dyn Parameters),+ )?], )*
                }
            }
        }
    };
}

kinds! {
    /// −Σ y ln x, the mean over kept pixels.
    CrossEntropy = "cross_entropy", "Cross-entropy";
    /// 1 − TP/(TP + FP + FN).
    Jaccard(region: Region) = "jaccard", "Jaccard";
    /// 1 − TP/(TP + ½FP + ½FN).
    Dice(region: Region) = "dice", "Dice";
    /// 1 − TP/(TP + αFP + βFN).
    Tversky(weights: ErrorWeights, region: Region) = "tversky", "Tversky";
    /// 1 − 2Σ w·I/Σ w·(X + Y), the sums running over the classes.
    GeneralizedDice(parameters: GeneralizedDice) = "generalized_dice", "Generalised Dice";
    /// The Jaccard loss of a hard label extended to real errors, on probabilities.
    LovaszSoftmax(parameters: LovaszSoftmax) = "lovasz_softmax", "Lovász-Softmax";
    /// The same on the margins of one class's logits.
    LovaszHinge(parameters: LovaszHinge) = "lovasz_hinge", "Lovász hinge";
    /// −Σ y (1−x)^γ ln x, the mean over kept pixels.
    Focal(parameters: Focal) = "focal", "Focal";
    /// T² Σ y (ln y − ln softmax(z/T)), the mean over kept pixels.
    KlDivergence(parameters: KlDivergence) = "kl_divergence", "Kullback–Leibler";
    /// Σ |x−y|^p, the mean over kept pixels.
    Lp(parameters: Lp) = "lp", "L^p distance";
    /// 1 − x·y/(|x||y|), the mean over kept pixels.
    Cosine = "cosine", "Cosine distance";
}

impl Loss {
    /// Whether it sorts the pixels by their errors, as the Lovász losses do.
    pub fn sorts(&self) -> bool {
        matches!(self, Self::LovaszSoftmax(_) | Self::LovaszHinge(_))
    }

    /// The declarations of its parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.parts().into_iter().flat_map(|part| part.declared())
    }

    /// A parameter's value, as JSON.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.parts().into_iter().find_map(|part| part.get(name))
    }

    /// Sets a parameter.
    ///
    /// # Errors
    /// If this kind has no such parameter or the value is outside its domain.
    pub fn set(&mut self, name: &str, value: &Value) -> Result<()> {
        let Some(parameter) = self.parameters().find(|p| p.name == name) else {
            let known: String = self
                .parameters()
                .map(|p| format!(", \"{}\"", p.name))
                .collect();
            let problem = format!(
                "{} has no such parameter; it has \"weight\"{known}",
                self.kind()
            );
            return Err(Error::field(name, problem));
        };
        let fits = self
            .parts_mut()
            .into_iter()
            .any(|part| part.set(name, value) == Some(true));
        fits.then_some(()).ok_or_else(|| rejected(parameter, value))
    }

    /// What false positives and false negatives cost; 0 for losses that do not count them.
    pub fn error_weights(&self) -> ErrorWeights {
        match self {
            Self::Jaccard(_) => ErrorWeights::JACCARD,
            Self::Dice(_) => ErrorWeights::DICE,
            Self::Tversky(weights, _) => weights.clone(),
            _ => ErrorWeights {
                alpha: 0.0,
                beta: 0.0,
            },
        }
    }

    /// What Jaccard, Dice and Tversky have in common, for these three.
    pub fn region(&self) -> Option<&Region> {
        match self {
            Self::Jaccard(region) | Self::Dice(region) | Self::Tversky(_, region) => Some(region),
            _ => None,
        }
    }

    /// The same, to change it.
    pub fn region_mut(&mut self) -> Option<&mut Region> {
        match self {
            Self::Jaccard(region) | Self::Dice(region) | Self::Tversky(_, region) => Some(region),
            _ => None,
        }
    }

    /// Whether it needs the largest y of every class. A hard label's is known: 1 where it has the class.
    pub(crate) fn needs_peaks(&self, hard: bool) -> bool {
        !hard
            && self
                .region()
                .is_some_and(|region| region.only_present(hard))
    }
}
