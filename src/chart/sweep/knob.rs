//! What can be turned about a loss: every numeric parameter, as declared, the shares of its
//! reductions, and the mixture of two terms.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::chart::axis::Scale;
use crate::config::{Domain, LossConfig, Parameter, Reduction, Term};
use crate::error::{Error, Result};

/// Steps of a sweep.
const STEPS: u32 = 40;
/// A logarithmic range goes so many decades beyond the slider at both ends.
const BEYOND: i32 = 3;
/// A slider whose step is so small a part of its range is one of orders of magnitude.
const FINE: f64 = 2e-3;
/// A whole number is tried up to this.
const MOST_WHOLE: u32 = 16;

/// Something to turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knob {
    /// The second of two terms' share of their weights' sum.
    Mix,
    /// A numeric parameter of a term, or its weight.
    Parameter {
        /// The term's place.
        term: usize,
        /// The parameter's name, as in JSON.
        name: &'static str,
    },
    /// One reduction's share of all of a term's; the other two keep their proportion.
    Share {
        /// The term's place.
        term: usize,
        /// The share's name, as in JSON: d, i or c.
        name: &'static str,
    },
}

/// The parameter that holds the shares.
const REDUCTION: &str = "reduction";

impl Knob {
    /// Everything that can be turned about a loss: the mixture if there are two terms, then the terms'
    /// parameters in their order, then the weights.
    ///
    /// ```
    /// use loss_playground::chart::sweep::Knob;
    /// use loss_playground::config::{Loss, LossConfig};
    ///
    /// let focal = LossConfig::single(Loss::from_kind("focal").unwrap());
    /// let names: Vec<_> = Knob::of(&focal).iter().map(Knob::name).collect();
    /// assert_eq!(names, ["gamma", "weight"]);
    /// ```
    pub fn of(loss: &LossConfig) -> Vec<Self> {
        let mix = (loss.terms.len() == 2).then_some(Self::Mix);
        let terms = || loss.terms.iter().enumerate();
        let parameters = terms().flat_map(|(term, own)| {
            let knobs = move |parameter: &Parameter| match parameter.domain {
                Domain::Number { .. } | Domain::Integer { .. } => vec![Self::Parameter {
                    term,
                    name: parameter.name,
                }],
                Domain::Reduction => Reduction::NAMES
                    .map(|name| Self::Share { term, name })
                    .into(),
                Domain::Flag | Domain::Choice(_) | Domain::ClassWeights => Vec::new(),
            };
            own.loss.parameters().flat_map(knobs)
        });
        let weights = terms().map(|(term, _)| Self::Parameter {
            term,
            name: Term::WEIGHT.name,
        });
        mix.into_iter().chain(parameters).chain(weights).collect()
    }

