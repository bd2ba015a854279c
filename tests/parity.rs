//! The compute shaders against the CPU engine, on whatever adapter there is.
#![cfg(feature = "gpu")]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use std::sync::Arc;

use common::random::{Random, faint_loss, losses, lovasz_losses};
use common::{GRADIENT_F32, VALUE_F32, all_golden, gpu, same_up_to_order, widened};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::gpu::Limits;
use loss_playground::kernel;
use loss_playground::loss::evaluate;
use ndarray::{Array3, Array4};
use serde_json::json;

fn golden_cases_on(limits: Limits) {
    let Some(gpu) = gpu(limits) else { return };
    for case in all_golden() {
        let batch = gpu.upload(&case.batch()).unwrap();
        let evaluation = pollster::block_on(gpu.evaluate(&batch, &[case.loss()])).unwrap();
        case.check(
            evaluation[0].value,
            &evaluation[0].gradient,
            VALUE_F32,
            GRADIENT_F32,
        );
    }
}

#[test]
fn golden_cases() {
    golden_cases_on(Limits::default());
}

#[test]
fn golden_cases_in_chunks() {
    golden_cases_on(Limits {
        binding_bytes: Some(400),
        groups_per_row: Some(1),
        ..Limits::default()
    });
}

#[test]
fn golden_cases_in_workgroups_for_a_gpu() {
    golden_cases_on(Limits {
        software: Some(false),
        ..Limits::default()
    });
}

#[test]
fn golden_cases_sorted_class_by_class() {
    golden_cases_on(Limits {
        sort_bytes: Some(0),
        ..Limits::default()
    });
}

#[test]
fn classes_that_do_not_fit_are_sorted_after_the_others() {
    // 29 MB at once, of which there are 16 MiB.
    let dim = (2, 7, 256, 500);
    let mut random = Random(13);
    let prediction = Prediction::Logits(random.logits(dim));
    let label = Label::Hard(random.hard(dim));
    let batch = Batch::new(prediction, label, Some(random.keep(dim)), None).unwrap();
    let losses = lovasz_losses();
    let on = |sort_bytes| {
        let gpu = gpu(Limits {
            sort_bytes,
            ..Limits::default()
        })?;
        let upload = gpu.upload(&batch).unwrap();
        Some(pollster::block_on(gpu.evaluate(&upload, &losses)).unwrap())
    };
    let (Some(in_groups), Some(at_once)) = (on(None), on(Some(1 << 25))) else {
        return;
    };
    for ((loss, found), at_once) in losses.iter().zip(&in_groups).zip(&at_once) {
        assert_eq!(found.gradient, at_once.gradient, "{loss:?}");
        let exact = kernel::evaluate(&batch, loss).unwrap();
        let error = (found.value - exact.value).abs() / exact.value;
        assert!(
            error <= VALUE_F32,
            "{loss:?}: {} instead of {}",
            found.value,
            exact.value
        );
    }
}

#[test]
fn random_batches_of_every_kind() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    let mut random = Random(11);
    // One pixel, one class, odd sizes, many classes, several workgroups; all losses where it is quick.
    for (dim, step) in [
        ((2, 1, 1, 1), 1),
        ((2, 2, 5, 7), 2),
        ((4, 3, 37, 41), 1),
        ((2, 21, 33, 64), 5),
        ((2, 4, 128, 96), 3),
    ] {
        for _ in 0..2 {
            let batch = random.batch(dim);
            let mut losses = losses(dim.1);
            if batch.layout().hard && dim.1 > 1 {
                losses.extend(lovasz_losses());
            }
            let losses: Vec<_> = losses.into_iter().rev().step_by(step).collect();
            let upload = gpu.upload(&batch).unwrap();
            let evaluations = pollster::block_on(gpu.evaluate(&upload, &losses)).unwrap();
            for (loss, found) in losses.iter().zip(&evaluations) {
                let exact = evaluate(&widened(&batch), loss).unwrap();
                let what = format!("{dim:?} {loss:?}");
                same_up_to_order(&what, (&batch, loss), found, &exact);
            }
        }
    }
}

#[test]
fn a_class_is_present_where_its_soft_label_exceeds_the_threshold() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    for classes in [4, 7] {
        let batch = Random(7).faint((2, classes, 9, 11));
        let losses = [0.0, 0.3, 0.6, 0.95].map(|threshold| faint_loss(classes, threshold));
        let upload = gpu.upload(&batch).unwrap();
        let found = pollster::block_on(gpu.evaluate(&upload, &losses)).unwrap();
        for (loss, found) in losses.iter().zip(&found) {
            let exact = evaluate(&widened(&batch), loss).unwrap();
            same_up_to_order(&format!("{loss:?}"), (&batch, loss), found, &exact);
        }
    }
}

