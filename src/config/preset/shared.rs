//! What several presets have in common.

use crate::config::{Classes, Loss, Overlap, Reduction, Region, Term};

/// One term of weight 1.
pub(super) fn one(loss: Loss) -> Vec<Term> {
    vec![Term::new(loss)]
}

/// The classical form over every class, `smooth` being on the scale of 2·TP.
pub(super) fn product(smooth: f64, reduction: Reduction) -> Region {
    Region {
        overlap: Overlap::Product,
        smooth: smooth / 2.0,
        classes: Classes::All,
        reduction,
        ..Region::default()
    }
}

/// The norm form over the classes in the label, as it is.
pub(super) fn unsmoothed() -> Region {
    Region {
        smooth: 0.0,
        classes: Classes::Present,
        ..Region::default()
    }
}

/// Half by image, half by class.
pub(super) fn fine_grained() -> Region {
    Region {
        reduction: Reduction {
            d: 0.0,
            i: 0.5,
            c: 0.5,
        },
        ..Region::default()
    }
}

/// The configurations of JDTLoss's authors.
pub(super) fn published(region: Region) -> Vec<Term> {
    let jaccard = Loss::Jaccard(Region {
        smooth: 1.0,
        ..region
    });
    [(0.25, Loss::CrossEntropy), (0.75, jaccard)]
        .map(|(weight, loss)| Term { weight, loss })
        .into()
}

/// Class weights that make the mean over all classes one over the foreground.
pub(super) fn without_background(classes: usize) -> Vec<f64> {
    let foreground = classes as f64 / (classes as f64 - 1.0);
    let weight = |class| if class == 0 { 0.0 } else { foreground };
    (0..classes).map(weight).collect()
}
