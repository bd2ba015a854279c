//! Whether a loss fits a batch.

use super::{Loss, LossConfig, Region};
use crate::batch::Layout;
use crate::error::{Error, Result};

impl LossConfig {
    /// Checks what no field can know by itself: whether the loss fits a batch of this layout.
    ///
    /// # Errors
    /// If class weights are not one per class or meet agnostic classes, the shards do not divide the
    /// batch, a Lovász loss meets a soft label, the hinge meets probabilities or several classes,
    /// any other loss meets the logits of one class, or a temperature meets probabilities.
    pub fn check(&self, batch: Layout) -> Result<()> {
        for (i, term) in self.terms.iter().enumerate() {
            let path = format!("loss.terms[{i}]");
            let kind = term.loss.kind();
            match &term.loss {
                loss if batch.classes == 1
                    && batch.logits
                    && !matches!(loss, Loss::LovaszHinge(_)) =>
                {
                    return misfit(
                        path,
                        format!("{kind} was given with one class's logits"),
                        "their softmax is always 1, and nothing would move it; pass probabilities, or the logits of two classes",
                    );
                }
                Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
                    check_region(&path, region, batch)?;
                }
                Loss::KlDivergence(kl) if kl.temperature != 1.0 && !batch.logits => {
                    return misfit(
                        format!("{path}.temperature"),
                        format!("{} was given with probabilities", kl.temperature),
                        "a temperature divides logits; pass logits, or leave it at 1",
                    );
                }
                Loss::LovaszSoftmax(_) | Loss::LovaszHinge(_) if !batch.hard => {
                    return misfit(
                        path,
                        format!("{kind} was given with a soft label"),
                        "it extends a function of sets of pixels: a pixel is in a class or not; give it a hard label, or use jaccard",
                    );
                }
                Loss::LovaszHinge(_) if batch.classes != 1 => {
                    return misfit(
                        path,
                        format!("lovasz_hinge was given with {} classes", batch.classes),
                        "it is a loss of one class's margins; pass C = 1, or use lovasz_softmax",
                    );
                }
                Loss::LovaszHinge(_) if !batch.logits => {
                    return misfit(
                        path,
                        "lovasz_hinge was given with probabilities",
                        "margins are made of logits; pass logits, or use lovasz_softmax",
                    );
                }
                Loss::CrossEntropy
                | Loss::Focal(_)
                | Loss::KlDivergence(_)
                | Loss::Lp(_)
                | Loss::Cosine
                | Loss::GeneralizedDice(_)
                | Loss::LovaszSoftmax(_)
                | Loss::LovaszHinge(_) => {}
            }
        }
        Ok(())
    }
}

fn check_region(path: &str, region: &Region, batch: Layout) -> Result<()> {
    let Layout {
        images, classes, ..
    } = batch;
    if let Some(weights) = region
        .class_weights
        .as_ref()
        .filter(|weights| weights.len() != classes)
    {
        let classes = counted(classes, "class", "classes");
        return misfit(
            format!("{path}.class_weights"),
            counted(
                weights.len(),
                "number was given as class weights",
                "numbers were given as class weights",
            ),
            format!("the prediction has {classes}; pass one number per class"),
        );
    }
    let weighted = region
        .class_weights
        .iter()
        .flatten()
        .any(|weight| *weight != 1.0);
    if weighted && region.is_agnostic() {
        return misfit(
            format!("{path}.class_weights"),
            "class weights were given with agnostic classes",
            "these make one ratio of all classes, and there is none to weigh; leave class_weights out, or set classes to \"all\" or \"present\"",
        );
    }
    if !images.is_multiple_of(region.shards as usize) {
        let images = counted(images, "image", "images");
        return misfit(
            format!("{path}.shards"),
            counted(
                region.shards as usize,
                "shard was asked for",
                "shards were asked for",
            ),
            format!("the batch has {images}; pass a number that divides it"),
        );
    }
    Ok(())
}

fn misfit(path: String, given: impl Into<String>, expected: impl Into<String>) -> Result<()> {
    Err(Error::Misfit {
        path,
        given: given.into(),
        expected: expected.into(),
    })
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
