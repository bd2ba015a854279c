//! What the lessons say, computed on the scenes that they open: each answer, and the doubt beside it.
#![cfg(feature = "scene")]
#![allow(clippy::unwrap_used, reason = "a test that panics fails")]

use loss_playground::axioms::{Axiom, Judge, Search, Space};
use loss_playground::batch::{Batch, Label, Prediction};
use loss_playground::config::LossConfig;
use loss_playground::descent::{Contender, Plan, Race, Switch};
use loss_playground::lesson::Lesson;
use loss_playground::loss::{evaluate, vector};
use loss_playground::score::{Options, scores};
use ndarray::{Array4, ArrayView3, Axis, Zip};
use serde_json::json;

/// A lesson's batch in f64, and its losses.
fn set_up(id: &str) -> (Batch<f64>, Vec<LossConfig>) {
    let lesson = Lesson::find(id).unwrap();
    let batch = lesson.gallery().batch().unwrap();
    let label = match batch.label() {
        Label::Hard(label) => Label::Hard(label.clone()),
        Label::Soft(label) => Label::Soft(label.mapv(f64::from)),
    };
    let logits = Prediction::Logits(batch.prediction().array().mapv(f64::from));
    let keep = Some(batch.keep().clone());
    let batch = Batch::new(logits, label, keep, None).unwrap();
    (batch, lesson.losses().unwrap())
}

/// A pixel that a lesson's settings name.
fn chosen(id: &str, pointer: &str) -> [usize; 2] {
    let settings = Lesson::find(id).unwrap().settings();
    let pixel = settings.pointer(&format!("/{pointer}")).cloned();
    serde_json::from_value(pixel.unwrap()).unwrap()
}

fn probabilities(batch: &Batch<f64>, x: Array4<f64>) -> Batch<f64> {
    batch.with_prediction(Prediction::Probabilities(x)).unwrap()
}

/// Probabilities as logits, which makes the gradient one by logit.
fn as_logits(batch: &Batch<f64>, x: &Array4<f64>) -> Batch<f64> {
    let logits = Prediction::Logits(x.mapv(f64::ln));
    batch.with_prediction(logits).unwrap()
}

fn loss(terms: serde_json::Value) -> LossConfig {
    LossConfig::from_json(&json!({ "terms": terms })).unwrap()
}

fn cross_entropy() -> LossConfig {
    loss(json!([{ "kind": "cross_entropy" }]))
}

fn value(batch: &Batch<f64>, loss: &LossConfig) -> f64 {
    evaluate(batch, loss).unwrap().value
}

/// The L2 norm of the whole gradient.
fn strength(batch: &Batch<f64>, loss: &LossConfig) -> f64 {
    let gradient = evaluate(batch, loss).unwrap().gradient;
    gradient.mapv(|g| g * g).sum().sqrt()
}

/// Both classes' probabilities of a batch with one pixel at a distance from its label.
fn at_distance(batch: &Batch<f64>, [row, column]: [usize; 2], distance: f64) -> Array4<f64> {
    let mut x = batch.probabilities();
    let y = batch.label_probabilities()[[0, 1, row, column]];
    let own = if y > 0.5 { y - distance } else { y + distance };
    x[[0, 0, row, column]] = 1.0 - own;
    x[[0, 1, row, column]] = own;
    x
}

/// The part of a gradient, `[B, C, H, W]`, on the pixels whose label is a class, as the L2 norm.
fn on_pixels_of(batch: &Batch<f64>, gradient: &Array4<f64>, class: usize) -> f64 {
    let squares = gradient.mapv(|g| g * g).sum_axis(Axis(1));
    let label = batch.label_probabilities();
    (squares * label.index_axis(Axis(1), class)).sum().sqrt()
}

/// The most probable class of every pixel, one-hot.
fn decided(batch: &Batch<f64>) -> Array4<f64> {
    let mut x = batch.probabilities();
    for mut pixel in x.lanes_mut(Axis(1)) {
        let most = pixel.iter().copied().fold(0.0, f64::max);
        pixel.mapv_inplace(|x| if x == most { 1.0 } else { 0.0 });
    }
    x
}

/// Some of the way to the label.
fn on_the_way(batch: &Batch<f64>, left: f64) -> Array4<f64> {
    batch.probabilities() * left + batch.label_probabilities() * (1.0 - left)
}

