//! The questions people ask of these losses, each with a scene, losses and an experiment that answer it.
//!
//! An answer says what is claimed, a doubt under which condition it holds; `tests/lessons.rs` computes
//! what of it can be computed.

mod list;

use serde_json::{Value, json};

use crate::config::LossConfig;
use crate::error::Result;
use crate::scene::Gallery;
use crate::scene::preset::Preset;
pub use list::LESSONS;

/// The side of a lesson's images: what its texts say is computed at this size.
const SIDE: usize = 64;

/// What every lesson sets, unless it says otherwise.
const COMMON: &str = r#"{
    "shown": "0", "prediction": "all", "gradient": "all", "compare": {"open": false},
    "chart": {}, "path": {}, "landscape": {}, "sweep": {}, "reductions": {}, "axioms": {}, "vector": {}, "race": {}
}"#;

/// A question, and what to look at.
#[derive(Debug)]
pub struct Lesson {
    /// Its name in an address, in kebab case.
    pub id: &'static str,
    /// What people ask.
    pub question: &'static str,
    /// What papers and libraries say, and where to see it.
    pub answer: &'static str,
    /// When it does not hold, and what to change to see that.
    pub doubt: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// The id of the scene.
    preset: &'static str,
    /// The contenders' terms, each a JSON list.
    losses: &'static [&'static str],
    /// The experiment and how it is set, as in a file of the page's state: a JSON object.
    view: &'static str,
}

impl Lesson {
    /// The lesson of that id.
    pub fn find(id: &str) -> Option<&'static Self> {
        LESSONS.iter().find(|lesson| lesson.id == id)
    }

    /// The scene it starts from.
    pub fn preset(&self) -> &'static Preset {
        // Every lesson's scene is there, as a test makes sure of.
        Preset::find(self.preset).unwrap_or(&crate::scene::preset::PRESETS[0])
    }

    /// The images.
    pub fn gallery(&self) -> Gallery {
        self.preset().gallery(SIDE)
    }

    /// The losses to compare.
    ///
    /// ```
    /// use loss_playground::lesson::Lesson;
    ///
    /// let losses = Lesson::find("lovasz").unwrap().losses()?;
    /// assert_eq!(losses.len(), 2);
    /// # Ok::<(), loss_playground::Error>(())
    /// ```
    ///
    /// # Errors
    /// If one of them is no loss, which no lesson's is.
    pub fn losses(&self) -> Result<Vec<LossConfig>> {
        let loss = |terms: &&str| LossConfig::from_json(&json!({ "terms": parsed(terms) }));
        self.losses.iter().map(loss).collect()
    }

    /// Everything that it sets on the page, as in a file of the page's state but for the painting.
    pub fn settings(&self) -> Value {
        let losses = self.losses().unwrap_or_default();
        let contender = |(slot, loss)| json!({ "slot": slot, "loss": Value::from(loss) });
        let contenders: Vec<Value> = losses.into_iter().enumerate().map(contender).collect();
        let mut settings = parsed(COMMON);
        let own = json!({ "lesson": self.id, "preset": self.preset, "contenders": contenders });
        merge(&mut settings, own);
        merge(&mut settings, parsed(self.view));
        settings
    }
}

/// Takes over the fields of another object, those of objects in it one by one.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (field, value) in from {
                merge(into.entry(field).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

/// A piece of JSON.
fn parsed(text: &str) -> Value {
    // All of it is JSON, as a test makes sure of.
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_lessons_set_is_json() {
        assert!(parsed(COMMON).is_object());
    }

    #[test]
    fn every_lesson_is_complete_and_fits_its_scene() {
        for (i, lesson) in LESSONS.iter().enumerate() {
            let id = lesson.id;
            let first = LESSONS.iter().position(|other| other.id == id);
            assert_eq!(first, Some(i), "{id} is there twice");
            assert!(lesson.question.ends_with('?'), "{id}");
            assert_eq!(lesson.preset().id, lesson.preset, "{id}");
            let batch = lesson.gallery().batch().expect("a batch");
            let losses = lesson.losses().expect("losses");
            assert!((1..=4).contains(&losses.len()), "{id}");
            for loss in losses {
                loss.check(batch.layout()).expect("a loss that fits");
            }
            let settings = lesson.settings();
            assert!(settings["experiment"].is_string(), "{id}");
        }
    }
}
