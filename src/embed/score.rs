//! `score()`.

use std::future::ready;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use super::answer::Answer;
use super::request::{BATCH, HARD, Request};
use super::types::{ScoreRequest, ScoreResult};
use crate::error::Result;
use crate::score::{MOST_BINS, Options, WORST, scores};

/// Scores of hard predictions and calibration errors, by name; null where one is undefined.
#[wasm_bindgen(unchecked_return_type = "Promise<ScoreResult>")]
pub fn score(request: ScoreRequest) -> Answer {
    Answer::new(ready(scores_of(&request)))
}

fn scores_of(request: &JsValue) -> Result<ScoreResult> {
    let fields = [&BATCH[..], &["q", "binary", "bins"]].concat();
    let request = Request::new(request, &fields)?;
    let defaults = Options::default();
    let options = Options {
        q: request.count("q", defaults.q, WORST)?,
        binary: request.flag("binary")?,
        bins: request.count("bins", defaults.bins as u32, 1..=MOST_BINS as u32)? as usize,
    };
    let result = Object::new();
    for (name, score) in scores(&request.batch(HARD)?, &options)? {
        // Setting a field of a plain new object cannot fail.
        let _ = Reflect::set(
            &result,
            &name.into(),
            &score.map_or(JsValue::NULL, JsValue::from),
        );
    }
    Ok(result.unchecked_into())
}
