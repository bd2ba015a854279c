//! Two classes' volumes: a bias b is added to a class's logits, `z_c + b`, at all pixels of an image.
//!
//! A bias is what the last layer of a network has for each class: with it a class grows or shrinks
//! everywhere, first where it is undecided. At (0, 0) is the prediction. The slope along a bias is
//! the sum of `∂L/∂z_c` over the image's pixels. With two classes in all, only the difference of
//! both biases counts.

use ndarray::{Array2, Array3, Array4, Axis, s};

use super::least::{Search, Settings};
use super::{Landscape, Over, Point, Remark, Surface};
use crate::batch::{Batch, Prediction, Real};
use crate::chart::gradient::{Evaluate, logarithm};
use crate::chart::near_target::Contender;
use crate::error::{Error, Result};

/// The search for the least point ends when its steps are this small.
const FINEST: f64 = 1e-2;
/// The values are right to so many times the type's precision.
const ROUNDING: f64 = 8.0;

/// The landscape of two classes' biases, found cell by cell: a large image takes its time.
///
/// ```
/// use loss_playground::batch::{Batch, Label, Prediction};
/// use loss_playground::chart::landscape::Volumes;
/// use loss_playground::chart::near_target::Contender;
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
    evaluate: Evaluate<F>,
    image: usize,
    classes: [usize; 2],
    /// The image's logits as they are, `[C, H, W]`.
    logits: Array3<F>,
    /// The batch with some biases.
    moved: Batch<F>,
    centres: Vec<f64>,
    /// At the prediction, one a contender; empty at first.
    current: Vec<Point>,
    /// Value and slopes of every cell, row by row; one a contender.
    found: Vec<Vec<(f64, [f64; 2])>>,
    /// For the least points, once all cells have been found.
    searches: Vec<Search>,
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
        let logits = match batch.prediction() {
            Prediction::Logits(z) => z.clone(),
            Prediction::Probabilities(x) => logarithm(x),
        };
        let of_image = logits.index_axis(Axis(0), image).to_owned();
        let keep = Some(batch.keep().clone());
        let moved = Batch::new(
            Prediction::Logits(logits),
            batch.label().clone(),
            keep,
            None,
        )?;
        for contender in contenders {
            contender.loss.check(moved.layout())?;
        }
        Ok(Self {
            contenders: contenders.to_vec(),
            evaluate,
            image,
            classes,
            logits: of_image,
            moved,
            centres: Over::Classes.centres(cells),
            current: Vec::new(),
            found: Vec::new(),
            searches: Vec::new(),
        })
    }

    /// Finds all losses in one cell, or comes nearer to one's least point; false once there is
    /// nothing left to find.
    ///
    /// # Errors
    /// None for what [`Volumes::new`] has accepted.
    pub fn step(&mut self) -> Result<bool> {
        let cells = self.centres.len();
        if self.current.is_empty() && !self.contenders.is_empty() {
            let values = self.at([0.0, 0.0])?;
            let point = |(value, _): (f64, _)| Point {
                at: [0.0, 0.0],
                value,
            };
            self.current = values.into_iter().map(point).collect();
            return Ok(true);
        }
        if self.found.len() < cells * cells {
            let (row, column) = (self.found.len() / cells, self.found.len() % cells);
            let found = self.at([self.centres[column], self.centres[row]])?;
            self.found.push(found);
            return Ok(true);
        }
        if self.searches.is_empty() {
            self.searches = (0..self.contenders.len())
                .map(|own| self.search(own))
                .collect();
        }
        let next = self.searches.iter().enumerate();
        let next = next
            .filter_map(|(own, search)| Some((own, search.around()?)))
            .next();
        let Some((own, around)) = next else {
            return Ok(false);
        };
        let mut points = Vec::with_capacity(around.len());
        for at in around {
            self.bias(at);
            let value = (self.evaluate)(&self.moved, &self.contenders[own].loss)?.value;
            points.push(Point { at, value });
        }
        if let Ok(points) = points.try_into() {
            self.searches[own].choose(points);
        }
        Ok(true)
    }

    /// How many cells have been found, and of how many.
    pub fn progress(&self) -> (usize, usize) {
        (self.found.len(), self.centres.len().pow(2))
    }

    /// What has been found; nothing until all of it has been.
    pub fn landscape(&self) -> Option<Landscape> {
        let over = self.searches.iter().all(|search| search.around().is_none());
        if self.searches.len() < self.contenders.len() || !over {
            return None;
        }
        let surface = |(own, contender): (usize, &Contender)| {
            let values = self.grid(own, |(value, _)| *value);
            Surface {
                name: contender.name.clone(),
                colour: contender.colour,
                slopes: self.grid(own, |(_, slopes)| *slopes),
                current: self.current[own],
                least: self.searches[own].best(),
                remark: Remark::of(&values, rounding::<F>()),
                values,
            }
        };
        Some(Landscape {
            over: Over::Classes,
            centres: self.centres.clone(),
            label: None,
            current: [0.0, 0.0],
            surfaces: self.contenders.iter().enumerate().map(surface).collect(),
        })
    }

    /// Every contender's value and slopes with these biases.
    fn at(&mut self, biases: [f64; 2]) -> Result<Vec<(f64, [f64; 2])>> {
        self.bias(biases);
        let mut found = Vec::with_capacity(self.contenders.len());
        for contender in &self.contenders {
            let evaluation = (self.evaluate)(&self.moved, &contender.loss)?;
            let slopes = self
                .classes
                .map(|class| self.slope(&evaluation.gradient, class));
            found.push((evaluation.value, slopes));
        }
        Ok(found)
    }

    /// Adds the biases to the logits as they are.
    fn bias(&mut self, biases: [f64; 2]) {
        let Some(moved) = self.moved.logits_mut() else {
            return;
        };
        for (class, bias) in self.classes.into_iter().zip(biases) {
            let bias = F::of(bias);
            moved.slice_mut(s![self.image, class, .., ..]).zip_mut_with(
                &self.logits.index_axis(Axis(0), class),
                |moved, z| {
                    *moved = *z + bias;
                },
            );
        }
    }

    /// ∂L/∂b: every logit of the class grows as its bias does.
    fn slope(&self, gradient: &Array4<F>, class: usize) -> f64 {
        let own = gradient.slice(s![self.image, class, .., ..]);
        own.iter().map(|g| g.wide()).sum()
    }

    fn search(&self, own: usize) -> Search {
        let cells = self.centres.len();
        let [low, high] = Over::Classes.range();
        let settings = Settings {
            range: [low, high],
            step: 0.5 * (high - low) / cells.max(1) as f64,
            finest: FINEST,
            rounding: rounding::<F>(),
        };
        let cells = self.found.iter().enumerate().map(|(i, row)| Point {
            at: [self.centres[i % cells], self.centres[i / cells]],
            value: row[own].0,
        });
        // Of what is the same, the prediction: there the loss leaves it.
        let current = self.current[own];
        Search::new(settings, current, std::iter::once(current).chain(cells))
    }

    fn grid<T>(&self, own: usize, number: impl Fn(&(f64, [f64; 2])) -> T) -> Array2<T> {
        let cells = self.centres.len();
        Array2::from_shape_fn((cells, cells), |(row, column)| {
            number(&self.found[row * cells + column][own])
        })
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
