//! The scores that a curve follows.

use serde::{Deserialize, Serialize};

use super::calibration::expected;
use super::pixel::Pixels;
use super::ratio::{Ratio, counts};
use super::reduce::Table;
use crate::batch::{Batch, Real};
use crate::error::Result;

/// Three of the [scores](super::scores), in percent; `None` where there is nothing to score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// `mIoUD`.
    pub iou: Option<f64>,
    /// `mDiceD`.
    pub dice: Option<f64>,
    /// `ECED`, in ten bins.
    pub ece: Option<f64>,
}

/// The scores that a curve follows, sooner than all of them.
///
/// # Errors
/// If the label is soft.
pub fn brief<F: Real>(batch: &Batch<F>) -> Result<Brief> {
    let pixels = Pixels::new(batch)?;
    let table = Table::new(counts(&pixels), false);
    let percent = |score: Option<f64>| score.map(|score| 100.0 * score);
    Ok(Brief {
        iou: percent(table.whole(Ratio::Iou)),
        dice: percent(table.whole(Ratio::Dice)),
        ece: percent(expected(&pixels, 10)),
    })
}
