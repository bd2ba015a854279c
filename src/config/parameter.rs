//! One declaration per parameter, from which everything else about it follows.
//!
//! [`parameters!`](crate::config) declares a struct whose fields are parameters. Serde, validation,
//! the page's controls and its help text all read the resulting [`Parameter`] table; no
//! label, range or default is written a second time.

use serde_json::{Value, json};

/// What a parameter is called, what it means and what it may hold.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The field's name, as in JSON.
    pub name: &'static str,
    /// How formulas write it; empty if they do not.
    pub symbol: &'static str,
    /// What it means, in a sentence or two.
    pub doc: &'static str,
    /// What it may hold and how a control offers it.
    pub domain: Domain,
}

/// What a parameter may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Domain {
    /// A finite number of at least `least`; a slider runs up to `most` in steps of `step`.
    Number {
        /// The smallest value.
        least: f64,
        /// Where a slider ends; larger numbers may be typed.
        most: f64,
        /// A slider's step.
        step: f64,
    },
    /// A whole number from `least` to `most`.
    Integer {
        /// The smallest value.
        least: u32,
        /// The largest value.
        most: u32,
    },
    /// On or off.
    Flag,
    /// One of these names.
    Choice(&'static [&'static str]),
    /// One non-negative number per class, or null for none.
    ClassWeights,
    /// An object of non-negative shares `d`, `i`, `c`; what it leaves out is 0.
    Reduction,
}

/// A type that a parameter can have: how it is read from JSON, and what JSON it becomes.
pub(crate) trait Setting: Sized {
    fn to_json(&self) -> Value;
    fn from_json(value: &Value, domain: Domain) -> Option<Self>;
}

impl Domain {
    /// What is expected, in words.
    pub fn expectation(&self) -> String {
        match *self {
            Self::Number { least, .. } => format!("a finite number of at least {least}"),
            Self::Integer { least, most } => format!("a whole number from {least} to {most}"),
            Self::Flag => "true or false".into(),
            Self::Choice(names) => format!("one of \"{}\"", names.join("\", \"")),
            Self::ClassWeights => "a list with one non-negative number per class, or null".into(),
            Self::Reduction => {
                "an object with non-negative shares \"d\", \"i\", \"c\", one of them above 0".into()
            }
        }
    }
}

/// Whether a number is finite as float32, in which losses are evaluated.
pub(crate) fn is_finite(x: f64) -> bool {
    (x as f32).is_finite()
}

impl Setting for f64 {
    fn to_json(&self) -> Value {
        json!(self)
    }

    fn from_json(value: &Value, domain: Domain) -> Option<Self> {
        let Domain::Number { least, .. } = domain else {
            return None;
        };
        value.as_f64().filter(|x| is_finite(*x) && *x >= least)
    }
}

impl Setting for u32 {
    fn to_json(&self) -> Value {
        json!(self)
    }

    fn from_json(value: &Value, domain: Domain) -> Option<Self> {
        let Domain::Integer { least, most } = domain else {
            return None;
        };
        let number = value.as_f64().filter(|x| x.fract() == 0.0)?;
        (f64::from(least)..=f64::from(most))
            .contains(&number)
            .then_some(number as u32)
    }
}

impl Setting for bool {
    fn to_json(&self) -> Value {
        json!(self)
    }

    fn from_json(value: &Value, _: Domain) -> Option<Self> {
        value.as_bool()
    }
}

impl Setting for Option<Vec<f64>> {
    fn to_json(&self) -> Value {
        json!(self)
    }

    fn from_json(value: &Value, _: Domain) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        value
            .as_array()?
            .iter()
            .map(|x| x.as_f64().filter(|x| is_finite(*x) && *x >= 0.0))
            .collect::<Option<Vec<_>>>()
            .map(Some)
    }
}

/// A struct of parameters, reached by name.
pub(crate) trait Parameters {
    /// The declarations, in the order of the fields.
    fn declared(&self) -> &'static [Parameter];
    /// A parameter's value as JSON.
    fn get(&self, name: &str) -> Option<Value>;
    /// Sets a parameter; `None` if there is none of that name, `Some(false)` if the value does not fit.
    fn set(&mut self, name: &str, value: &Value) -> Option<bool>;
}

/// Declares a struct of parameters: doc, name, type, default, symbol and domain, each once.
macro_rules! parameters {
    (
        $(#[$meta:meta])*
        $name:ident {
            $( $(#[doc = $doc:literal])+ $field:ident: $type:ty = $default:expr, $symbol:literal, $domain:expr; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $field: $type, )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl $crate::config::parameter::Parameters for $name {
            fn declared(&self) -> &'static [$crate::config::Parameter] {
                const DECLARED: &[$crate::config::Parameter] = &[
                    $( $crate::config::Parameter {
                        name: stringify!($field),
                        symbol: $symbol,
                        doc: concat!($($doc),+).trim_ascii(),
                        domain: $domain,
                    }, )*
                ];
                DECLARED
            }

            fn get(&self, name: &str) -> Option<serde_json::Value> {
                use $crate::config::parameter::Setting;
                match name {
                    $( stringify!($field) => Some(self.$field.to_json()), )*
                    _ => None,
                }
            }

            fn set(&mut self, name: &str, value: &serde_json::Value) -> Option<bool> {
                use $crate::config::parameter::Setting;
                match name {
                    $( stringify!($field) => Some(match Setting::from_json(value, $domain) {
                        Some(setting) => {
                            self.$field = setting;
                            true
                        }
                        None => false,
                    }), )*
                    _ => None,
                }
            }
        }
    };
}

/// Declares an enum of named choices that a parameter can hold.
macro_rules! choices {
    (
        $(#[$meta:meta])*
        $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$variant_meta])* $variant, )* }

        impl $name {
            /// The names, as in JSON.
            pub const NAMES: &'static [&'static str] = &[$($text),*];
        }

        impl $crate::config::parameter::Setting for $name {
            fn to_json(&self) -> serde_json::Value {
                match self { $( Self::$variant => $text.into(), )* }
            }

            fn from_json(value: &serde_json::Value, _: $crate::config::Domain) -> Option<Self> {
                match value.as_str()? { $( $text => Some(Self::$variant), )* _ => None }
            }
        }
    };
}

pub(crate) use {choices, parameters};
