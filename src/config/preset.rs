//! The losses of well-known libraries, by name: their defaults in the terms of this one.
//!
//! What a library calls `smooth` is not one thing: it is added on the scale of TP here and in
//! JDTLoss, on that of 2·TP where a ratio is written as 2·I/(X + Y), so that theirs is twice ours.
//! Every preset is checked against the library's own formula in `tests/presets.rs`; where the two
//! differ, the note says by how much.

mod shared;

use super::{
    Classes, ErrorWeights, GeneralizedDice, Loss, LossConfig, LovaszSoftmax, Reduction, Region,
    SmoothIn, Term,
};
use shared::{fine_grained, one, product, published, unsmoothed, without_background};

/// A loss as a library has it.
#[derive(Debug)]
pub struct Preset {
    /// Its name for programs, in kebab case.
    pub id: &'static str,
    /// The library's name, as short as its users have it.
    pub library: &'static str,
    /// What the library calls it.
    pub title: &'static str,
    /// What it does that its name does not say, in a sentence.
    pub note: &'static str,
    terms: fn(usize) -> Vec<Term>,
}

// Notes that hold for two presets.
const EACH_IMAGE: &str = "One ratio an image and class, averaged half by image (I) and half by class (C); with a single image D, I and C are the same.";
const LARGE_SMOOTH: &str = "The published configurations set smooth to 1 where the class's default is 1e-3: an object of ten pixels feels it.";
const ABSENT_CLASS: &str = "An absent class costs nothing but still counts in the mean: segmentation_models.pytorch reports this value times the share of the classes that are present.";

