//! The engine as WebAssembly in a browser, on the CPU and on WebGPU.
#![cfg(all(target_arch = "wasm32", feature = "gpu"))]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use std::sync::Arc;

use common::race;
use common::random::{Random, losses, lovasz_losses};
use common::{GRADIENT_F32, VALUE_F32, all_golden, same_up_to_order, widened};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::engine::{Backend, Choice, Engine};
use loss_playground::loss::evaluate;
use ndarray::array;
use serde_json::json;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn golden_cases_on_the_cpu() {
    for case in all_golden() {
        let exact = evaluate(&case.batch::<f64>(), &case.loss()).unwrap();
        // 1e-7 and not 1e-10: one of the references rounds weights to f32.
        case.check(exact.value, &exact.gradient, 1e-7, 1e-7);
        let single = evaluate(&case.batch::<f32>(), &case.loss()).unwrap();
        case.check(single.value, &single.gradient, VALUE_F32, GRADIENT_F32);
    }
}

#[wasm_bindgen_test]
async fn golden_cases_on_the_gpu() {
    let engine = Engine::shared();
    engine.start_gpu().await.unwrap();
    for case in all_golden() {
        let evaluations = engine
            .evaluate_gpu(&Arc::new(case.batch()), &[case.loss()])
            .await
            .unwrap();
        case.check(
            evaluations[0].value,
            &evaluations[0].gradient,
            VALUE_F32,
            GRADIENT_F32,
        );
    }
}

#[wasm_bindgen_test]
async fn several_losses_and_workgroups_at_once() {
    let engine = Engine::shared();
    engine.start_gpu().await.unwrap();
    let dim = (2, 3, 64, 65);
    let mut random = Random(3);
    let prediction = Prediction::Logits(random.logits(dim));
    let label = Label::Hard(random.hard(dim));
    let keep = Some(random.keep(dim));
    let batch = Arc::new(Batch::new(prediction, label, keep, None).unwrap());
    let losses = [losses(3), lovasz_losses()].concat();
    let found = engine.evaluate_gpu(&batch, &losses).await.unwrap();
    for (loss, found) in losses.iter().zip(&found) {
        let exact = evaluate(&widened(&batch), loss).unwrap();
        same_up_to_order(&format!("{loss:?}"), (&batch, loss), found, &exact);
    }
}

#[wasm_bindgen_test]
async fn infinity_leaves_the_gpu() {
    let engine = Engine::shared();
    engine.start_gpu().await.unwrap();
    let x = Prediction::Probabilities(array![[[[0.0, 0.5]], [[1.0, 0.5]]]]);
    let batch = Arc::new(Batch::new(x, Label::Hard(array![[[0, 0]]]), None, None).unwrap());
    let terms = json!([{"kind": "cross_entropy"}, {"kind": "dice", "log_loss": true, "smooth": 0}]);
    let loss = LossConfig::from_json(&json!({ "terms": terms })).unwrap();
    let found = engine.evaluate_gpu(&batch, &[loss]).await.unwrap();
    assert_eq!(found[0].value, f64::INFINITY);
    assert_eq!(found[0].terms[0], f64::INFINITY);
    assert!(found[0].terms[1].is_finite());
    assert_eq!(found[0].gradient[[0, 0, 0, 0]], f32::NEG_INFINITY);
    assert!(found[0].gradient[[0, 0, 0, 1]].is_finite());
}

#[wasm_bindgen_test]
async fn auto_prefers_the_processor_to_one_that_plays_gpu() {
    let engine = Engine::shared();
    engine.start_gpu().await.unwrap();
    let software = engine.gpu().unwrap().software;
    assert_eq!(
        engine.backend(Choice::Auto),
        if software { Backend::Cpu } else { Backend::Gpu }
    );
    assert_eq!(engine.backend(Choice::Gpu), Backend::Gpu);
}

#[wasm_bindgen_test]
async fn races_on_the_gpu() {
    let engine = Engine::shared();
    engine.start_gpu().await.unwrap();
    // Adam with free logits, momentum with weights of each image, gradient descent with shared ones.
    for plan in race::plans().into_iter().skip(2).step_by(2).take(3) {
        let (batch, contenders) = (race::batch(true), race::contenders(true));
        let found = engine.race_gpu(&batch, &plan, contenders).await.unwrap();
        race::same_as_on_the_cpu(found, true, &race::STOPS).await;
    }
}
