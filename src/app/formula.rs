//! Formulas as MathML, with the current numbers in place.

use loss_playground::config::{
    ErrorWeights, GeneralizedDice, Loss, Overlap, Reduction, Region, SmoothIn, Weighting,
};

use super::number::setting;

/// One term's formula.
pub fn term(loss: &Loss) -> String {
    let mean = mean("pixels");
    let over_classes = row(&[&operator("−"), &mean, &total("c"), &sub("y", "c")]);
    math(&match loss {
        Loss::CrossEntropy => row(&[&over_classes, LN, &sub("x", "c")]),
        Loss::Focal(focal) => row(&[
            &over_classes,
            &power(&format!("(1−{})", sub("x", "c")), focal.gamma),
            LN,
            &sub("x", "c"),
        ]),
        Loss::KlDivergence(kl) => row(&[
            &mean,
            &match kl.temperature {
                1.0 => String::new(),
                t => power(&number(t), 2.0),
            },
            &total("c"),
            &sub("y", "c"),
            LN,
            &format!(
                "<mfrac>{}{}</mfrac>",
                sub("y", "c"),
                tempered(kl.temperature)
            ),
        ]),
        Loss::Lp(lp) => row(&[&mean, &total("c"), &power(&distance("x", "y"), lp.p)]),
        Loss::Cosine => row(&[
            &mean,
            "<mn>1</mn>",
            &operator("−"),
            "<mfrac><mrow><mi>x</mi><mo>·</mo><mi>y</mi></mrow><mrow><mo>|</mo><mi>x</mi><mo>|</mo><mo>|</mo><mi>y</mi><mo>|</mo></mrow></mfrac>",
        ]),
        Loss::GeneralizedDice(dice) => generalized_dice(dice),
        Loss::LovaszSoftmax(lovasz) => sorted(
            if lovasz.per_image {
                "classes, images"
            } else {
                "classes"
            },
            &distance("x", "y"),
        ),
        Loss::LovaszHinge(lovasz) => {
            let margin = "<msub><mrow><mo>(</mo><mn>1</mn><mo>−</mo><mi>z</mi><mo>(</mo><mn>2</mn><mi>y</mi><mo>−</mo><mn>1</mn><mo>)</mo><mo>)</mo></mrow><mo>+</mo></msub>";
            sorted(if lovasz.per_image { "images" } else { "" }, margin)
        }
        Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
            ratio(&loss.error_weights(), region)
        }
    })
}

/// x, or what a softmax makes of z/T.
fn tempered(temperature: f64) -> String {
    match temperature {
        1.0 => sub("x", "c"),
        t => format!(
            "<msub><mrow><mi>softmax</mi><mo>(</mo><mi>z</mi><mo>/</mo>{}<mo>)</mo></mrow><mi>c</mi></msub>",
            number(t)
        ),
    }
}

/// The sum of sorted errors with the weights of the Lovász extension.
fn sorted(over: &str, error: &str) -> String {
    let mean = if over.is_empty() {
        String::new()
    } else {
        mean(over)
    };
    row(&[&mean, &total("i"), "<mi>Δ</mi>", &sub("J", "i"), error])
}

fn distance(x: &str, y: &str) -> String {
    format!(
        "<mrow><mo stretchy=\"false\">|</mo><mi>{x}</mi><mo>−</mo><mi>{y}</mi><mo stretchy=\"false\">|</mo></mrow>"
    )
}

fn power(base: &str, exponent: f64) -> String {
    match exponent {
        1.0 => base.to_owned(),
        exponent => format!("<msup><mrow>{base}</mrow>{}</msup>", number(exponent)),
    }
}

/// 1 − (2Σ w I + s) / (Σ w (X + Y) + s).
fn generalized_dice(settings: &GeneralizedDice) -> String {
    let weight = match settings.weighting {
        Weighting::Square => "<msubsup><mi>Y</mi><mi>c</mi><mn>−2</mn></msubsup>",
        Weighting::Simple => "<msubsup><mi>Y</mi><mi>c</mi><mn>−1</mn></msubsup>",
        Weighting::Uniform => "",
    };
    let smooth = |x: f64| {
        if x == 0.0 {
            String::new()
        } else {
            operator("+") + &number(x)
        }
    };
    let top = row(&[
        "<mn>2</mn>",
        &total("c"),
        weight,
        &sub("TP", "c"),
        &smooth(settings.smooth_numerator),
    ]);
    let sizes = row(&[
        "<mo>(</mo>",
        &sub("X", "c"),
        "<mo>+</mo>",
        &sub("Y", "c"),
        "<mo>)</mo>",
    ]);
    let bottom = row(&[
        &total("c"),
        weight,
        &sizes,
        &smooth(settings.smooth_denominator),
    ]);
    let mean = if settings.per_image {
        mean("images")
    } else {
        String::new()
    };
    row(&[
        &mean,
        "<mn>1</mn>",
        &operator("−"),
        &format!("<mfrac>{top}{bottom}</mfrac>"),
    ])
}

