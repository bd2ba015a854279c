//! Which losses of the region family MONAI has ready-made.

use super::super::{Target, number};
use crate::config::{Classes, ErrorWeights, Overlap, Reduction, Region, SmoothIn};

/// A comment that names MONAI's class and its arguments, where it computes exactly this loss.
///
/// It has the product form with a mean over all classes, and counts its smoothing on both sides of
/// 2·TP.
pub(super) fn same(weights: &ErrorWeights, region: &Region, target: Target) -> Option<String> {
    let batch = match region.reduction {
        Reduction {
            d: 1.0,
            i: 0.0,
            c: 0.0,
        } => ", batch=True",
        Reduction {
            d: 0.0,
            i: 1.0,
            c: 0.0,
        } => "",
        _ => return None,
    };
    let class = match *weights {
        ErrorWeights::DICE => "DiceLoss(",
        ErrorWeights::JACCARD => "DiceLoss(jaccard=True, ",
        _ => return None,
    };
    let plain = region.overlap == Overlap::Product
        && region.norm == 1
        && region.classes == Classes::All
        && region.gamma == 1.0
        && !region.log_loss
        && region.class_weights.is_none();
    if !plain || !target.hard || target.classes < 2 {
        return None;
    }
    let s = number(2.0 * region.smooth);
    let above = match region.smooth_in {
        SmoothIn::Both => &s,
        SmoothIn::Denominator => "0",
    };
    Some(format!(
        "# Where every pixel counts, the same as MONAI's {class}softmax=True, to_onehot_y=True{batch}, \
         smooth_nr={above}, smooth_dr={s})(logits, label[:, None])"
    ))
}
