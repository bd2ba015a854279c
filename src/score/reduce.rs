//! From the ratios of all images and classes to one number: D, I, C and their worst cases.

use ndarray::Array2;

use super::ratio::{Counts, Ratio};

/// The counts of every image and class, `[B, C]`, and the rule by which they are looked at.
pub(super) struct Table {
    counts: Array2<Counts>,
    binary: bool,
}

/// In binary mode, the class of interest.
const FOREGROUND: usize = 1;

impl Table {
    /// With `binary`, the counts must be those of two classes.
    pub(super) fn new(counts: Array2<Counts>, binary: bool) -> Self {
        Self { counts, binary }
    }

    /// Whether a class counts in an image.
    fn active(&self, counts: Counts) -> bool {
        match self.binary {
            true => counts.union() > 0,
            false => counts.labelled() > 0,
        }
    }

    /// The ratios of the active images and classes, `[B, C]`.
    pub(super) fn matrix(&self, ratio: Ratio) -> Array2<Option<f64>> {
        self.counts.mapv(|counts| match self.active(counts) {
            true => ratio.of(counts),
            false => None,
        })
    }

    /// The counts over all images of every class of interest.
    fn totals(&self) -> Vec<Counts> {
        let classes = match self.binary {
            true => FOREGROUND..FOREGROUND + 1,
            false => 0..self.counts.ncols(),
        };
        classes.map(|c| sum(self.counts.column(c))).collect()
    }

    /// The accuracy over all pixels, of whatever class of interest.
    pub(super) fn accuracy(&self) -> Option<f64> {
        Ratio::Accuracy.of(sum(&self.totals()))
    }

    /// D: one ratio per class over all images, then their mean. What is 0/0 is left out.
    pub(super) fn whole(&self, ratio: Ratio) -> Option<f64> {
        let classes = self.totals().into_iter();
        let ratios = classes.filter_map(|counts| ratio.of(counts)).map(Some);
        lowest(ratios.collect(), 100)
    }

    /// I: one score per image, then the mean of the lowest q percent. Images with nothing to
    /// score are left out.
    pub(super) fn by_image(&self, ratio: Ratio, q: u32) -> Option<f64> {
        let images = self.counts.rows().into_iter();
        let scores = images.filter_map(|image| {
            let active = image.iter().filter(|counts| self.active(**counts));
            let ratios: Vec<_> = active.map(|counts| ratio.of(*counts)).collect();
            (!ratios.is_empty()).then(|| match self.binary {
                true if self.active(image[FOREGROUND]) => ratio.of(image[FOREGROUND]),
                // Nothing there, nothing predicted: well done.
                true => Some(1.0),
                false => lowest(ratios, 100),
            })
        });
        lowest(scores.collect(), q)
    }

    /// C: per class the mean over the lowest q percent of its active images, then over the
    /// classes that have any.
    pub(super) fn by_class(&self, ratio: Ratio, q: u32) -> Option<f64> {
        let classes = self.counts.columns().into_iter();
        let scores = classes.filter_map(|class| {
            let active = class.iter().filter(|counts| self.active(**counts));
            let ratios: Vec<_> = active.map(|counts| ratio.of(*counts)).collect();
            (!ratios.is_empty()).then(|| lowest(ratios, q))
        });
        lowest(scores.collect(), 100)
    }
}

fn sum<'a>(counts: impl IntoIterator<Item = &'a Counts>) -> Counts {
    counts
        .into_iter()
        .fold(Counts::default(), |mut sum, counts| {
            sum += *counts;
            sum
        })
}

/// The mean of the lowest max(1, ⌊q·N/100⌋) of N values; `None` if there is none, or if one of
/// them is: those sort last.
///
/// In whole numbers: the product of q/100 and N may fall just below one.
fn lowest(mut values: Vec<Option<f64>>, q: u32) -> Option<f64> {
    let count = (values.len() * q as usize / 100).max(1);
    values.sort_by(|a, b| {
        let [a, b] = [a, b].map(|value| value.unwrap_or(f64::INFINITY));
        a.total_cmp(&b)
    });
    values.truncate(count);
    let count = values.len();
    let sum: Option<f64> = values.into_iter().sum();
    sum.filter(|_| count > 0).map(|sum| sum / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_are_counted_in_whole_numbers() {
        // In f64, 0.29 · 100 is 28.999…
        let values: Vec<_> = (0..100).map(|i| Some(f64::from(i))).collect();
        assert_eq!(lowest(values, 29), Some(14.0));
    }

    #[test]
    fn the_lowest_are_at_least_one() {
        assert_eq!(lowest(vec![Some(3.0), Some(2.0)], 1), Some(2.0));
        assert_eq!(lowest(vec![], 1), None);
    }

    #[test]
    fn what_is_undefined_sorts_last() {
        let values = vec![None, Some(2.0), Some(1.0), Some(4.0)];
        assert_eq!(lowest(values.clone(), 50), Some(1.5));
        assert_eq!(lowest(values, 100), None);
    }
}
