//! The fast CPU path against the plain one.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::random::{Random, losses, lovasz_losses};
use common::{GRADIENT_F32, VALUE_F32, all_golden, same, widened};
use loss_playground::{kernel, loss};

#[test]
fn golden_cases() {
    for case in all_golden() {
        let found = kernel::evaluate(&case.batch(), &case.loss()).unwrap();
        case.check(found.value, &found.gradient, VALUE_F32, GRADIENT_F32);
    }
}

#[test]
fn random_batches_of_every_kind() {
    let mut random = Random(5);
    for dim in [
        (2, 1, 1, 1),
        (2, 2, 5, 7),
        (4, 3, 37, 41),
        (2, 21, 16, 16),
        (2, 4, 8, 8),
    ] {
        for _ in 0..6 {
            let batch = random.batch(dim);
            let sorted = if batch.layout().hard && dim.1 > 1 {
                lovasz_losses()
            } else {
                Vec::new()
            };
            let losses: Vec<_> = losses(dim.1).into_iter().chain(sorted).collect();
            let together = kernel::evaluate_all(&batch, &losses).unwrap();
            for (loss, together) in losses.into_iter().zip(together) {
                let found = kernel::evaluate(&batch, &loss).unwrap();
                let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
                let what = format!("{dim:?} {loss:?}");
                // Neighbours in a Lovász order that are equal in f32 may stand the other way round.
                let slack = if what.contains("Lovasz") {
                    4.0 / (dim.2 * dim.3) as f64
                } else {
                    0.0
                };
                for found in [found, together] {
                    same(&what, &found, &exact, GRADIENT_F32 + slack);
                }
            }
        }
    }
}
