//! A loss as PyTorch code that stands by itself.
//!
//! [`pytorch`] writes what a person would write for one configuration: only what it needs, with its
//! numbers in place. Each family has its own file, named like its twin in [`crate::loss`].
//! `tests/pytorch.rs` runs the code and compares its values and gradients with the engine's.

mod generalized_dice;
mod lovasz;
mod pointwise;
mod region;

use crate::batch::Layout;
use crate::config::{Loss, LossConfig, Term};
use crate::error::Result;

/// Python code with a function `loss(logits, label, keep=None)`.
///
/// `classes` is C, and `hard` says whether the label is one index a pixel or one probability a class
/// and pixel. The batch may have any number of images that the shards divide.
///
/// ```
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use loss_playground::export::pytorch;
///
/// let loss = LossConfig::single(Loss::Jaccard(Region { smooth: 1.0, ..Region::default() }));
/// let code = pytorch(&loss, 3, true)?;
/// assert!(code.contains("losses = errors / (tp + errors + 1)"));
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If the loss does not fit such a batch, see [`LossConfig::check`].
pub fn pytorch(loss: &LossConfig, classes: usize, hard: bool) -> Result<String> {
    loss.check(Layout {
        // Any number of shards divides none.
        images: 0,
        classes,
        height: 1,
        width: 1,
        logits: true,
        hard,
    })?;
    let target = Target { classes, hard };
    let mut parts = Vec::new();
    let mut body = vec![
        "if keep is None:".to_owned(),
        format!(
            "    keep = torch.ones_like({}, dtype=torch.bool)",
            target.plane()
        ),
    ];
    // What has no weight counts for nothing, even where it is infinite.
    let counts = |term: &&Term| term.weight != 0.0;
    let terms: Vec<Term> = loss.terms.iter().filter(counts).cloned().collect();
    let doc = match terms.as_slice() {
        [] => {
            body = vec!["return 0 * logits.sum()".into()];
            "Nothing, as no term has a weight.".into()
        }
        [term] if term.weight == 1.0 && shards(&term.loss) == 1 => {
            let code = code(&term.loss, target);
            parts.extend(code.helper.map(str::to_owned));
            body.extend(code.lines);
            code.doc
        }
        terms => {
            let names = names(terms);
            for (term, name) in terms.iter().zip(&names) {
                let code = code(&term.loss, target);
                let helper = code.helper.map(str::to_owned);
                parts.extend(helper.filter(|helper| !parts.contains(helper)));
                parts.push(function(
                    &format!("{name}(logits, label, keep)"),
                    &code.doc,
                    &code.lines,
                ));
            }
            for line in terms.iter().filter_map(equal_runs) {
                if !body.contains(&line) {
                    body.push(line);
                }
            }
            body.push(sum(terms, &names));
            title(terms)
        }
    };
    parts.push(function("loss(logits, label, keep=None)", &doc, &body));
    parts.insert(0, head(target, &parts));
    Ok(parts.join("\n\n"))
}

/// What the code is given.
#[derive(Clone, Copy)]
struct Target {
    classes: usize,
    hard: bool,
}

/// A term's code: what its function needs beside it, the formula, and the function's lines.
struct Code {
    helper: Option<&'static str>,
    doc: String,
    lines: Vec<String>,
}

fn code(loss: &Loss, target: Target) -> Code {
    match loss {
        Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
            region::code(loss.title(), &loss.error_weights(), region, target)
        }
        Loss::GeneralizedDice(parameters) => generalized_dice::code(parameters, target),
        Loss::LovaszSoftmax(parameters) => lovasz::softmax(parameters, target),
        Loss::LovaszHinge(parameters) => lovasz::hinge(parameters),
        Loss::CrossEntropy => pointwise::cross_entropy(target),
        Loss::Focal(focal) => pointwise::focal(focal.gamma, target),
        Loss::KlDivergence(kl) => pointwise::kl_divergence(kl.temperature, target),
        Loss::Lp(lp) => pointwise::lp(lp.p, target),
        Loss::Cosine => pointwise::cosine(target),
    }
}

