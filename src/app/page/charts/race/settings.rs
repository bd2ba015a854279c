//! What is set for a race, and how it is kept.

use leptos::prelude::*;
use loss_playground::config::{Loss, LossConfig};
use loss_playground::descent::{Contender, Plan, Switch};
use serde_json::{Value, json};

use crate::page::canvases::{who_name, who_named};
use crate::page::state::Who;

/// The most steps of a race.
pub(super) const MOST_STEPS: u32 = 100_000;
/// So many points has a curve, at the most.
const POINTS: u32 = 200;

/// What is set for a race.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::page) struct Settings {
    pub plan: Plan,
    /// Who changes the loss on the way.
    pub switches: Option<Who>,
    /// At which step.
    pub switch_at: u32,
    /// To which kind of loss, with its defaults.
    pub switch_to: &'static str,
    pub speed: Speed,
    /// The loss's axis is logarithmic.
    pub log: bool,
}

/// How many steps go by in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::page) enum Speed {
    Steps(u32),
    /// As many as there is time for.
    Most,
}

impl Speed {
    pub(super) const ALL: [Self; 4] = [Self::Steps(1), Self::Steps(4), Self::Steps(16), Self::Most];

    pub(super) fn name(self) -> String {
        match self {
            Self::Steps(steps) => steps.to_string(),
            Self::Most => "most".into(),
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| speed.name() == name)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            plan: Plan::default(),
            switches: None,
            switch_at: 200,
            switch_to: "lovasz_softmax",
            speed: Speed::Steps(4),
            log: false,
        }
    }
}

impl Settings {
    /// The plan of a race on so many images: those held out leave at least one, and the curves have
    /// few enough points to be drawn in no time.
    pub(super) fn plan(&self, images: usize) -> Plan {
        let held_out = match self.plan.model.generalises() {
            true => self.plan.held_out.min(images.saturating_sub(1)),
            false => 0,
        };
        Plan {
            held_out,
            sample_every: self.plan.steps.div_ceil(POINTS),
            ..self.plan.clone()
        }
    }

    /// What someone's race is.
    pub(super) fn contender(&self, who: Who, loss: LossConfig) -> Contender {
        let switch = || {
            Some(Switch {
                at: self.switch_at,
                loss: LossConfig::single(Loss::from_kind(self.switch_to)?),
            })
        };
        // A race that ends before that changes nothing.
        let switches = self.switches == Some(who) && self.switch_at < self.plan.steps;
        Contender {
            then: switches.then(switch).flatten(),
            ..Contender::new(loss)
        }
    }

    pub(in crate::page) fn to_json(&self) -> Value {
        json!({
            "plan": self.plan,
            "switches": self.switches.map(who_name),
            "switch_at": self.switch_at,
            "switch_to": self.switch_to,
            "speed": self.speed.name(),
            "log": self.log,
        })
    }

    /// Takes what makes sense.
    pub(in crate::page) fn from_json(value: &Value) -> Self {
        let start = Self::default();
        let plan = serde_json::from_value(value["plan"].clone()).unwrap_or(start.plan);
        let kind = value["switch_to"].as_str();
        let kind = kind.and_then(|kind| Loss::KINDS.iter().find(|known| **known == kind));
        let at = value["switch_at"]
            .as_u64()
            .and_then(|at| u32::try_from(at).ok());
        Self {
            plan: Plan {
                steps: plan.steps.clamp(1, MOST_STEPS),
                ..plan
            },
            switches: value["switches"].as_str().map(who_named),
            switch_at: at.unwrap_or(start.switch_at),
            switch_to: kind.copied().unwrap_or(start.switch_to),
            speed: value["speed"]
                .as_str()
                .and_then(Speed::named)
                .unwrap_or(start.speed),
            log: value["log"].as_bool().unwrap_or(start.log),
        }
    }
}

/// The race as the rest of the page knows it.
#[derive(Clone, Copy)]
pub(in crate::page) struct RaceView {
    pub settings: RwSignal<Settings>,
    /// Whether it runs.
    pub playing: RwSignal<bool>,
}

impl RaceView {
    pub(in crate::page) fn new() -> Self {
        Self {
            settings: RwSignal::new(Settings::default()),
            playing: RwSignal::new(false),
        }
    }
}
