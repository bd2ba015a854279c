//! Losses that are a mean over the kept pixels; see [`crate::loss::pointwise`].

use super::{Code, Target, number, power};

pub(super) fn cross_entropy(target: Target) -> Code {
    mean(
        "Cross-entropy: −Σ y ln x, the mean over the pixels.",
        vec![format!("losses = {}", entropy("logits", target))],
    )
}

pub(super) fn focal(gamma: f64, target: Target) -> Code {
    if gamma == 0.0 {
        return cross_entropy(target);
    }
    let miss = match gamma < 1.0 {
        true => {
            "miss = -torch.expm1(log_x).clamp(max=-1e-12)  # 1 − x, whose power is infinitely steep at 0"
        }
        false => "miss = -torch.expm1(log_x)  # 1 − x with all its digits",
    };
    let focus = power("miss", gamma);
    mean(
        "Focal: −Σ y (1 − x)^γ ln x, the mean over the pixels.",
        vec![
            "log_x = logits.log_softmax(1)".into(),
            miss.into(),
            format!("y = {}", target.label()),
            format!("losses = -(y * {focus} * log_x).sum(1)"),
        ],
    )
}

pub(super) fn kl_divergence(temperature: f64, target: Target) -> Code {
    let doc = "Kullback–Leibler: T² Σ y (ln y − ln softmax(z/T)), the mean over the pixels.";
    let (z, log_x, factor) = match temperature {
        1.0 => (
            "logits".into(),
            "logits.log_softmax(1)".into(),
            String::new(),
        ),
        _ => {
            let z = format!("logits / {}", number(temperature));
            let log_x = format!("({z}).log_softmax(1)");
            (z, log_x, format!("{} ** 2 * ", number(temperature)))
        }
    };
    let divergence = match target.hard {
        // A hard label has no entropy.
        true => entropy(&z, target),
        false => format!("F.kl_div({log_x}, label, reduction=\"none\").sum(1)"),
    };
    mean(doc, vec![format!("losses = {factor}{divergence}")])
}

pub(super) fn lp(p: f64, target: Target) -> Code {
    let distance = match p {
        1.0 => "(x - y).abs()".into(),
        _ => format!("((x - y).abs() ** {})", number(p)),
    };
    mean(
        "L^p: Σ |x − y|^p, the mean over the pixels.",
        [
            probabilities(target),
            vec![format!("losses = {distance}.sum(1)")],
        ]
        .concat(),
    )
}

pub(super) fn cosine(target: Target) -> Code {
    mean(
        "Cosine: 1 − x·y/(|x||y|), the mean over the pixels.",
        [
            probabilities(target),
            vec!["losses = 1 - F.cosine_similarity(x, y, dim=1)".into()],
        ]
        .concat(),
    )
}

/// −Σ y ln softmax(z).
fn entropy(z: &str, target: Target) -> String {
    match target {
        Target { hard: true, .. } => {
            format!("F.cross_entropy({z}, label * keep, reduction=\"none\")")
        }
        Target { hard: false, .. } => format!("F.cross_entropy({z}, label, reduction=\"none\")"),
    }
}

fn probabilities(target: Target) -> Vec<String> {
    vec![
        "x = logits.softmax(1)".into(),
        format!("y = {}", target.label()),
    ]
}

fn mean(doc: &str, mut lines: Vec<String>) -> Code {
    lines.push("return (losses * keep).sum() / keep.sum().clamp(min=1)".into());
    Code {
        helper: None,
        doc: doc.into(),
        lines,
    }
}