#[test]
fn cross_entropy_fades_near_a_soft_label_and_jaccard_does_not() {
    let (batch, losses) = set_up("plateau");
    let fades = |pixel: [usize; 2], loss: &LossConfig| {
        let at = |distance| {
            let batch = as_logits(&batch, &at_distance(&batch, pixel, distance));
            let gradient = evaluate(&batch, loss).unwrap().gradient;
            gradient[[0, 1, pixel[0], pixel[1]]].abs()
        };
        at(0.001) / at(0.1)
    };
    let (soft, hard) = (chosen("plateau", "selected"), [32, 32]);
    assert!(fades(soft, &cross_entropy()) < 0.02);
    assert!(fades(soft, &losses[0]) > 0.8);
    // The doubt.
    assert!(fades(hard, &cross_entropy()) < 0.02);
    assert!(fades(hard, &losses[0]) < 0.02);
}

#[test]
fn jaccard_pulls_thin_classes_harder_than_cross_entropy_does() {
    let (batch, losses) = set_up("mix");
    let (road, pole) = (0, 7);
    let by = |loss: &LossConfig| {
        let gradient = evaluate(&batch, loss).unwrap().gradient;
        let pixels = batch.label_probabilities().sum_axis(Axis(0));
        let pixels = |class: usize| pixels.index_axis(Axis(0), class).sum().sqrt();
        let pull = |class| on_pixels_of(&batch, &gradient, class) / pixels(class);
        pull(pole) / pull(road)
    };
    let [entropy, jaccard] = [cross_entropy(), losses[1].clone()].map(|loss| by(&loss));
    assert!(
        (entropy - 1.4).abs() < 0.05 && (jaccard - 3.1).abs() < 0.05,
        "{entropy} {jaccard}"
    );
}

#[test]
fn jaccard_is_twice_as_steep_as_dice_at_the_end_and_less_steep_at_the_start() {
    let (batch, losses) = set_up("iou-or-dice");
    let steeper = |left: f64| {
        let at = probabilities(&batch, on_the_way(&batch, left));
        strength(&at, &losses[0]) / strength(&at, &losses[1])
    };
    assert!((steeper(1e-4) - 2.0).abs() < 0.01, "{}", steeper(1e-4));
    assert!(steeper(1.0) < 0.9, "{}", steeper(1.0));
    // The two scores.
    let one = |loss: &str| loss_of_lesion(&batch, loss);
    let (iou, dice) = (1.0 - one("jaccard"), 1.0 - one("dice"));
    assert!((dice - 2.0 * iou / (1.0 + iou)).abs() < 1e-12);
}

/// A loss of the last class alone.
fn loss_of_lesion(batch: &Batch<f64>, kind: &str) -> f64 {
    let classes = batch.layout().classes;
    let weights: Vec<usize> = (0..classes)
        .map(|c| usize::from(c + 1 == classes))
        .collect();
    let term = json!({ "kind": kind, "smooth": 0, "class_weights": weights });
    classes as f64 * value(batch, &loss(json!([term])))
}

#[test]
fn tversky_weighs_misses_and_false_alarms_apart() {
    let (batch, losses) = set_up("tversky");
    // How hard the lesion is pulled up where it is missed, by how hard it is pushed down where it is not.
    let up_by_down = |loss: &LossConfig| {
        let at = probabilities(&batch, batch.probabilities());
        let gradient = evaluate(&at, loss).unwrap().gradient;
        let [background, lesion] = [0, 1].map(|class| gradient.index_axis(Axis(1), class));
        let on_lesion = &lesion - &background;
        let most = |sign: f64| on_lesion.fold(0.0, |most: f64, g| most.max(sign * g));
        most(-1.0) / most(1.0)
    };
    let [up, down] = [0, 1].map(|i| up_by_down(&losses[i]));
    assert!(up > 3.0 && down < 1.0, "{up} {down}");
    let apart = up / down;
    // The doubt: with both classes, and with both together.
    let with = |alpha: f64, classes: &str| {
        loss(
            json!([{ "kind": "tversky", "alpha": alpha, "beta": 1.0 - alpha, "classes": classes }]),
        )
    };
    let [one, other] = [0.3, 0.7].map(|alpha| up_by_down(&with(alpha, "all")));
    assert!(one / other < 0.7 * apart, "{one} {other} {apart}");
    let [one, other] = [0.3, 0.7].map(|alpha| value(&batch, &with(alpha, "agnostic")));
    assert!((one - other).abs() < 1e-8, "{one} {other}");
}

