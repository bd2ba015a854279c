//! The CPU engine against reference implementations, in f64 and in f32.

mod common;

use common::{GRADIENT_F32, GRADIENT_F64, VALUE_F32, VALUE_F64, golden};
use loss_playground::loss::evaluate;

fn check(file: &str, expected_cases: usize) {
    let cases = golden(file);
    assert_eq!(cases.len(), expected_cases, "{file}.json");
    for case in cases {
        let exact = evaluate(&case.batch::<f64>(), &case.loss()).unwrap();
        case.check(exact.value, &exact.gradient, VALUE_F64, GRADIENT_F64);
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
    check("pointwise", 5);
}

#[test]
fn mixture() {
    check("mixture", 2);
}
