//! `evaluate()`.

use std::sync::Arc;

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::answer::Answer;
use super::request::{self, ANY, BATCH, Request};
use super::types::{EvaluateRequest, EvaluateResult};
use super::{float32_array, object, write};
use crate::batch::Batch;
use crate::config::LossConfig;
use crate::engine::{Backend, Choice, Engine};
use crate::error::{Error, Result};
use crate::kernel;
use crate::loss::Evaluation;

/// A loss's value, its gradient with respect to the prediction given, and every term's value. The
/// arrays are copied at once.
#[wasm_bindgen(unchecked_return_type = "Promise<EvaluateResult>")]
pub fn evaluate(request: EvaluateRequest) -> Answer {
    let asked = Asked::of(&request);
    Answer::new(async move {
        let Asked {
            batch,
            loss,
            choice,
            out,
        } = asked?;
        let (evaluation, backend) = run(batch, &loss, choice).await?;
        let gradient = match out {
            Some(out) => fill(out, &evaluation)?,
            None => float32_array(&evaluation.gradient)?.into(),
        };
        Ok(result(&loss, &evaluation, gradient, backend))
    })
}

/// What a request holds.
struct Asked {
    batch: Arc<Batch<f32>>,
    loss: LossConfig,
    choice: Choice,
    /// Where the gradient is wanted.
    out: Option<JsValue>,
}

impl Asked {
    fn of(request: &JsValue) -> Result<Self> {
        let fields = [&BATCH[..], &["loss", "backend", "out"]].concat();
        let request = Request::new(request, &fields)?;
        let batch = Arc::new(request.batch(ANY)?);
        let loss = LossConfig::from_json(&request.json("loss")?)?;
        loss.check(batch.layout())?;
        let choice = request.choice()?;
        let out = request.out(batch.dim().into())?;
        Ok(Self {
            batch,
            loss,
            choice,
            out,
        })
    }
}

/// Evaluates where the choice says; a GPU that fails is an error only if it was asked for.
async fn run(
    batch: Arc<Batch<f32>>,
    loss: &LossConfig,
    choice: Choice,
) -> Result<(Evaluation<f32>, Backend)> {
    let engine = Engine::shared();
    match choice {
        Choice::Gpu => engine.start_gpu().await?,
        // Without a GPU the answer is the CPU; small work does not even ask.
        Choice::Auto if Engine::is_worth_a_gpu(batch.layout()) => engine.start_any_gpu().await,
        Choice::Auto | Choice::Cpu => {}
    }
    if engine.backend_for(choice, batch.layout()) == Backend::Gpu {
        match engine
            .evaluate_gpu(&batch, std::slice::from_ref(loss))
            .await
        {
            Err(Error::Gpu(_)) if choice == Choice::Auto => {}
            evaluations => {
                let evaluation = evaluations?.into_iter().next().ok_or_else(|| {
                    Error::Gpu("the GPU gave no result; evaluate on the CPU".into())
                })?;
                return Ok((evaluation, Backend::Gpu));
            }
        }
    }
    let batch = Arc::unwrap_or_clone(batch);
    Ok((kernel::evaluate_in_place(batch, loss)?, Backend::Cpu))
}

/// Writes the gradient to where it is wanted, if that is still there: its memory may have been passed on.
fn fill(out: JsValue, evaluation: &Evaluation<f32>) -> Result<JsValue> {
    let memory = request::float32_array("out", &out, evaluation.gradient.dim().into())?;
    write(&evaluation.gradient, &memory);
    Ok(out)
}

fn result(
    loss: &LossConfig,
    evaluation: &Evaluation<f32>,
    gradient: JsValue,
    backend: Backend,
) -> EvaluateResult {
    let terms = Array::new();
    for (term, value) in loss.terms.iter().zip(&evaluation.terms) {
        terms.push(&object([
            ("kind", term.loss.kind().into()),
            ("weight", term.weight.into()),
            ("value", (*value).into()),
        ]));
    }
    object([
        ("value", evaluation.value.into()),
        ("gradient", gradient),
        ("terms", terms.into()),
        ("backend", backend.name().into()),
    ])
    .unchecked_into()
}
