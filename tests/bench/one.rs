#[path = "../common/mod.rs"]
mod common;
use common::random::Random;
use loss_playground::batch::*;
use loss_playground::config::LossConfig;
fn main() {
    let mut random = Random(1);
    let dim = (1, 4, 512, 512);
    let logits = Prediction::Logits(random.logits(dim));
    let soft = Batch::<f32>::new(
        logits.clone(),
        Label::Soft(random.probabilities(dim)),
        None,
        None,
    )
    .unwrap();
    let loss = LossConfig::from_json(&serde_json::json!({"terms": [{"kind": "jaccard"}]})).unwrap();
    for _ in 0..400 {
        std::hint::black_box(loss_playground::kernel::evaluate(&soft, &loss).unwrap());
    }
}