impl Target {
    /// Something of the shape `[B, H, W]`.
    fn plane(self) -> &'static str {
        match self.hard {
            true => "label",
            false => "label[:, 0]",
        }
    }

    /// y as `[B, C, H, W]`; the index of a void pixel, which may be any, becomes 0.
    fn label(self) -> String {
        match self {
            Self { hard: false, .. } => "label".into(),
            Self { classes, .. } => {
                format!("F.one_hot(label * keep, {classes}).movedim(-1, 1).to(logits)")
            }
        }
    }

    /// x and y, both 0 where a pixel does not count.
    fn masked(self) -> Vec<String> {
        vec![
            "x = logits.softmax(1) * keep[:, None]".into(),
            format!("y = {} * keep[:, None]", self.label()),
        ]
    }
}

/// Imports, and what the arguments are.
fn head(target: Target, functions: &[String]) -> String {
    let mut lines = vec!["import torch".to_owned()];
    if functions.iter().any(|function| function.contains("F.")) {
        lines.push("import torch.nn.functional as F".into());
    }
    let classes = target.classes;
    let label = match target.hard {
        true => "[B, H, W], class indices (int64)".to_owned(),
        false => format!("[B, {classes}, H, W], probabilities"),
    };
    lines.extend([
        String::new(),
        format!("# logits: [B, {classes}, H, W]"),
        format!("# label:  {label}"),
        "# keep:   [B, H, W], bool: the pixels that count; every pixel if it is left out".into(),
    ]);
    lines.join("\n") + "\n"
}

fn function(signature: &str, doc: &str, lines: &[String]) -> String {
    let mut text = format!("def {signature}:\n    \"\"\"{doc}\"\"\"\n");
    for line in lines {
        let indent = if line.is_empty() { "" } else { "    " };
        text += &format!("{indent}{line}\n");
    }
    text
}

/// A name for each term's function: its kind, numbered where there are several.
fn names(terms: &[Term]) -> Vec<String> {
    let name = |(i, term): (usize, &Term)| {
        let kind = term.loss.kind();
        let before = terms[..i].iter().filter(|term| term.loss.kind() == kind);
        match before.count() {
            0 => kind.to_owned(),
            n => format!("{kind}_{}", n + 1),
        }
    };
    terms.iter().enumerate().map(name).collect()
}

/// The line that adds up the terms' calls; a long sum has a line each.
fn sum(terms: &[Term], names: &[String]) -> String {
    let call = |(term, name): (&Term, &String)| {
        let call = match shards(&term.loss) {
            1 => format!("{name}(logits, label, keep)"),
            n => {
                let parts = ["logits", "label", "keep"].map(|x| format!("{x}.chunk({n})"));
                format!(
                    "sum({name}(*shard) for shard in zip({})) / {n}",
                    parts.join(", ")
                )
            }
        };
        times(term.weight, &call)
    };
    let calls: Vec<_> = terms.iter().zip(names).map(call).collect();
    match calls.len() {
        ..=2 => format!("return {}", calls.join(" + ")),
        _ => format!("return (\n        {}\n    )", calls.join("\n        + ")),
    }
}

/// The terms by name.
fn title(terms: &[Term]) -> String {
    let term = |term: &Term| {
        let title = match term.weight {
            1.0 => term.loss.title().to_owned(),
            weight => format!("{} · {}", number(weight), term.loss.title()),
        };
        match shards(&term.loss) {
            1 => title,
            n => format!("{title} (the mean over {n} runs of images)"),
        }
    };
    let terms: Vec<_> = terms.iter().map(term).collect();
    terms.join(" + ") + "."
}

/// What a term's shards ask of the batch.
fn equal_runs(term: &Term) -> Option<String> {
    let n = shards(&term.loss);
    let line =
        || format!("assert len(logits) % {n} == 0, \"{n} shards need equal runs of images\"");
    (n > 1).then(line)
}

fn shards(loss: &Loss) -> u32 {
    loss.region().map_or(1, |region| region.shards)
}

/// A number as Python reads it: `1`, `0.001`, `1e-5`.
fn number(x: f64) -> String {
    match x.fract() == 0.0 && x.abs() < 1e15 {
        true => format!("{x:.0}"),
        false => format!("{x:?}"),
    }
}

/// `base` to a power, which 1 leaves away.
fn power(base: &str, exponent: f64) -> String {
    match exponent {
        1.0 => base.to_owned(),
        _ => format!("{base} ** {}", number(exponent)),
    }
}

/// `factor * name`, which a factor of 1 leaves as it is.
fn times(factor: f64, name: &str) -> String {
    match factor {
        1.0 => name.to_owned(),
        _ => format!("{} * {name}", number(factor)),
    }
}