/// What a term's TP, FP and FN are, if it has any.
pub fn counts(loss: &Loss) -> Option<String> {
    let region = loss.region()?;
    let power = |base: &str| match region.norm {
        1 => base.to_owned(),
        p => format!("<msup>{base}<mn>{p}</mn></msup>"),
    };
    let size = |base: &str| row(&[&total(""), &power(base)]);
    let (x, y) = (size("<mi>x</mi>"), size("<mi>y</mi>"));
    let sums = row(&[&x, &operator("+"), &y]);
    let difference = row(&[
        &total(""),
        &power(
            "<mrow><mo stretchy=\"false\">|</mo><mi>x</mi><mo>−</mo><mi>y</mi><mo stretchy=\"false\">|</mo></mrow>",
        ),
    ]);
    let true_positives = match region.overlap {
        Overlap::Norm => row(&[
            "<mfrac><mn>1</mn><mn>2</mn></mfrac>",
            "<mo stretchy=\"false\">(</mo>",
            &sums,
            &operator("−"),
            &difference,
            "<mo stretchy=\"false\">)</mo>",
        ]),
        Overlap::Product => row(&[&total(""), "<mi>x</mi>", "<mi>y</mi>"]),
    };
    let equation = |name: &str, value: &str| math(&row(&[&text(name), &operator("="), value]));
    let rest = |size: &str| row(&[size, &operator("−"), &text("TP")]);
    Some(
        [
            equation("TP", &true_positives),
            equation("FP", &rest(&x)),
            equation("FN", &rest(&y)),
        ]
        .join(" "),
    )
}

/// The mean of 1 − T or −ln T, with T = (TP + s) / (TP + αFP + βFN + s).
fn ratio(errors: &ErrorWeights, region: &Region) -> String {
    let mut top = vec![text("TP")];
    let mut bottom = vec![text("TP")];
    for (weight, name) in [(errors.alpha, "FP"), (errors.beta, "FN")] {
        if weight != 0.0 {
            let factor = if weight == 1.0 {
                String::new()
            } else {
                number(weight)
            };
            bottom.push(factor + &text(name));
        }
    }
    if region.smooth != 0.0 {
        bottom.push(number(region.smooth));
        if region.smooth_in == SmoothIn::Both {
            top.push(number(region.smooth));
        }
    }
    let plus = operator("+");
    let fraction = format!(
        "<mfrac>{}{}</mfrac>",
        row(&[&top.join(&plus)]),
        row(&[&bottom.join(&plus)])
    );
    let one = if region.log_loss {
        row(&[&operator("−"), LN, &fraction])
    } else {
        row(&["<mn>1</mn>", &operator("−"), &fraction])
    };
    let weight = match &region.class_weights {
        Some(_) => sub("w", "c"),
        None => String::new(),
    };
    let factor = if region.gamma == 1.0 && weight.is_empty() {
        one
    } else {
        power(&format!("<mo>(</mo>{one}<mo>)</mo>"), region.gamma)
    };
    row(&[&reduction(region), &weight, &factor])
}

/// What the mean is over, in the order in which it is taken, and what it counts for.
fn reduction(region: &Region) -> String {
    let Reduction { d, i, c } = region.reduction;
    let mut ways = vec![(d, "D"), (i, "I"), (c, "C")];
    ways.retain(|(share, _)| *share > 0.0);
    let over = match (&ways[..], region.is_agnostic()) {
        ([(_, "D")], true) => String::new(),
        ([_], true) => "images".into(),
        ([(_, "D")], false) => "classes".into(),
        ([(_, "I")], false) => "classes, then images".into(),
        ([_], false) => "images, then classes".into(),
        _ => {
            let way = |(share, way): &(f64, &str)| format!("{} {way}", setting(*share));
            ways.iter().map(way).collect::<Vec<_>>().join(" + ")
        }
    };
    let over = match (over.as_str(), region.shards) {
        (_, 1) => over,
        ("", n) => format!("{n} shards"),
        (_, n) => format!("{over}, then {n} shards"),
    };
    let share = match ways[..] {
        [(share, _)] if share != 1.0 => number(share),
        _ => String::new(),
    };
    match over.as_str() {
        "" => share,
        over => share + &mean(over),
    }
}

/// With the invisible operator that keeps it apart from its argument.
const LN: &str = "<mi>ln</mi><mo>&#8289;</mo>";

fn math(content: &str) -> String {
    format!("<math displaystyle=\"true\">{content}</math>")
}

fn row(parts: &[&str]) -> String {
    format!("<mrow>{}</mrow>", parts.concat())
}

fn text(name: &str) -> String {
    format!("<mtext>{name}</mtext>")
}

fn operator(sign: &str) -> String {
    format!("<mo>{sign}</mo>")
}

fn number(x: f64) -> String {
    format!("<mn>{}</mn>", setting(x))
}

fn sub(base: &str, index: &str) -> String {
    format!("<msub><mi>{base}</mi><mi>{index}</mi></msub>")
}

fn total(index: &str) -> String {
    match index {
        "" => operator("∑"),
        index => format!("<msub><mo>∑</mo><mi>{index}</mi></msub>"),
    }
}

fn mean(over: &str) -> String {
    format!("<munder><mo>mean</mo>{}</munder>", text(over))
}

#[cfg(test)]
mod tests {
    use super::*;
    use loss_playground::config::{Classes, KlDivergence};

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
        let [d, i, c] = [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
            .map(|(d, i, c)| Reduction { d, i, c });
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
            reads(&counts(&Loss::Dice(region)).expect("counts"))
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
    fn every_tag_is_closed() {
        for kind in Loss::KINDS {
            let loss = Loss::from_kind(kind).expect("a kind");
            for markup in [Some(term(&loss)), counts(&loss)].into_iter().flatten() {
                let opened = markup.matches('<').count() - markup.matches("</").count();
                assert_eq!(opened, markup.matches("</").count(), "{markup}");
            }
        }
    }
}
