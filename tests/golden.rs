//! The CPU engine against reference implementations, in f64 and in f32.
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

mod common;

use common::{GRADIENT_F32, GRADIENT_F64, VALUE_F32, VALUE_F64, golden};
use loss_playground::loss::evaluate;

fn check(file: &str, expected_cases: usize) {
    check_within(file, expected_cases, VALUE_F64, GRADIENT_F64);
}

fn check_within(file: &str, expected_cases: usize, value_error: f64, gradient_error: f64) {
    let cases = golden(file);
    assert_eq!(cases.len(), expected_cases, "{file}.json");
    for case in cases {
        let exact = evaluate(&case.batch::<f64>(), &case.loss()).unwrap();
        case.check(exact.value, &exact.gradient, value_error, gradient_error);
        let single = evaluate(&case.batch::<f32>(), &case.loss()).unwrap();
        case.check(single.value, &single.gradient, VALUE_F32, GRADIENT_F32);
    }
}

#[test]
fn region() {
    check("region", 52);
}

#[test]
fn product() {
    check("product", 7);
}

#[test]
fn shards() {
    check("shards", 2);
}

#[test]
fn pointwise() {
    check("pointwise", 12);
}

#[test]
fn mixture() {
    check("mixture", 4);
}

#[test]
fn generalized_dice() {
    // The reference rounds the classes' weights to f32.
    check_within("generalized_dice", 6, 1e-7, 1e-7);
}

#[test]
fn lovasz() {
    check("lovasz", 8);
}
