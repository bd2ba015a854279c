//! Formulas as MathML, with the current numbers in place.

mod mathml;
mod region;

use loss_playground::config::{GeneralizedDice, Loss, Weighting};

use self::mathml::{LN, distance, math, mean, number, operator, power, row, sub, total};
use self::region::ratio;
pub use self::region::{errors, true_positives};

/// One term's formula.
pub fn term(loss: &Loss) -> String {
    let mean = mean("pixels");
    let over_classes = row(&[&operator("−"), &mean, &total("c"), &sub("y", "c")]);
    math(&match loss {
        Loss::CrossEntropy => row(&[&over_classes, LN, &sub("x", "c")]),
        Loss::Focal(focal) => row(&[
            &over_classes,
            &power(
                &format!("<mo>(</mo><mn>1</mn><mo>−</mo>{}<mo>)</mo>", sub("x", "c")),
                focal.gamma,
            ),
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
            "<msub><mrow><mi>softmax</mi><mo stretchy=\"false\">(</mo><mi>z</mi><mo>/</mo>{}<mo stretchy=\"false\">)</mo></mrow><mi>c</mi></msub>",
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

#[cfg(test)]
mod tests;
