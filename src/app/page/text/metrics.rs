//! The words of the charts about what kind of function a loss is: R^n, axioms, reductions.

use loss_playground::Error;
use loss_playground::axioms::{Axiom, Values};
use loss_playground::chart::vector::Story;

use super::misfit;
use crate::number::{plain, significant, thousands};

// R^n
pub(in crate::page) const VECTOR: &str = "Beyond segmentation";
pub(in crate::page) const VECTOR_SHOW: &str = "What is shown";
pub(in crate::page) const CURVES: &str = "for one y";
pub(in crate::page) const MAPS: &str = "for every y";
pub(in crate::page) const Y: &str = "y";
/// The two formulas of numbers of any sign.
pub(in crate::page) const BY_NORMS: &str =
    "By norms: 1 − (|x| + |y| − |x−y|) / (|x| + |y| + |x−y|)";
pub(in crate::page) const BY_SUMS: &str = "By sums: 1 − (|x+y| − |x−y|) / (|x+y| + |x−y|)";

/// What a y means for an x of the other sign.
pub(in crate::page) fn story(story: Story, y: f64) -> String {
    let Story::Hill { top, end } = story else {
        return "Against y = 0 both formulas are 1 wherever x is not 0: neither pulls.".into();
    };
    let (side, away, last) = match y > 0.0 {
        true => ("x < 0", "−∞", "−3"),
        false => ("x > 0", "∞", "3"),
    };
    // At its top, the chart's end has not begun to fall.
    let seen = match end < 2.0 {
        true => format!(" ({} at {last})", significant(end, 3)),
        false => String::new(),
    };
    format!(
        "Where x and y = {} are of one sign, both are the same. Where they are not ({side}), by norms is 1 and flat: nothing pulls x towards y. By sums has its top, 2, at x = {}; beyond it, descent drives x to {away}, where the loss still falls to 1{seen}. So scale features to be positive first.",
        plain(y),
        plain(top)
    )
}

// Axioms
pub(in crate::page) const AXIOMS: &str = "Axioms of a metric";
pub(in crate::page) const AXIOMS_WHOSE: &str = "Whose axioms";
pub(in crate::page) const PIXELS: &str = "Pixels";
pub(in crate::page) const AXIOMS_CLASSES: &str = "Classes of the maps";
pub(in crate::page) const ONE_CLASS: &str = "one class";
pub(in crate::page) const THE_CLASS: &str = "the class";
pub(in crate::page) const SOFT_MAPS: &str = "soft maps";

/// Why there is nothing to search, and whether hard maps would do.
pub(in crate::page) fn unsearched(error: &Error, fits_hard: bool) -> String {
    let why = misfit(error);
    match fits_hard {
        true => format!("{why}. Switch {SOFT_MAPS} off to search among hard ones."),
        false => format!("{why}."),
    }
}

pub(in crate::page) const SEARCH: &str = "Search";
pub(in crate::page) const STOP: &str = "Stop";
pub(in crate::page) const AXIOMS_FOUND: &str = "Axioms, and the worst that was found";
pub(in crate::page) const NOT_BROKEN: &str = "No triple of label maps has broken this axiom yet.";
pub(in crate::page) const NONE_BROKEN: &str = "No triple of label maps has broken an axiom yet.";
pub(in crate::page) const NO_TRIPLES: &str = "There are no such label maps to draw.";
pub(in crate::page) const ONLY_PRESENT: &str = "This loss counts only the classes that are in the label: where b lacks a class, L(a, b) does not see it in a, and is 0 if there is nothing else. That alone breaks positivity and symmetry. Set its classes to “all” to see what the ratio does.";
pub(in crate::page) const SEARCHING: &str = "Searching.";
pub(in crate::page) const STOPPED: &str = "Stopped.";

pub(in crate::page) fn all_classes(classes: usize) -> String {
    format!("all {classes} classes")
}

/// How many triples were tried, how fast, and by what.
pub(in crate::page) fn tried(count: u64, rate: f64, by: &str) -> String {
    let tried = format!("{} triples tried", thousands(count));
    match rate > 0.0 {
        true => format!("{tried}, {} a second on the {by}", thousands(rate as u64)),
        false => tried,
    }
}

/// How many were tried since the loss or the maps have changed.
pub(in crate::page) fn tried_anew(count: u64) -> String {
    format!(
        "{} triples tried, anew because the loss or the maps have changed",
        thousands(count)
    )
}

pub(in crate::page) fn axiom(axiom: Axiom) -> &'static str {
    match axiom {
        Axiom::Reflexivity => "Reflexivity",
        Axiom::Positivity => "Positivity",
        Axiom::Symmetry => "Symmetry",
        Axiom::Triangle => "Triangle inequality",
    }
}

pub(in crate::page) fn axiom_formula(axiom: Axiom) -> &'static str {
    match axiom {
        Axiom::Reflexivity => "L(a, a) = 0",
        Axiom::Positivity => "L(a, b) > 0 if a ≠ b",
        Axiom::Symmetry => "L(a, b) = L(b, a)",
        Axiom::Triangle => "L(a, c) ≤ L(a, b) + L(b, c)",
    }
}

/// What breaks an axiom, in numbers; without any, nothing was found by a search that has `begun`.
pub(in crate::page) fn verdict(axiom: Axiom, values: Option<&Values>, begun: bool) -> String {
    let Some(Values { aa, ab, ba, bc, ac }) = values else {
        return if begun { "not broken" } else { "not searched" }.into();
    };
    let digits = |value: &f64| significant(*value, 4);
    match axiom {
        Axiom::Reflexivity => format!("broken: {}", digits(aa)),
        Axiom::Positivity => format!("broken: {}", digits(ab)),
        Axiom::Symmetry => format!("broken: {} ≠ {}", digits(ab), digits(ba)),
        Axiom::Triangle => format!("broken: {} > {} + {}", digits(ac), digits(ab), digits(bc)),
    }
}

/// What the drawn maps are.
pub(in crate::page) fn triple(name: &str, number: u64) -> String {
    format!("{name}: label maps of triple {}.", thousands(number))
}

// Reductions
pub(in crate::page) const REDUCTIONS: &str = "Reductions and shards";
pub(in crate::page) const REDUCTIONS_SHOW: &str = "What is shown of the batch";
pub(in crate::page) const LOSS_MATRIX: &str = "loss per image and class";
pub(in crate::page) const IOU_MATRIX: &str = "IoU per image and class, in %";
pub(in crate::page) const DICE_MATRIX: &str = "Dice per image and class, in %";
pub(in crate::page) const SHARDS: &str = "one to many devices";
pub(in crate::page) const REDUCTIONS_WHOSE: &str = "Whose loss";
pub(in crate::page) const ABOUT_MEANS: &str = "I averages each image's classes and then the images, C each class's images and then the classes. D sums over the images before it divides: it is no mean of these cells.";
pub(in crate::page) const ABOUT_SHARDS: &str = "The batch cut into equal runs of images, one a device, and their losses averaged, as in training without synchronisation. The difference is that of the gradients, in parts of the whole batch's.";
pub(in crate::page) const ONE_IMAGE: &str = "The batch is one image: D and I are the same, and there is nothing to cut. Add images to the batch to see them part.";

/// A loss has terms without a ratio per image and class, or nothing but such terms.
pub(in crate::page) fn without_ratio(all: bool) -> &'static str {
    match all {
        true => "This loss has no ratio per image and class, so it is shown per image.",
        false => "The terms without a ratio per image and class are left out.",
    }
}
