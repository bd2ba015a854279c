//! The Lovász losses; see [`crate::loss::lovasz`].

use super::{Code, Target};
use crate::config::{LovaszClasses, LovaszHinge, LovaszSoftmax};

const HELPER: &str = r#"def lovasz(errors, foreground):
    """Σ weight·error, the largest error first: the weights are the steps of the Jaccard loss."""
    errors, order = errors.sort(descending=True, stable=True)
    foreground = foreground[order].to(errors)
    union = foreground.sum() + (1 - foreground).cumsum(0)
    jaccard = 1 - (foreground.sum() - foreground.cumsum(0)) / union
    weights = torch.cat([jaccard[:1], jaccard[1:] - jaccard[:-1]])
    return (weights * errors).sum()
"#;

pub(super) fn softmax(parameters: &LovaszSoftmax, target: Target) -> Code {
    let classes = target.classes;
    let mut lines = vec![
        "x = logits.softmax(1).movedim(1, -1)".to_owned(),
        format!("y = F.one_hot(label * keep, {classes}).bool()"),
    ];
    // One mean over the classes for the whole batch, or for every image.
    let (mean, over) = match parameters.classes {
        LovaszClasses::All => ("losses.mean()", "all classes"),
        LovaszClasses::Present => (
            "losses[y.any(0)].sum() / y.any(0).sum().clamp(min=1)",
            "the classes in the label",
        ),
    };
    let losses = |x: &str, y: &str| {
        format!("losses = torch.stack([lovasz(abs(y.to(x) - x), y) for x, y in zip({x}.T, {y}.T)])")
    };
    match parameters.per_image {
        false => lines.extend([
            "x, y = x[keep], y[keep]  # [pixels, C]".into(),
            losses("x", "y"),
            format!("return {mean}"),
        ]),
        true => lines.extend([
            "images = []".into(),
            "for x, y, keep in zip(x, y, keep):".into(),
            "    x, y = x[keep], y[keep]  # [pixels, C]".into(),
            format!("    {}", losses("x", "y")),
            format!("    images.append({mean})"),
            "return torch.stack(images).mean()".into(),
        ]),
    }
    let images = if parameters.per_image {
        ", then over the images"
    } else {
        ""
    };
    Code {
        helper: Some(HELPER),
        doc: format!("Lovász-Softmax, the mean over {over}{images}."),
        lines,
    }
}

pub(super) fn hinge(parameters: &LovaszHinge) -> Code {
    let errors = "errors = (1 - logits[:, 0] * (2 * label - 1)).relu()".to_owned();
    let (over, mean) = match parameters.per_image {
        false => ("", "return lovasz(errors[keep], label[keep])"),
        true => (
            ", the mean over the images",
            "return torch.stack([lovasz(e[k], y[k]) for e, y, k in zip(errors, label, keep)]).mean()",
        ),
    };
    Code {
        helper: Some(HELPER),
        doc: format!("Lovász hinge, with errors max(0, 1 − z·(2y − 1)){over}."),
        lines: vec![errors, mean.into()],
    }
}
