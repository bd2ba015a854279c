//! The names of what can be chosen, and what a field's number is taken for.

use loss_playground::descent::{Model, Optimiser, Schedule, Start};

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

/// A whole number between two.
pub(super) fn whole(number: f64, least: u32, most: u32) -> u32 {
    // The cast takes everything below 0 to 0.
    (number.round() as u32).clamp(least, most)
}

pub(super) fn set_rate(settings: &mut Settings, rate: f64) {
    if rate > 0.0 {
        settings.plan.rate = rate;
    }
}

pub(super) fn set_steps(settings: &mut Settings, steps: f64) {
    settings.plan.steps = whole(steps, 1, MOST_STEPS);
}

pub(super) fn set_bumps(settings: &mut Settings, bumps: f64) {
    if let Model::RadialBasis { k, .. } = &mut settings.plan.model {
        *k = whole(bumps, 1, Model::MOST_BUMPS);
    }
}

pub(super) fn seed(settings: &Settings) -> f64 {
    match settings.plan.start {
        Start::Noise { seed } => f64::from(seed),
        Start::Prediction | Start::Zeros => 0.0,
    }
}

pub(super) fn set_seed(settings: &mut Settings, seed: f64) {
    let seed = whole(seed, 0, u32::MAX);
    settings.plan.start = Start::Noise { seed };
}

pub(super) fn set_held_out(settings: &mut Settings, images: f64) {
    settings.plan.held_out = whole(images, 0, 1000) as usize;
}

pub(super) fn set_switch_at(settings: &mut Settings, step: f64) {
    settings.switch_at = whole(step, 0, MOST_STEPS);
}
