//! The same batch reduced in several ways: per image and class, over shards.
//!
//! A ratio per image and class is a matrix. I averages its rows first, C its columns; D sums over the
//! images before it divides, so it is no mean of the matrix at all.

mod plot;
mod shards;

use ndarray::{Array2, ArrayView1, Axis};

pub use plot::{matrix_plot, shards_plot};
pub use shards::{Sharded, shards};

use crate::batch::{Batch, Real};
use crate::config::{Classes, Loss, LossConfig, Reduction, Region};
use crate::error::Result;
use crate::kernel;
use crate::loss;
use crate::loss::region::{self, Form, Moments};
use crate::score::{self, Options};

/// Numbers per image and class, and what the three ways make of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// `[B, C]`; nothing where the class is not active. One column where there is no class by itself.
    pub cells: Array2<Option<f64>>,
    /// The three reductions, in the order of [`Reduction::NAMES`]; nothing where there is no such mean.
    pub means: [Option<f64>; 3],
}

impl Matrix {
    /// Whether the columns are classes.
    pub fn by_class(&self) -> bool {
        self.cells.ncols() > 1
    }

    /// The mean of each image's cells.
    pub fn images(&self) -> Vec<Option<f64>> {
        self.cells.axis_iter(Axis(0)).map(mean).collect()
    }

    /// The mean of each class's cells.
    pub fn classes(&self) -> Vec<Option<f64>> {
        self.cells.axis_iter(Axis(1)).map(mean).collect()
    }
}

/// The mean of what is there.
fn mean(cells: ArrayView1<Option<f64>>) -> Option<f64> {
    let there: Vec<f64> = cells.iter().copied().flatten().collect();
    (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64)
}

/// A loss per image and class, from its terms that have a ratio there: Jaccard, Dice, Tversky. A loss
/// without any has one number per image, and no mean over classes.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::reductions::losses;
/// use loss_playground::config::{Loss, LossConfig, Region};
/// use ndarray::array;
///
/// // Two images of one class: one pixel found of one, and two missed of four.
/// let x = array![[[[1.0, 0.0, 0.0, 0.0]]], [[[1.0, 1.0, 0.0, 0.0]]]];
/// let y = array![[[[1.0, 0.0, 0.0, 0.0]]], [[[1.0, 1.0, 1.0, 1.0]]]];
/// let batch = Batch::<f32>::new(Prediction::Probabilities(x), Label::Soft(y), None, None)?;
/// let jaccard = LossConfig::single(Loss::Jaccard(Region { smooth: 0.0, ..Region::default() }));
/// let matrix = losses(&batch, &jaccard)?;
/// assert_eq!(matrix.cells, array![[Some(0.0)], [Some(0.5)]]);
/// // D takes all pixels together: two of five are missed.
/// assert_eq!(matrix.means, [Some(0.4), Some(0.25), Some(0.25)]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
///
/// # Errors
/// If the loss does not fit the batch, see [`LossConfig::check`].
pub fn losses(batch: &Batch<f32>, loss: &LossConfig) -> Result<Matrix> {
    let loss = unsharded(loss);
    loss.check(batch.layout())?;
    let ratios = || {
        loss.terms
            .iter()
            .filter(|term| term.loss.region().is_some())
    };
    if ratios().next().is_none() {
        return by_image(batch, &loss);
    }
    let hard = batch.layout().hard;
    let (x, y) = (batch.probabilities(), batch.label_probabilities());
    let forms = Form::each(ratios().map(|term| &term.loss));
    let sums: Vec<Array2<Moments>> = forms
        .iter()
        .map(|form| region::moments(x.view(), y.view(), batch.keep().view(), *form))
        .collect();
    let sums_of = |loss: &Loss| {
        let form = Form::of(loss);
        let place = forms.iter().position(|other| Some(*other) == form);
        place.map(|place| &sums[place])
    };
    let agnostic = ratios().all(|term| term.loss.region().is_some_and(Region::is_agnostic));
    let columns = if agnostic { 1 } else { batch.layout().classes };
    let mut cells = Array2::from_elem((batch.layout().images, columns), None);
    let mut means = [0.0; 3];
    for term in ratios() {
        let (Some(sums), Some(region)) = (sums_of(&term.loss), term.loss.region()) else {
            continue;
        };
        for ((image, class), cell) in cells.indexed_iter_mut() {
            if let Some(own) = cell_of(&term.loss, region, sums, (image, class), hard) {
                *cell = Some(cell.unwrap_or(0.0) + term.weighted(own));
            }
        }
        for (mean, share) in means.iter_mut().zip(ONE_WAY) {
            let reduced = with_region(&term.loss, |region| region.reduction = share);
            *mean += term.weighted(loss::coefficients(&reduced, sums, hard).0);
        }
    }
    Ok(Matrix {
        cells,
        means: means.map(Some),
    })
}

