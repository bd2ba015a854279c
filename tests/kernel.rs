//! The fast CPU path against the plain one.

mod common;

use common::random::{Random, losses};
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
            for loss in losses(dim.1) {
                let found = kernel::evaluate(&batch, &loss).unwrap();
                let exact = loss::evaluate(&widened(&batch), &loss).unwrap();
                same(&format!("{dim:?} {loss:?}"), &found, &exact, GRADIENT_F32);
            }
        }
    }
}
