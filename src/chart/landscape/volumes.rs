//! Two classes' volumes: a bias b is added to a class's logits, `z_c + b`, at all pixels of an image.
//!
//! A bias is what the last layer of a network has for each class: with it a class grows or shrinks
//! everywhere, first where it is undecided. At (0, 0) is the prediction. The slope along a bias is
//! the sum of `∂L/∂z_c` over the image's pixels. With two classes in all, only the difference of
//! both biases counts.

use ndarray::Array2;

use super::biased::{Biased, Sloped};
use super::least::{Search, Settings};
use super::{Landscape, Over, Point, Remark, Surface};
use crate::batch::{Batch, Real};
use crate::chart::Contender;
use crate::chart::gradient::Evaluate;
use crate::error::{Error, Result};

/// The search for the least point ends when its steps are this small, and on the coarse map.
const FINEST: f64 = 1e-2;
const FINEST_COARSE: f64 = 3e-1;
/// On the coarse map is every so many rows and columns one cell, the middle one.
const COARSE: usize = 3;
/// The values are right to so many times the type's precision.
const ROUNDING: f64 = 8.0;

/// The landscape of two classes' biases, found cell by cell: a large image takes its time. If the
/// number of cells along an axis is divisible by three, a map with a third of them comes first.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::landscape::Volumes;
/// use loss_playground::chart::Contender;
/// use loss_playground::config::{Loss, LossConfig};
/// use loss_playground::loss;
/// use ndarray::{Array4, array};
///
/// // Of three classes that are equally likely, the label is the second.
/// let z = Prediction::Logits(Array4::<f64>::zeros((1, 3, 1, 1)));
/// let batch = Batch::new(z, Label::Hard(array![[[1]]]), None, None)?;
/// let entropy = Contender {
///     name: "CE".into(),
///     colour: 0,
///     loss: LossConfig::single(Loss::CrossEntropy),
/// };
/// let mut volumes = Volumes::new(&batch, &[entropy], 0, [0, 1], 12, loss::evaluate)?;
/// while volumes.step()? {}
/// let landscape = volumes.landscape().unwrap();
/// // Less of the first class, and more of the second.
/// assert_eq!(landscape.surfaces[0].least.at, [-6.0, 6.0]);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Volumes<F> {
    contenders: Vec<Contender>,
    biased: Biased<F>,
    /// There are no other classes: every loss is the same along a diagonal.
    no_others: bool,
    /// Of the whole map.
    centres: Vec<f64>,
    /// At the prediction, one a contender.
    current: Vec<Point>,
    /// Value and slopes of the cells that have been found, `[row, column]`; one a contender.
    found: Array2<Option<Vec<Sloped>>>,
    /// The maps that are still wanted, the next one last: of each the distance of its rows and columns.
    strides: Vec<usize>,
    /// How many cells of the next one have been visited.
    visited: usize,
    /// For its least points, once all have been.
    searches: Vec<Search>,
    /// The last one that is complete.
    landscape: Option<Landscape>,
}

impl<F: Real> Volumes<F> {
    /// The landscape of two classes of an image on a grid of `cells` by `cells`.
    ///
    /// # Errors
    /// If a loss does not fit the batch, see [`crate::config::LossConfig::check`];
    /// [`Error::Shape`] if there is no such image or class, [`Error::Combination`] if both classes
    /// are the same one.
    pub fn new(
        batch: &Batch<F>,
        contenders: &[Contender],
        image: usize,
        classes: [usize; 2],
        cells: usize,
        evaluate: Evaluate<F>,
    ) -> Result<Self> {
        check(batch, image, classes)?;
        let mut biased = Biased::new(batch, contenders, image, classes, evaluate)?;
        let at = [0.0; 2];
        let current = biased.at(at)?.into_iter();
        let strides = match cells % COARSE {
            0 => vec![1, COARSE],
            _ => vec![1],
        };
        Ok(Self {
            contenders: contenders.to_vec(),
            biased,
            no_others: batch.dim().1 == 2,
            centres: Over::Classes.centres(cells),
            current: current.map(|(value, _)| Point { at, value }).collect(),
            found: Array2::default((cells, cells)),
            strides,
            visited: 0,
            searches: Vec::new(),
            landscape: None,
        })
    }

