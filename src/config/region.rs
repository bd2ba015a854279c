//! The parameters of the region family: Jaccard, Dice, Tversky.

use serde_json::{Value, json};

use super::parameter::{Domain, Setting, choices, is_finite, parameters};

parameters! {
    /// How much a false positive and a false negative cost, for Tversky; Jaccard has 1 and 1, Dice ½ and ½.
    ErrorWeights {
        /// Cost of a false positive. Higher values punish predicting too much.
        alpha: f64 = 0.5, "α", Domain::Number { least: 0.0, most: 2.0, step: 0.05 };
        /// Cost of a false negative. Higher values punish missing something.
        beta: f64 = 0.5, "β", Domain::Number { least: 0.0, most: 2.0, step: 0.05 };
    }
}

impl ErrorWeights {
    /// Jaccard's.
    pub const JACCARD: Self = Self {
        alpha: 1.0,
        beta: 1.0,
    };
    /// Dice's.
    pub const DICE: Self = Self {
        alpha: 0.5,
        beta: 0.5,
    };
}

parameters! {
    /// What Jaccard, Dice and Tversky have in common.
    Region {
        /// What counts as a true positive: norm is (|x| + |y| − |x−y|)/2, which fits soft labels; product is x·y, the classical form.
        overlap: Overlap = Overlap::Norm, "TP", Domain::Choice(Overlap::NAMES);
        /// Exponent of the sums: 1 is the L1 form, 2 with Dice is V-Net's.
        norm: u32 = 1, "p", Domain::Integer { least: 1, most: 8 };
        /// Keeps the ratio defined for an empty class; counted in pixels, on the scale of the true positives.
        smooth: f64 = 1e-3, "s", Domain::Number { least: 0.0, most: 1.0, step: 1e-3 };
        /// Where it is added: in both, an empty class predicted empty costs nothing; in the denominator alone, it costs 1.
        smooth_in: SmoothIn = SmoothIn::Both, "", Domain::Choice(SmoothIn::NAMES);
        /// Exponent of each class's loss; above 1 it goes easy on classes that are nearly right.
        gamma: f64 = 1.0, "γ", Domain::Number { least: 0.01, most: 5.0, step: 0.05 };
        /// Takes −ln T instead of 1 − T: steeper where little overlaps.
        log_loss: bool = false, "ln", Domain::Flag;
        /// A factor for each class's loss; the mean is not divided by their sum.
        class_weights: Option<Vec<f64>> = None, "w", Domain::ClassWeights;
        /// Which classes count: those present in the label, or all; auto is present for a hard label and all for a soft one; agnostic sums over the classes too and makes one ratio, without class weights.
        classes: Classes = Classes::Auto, "", Domain::Choice(Classes::NAMES);
        /// A class is present where its largest label probability exceeds this.
        threshold: f64 = 0.01, "θ", Domain::Number { least: 0.0, most: 1.0, step: 0.01 };
        /// What is averaged: d sums over the whole batch before dividing, i averages images, c averages classes. Shares add up as given.
        reduction: Reduction = Reduction::DATASET, "", Domain::Reduction;
        /// Cuts the batch into this many equal runs of images and averages their losses, as data-parallel training without synchronisation does.
        shards: u32 = 1, "n", Domain::Integer { least: 1, most: 1024 };
    }
}

impl Region {
    /// What is added to the numerator; `smooth` is added to the denominator.
    pub(crate) fn smooth_numerator(&self) -> f64 {
        match self.smooth_in {
            SmoothIn::Both => self.smooth,
            SmoothIn::Denominator => 0.0,
        }
    }

    /// Whether a class counts only where the label has it: `hard` says whether the label is.
    pub(crate) fn only_present(&self, hard: bool) -> bool {
        match self.classes {
            Classes::Auto => hard,
            Classes::Present => true,
            Classes::All | Classes::Agnostic => false,
        }
    }

    /// Whether all classes make one ratio.
    pub fn is_agnostic(&self) -> bool {
        self.classes == Classes::Agnostic
    }

    /// What a class's ratio counts for.
    pub(crate) fn class_weight(&self, class: usize) -> f64 {
        match &self.class_weights {
            Some(weights) if !self.is_agnostic() => weights[class],
            _ => 1.0,
        }
    }
}

choices! {
    /// What counts as a true positive.
    Overlap {
        /// (|x| + |y| − |x−y|)/2: zero loss only at x = y.
        Norm = "norm",
        /// x·y: the classical form, for hard labels.
        Product = "product",
    }
}

choices! {
    /// Where the smoothing constant is added.
    SmoothIn {
        /// Numerator and denominator.
        Both = "both",
        /// The denominator alone.
        Denominator = "denominator",
    }
}

choices! {
    /// Which classes a loss averages over.
    Classes {
        /// `Present` for a hard label, `All` for a soft one.
        Auto = "auto",
        /// Those whose label exceeds the threshold somewhere.
        Present = "present",
        /// Every class, there or not.
        All = "all",
        /// All of them in one ratio.
        Agnostic = "agnostic",
    }
}

/// Shares of the three reductions, which align with mIoU^D, mIoU^I and mIoU^C.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reduction {
    /// One ratio per class, summed over the batch.
    pub d: f64,
    /// One ratio per image and class, averaged over an image's classes, then over images.
    pub i: f64,
    /// The same ratios, averaged over a class's images, then over classes.
    pub c: f64,
}

impl Reduction {
    /// The shares' names, in the order in which the papers give them.
    pub const NAMES: [&'static str; 3] = ["d", "i", "c"];
    /// The whole batch at once.
    pub const DATASET: Self = Self {
        d: 1.0,
        i: 0.0,
        c: 0.0,
    };
    /// Image by image.
    pub const IMAGE: Self = Self {
        d: 0.0,
        i: 1.0,
        c: 0.0,
    };
}

impl Setting for Reduction {
    fn to_json(&self) -> Value {
        json!({ "d": self.d, "i": self.i, "c": self.c })
    }

    fn from_json(value: &Value, _: Domain) -> Option<Self> {
        let mut reduction = Self {
            d: 0.0,
            i: 0.0,
            c: 0.0,
        };
        for (name, share) in value.as_object()? {
            let share = share.as_f64().filter(|x| is_finite(*x) && *x >= 0.0)?;
            match name.as_str() {
                "d" => reduction.d = share,
                "i" => reduction.i = share,
                "c" => reduction.c = share,
                _ => return None,
            }
        }
        (reduction.d + reduction.i + reduction.c > 0.0).then_some(reduction)
    }
}