    /// The parameter's or the share's name, as in JSON; "mix" for the mixture.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mix => "mix",
            Self::Parameter { name, .. } | Self::Share { name, .. } => name,
        }
    }

    /// The parameter's declaration; a share and the mixture have none.
    pub fn parameter(&self, loss: &LossConfig) -> Option<&'static Parameter> {
        let Self::Parameter { term, name } = self else {
            return None;
        };
        let declared = loss.terms.get(*term)?.loss.parameters();
        const WEIGHT: &Parameter = &Term::WEIGHT;
        declared
            .chain([WEIGHT])
            .find(|parameter| parameter.name == *name)
    }

    /// How it is set now.
    ///
    /// # Errors
    /// [`Error::Field`] if the loss has nothing of the kind.
    pub fn get(&self, loss: &LossConfig) -> Result<f64> {
        let found = match (self, &loss.terms[..]) {
            (Self::Mix, [first, second]) => {
                let sum = first.weight + second.weight;
                Some(if sum > 0.0 { second.weight / sum } else { 0.5 })
            }
            (Self::Mix, _) => None,
            (Self::Parameter { term, name }, terms) => {
                terms
                    .get(*term)
                    .and_then(|term| match *name == Term::WEIGHT.name {
                        true => Some(term.weight),
                        false => term.loss.get(name).as_ref().and_then(Value::as_f64),
                    })
            }
            (Self::Share { term, name }, terms) => {
                let shares = terms.get(*term).and_then(shares);
                shares.map(|shares| share(&shares, name) / shares.values().sum::<f64>())
            }
        };
        found.ok_or_else(|| self.missing())
    }

    /// Sets it; a mixture keeps the sum of the weights, or makes it 1 if that is 0, and a share that
    /// of the shares. Two other shares that are both 0 become equal.
    ///
    /// # Errors
    /// [`Error::Field`] if the loss has nothing of the kind or the number is out of its range.
    pub fn set(&self, loss: &mut LossConfig, setting: f64) -> Result<()> {
        match (self, &mut loss.terms[..]) {
            (Self::Mix, [first, second]) => {
                let sum = match first.weight + second.weight {
                    0.0 => 1.0,
                    sum => sum,
                };
                first.set(Term::WEIGHT.name, &decimal((1.0 - setting) * sum).into())?;
                second.set(Term::WEIGHT.name, &decimal(setting * sum).into())
            }
            (Self::Mix, _) => Err(self.missing()),
            (Self::Parameter { term, name }, terms) => {
                let term = terms.get_mut(*term).ok_or_else(|| self.missing())?;
                term.set(name, &setting.into())
            }
            (Self::Share { term, name }, terms) => {
                let term = terms.get_mut(*term).ok_or_else(|| self.missing())?;
                let old = shares(term).ok_or_else(|| self.missing())?;
                let sum = old.values().sum::<f64>();
                let others = sum - share(&old, name);
                let part = |other: &str| match (other == *name, others > 0.0) {
                    (true, _) => setting,
                    (false, true) => (1.0 - setting) * share(&old, other) / others,
                    (false, false) => (1.0 - setting) / 2.0,
                };
                let new = Reduction::NAMES.map(|name| (name.to_owned(), (part(name) * sum).into()));
                term.set(REDUCTION, &Value::Object(Map::from_iter(new)))
            }
        }
    }

    fn missing(&self) -> Error {
        Error::field(
            self.name(),
            "the loss has nothing of the kind to sweep; choose one of what `Knob::of` lists",
        )
    }

    /// The scale on which it is best seen: logarithmic for what is a matter of orders of magnitude,
    /// such as smoothing.
    pub fn scale(&self, loss: &LossConfig) -> Scale {
        match self.parameter(loss).map(|parameter| parameter.domain) {
            Some(Domain::Number { most, step, .. }) if step <= FINE * most => Scale::Log,
            _ => Scale::Linear,
        }
    }

    /// Where it is worth trying, in ascending order: the range of its slider, and of the present
    /// setting if that is beyond; on a logarithmic scale three decades further both ways, from below
    /// the slider's step.
    pub fn settings(&self, loss: &LossConfig, scale: Scale) -> Vec<f64> {
        let now = self.get(loss).unwrap_or_default();
        let (least, most, step) = match self.parameter(loss).map(|parameter| parameter.domain) {
            Some(Domain::Number { least, most, step }) => (least, most, step),
            Some(Domain::Integer { least, most }) => {
                let most = most.min(MOST_WHOLE.max(now as u32));
                return (least..=most).map(f64::from).collect();
            }
            _ => (0.0, 1.0, 0.05),
        };
        let part = |i: u32| f64::from(i) / f64::from(STEPS);
        match scale {
            Scale::Linear => {
                let most = most.max(now);
                let even = (0..=STEPS).map(part);
                even.map(|part| least + part * (most - least)).collect()
            }
            Scale::Log => {
                let first = step.log10().floor() as i32 - BEYOND;
                let last = most.max(now).log10().ceil() as i32 + BEYOND;
                let even = (0..=STEPS).map(part);
                let exponents = even.map(|part| f64::from(first) + part * f64::from(last - first));
                let settings = exponents.map(|exponent| 10f64.powf(exponent));
                settings.filter(|setting| *setting >= least).collect()
            }
        }
    }
}

/// The shares of a term's reductions by their names, if it has any.
fn shares(term: &Term) -> Option<BTreeMap<String, f64>> {
    serde_json::from_value(term.loss.get(REDUCTION)?).ok()
}

fn share(shares: &BTreeMap<String, f64>, name: &str) -> f64 {
    shares.get(name).copied().unwrap_or_default()
}

/// A number without the noise of binary fractions: what is left of 0.35 is 0.65 and not 0.65 and 2⁻⁵³.
fn decimal(x: f64) -> f64 {
    format!("{x:.11e}").parse().unwrap_or(x)
}