    /// Finds all losses in one cell, or comes nearer to one's least point; false once there is
    /// nothing left to find.
    ///
    /// # Errors
    /// None for what [`Volumes::new`] has accepted.
    pub fn step(&mut self) -> Result<bool> {
        let Some(stride) = self.strides.last().copied() else {
            return Ok(false);
        };
        let places = self.places(stride);
        let across = places.len();
        if self.visited < across * across {
            let (row, column) = (places[self.visited / across], places[self.visited % across]);
            self.visited += 1;
            if self.found[[row, column]].is_none() {
                let at = [self.centres[column], self.centres[row]];
                self.found[[row, column]] = Some(self.biased.at(at)?);
            }
            return Ok(true);
        }
        if self.searches.is_empty() {
            let all = 0..self.contenders.len();
            self.searches = all.map(|own| self.search(own, stride)).collect();
        }
        let searches = self.searches.iter().enumerate();
        let mut next = searches.filter_map(|(own, search)| Some((own, search.around()?)));
        if let Some((own, around)) = next.next() {
            let mut points = [self.current[own]; 4];
            for (point, at) in points.iter_mut().zip(around) {
                let value = self.biased.value(at, own)?;
                *point = Point { at, value };
            }
            self.searches[own].choose(points);
            return Ok(true);
        }
        self.landscape = Some(self.complete(stride));
        self.strides.pop();
        self.searches.clear();
        self.visited = 0;
        Ok(!self.strides.is_empty())
    }

    /// How many cells have been found, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.found.iter().flatten().count(), self.found.len())
    }

    /// The finest map that has been found; nothing until all of one has been.
    pub fn landscape(&self) -> Option<&Landscape> {
        self.landscape.as_ref()
    }

    /// Which rows and columns a map consists of.
    fn places(&self, stride: usize) -> Vec<usize> {
        (stride / 2..self.centres.len()).step_by(stride).collect()
    }

    fn complete(&self, stride: usize) -> Landscape {
        let places = self.places(stride);
        let surface = |(own, contender): (usize, &Contender)| {
            let cells = self.cells(own, &places);
            let values = cells.mapv(|(value, _)| value);
            Surface {
                name: contender.name.clone(),
                colour: contender.colour,
                slopes: cells.mapv(|(_, slopes)| slopes),
                current: self.current[own],
                least: self.least(own),
                remark: Remark::of(&values, rounding::<F>()),
                values,
            }
        };
        Landscape {
            over: Over::Classes,
            centres: places.iter().map(|place| self.centres[*place]).collect(),
            label: None,
            current: [0.0, 0.0],
            surfaces: self.contenders.iter().enumerate().map(surface).collect(),
        }
    }

    /// Where a contender's loss is least; where that is a line, at its point next to the prediction.
    fn least(&self, own: usize) -> Point {
        let mut least = self.searches[own].best();
        if self.no_others {
            let [first, second] = least.at;
            let half = (first - second) / 2.0;
            least.at = [half, -half];
        }
        least
    }

    /// A contender's cells in these rows and columns, which have been found.
    fn cells(&self, own: usize, places: &[usize]) -> Array2<Sloped> {
        let across = places.len();
        Array2::from_shape_fn((across, across), |(row, column)| {
            let cell = self.found[[places[row], places[column]]].as_ref();
            cell.map_or_else(Sloped::default, |found| found[own])
        })
    }

    fn search(&self, own: usize, stride: usize) -> Search {
        let places = self.places(stride);
        let [low, high] = Over::Classes.range();
        let settings = Settings {
            range: [low, high],
            step: 0.5 * (high - low) / places.len().max(1) as f64,
            finest: if stride == 1 { FINEST } else { FINEST_COARSE },
            rounding: rounding::<F>(),
        };
        let cells = self.cells(own, &places);
        let cells = cells
            .indexed_iter()
            .map(|((row, column), (value, _))| Point {
                at: [places[column], places[row]].map(|place| self.centres[place]),
                value: *value,
            });
        // Of what is the same, the prediction: there the loss leaves it.
        let current = self.current[own];
        Search::new(settings, current, std::iter::once(current).chain(cells))
    }
}

/// To which share of themselves the values are right.
fn rounding<F: Real>() -> f64 {
    ROUNDING * F::epsilon().wide()
}

/// That there is such an image, and two such classes.
fn check<F: Real>(batch: &Batch<F>, image: usize, classes: [usize; 2]) -> Result<()> {
    let (images, count, ..) = batch.dim();
    let [first, second] = classes;
    if image >= images || first >= count || second >= count {
        return Err(Error::Shape {
            what: "the image and the two classes".into(),
            given: format!("image {image}, classes {classes:?}"),
            expected: format!("one of {images} images and two of {count} classes"),
            hint: "choose them from the batch",
        });
    }
    if first == second {
        return Err(Error::Combination(format!(
            "a landscape is over two classes, but {first} was given twice; choose two different classes"
        )));
    }
    Ok(())
}