#[test]
fn a_loss_that_does_not_fit_is_refused() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    let batch = gpu.upload(&Random(1).batch((3, 2, 4, 4))).unwrap();
    let mut loss = losses(2).remove(1);
    loss.terms[0].set("shards", &2.into()).unwrap();
    let error = pollster::block_on(gpu.evaluate(&batch, &[loss]))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("loss.terms[0].shards") && error.contains("3 images"),
        "{error}"
    );
}

#[test]
fn batch_after_batch_gives_what_each_gives_alone() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    let mut random = Random(31);
    let mut batch = |dim| {
        let prediction = Prediction::Logits(random.logits(dim));
        let label = Label::Hard(random.hard(dim));
        Arc::new(Batch::new(prediction, label, Some(random.keep(dim)), None).unwrap())
    };
    // The same layout again and again, with padding, then others between.
    let dims = [
        (2, 3, 5, 7),
        (2, 3, 5, 7),
        (2, 4, 8, 8),
        (2, 3, 5, 7),
        (2, 3, 5, 7),
    ];
    for (turn, dim) in dims.into_iter().enumerate() {
        let batch = batch(dim);
        let mut losses = losses(dim.1);
        losses.extend(lovasz_losses());
        let losses = &losses[..losses.len() - turn % 2];
        let found = pollster::block_on(gpu.evaluate_batch(&batch, losses)).unwrap();
        let again = pollster::block_on(gpu.evaluate_batch(&batch, losses)).unwrap();
        let upload = gpu.upload(&batch).unwrap();
        let alone = pollster::block_on(gpu.evaluate(&upload, losses)).unwrap();
        for ((found, again), alone) in found.iter().zip(&again).zip(&alone) {
            for found in [found, again] {
                assert_eq!(found.value.to_bits(), alone.value.to_bits());
                assert_eq!(found.gradient, alone.gradient);
            }
        }
    }
}

#[test]
fn whatever_is_new_in_a_batch_reaches_the_gpu() {
    let dim = (2, 3, 17, 23);
    let parts = [37, 38].map(|seed| {
        let mut random = Random(seed);
        let prediction = Prediction::Logits(random.logits(dim));
        (prediction, Label::Hard(random.hard(dim)), random.keep(dim))
    });
    let losses = losses(dim.1);
    // In one piece, and in bands.
    for binding_bytes in [None, Some(4096)] {
        let Some(gpu) = gpu(Limits {
            binding_bytes,
            ..Limits::default()
        }) else {
            return;
        };
        // Of which each part is: one is new, then another, then all, then none.
        for [x, y, keep] in [
            [0, 0, 0],
            [1, 0, 0],
            [1, 1, 0],
            [1, 1, 1],
            [0, 0, 0],
            [0, 0, 0],
        ] {
            let (x, y, keep) = (&parts[x].0, &parts[y].1, &parts[keep].2);
            let batch = Batch::new(x.clone(), y.clone(), Some(keep.clone()), None).unwrap();
            let batch = Arc::new(batch);
            let found = pollster::block_on(gpu.evaluate_batch(&batch, &losses)).unwrap();
            let upload = gpu.upload(&batch).unwrap();
            let alone = pollster::block_on(gpu.evaluate(&upload, &losses)).unwrap();
            for (found, alone) in found.iter().zip(&alone) {
                assert_eq!(found.value.to_bits(), alone.value.to_bits());
                assert_eq!(found.gradient, alone.gradient);
            }
        }
    }
}

#[test]
fn a_device_that_has_refused_something_is_not_trusted_with_more() {
    let Some(gpu) = gpu(Limits::default()) else {
        return;
    };
    let prediction = Prediction::Logits(Array4::zeros((1, 2, 4, 4)));
    let label = Label::Hard(Array3::zeros((1, 4, 4)));
    let batch = Arc::new(Batch::new(prediction, label, None, None).unwrap());
    let loss = LossConfig::from_json(&json!({ "terms": [{"kind": "dice"}] })).unwrap();
    let evaluate = || pollster::block_on(gpu.evaluate_batch(&batch, std::slice::from_ref(&loss)));
    assert!(gpu.is_usable() && evaluate().is_ok());

    // No device has a buffer of 4 TiB.
    let refused = pollster::block_on(gpu.copy((1 << 42) - 16, 1)).unwrap_err();
    assert!(refused.to_string().contains("the GPU refused"), "{refused}");
    assert!(!gpu.is_usable());
    // Whoever else is under way hears of it, too: the answer may lack what was refused.
    assert_eq!(evaluate().unwrap_err().to_string(), refused.to_string());
}