#[test]
fn product_dice_is_not_content_with_a_soft_label() {
    let (batch, losses) = set_up("soft-labels");
    let y = batch.label_probabilities();
    for pointer in ["selected", "landscape/second"] {
        let [row, column] = chosen("soft-labels", pointer);
        assert_eq!(y[[0, 1, row, column]], 0.5, "the raters disagree there");
    }
    let at_label = probabilities(&batch, y.clone());
    // The taken side is the object's.
    let mut sharp = y.mapv(f64::round);
    let object = sharp.index_axis(Axis(1), 1).mapv(|x| 1.0 - x);
    sharp.index_axis_mut(Axis(1), 0).assign(&object);
    let sharper = probabilities(&batch, sharp);
    let [norm, product] = [0, 1].map(|i| [&at_label, &sharper].map(|b| value(b, &losses[i])));
    assert!(norm[0].abs() < 1e-12 && norm[1] > 0.01, "{norm:?}");
    assert!(product[0] > 0.01 && product[1] < product[0], "{product:?}");
    // The doubt.
    let squares = loss(json!([{ "kind": "dice", "overlap": "product", "norm": 2 }]));
    assert!(value(&at_label, &squares).abs() < 1e-12);
    let (hard, _) = set_up("iou-or-dice");
    let [norm, product] = [0, 1].map(|i| value(&hard, &losses[i]));
    assert!((norm - product).abs() < 1e-12);
}

#[test]
fn squares_fade_near_the_label_and_l1_does_not() {
    let (batch, losses) = set_up("norm");
    let fades = |loss: &LossConfig| {
        let at = |left| strength(&probabilities(&batch, on_the_way(&batch, left)), loss);
        at(0.001) / at(0.1)
    };
    assert!(fades(&losses[0]) > 0.8, "{}", fades(&losses[0]));
    assert!(fades(&losses[1]) < 0.02, "{}", fades(&losses[1]));
}

#[test]
fn in_plain_gradient_descent_squares_come_to_rest_and_l1_does_not() {
    let lesson = Lesson::find("norm").unwrap();
    let plan = lesson.settings()["race"]["plan"].clone();
    let plan: Plan = serde_json::from_value(plan).unwrap();
    let contenders = lesson.losses().unwrap().into_iter().map(Contender::new);
    let batch = lesson.gallery().batch().unwrap();
    let mut race = Race::new(&batch, &plan, contenders.collect()).unwrap();
    race.go_to(plan.steps).unwrap();
    // How much the loss still goes up and down at the end, and where it is.
    let [l1, squares] = [0, 1].map(|contender| {
        let curve = race.curve(contender);
        let last = curve[curve.len() - 10..]
            .iter()
            .map(|sample| sample.training.loss);
        let rises = last
            .clone()
            .zip(last.clone().skip(1))
            .filter(|(a, b)| b > a)
            .count();
        (rises, last.fold(0.0, f64::max))
    });
    assert!(squares.0 == 0 && squares.1 < 1e-3, "{squares:?}");
    assert!(l1.0 > 2 && l1.1 > 1e-2, "{l1:?}");
}

#[test]
fn dice_breaks_the_triangle_inequality_and_jaccard_nothing() {
    let (_, losses) = set_up("metric");
    let broken = |loss: &LossConfig| {
        let space = Space {
            pixels: 2,
            classes: 1,
            soft: true,
        };
        let mut search = Search::new(Judge::new(loss, space).unwrap(), 1);
        search.advance(20_000);
        Axiom::ALL.map(|axiom| search.worst(axiom).map_or(0.0, |worst| worst.extent))
    };
    let of = |term| broken(&loss(json!([term])));
    let [dice, jaccard, product] = [0, 1, 2].map(|i| broken(&losses[i]));
    assert!(
        dice[..3] == [0.0; 3] && (dice[3] - 1.0 / 3.0).abs() < 1e-9,
        "{dice:?}"
    );
    assert_eq!(jaccard, [0.0; 4]);
    let tversky = of(json!({ "kind": "tversky", "alpha": 0.3, "beta": 0.7, "smooth": 0 }));
    assert!(tversky[..2] == [0.0; 2] && tversky[2] > 0.1, "{tversky:?}");
    // The doubt.
    assert!(product[0] > 0.1, "{product:?}");
    let below = of(json!({ "kind": "dice", "smooth": 1, "smooth_in": "denominator" }));
    assert!(below[0] > 0.1, "{below:?}");
    let present = of(json!({ "kind": "dice", "smooth": 0, "classes": "present" }));
    assert!(present[1] > 0.0 && present[2] > 0.0, "{present:?}");
    let both = of(json!({ "kind": "dice", "smooth": 1 }));
    assert!(both[..3] == [0.0; 3] && both[3] < dice[3], "{both:?}");
}

