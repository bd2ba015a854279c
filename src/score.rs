//! How good a prediction is once every pixel has to decide: accuracy, IoU, Dice, calibration.
//!
//! A pixel decides for its most probable class, the first of equals. Per image b and class c, over
//! the kept pixels, TP, FP and FN count the pixels that are rightly, wrongly and not given to c:
//!
//! | | |
//! | --- | --- |
//! | Acc | TP/(TP + FN) |
//! | IoU | TP/(TP + FP + FN) |
//! | Dice | 2·TP/(2·TP + FP + FN) |
//!
//! Three ways lead from these to one number, as for the losses in [`crate::loss::region`]:
//!
//! | | |
//! | --- | --- |
//! | D, data set | TP, FP and FN summed over the images; mean over the classes |
//! | I, image | mean over an image's active classes, then over the images |
//! | C, class | mean over a class's active images, then over the classes |
//!
//! A class is active in an image if the label has it there. That makes a difference: a class that
//! is predicted but in no label counts 0 in D, where its false positives make the ratio 0, and not
//! at all in I and C. What is 0/0 is left out of a mean, and a mean of nothing is no number.
//!
//! Each mean over images has worst cases: sort the images' scores and take the mean of the lowest
//! q %, of at least one. `Q` averages these for q = 10, 20 … 100. In C, every class has its own
//! lowest images.
//!
//! In [binary](Options::binary) mode, class 0 is background: D and I look at class 1 only, and C
//! still at both. A class is active in an image if label or prediction has it, and an image
//! without foreground in either scores 1. Accuracy, which is recall, has no value for an image
//! that has its foreground in the prediction only: it sorts last, and a mean that takes it in has
//! none either.
//!
//! The names are those of the original implementation: `m`, the ratio, the way, and `Q` or q for
//! the worst cases, as in `mIoUI`, `mIoUCQ` or `mDiceI5`.
//!
//! Calibration errors say how far confidences are from how often they are right. Confidences are
//! sorted into n equal bins `[k/n, (k+1)/n)`, 1 into the last. With N pixels, the error is
//! Σ over bins |Σ confidence − Σ right|/N: the difference of mean confidence and accuracy in a
//! bin, weighted by its share of the pixels.
//!
//! | | |
//! | --- | --- |
//! | ECED | a pixel's confidence is its largest probability, right if it decides rightly |
//! | ECEI | the same per image, then the mean over the images |
//! | SCED | per class its probability at every pixel, right if the pixel has the class and decides for it; mean over all classes |
//! | SCEI | the same per image, mean over the classes in its label, then over the images |
//!
//! With one or two classes, SCE looks at the last only. As in the original, right is a decision in
//! SCE too, where one might expect the class's frequency: even true probabilities have an error.
//!
//! Sources: Wang et al., *Revisiting Evaluation Metrics for Semantic Segmentation* (NeurIPS 2023),
//! and its implementation; Guo et al., *On Calibration of Modern Neural Networks* (ICML 2017).

mod aligned;
mod brief;
mod calibration;
mod hardened;
mod pixel;
mod ratio;
mod reduce;
pub mod typescript;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use ndarray::Array2;

pub use self::aligned::aligned;
pub use self::brief::{Brief, brief};
pub use self::hardened::hardened;

use self::calibration::Calibration;
use self::pixel::Pixels;
use self::ratio::{Ratio, counts};
use self::reduce::Table;
use crate::batch::{Batch, Real};
use crate::error::{Error, Result};

/// The most bins that a calibration error may have: each that a pixel falls into takes memory, per image
/// and class.
pub(crate) const MOST_BINS: usize = 10_000;

/// The shares of images that can be the worst case, in percent.
pub const WORST: RangeInclusive<u32> = 1..=100;

/// What to score, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The share of images in the worst case, in percent, one of [`WORST`]. By default 1.
    pub q: u32,
    /// Whether the two classes are background and foreground, and only the latter is of interest.
    /// By default false.
    pub binary: bool,
    /// The number of equal bins for the calibration errors: 1 to 10 000. By default 10.
    pub bins: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            q: 1,
            binary: false,
            bins: 10,
        }
    }
}

impl Options {
    fn check(&self, classes: usize) -> Result<()> {
        let Self { q, binary, bins } = *self;
        if !WORST.contains(&q) {
            return Err(Error::field(
                "q",
                format!(
                    "{q} was given, but the share of images in the worst case is a percentage; pass a whole number from {} to {}",
                    WORST.start(),
                    WORST.end()
                ),
            ));
        }
        if !(1..=MOST_BINS).contains(&bins) {
            return Err(Error::field(
                "bins",
                format!(
                    "{bins} was given, but confidences must be sorted into some bins; pass a whole number from 1 to {MOST_BINS}, such as 10"
                ),
            ));
        }
        if binary && classes != 2 {
            return Err(Error::Combination(format!(
                "binary scores need 2 classes, background and foreground, but the prediction has {classes}; pass 2 classes or leave binary off"
            )));
        }
        Ok(())
    }
}

/// Over which images a mean is taken.
#[derive(Debug, Clone, Copy)]
enum Among {
    All,
    /// The lowest so many percent.
    Lowest(u32),
    /// The average of the lowest 10 %, 20 % … 100 %.
    Every,
}

impl Among {
    /// The score among these images, from the score of the lowest q percent.
    fn score(self, lowest: impl Fn(u32) -> Option<f64>) -> Option<f64> {
        match self {
            Self::All => lowest(100),
            Self::Lowest(q) => lowest(q),
            Self::Every => {
                let sum: Option<f64> = (10..=100).step_by(10).map(lowest).sum();
                sum.map(|sum| sum / 10.0)
            }
        }
    }
}

