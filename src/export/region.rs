//! Jaccard, Dice and Tversky; see [`crate::loss::region`].

mod formula;
mod monai;

use super::{Code, Target, number, power, times};
use crate::config::{ErrorWeights, Overlap, Reduction, Region, SmoothIn};

pub(super) fn code(title: &str, weights: &ErrorWeights, region: &Region, target: Target) -> Code {
    let plan = Plan::new(weights, region, target);
    let mut lines: Vec<_> = monai::same(weights, region, target).into_iter().collect();
    lines.extend(target.masked());
    lines.extend(plan.sums());
    let Reduction { d, i, c } = region.reduction;
    // Losses of the whole batch beside losses of each image: written once, used twice.
    let both = d > 0.0 && i + c > 0.0;
    if both {
        lines.push(String::new());
        let masked = if plan.present { ", present" } else { "" };
        lines.push(format!("def loss_of(tp, fp, fn{masked}):"));
        lines.extend(plan.losses().iter().map(|line| format!("    {line}")));
        lines.push("    return losses".into());
        lines.push(String::new());
        let (sum, any) = match plan.agnostic {
            true => ("tp.sum(), fp.sum(), fn.sum()", ""),
            false if plan.present => ("tp.sum(0), fp.sum(0), fn.sum(0)", ", present.any(0)"),
            false => ("tp.sum(0), fp.sum(0), fn.sum(0)", ""),
        };
        lines.push(format!("whole = loss_of({sum}{any})"));
        lines.push(format!("each = loss_of(tp, fp, fn{masked})"));
    } else {
        lines.extend(plan.losses());
    }
    lines.extend(plan.mean(both));
    Code {
        helper: None,
        doc: formula::doc(title, weights, region),
        lines,
    }
}

/// What the configuration comes down to.
struct Plan<'a> {
    weights: &'a ErrorWeights,
    region: &'a Region,
    /// Whether only classes in the label count.
    present: bool,
    agnostic: bool,
}

impl<'a> Plan<'a> {
    fn new(weights: &'a ErrorWeights, region: &'a Region, target: Target) -> Self {
        Self {
            weights,
            region,
            present: region.only_present(target.hard),
            agnostic: region.is_agnostic(),
        }
    }

