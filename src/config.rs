//! What a loss is: a weighted sum of terms, each a kind with its parameters.
//!
//! ```
//! use loss_playground::config::LossConfig;
//!
//! let loss: LossConfig = serde_json::from_str(
//!     r#"{"terms": [{"kind": "cross_entropy", "weight": 0.25},
//!                   {"kind": "jaccard", "weight": 0.75, "smooth": 1}]}"#,
//! )?;
//! assert_eq!(loss.terms[1].loss.get("smooth"), Some(1.0.into()));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod check;
mod generalized_dice;
mod kind;
mod lovasz;
pub(crate) mod parameter;
mod pointwise;
pub mod preset;
mod region;
pub mod typescript;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use generalized_dice::{GeneralizedDice, Weighting};
pub use kind::Loss;
pub use lovasz::{LovaszClasses, LovaszHinge, LovaszSoftmax};
pub use parameter::{Domain, Parameter};
use parameter::{Setting, is_finite};
pub use pointwise::{Focal, KlDivergence, Lp};
pub use region::{Classes, ErrorWeights, Overlap, Reduction, Region, SmoothIn};

use crate::error::{Error, Result};

/// A loss: the weighted sum of its terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "Value", try_from = "Value")]
pub struct LossConfig {
    /// At least one term.
    pub terms: Vec<Term>,
}

/// One term of a loss.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Its factor in the sum.
    pub weight: f64,
    /// Its kind and parameters.
    pub loss: Loss,
}

impl Term {
    /// The declaration of [`Term::weight`].
    pub const WEIGHT: Parameter = Parameter {
        name: "weight",
        symbol: "λ",
        doc: "The term's factor in the sum.",
        domain: Domain::Number {
            least: 0.0,
            most: 1.0,
            step: 0.05,
        },
    };

    /// A term of weight 1.
    pub fn new(loss: Loss) -> Self {
        Self { weight: 1.0, loss }
    }

    /// What a value of its loss adds to the sum: nothing where the weight is 0, even if it is infinite.
    pub(crate) fn weighted(&self, value: f64) -> f64 {
        match self.weight {
            0.0 => 0.0,
            weight => weight * value,
        }
    }

    /// Sets the weight or a parameter of the loss.
    ///
    /// # Errors
    /// As [`Loss::set`].
    pub fn set(&mut self, name: &str, value: &Value) -> Result<()> {
        if name == Self::WEIGHT.name {
            self.weight = Setting::from_json(value, Self::WEIGHT.domain)
                .ok_or_else(|| rejected(&Self::WEIGHT, value))?;
            return Ok(());
        }
        self.loss.set(name, value)
    }

    fn to_object(&self) -> Map<String, Value> {
        let mut object = Map::new();
        object.insert("kind".into(), self.loss.kind().into());
        object.insert(Self::WEIGHT.name.into(), self.weight.into());
        for parameter in self.loss.parameters() {
            object.insert(
                parameter.name.into(),
                self.loss.get(parameter.name).unwrap_or_default(),
            );
        }
        object
    }

    fn from_object(object: &Map<String, Value>) -> Result<Self> {
        let kinds = || Loss::KINDS.join("\", \"");
        let kind = object.get("kind").ok_or_else(|| {
            Error::field("kind", format!("missing; expected one of \"{}\"", kinds()))
        })?;
        let loss = kind.as_str().and_then(Loss::from_kind).ok_or_else(|| {
            Error::field(
                "kind",
                format!(
                    "{kind} is not a kind of loss; expected one of \"{}\"",
                    kinds()
                ),
            )
        })?;
        let mut term = Self::new(loss);
        for (name, value) in object.iter().filter(|(name, _)| *name != "kind") {
            term.set(name, value)?;
        }
        Ok(term)
    }
}

fn rejected(parameter: &Parameter, value: &Value) -> Error {
    let expectation = parameter.domain.expectation();
    // A whole number is quoted as it was typed.
    let whole = |x: &f64| x.fract() == 0.0 && x.abs() < 1e15;
    let whole = value.as_f64().filter(whole);
    let given = whole.map_or_else(|| value.to_string(), |x| x.to_string());
    // A long list would hide what is wrong with it.
    let given = match value.as_array() {
        Some(items) if given.len() > 80 => format!("a list of {} numbers", items.len()),
        _ => given,
    };
    let mut problem = format!("{given} was given, expected {expectation}");
    if is_beyond_float32(value) {
        problem.push_str("; a float32 ends at 3.4e38");
    }
    Error::field(parameter.name, problem)
}

/// Whether a number in it is.
fn is_beyond_float32(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(is_beyond_float32),
        Value::Object(fields) => fields.values().any(is_beyond_float32),
        other => other.as_f64().is_some_and(|x| !is_finite(x)),
    }
}

impl LossConfig {
    /// One term of weight 1.
    pub fn single(loss: Loss) -> Self {
        Self {
            terms: vec![Term::new(loss)],
        }
    }

    /// Reads a configuration; every field is checked by name and domain.
    ///
    /// # Errors
    /// [`Error::Field`] with the path of what is missing, unknown or out of range.
    pub fn from_json(value: &Value) -> Result<Self> {
        let object = value.as_object().ok_or_else(|| {
            let given = match value {
                Value::Null => "missing;".into(),
                other => format!("{other} was given,"),
            };
            Error::field(
                "loss",
                format!(
                    "{given} expected an object such as {{\"terms\": [{{\"kind\": \"jaccard\"}}]}}"
                ),
            )
        })?;
        if let Some(unknown) = object.keys().find(|name| *name != "terms") {
            return Err(Error::field(
                format!("loss.{unknown}"),
                "no such field; a loss has only \"terms\"",
            ));
        }
        let terms = object
            .get("terms")
            .and_then(Value::as_array)
            .filter(|terms| !terms.is_empty())
            .ok_or_else(|| {
                Error::field(
                    "loss.terms",
                    "expected a list of at least one term, such as [{\"kind\": \"jaccard\"}]",
                )
            })?;
        let term = |(i, term): (usize, &Value)| {
            let path = format!("loss.terms[{i}]");
            let object = term.as_object().ok_or_else(|| {
                Error::field(
                    path.as_str(),
                    format!("{term} was given, expected an object with a \"kind\""),
                )
            })?;
            Term::from_object(object).map_err(|error| error.under(&path))
        };
        Ok(Self {
            terms: terms.iter().enumerate().map(term).collect::<Result<_>>()?,
        })
    }
}

impl From<LossConfig> for Value {
    fn from(loss: LossConfig) -> Self {
        serde_json::json!({ "terms": loss.terms.iter().map(Term::to_object).collect::<Vec<_>>() })
    }
}

impl TryFrom<Value> for LossConfig {
    type Error = Error;

    fn try_from(value: Value) -> Result<Self> {
        Self::from_json(&value)
    }
}