#[test]
fn a_pixel_of_a_small_object_is_pulled_harder_per_image() {
    let (batch, losses) = set_up("per-image");
    let [row, column] = chosen("per-image", "selected");
    let label = batch.label_probabilities();
    let of = |image: usize| {
        assert_eq!(label[[image, 1, row, column]], 1.0, "the object is there");
        let [data_set, each] = [0, 1].map(|i| {
            let gradient = evaluate(&batch, &losses[i]).unwrap().gradient;
            gradient[[image, 1, row, column]]
        });
        each / data_set
    };
    assert!((3.0..4.0).contains(&of(0)), "{}", of(0));
    assert!((0.0..0.5).contains(&of(7)), "{}", of(7));
}

#[test]
fn a_gpu_with_one_image_computes_the_loss_per_image() {
    let (batch, losses) = set_up("multi-gpu");
    let [whole, shards, image] = [0, 1, 2].map(|i| evaluate(&batch, &losses[i]).unwrap());
    assert!((shards.value - image.value).abs() < 1e-12);
    let apart = Zip::from(&shards.gradient)
        .and(&image.gradient)
        .fold(0.0, |most: f64, a, b| most.max((a - b).abs()));
    assert!(apart < 1e-15, "{apart}");
    let by = |shards: u32| {
        value(
            &batch,
            &loss(json!([{ "kind": "jaccard", "shards": shards }])),
        )
    };
    let values = [1, 2, 4, 8].map(by);
    assert!(values.is_sorted() && values[0] == whole.value, "{values:?}");
    assert!(values[3] - values[0] > 0.1, "{values:?}");
}

#[test]
fn an_absent_class_that_counts_costs_a_third_and_hardly_pulls() {
    let (batch, losses) = set_up("classes");
    let [all, present] = [0, 1].map(|i| evaluate(&batch, &losses[i]).unwrap());
    let own = all.value - present.value * 2.0 / 3.0;
    assert!((own - 1.0 / 3.0).abs() < 0.01, "{own}");
    assert!((all.value - 0.478).abs() < 5e-4, "{}", all.value);
    let scores = scores(&batch, &Options::default()).unwrap();
    let [data_set, image] = ["mIoUD", "mIoUI"].map(|name| scores[name].unwrap());
    assert!(
        (data_set - 63.5).abs() < 0.05 && (image - 95.2).abs() < 0.05,
        "{data_set} {image}"
    );
    let absent = |gradient: &Array4<f64>| gradient.index_axis(Axis(1), 2).mapv(f64::abs).sum();
    assert!(absent(&present.gradient) > absent(&all.gradient));
    let alone = |loss: &LossConfig| {
        let x = batch.probabilities();
        let gradient = evaluate(&probabilities(&batch, x), loss).unwrap().gradient;
        let most = |class: usize| {
            let own: ArrayView3<f64> = gradient.index_axis(Axis(1), class);
            own.fold(0.0, |most: f64, g| most.max(g.abs()))
        };
        most(2) / most(1)
    };
    assert!(alone(&losses[0]) < 1e-3, "{}", alone(&losses[0]));
}

#[test]
fn agnostic_dice_is_the_mean_probability_of_the_wrong_classes() {
    let (batch, losses) = set_up("agnostic");
    let (x, y) = (batch.probabilities(), batch.label_probabilities());
    let wrong = 1.0 - (&x * &y).sum() / batch.kept() as f64;
    assert!((value(&batch, &losses[1]) - wrong).abs() < 1e-6);
    let rare = |loss: &LossConfig| {
        let gradient = evaluate(&batch, loss).unwrap().gradient;
        on_pixels_of(&batch, &gradient, 2) / on_pixels_of(&batch, &gradient, 0)
    };
    let [by_class, agnostic] = [0, 1].map(|i| rare(&losses[i]));
    assert!(by_class > 5.0 * agnostic, "{by_class} {agnostic}");
}

