//! Points of the curves.

use serde::{Deserialize, Serialize};

use crate::score::Brief;

/// How a contender stands after so many steps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The steps that are done.
    pub step: u32,
    /// On the images that are learned from.
    pub training: Reached,
    /// On those that are held out, if any are.
    pub held_out: Option<Reached>,
}

/// What a contender has reached after these steps.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// Its loss, that of the next step where losses are switched.
    #[serde(with = "number")]
    pub loss: f64,
    /// Its scores; a soft label is taken for its most probable classes.
    pub scores: Brief,
}

/// A number as text, for JSON has no infinity.
mod number {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(x)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_keep_their_numbers_as_json() {
        for loss in [0.1 + 0.2, f64::MIN_POSITIVE, f64::INFINITY] {
            let reached = Reached {
                loss,
                scores: Brief::default(),
            };
            let sample = Sample {
                step: 7,
                training: reached,
                held_out: Some(reached),
            };
            let text = serde_json::to_string(&sample).expect("text");
            assert_eq!(serde_json::from_str::<Sample>(&text).ok(), Some(sample));
        }
    }
}
