//! An image's pixels as the biases find them, in f64 and four at a time.

use ndarray::{ArrayView1, ArrayView2, ArrayView3, s};
use wide::f64x4;

const LANES: usize = 4;

/// Pixels that count and whose most probable class m is the same one of the two, or neither. Where the
/// last four are fewer, all is 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Run {
    /// Which of the two classes is their most probable one.
    pub(super) most: Option<usize>,
    /// Σ y (ln x_m − ln x_c).
    pub(super) below: f64,
    /// Σ y of the two classes.
    pub(super) label: [f64; 2],
    /// `e_c = x_c/x_m` and y, by class.
    pub(super) ratios: Vec<Vec<f64x4>>,
    pub(super) labels: Vec<Vec<f64x4>>,
    /// Σ e of the classes that have no bias and are not m.
    pub(super) rest: Vec<f64x4>,
    /// Σ y of all classes, and whether it is 1 at every pixel.
    pub(super) weights: Vec<f64x4>,
    pub(super) is_whole: bool,
}

/// The runs of an image with these logarithms of probabilities and label, `[C, H, W]`.
pub(super) fn runs(
    log_x: ArrayView3<f64>,
    y: ArrayView3<f64>,
    keep: ArrayView2<bool>,
    classes: [usize; 2],
) -> Vec<Run> {
    let mut pixels: [Vec<Pixel>; 3] = Default::default();
    for ((h, w), _) in keep.indexed_iter().filter(|(_, keep)| **keep) {
        let most = most(log_x.slice(s![.., h, w]));
        let run = classes.iter().position(|class| *class == most);
        pixels[run.unwrap_or(2)].push(([h, w], most));
    }
    let runs = pixels.iter().zip([Some(0), Some(1), None]);
    let runs = runs.filter(|(pixels, _)| !pixels.is_empty());
    runs.map(|(pixels, most)| Run::new(most, classes, pixels, log_x, y))
        .collect()
}

/// Where it is, and its most probable class.
type Pixel = ([usize; 2], usize);

/// The first of the greatest.
fn most(log_x: ArrayView1<f64>) -> usize {
    (1..log_x.len()).fold(0, |most, c| if log_x[c] > log_x[most] { c } else { most })
}

impl Run {
    fn new(
        most: Option<usize>,
        classes: [usize; 2],
        pixels: &[Pixel],
        log_x: ArrayView3<f64>,
        y: ArrayView3<f64>,
    ) -> Self {
        let zeros = || vec![f64x4::ZERO; pixels.len().div_ceil(LANES)];
        let mut run = Self {
            most,
            rest: zeros(),
            weights: zeros(),
            ..Self::default()
        };
        for c in 0..log_x.dim().0 {
            let (mut ratios, mut labels) = (zeros(), zeros());
            for (i, ([h, w], m)) in pixels.iter().enumerate() {
                let (four, lane) = (i / LANES, i % LANES);
                let set = |fours: &mut [f64x4], add: f64| fours[four].as_mut_array()[lane] += add;
                let below = log_x[[*m, *h, *w]] - log_x[[c, *h, *w]];
                let (ratio, y) = ((-below).exp(), y[[c, *h, *w]]);
                set(&mut ratios, ratio);
                set(&mut labels, y);
                set(&mut run.weights, y);
                if c != *m && !classes.contains(&c) {
                    set(&mut run.rest, ratio);
                }
                run.below += y * below;
            }
            for (label, class) in run.label.iter_mut().zip(classes) {
                if class == c {
                    *label = sum(&labels);
                }
            }
            run.ratios.push(ratios);
            run.labels.push(labels);
        }
        let weights = run.weights.iter().flat_map(f64x4::as_array);
        run.is_whole = weights.take(pixels.len()).all(|y| *y == 1.0);
        run
    }

    pub(super) fn weight(&self) -> f64 {
        sum(&self.weights)
    }
}

fn sum(fours: &[f64x4]) -> f64 {
    fours.iter().map(|four| four.reduce_add()).sum()
}
