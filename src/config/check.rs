//! Whether a loss fits a batch.

use super::{Loss, LossConfig};
use crate::batch::Layout;
use crate::error::{Error, Result};

impl LossConfig {
    /// Checks what no field can know by itself: whether the loss fits a batch of this layout.
    ///
    /// # Errors
    /// If class weights are not one per class, or the shards do not divide the batch.
    pub fn check(&self, batch: Layout) -> Result<()> {
        let Layout {
            images, classes, ..
        } = batch;
        for (i, term) in self.terms.iter().enumerate() {
            let path = |name: &str| format!("loss.terms[{i}].{name}");
            match &term.loss {
                Loss::CrossEntropy => {}
                Loss::Jaccard(region) | Loss::Dice(region) | Loss::Tversky(_, region) => {
                    if let Some(weights) = region
                        .class_weights
                        .as_ref()
                        .filter(|weights| weights.len() != classes)
                    {
                        return Err(Error::field(
                            path("class_weights"),
                            format!(
                                "{} numbers were given, but the prediction has {classes} classes; pass one number per class",
                                weights.len()
                            ),
                        ));
                    }
                    if !images.is_multiple_of(region.shards as usize) {
                        return Err(Error::field(
                            path("shards"),
                            format!(
                                "{} shards were asked for, but the batch has {images} images; pass a number that divides it",
                                region.shards
                            ),
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}
