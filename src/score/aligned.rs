//! Which scores a loss is aligned with.

use super::ratio::Ratio;
use super::{Among, name};
use crate::config::{ErrorWeights, Loss, LossConfig, Reduction, Region};

/// The names, as in [`super::scores`], of the scores for which a loss is a smooth stand-in.
///
/// Jaccard is aligned with IoU and Dice with Dice, in the ways of their reduction; Lovász with the
/// IoU of the batch or of each image. Cross-entropy is least where probabilities are true: it is
/// aligned with accuracy and calibration. The others are aligned with none of these scores:
/// Tversky with other weights, a ratio over all classes at once or over a shard's images, Generalised
/// Dice, focal and the distances.
///
/// ```
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use loss_playground::score::aligned;
///
/// let loss = LossConfig::single(Loss::Jaccard(Region::default()));
/// assert_eq!(aligned(&loss), ["mIoUD"]);
/// ```
pub fn aligned(loss: &LossConfig) -> Vec<String> {
    let counted = loss.terms.iter().filter(|term| term.weight > 0.0);
    counted.flat_map(|term| of_term(&term.loss)).collect()
}

fn of_term(loss: &Loss) -> Vec<String> {
    match loss {
        Loss::CrossEntropy => probabilities(),
        Loss::KlDivergence(kl) if kl.temperature == 1.0 => probabilities(),
        Loss::Focal(focal) if focal.gamma == 0.0 => probabilities(),
        Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
            match ratio(&loss.error_weights()) {
                Some(ratio) => ratios(ratio, region),
                None => Vec::new(),
            }
        }
        Loss::LovaszSoftmax(lovasz) => vec![iou(lovasz.per_image)],
        Loss::LovaszHinge(lovasz) => vec![iou(lovasz.per_image)],
        Loss::KlDivergence(_)
        | Loss::GeneralizedDice(_)
        | Loss::Focal(_)
        | Loss::Lp(_)
        | Loss::Cosine => Vec::new(),
    }
}

fn probabilities() -> Vec<String> {
    ["Acc", "ECED"].map(String::from).into()
}

fn ratio(weights: &ErrorWeights) -> Option<Ratio> {
    if *weights == ErrorWeights::JACCARD {
        Some(Ratio::Iou)
    } else if *weights == ErrorWeights::DICE {
        Some(Ratio::Dice)
    } else {
        None
    }
}

fn ratios(ratio: Ratio, region: &Region) -> Vec<String> {
    if region.is_agnostic() {
        return Vec::new();
    }
    let Reduction { d, i, c } = region.reduction;
    // Only the mean over images is the same when it is taken in runs.
    let whole = |way: char| region.shards == 1 || way == 'I';
    [(d, 'D'), (i, 'I'), (c, 'C')]
        .into_iter()
        .filter(|(share, way)| *share > 0.0 && whole(*way))
        .map(|(_, way)| name(ratio, way, Among::All))
        .collect()
}

fn iou(per_image: bool) -> String {
    name(Ratio::Iou, if per_image { 'I' } else { 'D' }, Among::All)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(json: &str) -> Vec<String> {
        aligned(&serde_json::from_str(json).expect("a loss"))
    }

    #[test]
    fn every_term_that_weighs_something_counts() {
        let mixture = r#"{"terms": [{"kind": "cross_entropy", "weight": 0.25}, {"kind": "focal"},
            {"kind": "dice", "reduction": {"i": 0.5, "c": 0.5}}, {"kind": "jaccard", "weight": 0}]}"#;
        assert_eq!(names(mixture), ["Acc", "ECED", "mDiceI", "mDiceC"]);
    }

    #[test]
    fn tversky_is_what_its_weights_make_it() {
        let tversky = |a, b| {
            names(&format!(
                r#"{{"terms": [{{"kind": "tversky", "alpha": {a}, "beta": {b}}}]}}"#
            ))
        };
        assert_eq!(tversky(1.0, 1.0), ["mIoUD"]);
        assert_eq!(tversky(0.5, 0.5), ["mDiceD"]);
        assert!(tversky(0.3, 0.7).is_empty());
    }

    #[test]
    fn a_shard_s_ratio_is_not_the_batch_s() {
        let sharded =
            r#"{"terms": [{"kind": "jaccard", "shards": 2, "reduction": {"d": 1, "i": 1}}]}"#;
        assert_eq!(names(sharded), ["mIoUI"]);
    }

    #[test]
    fn focal_without_focus_is_cross_entropy() {
        let focal = r#"{"terms": [{"kind": "focal", "gamma": 0}]}"#;
        assert_eq!(names(focal), ["Acc", "ECED"]);
    }

    #[test]
    fn lovasz_follows_its_images() {
        assert_eq!(
            names(r#"{"terms": [{"kind": "lovasz_softmax"}]}"#),
            ["mIoUD"]
        );
        assert_eq!(names(r#"{"terms": [{"kind": "lovasz_hinge"}]}"#), ["mIoUI"]);
        let agnostic = r#"{"terms": [{"kind": "jaccard", "classes": "agnostic"}]}"#;
        assert!(names(agnostic).is_empty());
    }
}
