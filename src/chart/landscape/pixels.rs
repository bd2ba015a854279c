//! Two pixels' probabilities of one class, each from 0 to 1.
//!
//! As in [`near_target`](crate::chart::near_target), the other classes of each pixel share the rest
//! in their present proportions and all other pixels stay. A loss whose minimum is at the label has
//! it there to the digit, and one that wants a class whole or not at all has it in a corner.

use ndarray::Array2;

use super::least::{Search, Settings};
use super::{Landscape, Over, Point, Remark, Surface};
use crate::batch::Real;
use crate::chart::Contender;
use crate::chart::near_target::Totals;
use crate::chart::near_target::moving::{Moved, Moving, Track};
use crate::error::{Error, Result};

/// The search for the least point ends when its steps are this small: three digits are shown.
const FINEST: f64 = 1e-4;
/// The values are right to this share of themselves.
const ROUNDING: f64 = 1e-12;

impl<F: Real> Totals<F> {
    /// The surfaces over two pixels of one image, `[image, row, column]` each, and a class, on a
    /// grid of `cells` by `cells`.
    ///
    /// ```
    /// use loss_playground::batch::{Batch, Label, Prediction};
    /// use loss_playground::chart::Contender;
    /// use loss_playground::chart::near_target::Totals;
    /// use loss_playground::config::{Loss, LossConfig, Overlap, Region};
    /// use ndarray::array;
    ///
    /// // Seven raters of ten saw the object at the first pixel, three at the second.
    /// let y = array![[[[0.7, 0.3]], [[0.3, 0.7]]]];
    /// let batch = Batch::new(Prediction::Probabilities(y.clone()), Label::Soft(y), None, None)?;
    /// let dice = |overlap| Contender {
    ///     name: "Dice".into(),
    ///     colour: 0,
    ///     loss: LossConfig::single(Loss::Dice(Region { overlap, smooth: 0.0, ..Region::default() })),
    /// };
    /// let contenders = [Overlap::Norm, Overlap::Product].map(dice);
    /// let totals = Totals::new(&batch, &contenders)?;
    /// let landscape = totals.landscape([[0, 0, 0], [0, 0, 1]], 0, 8)?;
    /// // Norms agree with the raters; products want one pixel whole and the other not at all.
    /// assert_eq!(landscape.surfaces[0].least.at, [0.7, 0.3]);
    /// assert_eq!(landscape.surfaces[1].least.at, [1.0, 0.0]);
    /// # Ok::<(), loss_playground::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Shape`] if there is no such pixel or class, [`Error::Combination`] if the pixels are
    /// the same one or of two images.
    pub fn landscape(
        &self,
        pixels: [[usize; 3]; 2],
        class: usize,
        cells: usize,
    ) -> Result<Landscape> {
        for pixel in pixels {
            self.check(pixel, class)?;
        }
        let [first, second] = pixels;
        if first[0] != second[0] || first == second {
            return Err(Error::Combination(format!(
                "a landscape is over two pixels of one image, but {first:?} and {second:?} were given as [image, row, column]; choose two different pixels of the same image"
            )));
        }
        let plane = Plane::new(self, pixels, class);
        let centres = Over::Pixels.centres(cells);
        let [columns, rows] = [0, 1].map(|pixel| {
            let centres = centres.iter();
            centres.map(|t| plane.place(pixel, *t)).collect::<Vec<_>>()
        });
        let named = [0, 1].map(|pixel| {
            let named = [plane.label[pixel], 0.0, 1.0];
            named.map(|t| (t, plane.place(pixel, t)))
        });
        let surface = |(index, contender): (usize, &Contender)| {
            let at = |(row, column): (usize, usize)| plane.at(index, &columns[column], &rows[row]);
            let points = Array2::from_shape_fn((cells, cells), at);
            let values = points.mapv(|(value, _)| value);
            Surface {
                name: contender.name.clone(),
                colour: contender.colour,
                slopes: points.mapv(|(_, slope)| slope),
                current: plane.point(index, plane.current),
                least: plane.least(index, &centres, &values, &named),
                remark: Remark::of(&values, ROUNDING),
                values,
            }
        };
        Ok(Landscape {
            over: Over::Pixels,
            label: plane.counts.then_some(plane.label),
            current: plane.current,
            surfaces: self.contenders().iter().enumerate().map(surface).collect(),
            centres,
        })
    }
}

