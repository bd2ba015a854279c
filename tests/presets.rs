//! The presets against the formulas of the libraries whose names they bear; `fixtures/presets.py`
//! writes these out.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use std::collections::BTreeSet;

use common::{Case, GRADIENT_F64, VALUE_F64};
use loss_playground::config::preset::{PRESETS, Preset};
use loss_playground::config::{Loss, LossConfig};
use loss_playground::loss::evaluate;
use serde::Deserialize;

#[derive(Deserialize)]
struct PresetCase {
    preset: String,
    #[serde(flatten)]
    case: Case,
}

#[test]
fn to_the_digit() {
    let cases: Vec<PresetCase> =
        serde_json::from_str(include_str!("fixtures/presets.json")).unwrap();
    let mut checked = BTreeSet::new();
    for PresetCase { preset, case } in &cases {
        let batch = case.batch::<f64>();
        let loss = Preset::find(preset).unwrap().loss(batch.layout().classes);
        let found = evaluate(&batch, &loss).unwrap();
        case.check(found.value, &found.gradient, VALUE_F64, GRADIENT_F64);
        checked.insert(preset.as_str());
    }
    let all: BTreeSet<_> = PRESETS.iter().map(|preset| preset.id).collect();
    assert_eq!(checked, all);
}

#[test]
fn libraries_stand_together_and_ids_once() {
    let ids: BTreeSet<_> = PRESETS.iter().map(|preset| preset.id).collect();
    assert_eq!(ids.len(), PRESETS.len());
    let mut libraries: Vec<_> = PRESETS.iter().map(|preset| preset.library).collect();
    libraries.dedup();
    let distinct: BTreeSet<_> = libraries.iter().collect();
    assert_eq!(libraries.len(), distinct.len());
}

#[test]
fn a_preset_is_found_as_long_as_nothing_is_changed() {
    for preset in PRESETS {
        for classes in 2..=8 {
            let loss = preset.loss(classes);
            let found = Preset::of(&loss, classes).unwrap();
            assert!(found.is(&loss, classes), "{}", preset.id);
            // Written and read back, as in a session or in a request.
            let read = LossConfig::from_json(&loss.clone().into()).unwrap();
            assert!(preset.is(&read, classes), "{}", preset.id);
            let mut changed = loss;
            changed.terms[0].weight *= 0.9;
            assert!(!preset.is(&changed, classes), "{}", preset.id);
        }
    }
}

#[test]
fn without_background_there_is_a_weight_for_every_class() {
    let loss = Preset::find("nnunet-dc-ce").unwrap().loss(4);
    let Loss::Dice(region) = &loss.terms[1].loss else {
        panic!("{loss:?}")
    };
    let weights = region.class_weights.as_ref().unwrap();
    assert_eq!(weights[..2], [0.0, 4.0 / 3.0]);
    // Another number of classes is another loss.
    assert!(Preset::of(&loss, 5).is_none());
}
