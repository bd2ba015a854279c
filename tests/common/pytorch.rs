//! Running Python with PyTorch.

use std::io::Write;
use std::process::{Command, Stdio};

use loss_playground::batch::{Batch, Label};
use loss_playground::config::LossConfig;
use loss_playground::export::pytorch;
use ndarray::{ArrayRef, Dimension, Zip};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The interpreter, if it has PyTorch; without one the test fails where it is required.
pub fn python() -> Option<String> {
    let python = std::env::var("LOSS_PLAYGROUND_PYTHON").unwrap_or_else(|_| "python3".into());
    let import = Command::new(&python).args(["-c", "import torch"]).output();
    let problem = match import {
        Ok(output) if output.status.success() => return Some(python),
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    assert!(
        std::env::var_os("REQUIRE_PYTORCH").is_none(),
        "{python} has no PyTorch (set LOSS_PLAYGROUND_PYTHON to a Python that has): {problem}"
    );
    println!("skipped: {python} has no PyTorch: {problem}");
    None
}

/// Runs all cases in one process, because importing PyTorch takes seconds; `script` is a file in `tests/`.
pub fn run<T: DeserializeOwned>(python: &str, script: &str, cases: &[Value]) -> Vec<T> {
    let mut process = Command::new(python)
        .arg(format!("{}/tests/{script}", env!("CARGO_MANIFEST_DIR")))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_vec(cases).unwrap();
    process.stdin.take().unwrap().write_all(&input).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{script} failed; its message is above"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// An array with its shape.
pub fn array<T: serde::Serialize + Copy, D: Dimension>(array: &ArrayRef<T, D>) -> Value {
    json!({ "dim": array.shape(), "data": array.iter().copied().collect::<Vec<T>>() })
}

/// What Python needs of a case. A mask that keeps everything is left out.
pub fn case(batch: &Batch<f64>, loss: &LossConfig) -> Value {
    let hard = batch.layout().hard;
    let all = batch.keep().iter().all(|keep| *keep);
    json!({
        "code": pytorch(loss, batch.layout().classes, hard).unwrap(),
        "hard": hard,
        "logits": array(batch.prediction().array()),
        "label": match batch.label() {
            // What is void may have any index.
            Label::Hard(label) => array(&Zip::from(label).and(batch.keep()).map_collect(|label, keep| {
                if *keep { *label } else { 255 }
            })),
            Label::Soft(label) => array(label),
        },
        "keep": if all { Value::Null } else { array(batch.keep()) },
    })
}