/// The plane of two pixels' probabilities.
pub(super) struct Plane<'a, F> {
    moving: Moving<'a, F>,
    tracks: [Track; 2],
    /// Where the prediction is, at a void pixel.
    label: [f64; 2],
    current: [f64; 2],
    /// Whether both pixels count.
    counts: bool,
}

impl<'a, F: Real> Plane<'a, F> {
    pub(super) fn new(totals: &'a Totals<F>, pixels: [[usize; 3]; 2], class: usize) -> Self {
        let moving = Moving::new(totals, &pixels);
        let now = pixels.map(|pixel| totals.pixel(pixel));
        let counts = pixels.map(|pixel| totals.counts(pixel));
        let label = |k: usize| match counts[k] {
            true => now[k].1[class],
            false => now[k].0[class],
        };
        Self {
            tracks: [0, 1].map(|k| Track::new(&now[k].0, class)),
            current: [0, 1].map(|k| now[k].0[class]),
            label: [0, 1].map(label),
            counts: counts == [true; 2],
            moving,
        }
    }

    pub(super) fn place(&self, pixel: usize, t: f64) -> Moved {
        self.moving.place(pixel, self.tracks[pixel].at(t))
    }

    /// A contender's value and its slopes along both pixels' probabilities.
    pub(super) fn at(&self, contender: usize, first: &Moved, second: &Moved) -> (f64, [f64; 2]) {
        let (value, gradient) = self.moving.evaluate(contender, &[first, second]);
        (value, [0, 1].map(|k| self.tracks[k].slope(&gradient[k])))
    }

    pub(super) fn point(&self, contender: usize, at: [f64; 2]) -> Point {
        let [first, second] = [0, 1].map(|pixel| self.place(pixel, at[pixel]));
        let (value, _) = self.at(contender, &first, &second);
        Point { at, value }
    }

    /// The least of the cells' values, of those at both pixels' `named` places, the labels and the ends, and
    /// what is still less around it.
    fn least(
        &self,
        contender: usize,
        centres: &[f64],
        values: &Array2<f64>,
        named: &[[(f64, Moved); 3]; 2],
    ) -> Point {
        let cells = values.indexed_iter().map(|((row, column), value)| Point {
            at: [centres[column], centres[row]],
            value: *value,
        });
        // Whatever has the same value: the label first, then corners, which are where they seem to
        // be.
        let [firsts, seconds] = named;
        let named = seconds.iter().flat_map(|(second_at, second)| {
            firsts.iter().map(move |(first_at, first)| Point {
                at: [*first_at, *second_at],
                value: self.at(contender, first, second).0,
            })
        });
        let settings = Settings {
            range: Over::Pixels.range(),
            step: 0.5 / centres.len().max(1) as f64,
            finest: FINEST,
            rounding: ROUNDING,
        };
        let current = self.point(contender, self.current);
        let mut search = Search::new(settings, current, named.chain(cells));
        loop {
            let here = search.best().at;
            let [first, second] = [0, 1].map(|pixel| self.place(pixel, here[pixel]));
            let beside = |at: [f64; 2]| (at, self.at(contender, &self.place(0, at[0]), &second));
            let above = |at: [f64; 2]| (at, self.at(contender, &first, &self.place(1, at[1])));
            // Until it moves, its steps become smaller.
            while search.best().at == here {
                let Some([left, right, down, up]) = search.around() else {
                    return search.best();
                };
                let around = [beside(left), beside(right), above(down), above(up)];
                search.choose(around.map(|(at, (value, _))| Point { at, value }));
            }
        }
    }
}