/// `mIoUI25`: the ratio, the way to one number, the images.
fn name(ratio: Ratio, way: char, among: Among) -> String {
    let ratio = match ratio {
        Ratio::Accuracy => "Acc",
        Ratio::Iou => "IoU",
        Ratio::Dice => "Dice",
    };
    match among {
        Among::All => format!("m{ratio}{way}"),
        Among::Lowest(q) => format!("m{ratio}{way}{q}"),
        Among::Every => format!("m{ratio}{way}Q"),
    }
}

/// Every score of a batch, by name; `None` where there is nothing to score.
///
/// In percent, `SCED` and `SCEI` in permille. The [module](self) says which scores there are and
/// how they are formed. With one class, a pixel has it where its probability (the sigmoid of its
/// logit) is more than ½.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::score::{Options, scores};
/// use ndarray::array;
///
/// // Four pixels, the last one wrong: class 0 has IoU 2/3, class 1 has 1/2.
/// let x = Prediction::Probabilities(array![[[[0.9, 0.8, 0.3, 0.6]], [[0.1, 0.2, 0.7, 0.4]]]]);
/// let y = Label::Hard(array![[[0, 0, 1, 1]]]);
/// let scores = scores(&Batch::<f64>::new(x, y, None, None)?, &Options::default())?;
/// assert_eq!(scores["Acc"], Some(75.0));
/// let iou = 100.0 * (2.0 / 3.0 + 0.5) / 2.0;
/// assert!(scores["mIoUD"].is_some_and(|score| (score - iou).abs() < 1e-12));
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If the label is soft, an option is out of its range, or `binary` is on without two classes.
pub fn scores<F: Real>(
    batch: &Batch<F>,
    options: &Options,
) -> Result<BTreeMap<String, Option<f64>>> {
    let table = table(batch, options)?;
    let mut scores = BTreeMap::new();
    let mut put = |name: String, score: Option<f64>, unit: f64| {
        scores.insert(name, score.map(|score| unit * score));
    };
    put("Acc".into(), table.accuracy(), 100.0);
    for ratio in [Ratio::Accuracy, Ratio::Iou, Ratio::Dice] {
        let whole = table.whole(ratio);
        put(name(ratio, 'D', Among::All), whole, 100.0);
        for among in [Among::All, Among::Every, Among::Lowest(options.q)] {
            let by_image = among.score(|q| table.by_image(ratio, q));
            put(name(ratio, 'I', among), by_image, 100.0);
            let by_class = among.score(|q| table.by_class(ratio, q));
            put(name(ratio, 'C', among), by_class, 100.0);
        }
    }
    let calibration = Calibration::new(&Pixels::new(batch)?, options.bins);
    put("ECED".into(), calibration.expected(), 100.0);
    put("ECEI".into(), calibration.expected_by_image(), 100.0);
    put("SCED".into(), calibration.per_class(), 1000.0);
    put("SCEI".into(), calibration.per_class_by_image(), 1000.0);
    Ok(scores)
}

/// mIoUD and mDiceD of a batch, in percent, without the other scores.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::score::{Options, overlaps};
/// use ndarray::array;
///
/// let x = Prediction::Probabilities(array![[[[0.9, 0.2]], [[0.1, 0.8]]]]);
/// let batch = Batch::<f32>::new(x, Label::Hard(array![[[0, 0]]]), None, None)?;
/// // Class 0 has IoU 1/2; class 1 is predicted but nowhere in the label: 0.
/// assert_eq!(overlaps(&batch, &Options::default())?[0], Some(25.0));
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// As [`scores`].
pub fn overlaps<F: Real>(batch: &Batch<F>, options: &Options) -> Result<[Option<f64>; 2]> {
    let table = table(batch, options)?;
    let percent = |ratio| table.whole(ratio).map(|score| 100.0 * score);
    Ok([Ratio::Iou, Ratio::Dice].map(percent))
}

/// The IoU of every image and class, `[B, C]`, in percent; `None` where the class is not active.
///
/// `mIoUI` is the mean of its rows' means, `mIoUC` that of its columns'.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::score::{Options, iou_matrix};
/// use ndarray::array;
///
/// // The label has class 0 only; that one pixel goes to class 1 does not make it active.
/// let x = Prediction::Probabilities(array![[[[0.9, 0.2]], [[0.1, 0.8]]]]);
/// let batch = Batch::<f32>::new(x, Label::Hard(array![[[0, 0]]]), None, None)?;
/// assert_eq!(iou_matrix(&batch, &Options::default())?, array![[Some(50.0), None]]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// As [`scores`].
pub fn iou_matrix<F: Real>(batch: &Batch<F>, options: &Options) -> Result<Array2<Option<f64>>> {
    matrix(batch, options, Ratio::Iou)
}

/// The Dice score of every image and class, as [`iou_matrix`].
///
/// # Errors
/// As [`scores`].
pub fn dice_matrix<F: Real>(batch: &Batch<F>, options: &Options) -> Result<Array2<Option<f64>>> {
    matrix(batch, options, Ratio::Dice)
}

fn matrix<F: Real>(
    batch: &Batch<F>,
    options: &Options,
    ratio: Ratio,
) -> Result<Array2<Option<f64>>> {
    let table = table(batch, options)?;
    let percent = |score: Option<f64>| score.map(|score| 100.0 * score);
    Ok(table.matrix(ratio).mapv(percent))
}

fn table<F: Real>(batch: &Batch<F>, options: &Options) -> Result<Table> {
    options.check(batch.layout().classes)?;
    Ok(Table::new(counts(&Pixels::new(batch)?), options.binary))
}