/// D alone, I alone, C alone.
const ONE_WAY: [Reduction; 3] = [
    Reduction::DATASET,
    Reduction::IMAGE,
    Reduction {
        d: 0.0,
        i: 0.0,
        c: 1.0,
    },
];

/// What one image and class have by themselves; nothing where the class is not active.
fn cell_of(
    loss: &Loss,
    region: &Region,
    sums: &Array2<Moments>,
    (image, class): (usize, usize),
    hard: bool,
) -> Option<f64> {
    let own = match region.is_agnostic() {
        true => sums.row(image).fold(Moments::default(), |sum, m| sum + *m),
        false => sums[[image, class]],
    };
    if region.only_present(hard) && !own.exceed(region.threshold) {
        return None;
    }
    let alone = with_region(loss, |region| {
        region.reduction = Reduction::IMAGE;
        region.classes = Classes::All;
        region.class_weights = None;
    });
    let (value, _) = loss::coefficients(&alone, &Array2::from_elem((1, 1), own), hard);
    Some(region.class_weight(class) * value)
}

fn with_region(loss: &Loss, change: impl FnOnce(&mut Region)) -> Loss {
    let mut loss = loss.clone();
    if let Some(region) = loss.region_mut() {
        change(region);
    }
    loss
}

/// A loss whose own shards are put aside.
fn unsharded(loss: &LossConfig) -> LossConfig {
    let mut loss = loss.clone();
    for term in &mut loss.terms {
        term.loss = with_region(&term.loss, |region| region.shards = 1);
    }
    loss
}

/// Every image by itself; D is the batch as a whole.
fn by_image(batch: &Batch<f32>, loss: &LossConfig) -> Result<Matrix> {
    let images = batch.layout().images;
    let value = |batch: &Batch<f32>| kernel::evaluate(batch, loss).map(|found| found.value);
    // An image that is void altogether has no loss.
    let own = |image: Batch<f32>| match image.kept() {
        0 => Ok(None),
        _ => value(&image).map(Some),
    };
    let each: Vec<_> = (0..images)
        .map(|b| own(batch.run(b..b + 1)))
        .collect::<Result<_>>()?;
    let cells = Array2::from_shape_fn((images, 1), |(b, _)| each[b]);
    let by_image = mean(cells.column(0));
    Ok(Matrix {
        cells,
        means: [Some(value(batch)?), by_image, None],
    })
}

/// Which score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Score {
    /// The intersection over union.
    Iou,
    /// The Dice score.
    Dice,
}

/// A score per image and class, in percent, against the label's most probable classes.
///
/// # Errors
/// As [`score::scores`].
pub fn scores<F: Real>(batch: &Batch<F>, score: Score) -> Result<Matrix> {
    let batch = score::hardened(batch)?;
    let options = Options::default();
    let (cells, name) = match score {
        Score::Iou => (score::iou_matrix(&batch, &options)?, "mIoU"),
        Score::Dice => (score::dice_matrix(&batch, &options)?, "mDice"),
    };
    let all = score::scores(&batch, &options)?;
    let way = |way: &str| all.get(&format!("{name}{way}")).copied().flatten();
    Ok(Matrix {
        cells,
        means: ["D", "I", "C"].map(way),
    })
}

#[cfg(test)]
mod tests;