/// The presets, those of a library one after the other.
pub static PRESETS: &[Preset] = &[
    Preset {
        id: "jdt-jaccard",
        library: "JDTLoss",
        title: "Jaccard (default)",
        note: "Counts the classes in the label where it is hard and all classes where it is soft; a label of any type but torch.long is taken as soft.",
        terms: |_| one(Loss::Jaccard(Region::default())),
    },
    Preset {
        id: "jdt-dice",
        library: "JDTLoss",
        title: "Dice",
        note: "Its smooth is on the scale of TP: MONAI and nnU-Net mean half as much by the same number.",
        terms: |_| one(Loss::Dice(Region::default())),
    },
    Preset {
        id: "jdt-jaccard-fine",
        library: "JDTLoss",
        title: "Jaccard, fine-grained",
        note: EACH_IMAGE,
        terms: |_| one(Loss::Jaccard(fine_grained())),
    },
    Preset {
        id: "jdt-dice-fine",
        library: "JDTLoss",
        title: "Dice, fine-grained",
        note: EACH_IMAGE,
        terms: |_| one(Loss::Dice(fine_grained())),
    },
    Preset {
        id: "jdt-published",
        library: "JDTLoss",
        title: "CE + Jaccard, as published",
        note: LARGE_SMOOTH,
        terms: |_| published(Region::default()),
    },
    Preset {
        id: "jdt-published-fine",
        library: "JDTLoss",
        title: "CE + Jaccard, fine-grained, as published",
        note: LARGE_SMOOTH,
        terms: |_| published(fine_grained()),
    },
    Preset {
        id: "nnunet-dc-ce",
        library: "nnU-Net",
        title: "DC + CE",
        note: "Dice leaves background out: the trainer overrides the class's do_bg=True; it enters as −Dice, so that nnU-Net reports this value less 1.",
        terms: |classes| {
            let dice = Loss::Dice(Region {
                class_weights: Some(without_background(classes)),
                ..product(1e-5, Reduction::DATASET)
            });
            vec![Term::new(Loss::CrossEntropy), Term::new(dice)]
        },
    },
    Preset {
        id: "monai-dice",
        library: "MONAI",
        title: "DiceLoss",
        note: "Takes what it is given as probabilities unless softmax=True is passed; absent classes count, and smooth 1e-5 on the scale of 2TP is 5e-6 here.",
        terms: |_| one(Loss::Dice(product(1e-5, Reduction::IMAGE))),
    },
    Preset {
        id: "monai-generalized-dice",
        library: "MONAI",
        title: "GeneralizedDiceLoss",
        note: "A class that is absent from an image weighs as much as the rarest that is there, so that a few wrong pixels can be most of the loss.",
        terms: |_| {
            one(Loss::GeneralizedDice(GeneralizedDice {
                per_image: true,
                ..GeneralizedDice::default()
            }))
        },
    },
    Preset {
        id: "monai-tversky",
        library: "MONAI",
        title: "TverskyLoss",
        note: "With its default weights of ½ this is DiceLoss but for smooth: 1e-5 counts on the scale of TP here, of 2TP there.",
        terms: |_| {
            one(Loss::Tversky(
                ErrorWeights::default(),
                product(2e-5, Reduction::IMAGE),
            ))
        },
    },
    Preset {
        id: "smp-dice",
        library: "smp",
        title: "DiceLoss",
        note: ABSENT_CLASS,
        terms: |_| one(Loss::Dice(unsmoothed())),
    },
    Preset {
        id: "smp-jaccard",
        library: "smp",
        title: "JaccardLoss",
        note: ABSENT_CLASS,
        terms: |_| one(Loss::Jaccard(unsmoothed())),
    },
    Preset {
        id: "smp-lovasz",
        library: "smp",
        title: "LovaszLoss",
        note: "Sorts the whole batch at once; in multiclass mode it accepts from_logits, ignores it, and always takes a softmax.",
        terms: |_| one(Loss::LovaszSoftmax(LovaszSoftmax::default())),
    },
    Preset {
        id: "mmseg-dice-1.0",
        library: "mmsegmentation",
        title: "DiceLoss up to 1.0",
        note: "Squares in the denominator, and smooth 1 on the scale of 2TP; void pixels leave the numerator but not the denominator, which is not done here.",
        terms: |_| {
            one(Loss::Dice(Region {
                norm: 2,
                ..product(1.0, Reduction::IMAGE)
            }))
        },
    },
    Preset {
        id: "mmseg-dice-1.2",
        library: "mmsegmentation",
        title: "DiceLoss 1.2 with softmax",
        note: "One ratio for all classes, squares in the denominator, eps twice in it and nowhere else; softmax takes use_sigmoid=False, for the default is a sigmoid a class.",
        terms: |_| {
            one(Loss::Dice(Region {
                norm: 2,
                classes: Classes::Agnostic,
                smooth_in: SmoothIn::Denominator,
                ..product(2e-3, Reduction::IMAGE)
            }))
        },
    },
    Preset {
        id: "mask2former-mask",
        library: "Mask2Former",
        title: "Dice + CE of masks (in kind)",
        note: "Its masks are sigmoids, each with a binary cross-entropy, at sampled points; here they share a softmax, and only Dice of one image is exact. The weights are the shipped configurations', the code's defaults being 20 and 1.",
        terms: |_| {
            let dice = Loss::Dice(Region {
                classes: Classes::Present,
                ..product(1.0, Reduction::IMAGE)
            });
            [Loss::CrossEntropy, dice]
                .map(|loss| Term { weight: 5.0, loss })
                .into()
        },
    },
    Preset {
        id: "lovasz-softmax",
        library: "LovaszSoftmax",
        title: "lovasz_softmax",
        note: "Takes probabilities and sorts the whole batch; lovasz_hinge beside it takes logits and sorts each image.",
        terms: |_| one(Loss::LovaszSoftmax(LovaszSoftmax::default())),
    },
];

impl Preset {
    /// The preset of that id.
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }

    /// The first preset that is this loss. Two libraries may have the same.
    ///
    /// ```
    /// use loss_playground::config::LossConfig;
    /// use loss_playground::config::preset::Preset;
    ///
    /// let mut loss = Preset::find("nnunet-dc-ce").unwrap().loss(3);
    /// assert_eq!(Preset::of(&loss, 3).map(|preset| preset.title), Some("DC + CE"));
    /// loss.terms[0].weight = 0.5;
    /// assert!(Preset::of(&loss, 3).is_none());
    /// ```
    pub fn of(loss: &LossConfig, classes: usize) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.is(loss, classes))
    }

    /// Whether a loss is this one, to the digit.
    pub fn is(&self, loss: &LossConfig, classes: usize) -> bool {
        self.loss(classes) == *loss
    }

    /// The loss for so many classes: leaving one out takes a weight for each.
    pub fn loss(&self, classes: usize) -> LossConfig {
        LossConfig {
            terms: (self.terms)(classes),
        }
    }
}
