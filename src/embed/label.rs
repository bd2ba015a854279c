//! `softenLabel()`.

use std::future::ready;

use js_sys::Float32Array;
use wasm_bindgen::prelude::*;

use super::answer::Answer;
use super::float32_array;
use super::request::{HARD, Request};
use super::types::SoftenLabelRequest;
use crate::error::{Error, Result};
use crate::label::{self, Rule};

/// A soft label `[B, C, H, W]` from hard ones; void pixels are zero.
#[wasm_bindgen(js_name = softenLabel, unchecked_return_type = "Promise<Float32Array>")]
pub fn soften_label(request: SoftenLabelRequest) -> Answer {
    Answer::new(ready(soft_label(&request)))
}

fn soft_label(request: &JsValue) -> Result<Float32Array> {
    const COMMON: [&str; 3] = ["shape", "ignore_index", "method"];
    const METHODS: [(&str, &[&str]); 4] = [
        ("smoothing", &["label", "epsilon"]),
        ("boundary_smoothing", &["label", "k", "epsilon"]),
        (
            "distillation",
            &["label", "teacher_logits", "temperature", "label_share"],
        ),
        ("raters", &["labels", "rule", "weights"]),
    ];
    let mut all = COMMON.to_vec();
    for field in METHODS.iter().flat_map(|(_, fields)| *fields) {
        if !all.contains(field) {
            all.push(field);
        }
    }
    let given = Request::new(request, &all)?.text("method")?;
    let method = METHODS
        .iter()
        .find(|(name, _)| given.as_deref() == Some(name));
    let (method, own) = method.ok_or_else(|| {
        let names = METHODS.map(|(name, _)| name).join("\", \"");
        let given = given.map_or("missing;".into(), |given| format!("{given:?} was given,"));
        Error::field("method", format!("{given} expected one of \"{names}\""))
    })?;
    let request = Request::new(request, &[&COMMON[..], *own].concat())?;
    let shape = request.shape()?;
    let [_, classes, ..] = shape;
    let void = request.ignore_index()?;
    let label = || {
        let label = request.hard_label(shape)?;
        label.ok_or_else(|| Error::field("label", format!("missing; expected {}", HARD.value)))
    };
    let soft = match *method {
        "smoothing" => label::smoothing(
            &label()?,
            classes,
            void,
            request.number("epsilon", label::SMOOTHING_EPSILON)?,
        )?,
        "boundary_smoothing" => {
            let k = request.count("k", label::BOUNDARY_WIDTH, 1..=u32::MAX)? as usize;
            label::boundary_smoothing(
                &label()?,
                classes,
                void,
                k,
                request.number("epsilon", label::BOUNDARY_EPSILON)?,
            )?
        }
        "distillation" => label::distillation(
            &request.floats("teacher_logits", shape)?,
            request.hard_label(shape)?.as_ref(),
            void,
            request.number("temperature", label::TEMPERATURE)?,
            request.number("label_share", label::LABEL_SHARE)?,
        )?,
        _ => label::raters(
            &request.hard_labels("labels", shape)?,
            classes,
            void,
            &rule(&request)?,
        )?,
    };
    float32_array(&soft)
}

fn rule(request: &Request) -> Result<Rule> {
    let weights = request.numbers("weights")?;
    let rule = request.text("rule")?;
    match (rule.as_deref().unwrap_or("uniform"), weights) {
        ("uniform", None) => Ok(Rule::Uniform),
        ("majority", None) => Ok(Rule::Majority),
        ("weighted", Some(weights)) => Ok(Rule::Weighted(weights)),
        ("weighted", None) => Err(Error::field(
            "weights",
            "missing; a weighted rule needs one number per rater",
        )),
        ("uniform" | "majority", Some(_)) => Err(Error::field(
            "weights",
            "only a weighted rule has weights; set rule to \"weighted\" or leave them out",
        )),
        (other, _) => Err(Error::field(
            "rule",
            format!("{other:?} was given, expected \"uniform\", \"majority\" or \"weighted\""),
        )),
    }
}
