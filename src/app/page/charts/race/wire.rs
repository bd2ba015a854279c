//! What page and worker tell each other: a text of settings, and arrays beside it.

use std::sync::Arc;

use js_sys::{Array, Float32Array, Int32Array, Uint8Array};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::descent::{Contender, Plan, Sample};
use ndarray::{Array3, Array4};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};

/// What the page asks for.
pub(super) enum Request {
    /// Another race, which stands at its start.
    Start {
        id: u64,
        batch: Arc<Batch<f32>>,
        plan: Plan,
        contenders: Vec<Contender>,
    },
    /// To where so many steps are done, or as near as these milliseconds allow.
    Go { step: u32, milliseconds: f64 },
}

/// How a race stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Report {
    /// Of which race.
    pub id: u64,
    pub step: u32,
    pub answers: Vec<Answer>,
    /// Why there is no race, if there is none.
    pub error: Option<String>,
}

/// What a contender has to tell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// The points of its curve that the page does not know yet.
    pub new: Vec<Sample>,
    /// `[B, C, H, W]`, flat; none once they stopped being finite.
    pub logits: Option<Vec<f32>>,
    /// The step at which they did.
    pub diverged: Option<u32>,
}

impl Request {
    pub(super) fn write(&self) -> JsValue {
        match self {
            Self::Start {
                id,
                batch,
                plan,
                contenders,
            } => {
                let (b, c, h, w) = batch.dim();
                let logits = batch.prediction().array();
                let (hard, label): (bool, JsValue) = match batch.label() {
                    Label::Hard(label) => (true, ints(label).into()),
                    Label::Soft(label) => (false, floats(label.as_slice().unwrap_or(&[])).into()),
                };
                let keep: Vec<u8> = batch.keep().iter().map(|keep| u8::from(*keep)).collect();
                let settings = json!({
                    "id": id,
                    "shape": [b, c, h, w],
                    "logits": matches!(batch.prediction(), Prediction::Logits(_)),
                    "hard": hard,
                    "plan": plan,
                    "contenders": contenders,
                });
                Array::of4(
                    &settings.to_string().into(),
                    &floats(logits.as_slice().unwrap_or(&[])).into(),
                    &label,
                    &Uint8Array::from(&keep[..]).into(),
                )
                .into()
            }
            Self::Go { step, milliseconds } => {
                let settings = json!({ "step": step, "milliseconds": milliseconds });
                Array::of1(&settings.to_string().into()).into()
            }
        }
    }

    /// None of what no page of this build writes.
    pub(super) fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let settings: Value = serde_json::from_str(&parts.get(0).as_string()?).ok()?;
        let Some(id) = settings["id"].as_u64() else {
            return Some(Self::Go {
                step: u32::try_from(settings["step"].as_u64()?).ok()?,
                milliseconds: settings["milliseconds"].as_f64()?,
            });
        };
        let [b, c, h, w]: [usize; 4] = serde_json::from_value(settings["shape"].clone()).ok()?;
        let array = |i| {
            let numbers = parts.get(i).dyn_into::<Float32Array>().ok()?.to_vec();
            Array4::from_shape_vec((b, c, h, w), numbers).ok()
        };
        let prediction = match settings["logits"].as_bool()? {
            true => Prediction::Logits(array(1)?),
            false => Prediction::Probabilities(array(1)?),
        };
        let label = match settings["hard"].as_bool()? {
            true => {
                let label = parts.get(2).dyn_into::<Int32Array>().ok()?.to_vec();
                Label::Hard(Array3::from_shape_vec((b, h, w), label).ok()?)
            }
            false => Label::Soft(array(2)?),
        };
        let keep = parts.get(3).dyn_into::<Uint8Array>().ok()?.to_vec();
        let keep = keep.into_iter().map(|keep| keep != 0).collect();
        let keep = Array3::from_shape_vec((b, h, w), keep).ok()?;
        Some(Self::Start {
            id,
            batch: Arc::new(Batch::new(prediction, label, Some(keep), None).ok()?),
            plan: serde_json::from_value(settings["plan"].clone()).ok()?,
            contenders: serde_json::from_value(settings["contenders"].clone()).ok()?,
        })
    }
}

impl Report {
    pub(super) fn write(&self) -> JsValue {
        let answer = |answer: &Answer| json!({ "new": answer.new, "diverged": answer.diverged });
        let settings = json!({
            "id": self.id,
            "step": self.step,
            "answers": self.answers.iter().map(answer).collect::<Vec<_>>(),
            "error": self.error,
        });
        let parts = Array::of1(&settings.to_string().into());
        for answer in &self.answers {
            parts.push(&match &answer.logits {
                Some(logits) => floats(logits).into(),
                None => JsValue::NULL,
            });
        }
        parts.into()
    }

    /// None of what no worker of this build writes.
    pub(super) fn read(message: &JsValue) -> Option<Self> {
        let parts: &Array = message.dyn_ref()?;
        let settings: Value = serde_json::from_str(&parts.get(0).as_string()?).ok()?;
        let step = |value: &Value| value.as_u64().and_then(|step| u32::try_from(step).ok());
        let answer = |(i, value): (usize, &Value)| {
            let logits = parts.get(i as u32 + 1).dyn_into::<Float32Array>().ok();
            Some(Answer {
                new: serde_json::from_value(value["new"].clone()).ok()?,
                logits: logits.map(|logits| logits.to_vec()),
                diverged: step(&value["diverged"]),
            })
        };
        let answers = settings["answers"].as_array()?.iter().enumerate();
        Some(Self {
            id: settings["id"].as_u64()?,
            step: step(&settings["step"])?,
            answers: answers.map(answer).collect::<Option<_>>()?,
            error: settings["error"].as_str().map(String::from),
        })
    }
}

fn floats(numbers: &[f32]) -> Float32Array {
    Float32Array::from(numbers)
}

fn ints(numbers: &Array3<i32>) -> Int32Array {
    Int32Array::from(numbers.as_slice().unwrap_or(&[]))
}
