//! Whether a loss fits a batch.

use super::{Loss, LossConfig, Region};
use crate::batch::Layout;
use crate::error::{Error, Result};

impl LossConfig {
    /// Checks what no field can know by itself: whether the loss fits a batch of this layout.
    ///
    /// # Errors
    /// If class weights are not one per class, the shards do not divide the batch, a Lovász loss
    /// meets a soft label, the hinge meets probabilities or several classes, or a temperature
    /// meets probabilities.
    pub fn check(&self, batch: Layout) -> Result<()> {
        for (i, term) in self.terms.iter().enumerate() {
            let path = format!("loss.terms[{i}]");
            match &term.loss {
                Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
                    check_region(&path, region, batch)?;
                }
                Loss::KlDivergence(kl) if kl.temperature != 1.0 && !batch.logits => {
                    let problem = format!(
                        "{} was given with probabilities; a temperature divides logits, so pass logits or leave it at 1",
                        kl.temperature
                    );
                    return Err(Error::field(format!("{path}.temperature"), problem));
                }
                Loss::LovaszSoftmax(_) | Loss::LovaszHinge(_) if !batch.hard => {
                    let problem = format!(
                        "{} was given with a soft label, but it extends a function of sets of pixels: a pixel is in a class or not; pass a hard label, or use jaccard",
                        term.loss.kind()
                    );
                    return Err(Error::field(path, problem));
                }
                Loss::LovaszHinge(_) if batch.classes != 1 => {
                    let problem = format!(
                        "lovasz_hinge was given with {} classes, but it is a loss of one class's margins; pass C = 1, or use lovasz_softmax",
                        batch.classes
                    );
                    return Err(Error::field(path, problem));
                }
                Loss::LovaszHinge(_) if !batch.logits => {
                    let problem = "lovasz_hinge was given with probabilities, but margins are made of logits; pass logits, or use lovasz_softmax";
                    return Err(Error::field(path, problem));
                }
                Loss::LovaszSoftmax(_) if batch.classes == 1 && batch.logits => {
                    let problem = "lovasz_softmax was given with one class's logits, whose softmax is always 1; use lovasz_hinge, or pass probabilities";
                    return Err(Error::field(path, problem));
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
        let problem = format!(
            "{} given, but the prediction has {}; pass one number per class",
            counted(weights.len(), "number was", "numbers were"),
            counted(classes, "class", "classes")
        );
        return Err(Error::field(format!("{path}.class_weights"), problem));
    }
    if !images.is_multiple_of(region.shards as usize) {
        let problem = format!(
            "{} were asked for, but the batch has {}; pass a number that divides it",
            counted(region.shards as usize, "shard", "shards"),
            counted(images, "image", "images")
        );
        return Err(Error::field(format!("{path}.shards"), problem));
    }
    Ok(())
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