    /// Over what is summed before anything is divided.
    fn dims(&self) -> &'static str {
        let whole = self.region.reduction.i + self.region.reduction.c == 0.0;
        match (whole, self.agnostic) {
            (true, true) => "",
            (true, false) => "(0, 2, 3)",
            (false, true) => "(1, 2, 3)",
            (false, false) => "(2, 3)",
        }
    }

    /// TP, FP, FN, and which classes are present.
    fn sums(&self) -> Vec<String> {
        let dims = self.dims();
        let p = f64::from(self.region.norm);
        let of = |x: &str| power(x, p);
        let mut lines: Vec<String> = match (self.region.overlap, self.region.norm) {
            (Overlap::Norm, norm) => {
                let distance = match norm % 2 {
                    0 => of("(x - y)"),
                    _ => of("(x - y).abs()"),
                };
                let (x, y) = (of("x"), of("y"));
                let mut lines = match norm {
                    1 => {
                        vec!["# TP = (|x| + |y| − |x − y|)/2, FP = |x| − TP, FN = |y| − TP".into()]
                    }
                    _ => vec![format!(
                        "# TP = (|x|^p + |y|^p − |x − y|^p)/2, FP = |x|^p − TP, FN = |y|^p − TP, with p = {norm}"
                    )],
                };
                lines.extend([
                    format!("distance = {distance}"),
                    format!("tp = ({x} + {y} - distance).sum({dims}) / 2"),
                    format!("fp = ({x} - {y} + distance).sum({dims}) / 2"),
                    format!("fn = ({y} - {x} + distance).sum({dims}) / 2"),
                ]);
                lines
            }
            (Overlap::Product, 1) => vec![
                format!("tp = (x * y).sum({dims})"),
                format!("fp = (x * (1 - y)).sum({dims})"),
                format!("fn = (y * (1 - x)).sum({dims})"),
            ],
            (Overlap::Product, _) => vec![
                format!("tp = (x * y).sum({dims})"),
                format!("fp = ({}).sum({dims}) - tp", of("x")),
                format!("fn = ({}).sum({dims}) - tp", of("y")),
            ],
        };
        if self.present {
            let threshold = number(self.region.threshold);
            lines.push(format!("present = y.amax({dims}) > {threshold}"));
        }
        lines
    }

    /// Each ratio's loss, 0 where a class does not count.
    fn losses(&self) -> Vec<String> {
        let Region {
            smooth,
            smooth_in,
            gamma,
            log_loss,
            ..
        } = *self.region;
        let errors = match (self.weights.alpha, self.weights.beta) {
            (1.0, 1.0) => "fp + fn".into(),
            (alpha, beta) if alpha == beta => format!("{} * (fp + fn)", number(alpha)),
            (alpha, beta) => format!("{} + {}", times(alpha, "fp"), times(beta, "fn")),
        };
        let s = number(smooth);
        let numerator = match smooth_in {
            SmoothIn::Denominator if smooth > 0.0 => format!("(errors + {s})"),
            _ => "errors".into(),
        };
        let mut lines = vec![format!("errors = {errors}")];
        if log_loss {
            lines.extend(self.minus_log(&numerator));
            if self.may_be_negative() {
                let denominator = match smooth {
                    0.0 => "tp + errors".into(),
                    _ => format!("tp + errors + {s}"),
                };
                lines.push(format!(
                    "losses = losses.masked_fill({denominator} < 0, torch.inf)  # T < 0"
                ));
            }
        } else if smooth > 0.0 {
            lines.push(format!(
                "losses = {numerator} / (tp + errors + {s})  # 1 − T"
            ));
        } else {
            lines.push("total = tp + errors".into());
            lines.push("losses = errors / total.masked_fill(total == 0, 1)  # 1 − T; nothing to nothing is a match".into());
        }
        if self.present {
            lines.push("losses = losses.masked_fill(~present, 0)".into());
        }
        if gamma > 1.0 {
            lines.push(format!("losses = losses.clamp(min=0) ** {}", number(gamma)));
        } else if gamma < 1.0 {
            lines.push(
                "# The power is infinitely steep at 0, where there is nothing to gain.".into(),
            );
            lines.push(format!(
                "losses = losses.masked_fill(losses <= 0, 1) ** {} * (losses > 0)",
                number(gamma)
            ));
        }
        if let (Some(weights), false) = (&self.region.class_weights, self.agnostic) {
            let numbers: Vec<_> = weights.iter().map(|weight| number(*weight)).collect();
            let tensor = format!("losses.new_tensor([{}])", numbers.join(", "));
            // 0 · ∞ is NaN, but a class without weight counts for nothing.
            let infinite =
                log_loss && (self.region.smooth_numerator() == 0.0 || self.may_be_negative());
            match infinite && weights.contains(&0.0) {
                true => lines.extend([
                    format!("weights = {tensor}"),
                    "losses = (losses * weights).masked_fill(weights == 0, 0)".into(),
                ]),
                false => lines.push(format!("losses = losses * {tensor}")),
            }
        }
        lines
    }

    /// −ln T, with all its digits where T is near 1; where it is 0 without smoothing, infinite and
    /// without slope.
    fn minus_log(&self, excess: &str) -> Vec<String> {
        let smooth = self.region.smooth_numerator();
        if smooth > 0.0 {
            let s = number(smooth);
            return vec![format!(
                "losses = torch.log1p({excess} / (tp + {s}))  # −ln T"
            )];
        }
        let none = match self.region.smooth {
            0.0 => "(tp == 0) & (errors > 0)",
            _ => "tp == 0",
        };
        vec![
            format!("losses = torch.log1p({excess} / tp.masked_fill(tp == 0, 1))  # −ln T"),
            format!("losses = losses.masked_fill({none}, torch.inf)"),
        ]
    }

    /// Whether the denominator may be below 0, see [`crate::loss::region`].
    fn may_be_negative(&self) -> bool {
        let symmetric = self.weights.alpha == self.weights.beta;
        let by_distance = self.region.overlap == Overlap::Norm || self.region.norm == 2;
        self.region.norm > 1 && !(symmetric && by_distance)
    }

    /// The mean of the losses, or the sum of several such means.
    fn mean(&self, both: bool) -> Vec<String> {
        let Reduction { d, i, c } = self.region.reduction;
        let (whole, each) = if both {
            ("whole", "each")
        } else {
            ("losses", "losses")
        };
        let over = |losses: &str, axis: &str| {
            format!("{losses}.sum({axis}) / present.sum({axis}).clamp(min=1)")
        };
        let nested = |axis: &str| {
            let inner = over(each, axis);
            format!("({inner}).sum() / present.any({axis}).sum().clamp(min=1)")
        };
        let of_batch = match (self.agnostic, self.present, both) {
            (true, ..) => whole.into(),
            (false, false, _) => format!("{whole}.mean()"),
            (false, true, false) => over(whole, ""),
            (false, true, true) => format!("{whole}.sum() / present.any(0).sum().clamp(min=1)"),
        };
        let of_images = |axis: &str| match self.present {
            true => nested(axis),
            false => format!("{each}.mean()"),
        };
        let parts: Vec<_> = [
            (
                d,
                "d",
                of_batch,
                "The mean over the classes, one ratio each for the batch.",
            ),
            (
                i,
                "i",
                of_images("1"),
                "The mean over an image's classes, then over the images.",
            ),
            (
                c,
                "c",
                of_images("0"),
                "The mean over a class's images, then over the classes.",
            ),
        ]
        .into_iter()
        .filter(|(share, ..)| *share > 0.0)
        .collect();
        if let [(1.0, _, mean, _)] = parts.as_slice() {
            return vec![format!("return {mean}")];
        }
        let mut lines = Vec::new();
        for (_, name, mean, comment) in &parts {
            lines.extend([format!("# {comment}"), format!("{name} = {mean}")]);
        }
        let sum: Vec<_> = parts
            .iter()
            .map(|(share, name, ..)| times(*share, name))
            .collect();
        lines.push(format!("return {}", sum.join(" + ")));
        lines
    }
}
