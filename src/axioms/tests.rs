use ndarray::Array2;
use serde_json::{Value, json};

use super::*;
use crate::config::LossConfig;

fn loss(terms: Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

const SETS: Space = Space {
    pixels: 2,
    classes: 1,
    soft: false,
};

fn searched(terms: Value, space: Space, count: u64) -> Search {
    let mut search = Search::new(Judge::new(&loss(terms), space).unwrap(), 7);
    search.advance(count);
    search
}

fn extents(search: &Search) -> [f64; 4] {
    Axiom::ALL.map(|axiom| search.worst(axiom).map_or(0.0, |worst| worst.extent))
}

#[test]
fn dice_breaks_the_triangle_inequality_and_nothing_else() {
    let [reflexivity, positivity, symmetry, triangle] = extents(&searched(
        json!([{"kind": "dice", "smooth": 0, "classes": "all"}]),
        SETS,
        1000,
    ));
    assert_eq!([reflexivity, positivity, symmetry], [0.0; 3]);
    approx::assert_abs_diff_eq!(triangle, 1.0 / 3.0, epsilon = 1e-12);
}

#[test]
fn jaccard_breaks_none_on_sets_and_on_soft_maps_of_any_size() {
    for pixels in [1, 2, 5, 8] {
        for classes in [1, 3] {
            for soft in [false, true] {
                let space = Space {
                    pixels,
                    classes,
                    soft,
                };
                let jaccard = json!([{"kind": "jaccard", "classes": "all"}]);
                let search = searched(jaccard, space, 4000);
                assert_eq!(extents(&search), [0.0; 4], "{space:?}");
                assert_eq!(search.tried(), 4000);
            }
        }
    }
}

#[test]
fn of_hard_maps_only_the_present_classes_count_unless_all_are_asked_for() {
    let two_pixels = Space { classes: 3, ..SETS };
    let judge = Judge::new(&loss(json!([{"kind": "jaccard"}])), two_pixels).unwrap();
    // Classes 0 and 1, against class 0 twice: only the first label has class 1.
    let map = |classes: [usize; 2]| {
        Array2::from_shape_fn((3, 2), |(c, pixel)| f64::from(c == classes[pixel]))
    };
    let triple = Triple {
        maps: [map([0, 1]), map([0, 0]), map([0, 0])],
    };
    for values in [judge.glance(&triple), judge.values(&triple)] {
        let [half, missed] = [1.0 - 1.001 / 2.001, 1.0 - 0.001 / 1.001];
        approx::assert_abs_diff_eq!(values.ab, half, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(values.ba, (half + missed) / 2.0, epsilon = 1e-12);
    }
    let mut search = Search::new(judge, 7);
    search.advance(1000);
    assert!(search.worst(Axiom::Symmetry).is_some());
}

#[test]
fn the_product_form_is_not_reflexive_on_soft_maps() {
    let soft = Space {
        pixels: 1,
        soft: true,
        ..SETS
    };
    // 1 − y/(2 − y) is largest near y = 0, where its levels end.
    let search = searched(
        json!([{"kind": "jaccard", "overlap": "product", "smooth": 0}]),
        soft,
        20_000,
    );
    let y = 1.0 / 256.0;
    let [reflexivity, ..] = extents(&search);
    approx::assert_abs_diff_eq!(reflexivity, 1.0 - y / (2.0 - y), epsilon = 1e-12);
    // On sets it is the same as the norm form.
    let sets = searched(
        json!([{"kind": "jaccard", "overlap": "product", "classes": "all"}]),
        SETS,
        2000,
    );
    assert_eq!(extents(&sets), [0.0; 4]);
}

#[test]
fn tversky_is_not_symmetric_and_without_alpha_not_positive() {
    let tversky =
        json!([{"kind": "tversky", "alpha": 0.3, "beta": 0.7, "smooth": 0, "classes": "all"}]);
    let [.., symmetry, triangle] = extents(&searched(tversky, SETS, 1000));
    // One pixel against two: 0.7/1.7 against 0.3/1.3.
    approx::assert_abs_diff_eq!(symmetry, 0.7 / 1.7 - 0.3 / 1.3, epsilon = 1e-12);
    assert!(triangle > 0.0);
    // A prediction of everything costs nothing.
    let free = json!([{"kind": "tversky", "alpha": 0, "beta": 1, "smooth": 0, "classes": "all"}]);
    let [_, positivity, ..] = extents(&searched(free, SETS, 1000));
    assert_eq!(positivity, 1.0, "both pixels wrong, and the label empty");
}

#[test]
fn cross_entropy_is_no_metric_at_all() {
    let space = Space {
        pixels: 1,
        classes: 2,
        soft: true,
    };
    let search = searched(json!([{"kind": "cross_entropy"}]), space, 20_000);
    let [reflexivity, positivity, symmetry, triangle] = extents(&search);
    // The entropy of a fair coin.
    approx::assert_abs_diff_eq!(reflexivity, 2f64.ln(), epsilon = 1e-4);
    assert_eq!(positivity, 0.0);
    assert!(symmetry > 1.0 && triangle > 1.0);
    let worst = search.worst(Axiom::Triangle).unwrap();
    assert!(
        [worst.values.ac, worst.values.ab, worst.values.bc]
            .iter()
            .all(|value| value.is_finite())
    );
    // The absolute error is one.
    assert_eq!(
        extents(&searched(json!([{"kind": "lp"}]), space, 5000)),
        [0.0; 4]
    );
    let [.., triangle] = extents(&searched(json!([{"kind": "lp", "p": 2}]), space, 5000));
    // (1, 0), (½, ½), (0, 1): 2 > ½ + ½.
    approx::assert_abs_diff_eq!(triangle, 1.0, epsilon = 0.01);
}

#[test]
fn lovasz_is_searched_on_hard_maps() {
    let space = Space {
        pixels: 3,
        classes: 2,
        soft: false,
    };
    let all = json!([{"kind": "lovasz_softmax", "classes": "all"}]);
    assert_eq!(extents(&searched(all.clone(), space, 3000)), [0.0; 4]);
    let refused = Judge::new(
        &loss(all),
        Space {
            soft: true,
            ..space
        },
    )
    .unwrap_err();
    assert!(refused.to_string().contains("hard label"), "{refused}");
    // Of present classes alone, it does not see what else is predicted.
    let present = json!([{"kind": "lovasz_softmax"}]);
    let [_, _, symmetry, _] = extents(&searched(present, space, 3000));
    assert!(symmetry > 0.0);
}

#[test]
fn a_glance_is_what_the_oracle_says() {
    let mixture = json!([{"kind": "cross_entropy", "weight": 0.25}, {"kind": "jaccard", "weight": 0.75},
        {"kind": "dice", "norm": 2, "gamma": 2, "classes": "present"}, {"kind": "generalized_dice"},
        {"kind": "tversky", "log_loss": true, "class_weights": [1, 2, 3], "shards": 4},
        {"kind": "cosine"}, {"kind": "jaccard", "classes": "agnostic", "reduction": {"i": 2}}]);
    let space = Space {
        pixels: 4,
        classes: 3,
        soft: true,
    };
    let judge = Judge::new(&loss(mixture), space).unwrap();
    for number in 0..200 {
        let triple = Triple::draw(space, 3, number);
        let (fast, exact) = (judge.glance(&triple), judge.values(&triple));
        for (fast, exact) in [
            (fast.aa, exact.aa),
            (fast.ab, exact.ab),
            (fast.ac, exact.ac),
        ] {
            assert!(
                fast == exact || (fast - exact).abs() < 1e-12 * exact.abs(),
                "{fast} {exact}"
            );
        }
    }
}

#[test]
fn suspects_count_only_once_they_are_confirmed() {
    let jaccard = json!([{"kind": "jaccard", "classes": "all"}]);
    let mut innocent = searched(jaccard, SETS, 0);
    innocent.take(64, 0..64);
    assert_eq!((extents(&innocent), innocent.tried()), ([0.0; 4], 64));
    let found = searched(json!([{"kind": "dice"}]), SETS, 500);
    let worst = found.worst(Axiom::Triangle).unwrap();
    let mut told = searched(json!([{"kind": "dice"}]), SETS, 0);
    told.take(500, [worst.number]);
    assert_eq!(told.worst(Axiom::Triangle), Some(worst));
}

#[test]
fn triples_are_all_there_is_and_follow_from_seed_and_number() {
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..2000 {
        let maps = Triple::draw(SETS, 1, number).maps;
        seen.insert(maps.iter().flatten().map(|x| *x as u8).collect::<Vec<_>>());
    }
    assert_eq!(seen.len(), 64);
    let soft = Space {
        pixels: 8,
        classes: 5,
        soft: true,
    };
    assert_ne!(Triple::draw(soft, 1, 1), Triple::draw(soft, 2, 1));
    assert_ne!(Triple::draw(soft, 1, 1), Triple::draw(soft, 1, 1 | 1 << 32));
    for number in 0..100 {
        for map in Triple::draw(soft, 1, number).maps {
            assert!(map.columns().into_iter().all(|pixel| pixel.sum() == 1.0));
        }
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |terms, space| Judge::new(&loss(terms), space).unwrap_err().to_string();
    let message = refused(json!([{"kind": "cross_entropy"}]), SETS);
    assert!(message.contains("two classes or more"), "{message}");
    let many = Space { pixels: 9, ..SETS };
    let message = refused(json!([{"kind": "dice"}]), many);
    assert!(message.contains("1 to 8 pixels"), "{message}");
    // More than a random number chooses from.
    for classes in [0, 1 << 16] {
        let message = refused(json!([{"kind": "dice"}]), Space { classes, ..SETS });
        assert!(message.contains("1 to 65535 classes"), "{message}");
    }
    let weights = json!([{"kind": "dice", "class_weights": [1, 2]}]);
    assert!(
        Judge::new(&loss(weights.clone()), SETS).is_ok(),
        "one class has no weights"
    );
    let three = Space { classes: 3, ..SETS };
    assert!(refused(weights, three).contains("class_weights"));
}
