//! What can be chosen, by name, and what can be typed.

use loss_playground::descent::{Model, Optimiser, Schedule, Start};
use loss_playground::scene::Gallery;

use super::settings::{MOST_STEPS, Settings};
use crate::page::controls::Options;
use crate::page::text::race as text;

pub(super) const OPTIMISERS: [(Optimiser, &str, &str); 3] = [
    (Optimiser::GradientDescent, "sgd", text::GRADIENT_DESCENT),
    (Optimiser::MOMENTUM, "momentum", text::MOMENTUM),
    (Optimiser::ADAM, "adam", text::ADAM),
];
pub(super) const SCHEDULES: [(Schedule, &str, &str); 3] = [
    (Schedule::Constant, "constant", text::CONSTANT),
    (Schedule::Poly, "poly", text::POLY),
    (Schedule::HalfTheSteps, "half", text::HALF),
];
pub(super) const MODELS: [(&str, &str); 3] = [
    ("free", text::FREE),
    ("bumps", text::BUMPS),
    ("shared", text::SHARED),
];
pub(super) const STARTS: [(&str, &str); 3] = [
    ("prediction", text::FROM_PREDICTION),
    ("zeros", text::FROM_ZEROS),
    ("noise", text::FROM_NOISE),
];
/// The bumps of a model that has none yet.
pub(super) const BUMPS: u32 = 16;

pub(super) fn optimiser_name(optimiser: Optimiser) -> &'static str {
    let known = OPTIMISERS.iter().find(|(known, ..)| *known == optimiser);
    known.map_or("", |(_, name, _)| name)
}

pub(super) fn schedule_name(schedule: Schedule) -> &'static str {
    let known = SCHEDULES.iter().find(|(known, ..)| *known == schedule);
    known.map_or("", |(_, name, _)| name)
}

pub(super) fn model_name(model: Model) -> &'static str {
    match model {
        Model::FreeLogits => "free",
        Model::RadialBasis { shared: false, .. } => "bumps",
        Model::RadialBasis { shared: true, .. } => "shared",
    }
}

pub(super) fn start_name(start: Start) -> &'static str {
    match start {
        Start::Prediction => "prediction",
        Start::Zeros => "zeros",
        Start::Noise { .. } => "noise",
    }
}

pub(super) fn bumps(settings: &Settings) -> u32 {
    match settings.plan.model {
        Model::FreeLogits => BUMPS,
        Model::RadialBasis { k, .. } => k,
    }
}

pub(super) fn named(choices: &[(&str, &str)]) -> Options {
    let choice = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    choices.iter().map(choice).collect()
}

/// A number that is typed: its field, what it may be, and where it is kept.
pub(super) struct Number {
    pub(super) label: &'static str,
    pub(super) testid: &'static str,
    pub(super) allowed: Allowed,
    pub(super) get: fn(&Settings) -> f64,
    pub(super) set: fn(&mut Settings, f64),
}

/// What a number may be.
#[derive(Clone, Copy)]
pub(super) enum Allowed {
    Positive,
    /// A whole one, from the first to the last.
    Whole(u32, u32),
}

impl Allowed {
    pub(super) fn contains(self, number: f64) -> bool {
        match self {
            Self::Positive => number > 0.0,
            Self::Whole(least, most) => {
                number.fract() == 0.0 && (f64::from(least)..=f64::from(most)).contains(&number)
            }
        }
    }
}

pub(super) const RATE: Number = Number {
    label: text::RATE,
    testid: "race-rate",
    allowed: Allowed::Positive,
    get: |settings| settings.plan.rate,
    set: |settings, rate| settings.plan.rate = rate,
};
pub(super) const STEPS: Number = Number {
    label: text::STEPS,
    testid: "race-steps",
    allowed: Allowed::Whole(1, MOST_STEPS),
    get: |settings| settings.plan.steps.into(),
    set: |settings, steps| settings.plan.steps = steps as u32,
};
pub(super) const K: Number = Number {
    label: text::K,
    testid: "race-k",
    allowed: Allowed::Whole(1, Model::MOST_BUMPS),
    get: |settings| bumps(settings).into(),
    set: |settings, bumps| {
        if let Model::RadialBasis { k, .. } = &mut settings.plan.model {
            *k = bumps as u32;
        }
    },
};
pub(super) const SEED: Number = Number {
    label: text::SEED,
    testid: "race-seed",
    allowed: Allowed::Whole(0, u32::MAX),
    get: |settings| match settings.plan.start {
        Start::Noise { seed } => seed.into(),
        Start::Prediction | Start::Zeros => 0.0,
    },
    set: |settings, seed| settings.plan.start = Start::Noise { seed: seed as u32 },
};
pub(super) const HELD_OUT: Number = Number {
    label: text::HELD_OUT,
    testid: "race-held-out",
    // One at least is learned from; those that are not there are not missed.
    allowed: Allowed::Whole(0, *Gallery::IMAGES.end() as u32 - 1),
    get: |settings| settings.plan.held_out as f64,
    set: |settings, images| settings.plan.held_out = images as usize,
};
pub(super) const SWITCH_AT: Number = Number {
    label: text::SWITCH_AT,
    testid: "race-switch-at",
    allowed: Allowed::Whole(0, MOST_STEPS),
    get: |settings| settings.switch_at.into(),
    set: |settings, step| settings.switch_at = step as u32,
};
