//! Formulas as MathML, with the current numbers in place.

use super::number::plain;
use crate::config::{ErrorWeights, Loss, Region};

/// One term's formula.
pub fn term(loss: &Loss) -> String {
    math(&match loss {
        Loss::CrossEntropy => row(&[
            &operator("−"),
            &mean("pixels"),
            &total("c"),
            &sub("y", "c"),
            LN,
            &sub("x", "c"),
        ]),
        Loss::Jaccard(region) => ratio(&ErrorWeights::JACCARD, region),
        Loss::Dice(region) => ratio(&ErrorWeights::DICE, region),
        Loss::Tversky(weights, region) => ratio(weights, region),
    })
}

/// What the true positives of a term are, if it has any.
pub fn overlap(loss: &Loss) -> Option<String> {
    let region = loss.region()?;
    let power = |base: &str| match region.norm {
        1 => base.to_owned(),
        p => format!("<msup>{base}<mn>{p}</mn></msup>"),
    };
    let sums = row(&[
        &total(""),
        &power("<mi>x</mi>"),
        &operator("+"),
        &total(""),
        &power("<mi>y</mi>"),
    ]);
    let difference = row(&[
        &total(""),
        &power(
            "<mrow><mo stretchy=\"false\">|</mo><mi>x</mi><mo>−</mo><mi>y</mi><mo stretchy=\"false\">|</mo></mrow>",
        ),
    ]);
    let true_positives = match region.overlap {
        crate::config::Overlap::Norm => row(&[
            "<mfrac><mn>1</mn><mn>2</mn></mfrac>",
            "<mo stretchy=\"false\">(</mo>",
            &sums,
            &operator("−"),
            &difference,
            "<mo stretchy=\"false\">)</mo>",
        ]),
        crate::config::Overlap::Product => row(&[&total(""), "<mi>x</mi>", "<mi>y</mi>"]),
    };
    Some(math(&row(&[&text("TP"), &operator("="), &true_positives])))
}

/// The mean over classes of 1 − T or −ln T, with T = (TP + s) / (TP + αFP + βFN + s).
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
        if region.smooth_in == crate::config::SmoothIn::Both {
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
    let powered = if region.gamma == 1.0 {
        one
    } else {
        format!(
            "<msup><mrow><mo>(</mo>{one}<mo>)</mo></mrow>{}</msup>",
            number(region.gamma)
        )
    };
    let weight = match &region.class_weights {
        Some(_) => sub("w", "c"),
        None => String::new(),
    };
    row(&[&mean("classes"), &weight, &powered])
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
    format!("<mn>{}</mn>", plain(x))
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
            smooth_in: crate::config::SmoothIn::Denominator,
            ..region
        };
        assert_eq!(jaccard(below), "meanclasses1−TPTP+FP+FN+0.001");
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
            for markup in [Some(term(&loss)), overlap(&loss)].into_iter().flatten() {
                let opened = markup.matches('<').count() - markup.matches("</").count();
                assert_eq!(opened, markup.matches("</").count(), "{markup}");
            }
        }
    }
}
