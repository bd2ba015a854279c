use super::*;
use loss_playground::config::{
    Classes, ErrorWeights, KlDivergence, Overlap, Reduction, Region, SmoothIn,
};

/// The markup without tags.
fn reads(markup: &str) -> String {
    let mut shown = String::new();
    let mut inside = false;
    for character in markup.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => shown.push(character),
            _ => {}
        }
    }
    shown
}

fn jaccard(region: Region) -> String {
    reads(&term(&Loss::Jaccard(region)))
}

#[test]
fn numbers_stand_in_the_formula() {
    let region = Region::default();
    assert_eq!(
        jaccard(region.clone()),
        "meanclasses1−TP+0.001TP+FP+FN+0.001"
    );
    let steep = Region {
        smooth: 0.0,
        gamma: 2.5,
        log_loss: true,
        ..region.clone()
    };
    assert_eq!(jaccard(steep), "meanclasses(−ln&#8289;TPTP+FP+FN)2.5");
    let below = Region {
        smooth_in: SmoothIn::Denominator,
        ..region
    };
    assert_eq!(jaccard(below), "meanclasses1−TPTP+FP+FN+0.001");
}

#[test]
fn the_mean_says_what_it_is_over() {
    let of = |classes, reduction| {
        let region = Region {
            classes,
            reduction,
            ..Region::default()
        };
        let formula = jaccard(region);
        formula[..formula.find("1−").expect("a ratio")].to_owned()
    };
    let [d, i, c] =
        [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)].map(|(d, i, c)| Reduction { d, i, c });
    let halves = Reduction {
        d: 0.0,
        i: 0.5,
        c: 0.5,
    };
    assert_eq!(of(Classes::Auto, d), "meanclasses");
    assert_eq!(of(Classes::All, i), "meanclasses, then images");
    assert_eq!(of(Classes::Present, c), "meanimages, then classes");
    assert_eq!(of(Classes::Auto, halves), "mean0.5 I + 0.5 C");
    assert_eq!(of(Classes::Agnostic, d), "");
    assert_eq!(of(Classes::Agnostic, i), "meanimages");
    let half = Reduction { d: 0.5, ..c };
    let half = Reduction { c: 0.0, ..half };
    assert_eq!(of(Classes::Auto, half), "0.5meanclasses");
    assert_eq!(of(Classes::Agnostic, half), "0.5");
}

#[test]
fn shards_are_the_last_to_be_averaged() {
    let of = |classes| {
        let formula = jaccard(Region {
            classes,
            shards: 4,
            ..Region::default()
        });
        formula[..formula.find("1−").expect("a ratio")].to_owned()
    };
    assert_eq!(of(Classes::Auto), "meanclasses, then 4 shards");
    assert_eq!(of(Classes::Agnostic), "mean4 shards");
}

#[test]
fn a_temperature_stands_with_the_logits() {
    let kl = |temperature| reads(&term(&Loss::KlDivergence(KlDivergence { temperature })));
    assert!(kl(1.0).ends_with("ycxc"));
    assert!(kl(2.0).ends_with("ycsoftmax(z/2)c"));
}

#[test]
fn what_is_counted_depends_on_overlap_and_norm() {
    let of = |overlap, norm| {
        let region = Region {
            overlap,
            norm,
            ..Region::default()
        };
        let dice = Loss::Dice(region);
        let counts = [true_positives(&dice), errors(&dice)].map(Option::unwrap_or_default);
        reads(&counts.join(" "))
    };
    assert_eq!(
        of(Overlap::Norm, 1),
        "TP=12(∑x+∑y−∑|x−y|) FP=∑x−TP FN=∑y−TP"
    );
    assert_eq!(of(Overlap::Product, 1), "TP=∑xy FP=∑x−TP FN=∑y−TP");
    assert_eq!(of(Overlap::Product, 2), "TP=∑xy FP=∑x2−TP FN=∑y2−TP");
}

#[test]
fn a_class_weight_is_a_factor() {
    let region = Region {
        smooth: 5e-6,
        class_weights: Some(vec![0.0, 2.0]),
        ..Region::default()
    };
    assert_eq!(jaccard(region), "meanclasseswc(1−TP+5·10⁻⁶TP+FP+FN+5·10⁻⁶)");
}

#[test]
fn a_cost_of_zero_is_left_out() {
    let weights = ErrorWeights {
        alpha: 0.0,
        beta: 0.7,
    };
    let markup = term(&Loss::Tversky(weights, Region::default()));
    assert_eq!(reads(&markup), "meanclasses1−TP+0.001TP+0.7FN+0.001");
}

#[test]
fn every_tag_is_closed_and_all_text_is_in_tokens() {
    for kind in Loss::KINDS {
        let loss = Loss::from_kind(kind).expect("a kind");
        let counts = [true_positives(&loss), errors(&loss)];
        for markup in [term(&loss)]
            .into_iter()
            .chain(counts.into_iter().flatten())
        {
            let opened = markup.matches('<').count() - markup.matches("</").count();
            assert_eq!(opened, markup.matches("</").count(), "{markup}");
            // Browsers leave out text that is in none of these.
            let mut inside = "";
            for piece in markup.split('<').skip(1) {
                let (tag, text) = piece.split_once('>').expect("a tag");
                inside = tag.split(' ').next().unwrap_or(inside);
                let is_token = ["mi", "mn", "mo", "mtext"].contains(&inside);
                assert!(is_token || text.trim().is_empty(), "{text} in {markup}");
            }
        }
    }
}