#[test]
fn lovasz_is_jaccard_where_all_is_decided_and_pulls_the_worst_hardest() {
    let (batch, losses) = set_up("lovasz");
    let at = probabilities(&batch, decided(&batch));
    let [jaccard, lovasz] = [0, 1].map(|i| value(&at, &losses[i]));
    assert!((jaccard - lovasz).abs() < 1e-12, "{jaccard} {lovasz}");
    // The pulls on the misses of a class, from the least to the most certain.
    let x = batch.probabilities();
    let pulls = |loss: &LossConfig| {
        let at = probabilities(&batch, x.clone());
        let gradient = evaluate(&at, loss).unwrap().gradient;
        let y = batch.label_probabilities();
        let mut pulls: Vec<(f64, f64)> = Zip::from(&x.index_axis(Axis(1), 2))
            .and(&y.index_axis(Axis(1), 2))
            .and(&gradient.index_axis(Axis(1), 2))
            .map_collect(|x, y, g| (*y == 1.0).then_some((*x, g.abs())))
            .into_iter()
            .flatten()
            .collect();
        pulls.sort_by(|a, b| a.0.total_cmp(&b.0));
        pulls.into_iter().map(|(_, pull)| pull).collect::<Vec<_>>()
    };
    let [jaccard, lovasz] = [0, 1].map(|i| pulls(&losses[i]));
    assert!(jaccard.len() > 20);
    assert!(jaccard.iter().all(|pull| (pull - jaccard[0]).abs() < 1e-12));
    assert!(lovasz.is_sorted_by(|a, b| a >= b) && lovasz[0] > 1.5 * lovasz[lovasz.len() - 1]);
}

#[test]
fn lovasz_after_cross_entropy_lifts_iou() {
    let lesson = Lesson::find("fine-tuning").unwrap();
    let race = &lesson.settings()["race"];
    let plan: Plan = serde_json::from_value(race["plan"].clone()).unwrap();
    let mut contenders: Vec<_> = lesson
        .losses()
        .unwrap()
        .into_iter()
        .map(Contender::new)
        .collect();
    let [lovasz, entropy] = [0, 1].map(|i| contenders[i].loss.clone());
    assert_eq!(entropy, cross_entropy());
    assert_eq!(race["switch_to"], lovasz.terms[0].loss.kind());
    // The reference makes way.
    let at = u32::try_from(race["switch_at"].as_u64().unwrap()).unwrap();
    let then = Some(Switch { at, loss: lovasz });
    contenders.push(Contender {
        then,
        ..Contender::new(entropy)
    });
    let batch = lesson.gallery().batch().unwrap();
    let mut race = Race::new(&batch, &plan, contenders).unwrap();
    race.go_to(plan.steps).unwrap();
    let scores = |contender, step: u32| {
        let found = race
            .curve(contender)
            .iter()
            .find(|sample| sample.step == step);
        let scores = found.unwrap().training.scores;
        (scores.iou.unwrap(), scores.ece.unwrap())
    };
    let (before, _) = scores(2, at);
    let [(lovasz, least), (entropy, calibrated), (tuned, less)] =
        [0, 1, 2].map(|contender| scores(contender, plan.steps));
    for (found, told) in [(before, 68.0), (tuned, 78.0), (entropy, 74.0)] {
        assert!((found - told).abs() < 0.6, "{found} {told}");
    }
    // The doubt.
    assert!(lovasz > tuned, "{lovasz}");
    assert!(calibrated < 0.7 * less && calibrated < 0.7 * least);
}

#[test]
fn the_two_formulas_part_where_signs_do() {
    let both = |x: &[f64], y: &[f64]| [vector::by_norms(x, y), vector::by_sums(x, y)];
    let [norms, sums] = both(&[0.3, 2.0, 0.1], &[1.5, 0.2, 0.7]);
    assert!((norms.0 - sums.0).abs() < 1e-12);
    let [norms, sums] = both(&[-3.0], &[1.0]);
    assert_eq!(norms.1, [0.0]);
    assert!(sums.1[0] > 0.0, "it falls as x falls");
}
