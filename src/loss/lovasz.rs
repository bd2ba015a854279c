//! Lovász-Softmax and the Lovász hinge: the Jaccard loss of a hard label, extended to real errors.
//!
//! Errors are sorted, the largest first. With G foreground pixels, and F foreground and B
//! background pixels so far (this one included), a foreground pixel weighs 1/(G + B) and a
//! background pixel (G − F)/((G + B)(G + B − 1)), the first of all 1 if G = 0. The loss is
//! Σ weight·error, its gradient weight·∂error. These weights are the differences of
//! 1 − (G − F)/(G + B) from pixel to pixel, but formed from whole numbers: differences of the
//! fractions themselves would lose all digits in a large image.
//!
//! Among equal errors any order gives a subgradient; ours keeps the order of the pixels.
//!
//! Sources: Berman, Rannen Triki, Blaschko, *The Lovász-Softmax Loss* (CVPR 2018); Yu, Blaschko,
//! *The Lovász Hinge* (TPAMI 2018).

use std::ops::Range;

use ndarray::{Array4, ArrayView3, ArrayView4, s};

use super::groups;
use crate::batch::{Real, foreground};
use crate::config::LovaszClasses;

/// Lovász-Softmax of probabilities x and its gradient with respect to them.
///
/// The mean over the classes (those present, or all), per image the mean of that over all images;
/// nothing present counts 0.
pub fn lovasz_softmax<F: Real>(
    x: ArrayView4<F>,
    label: ArrayView3<i32>,
    keep: ArrayView3<bool>,
    classes: LovaszClasses,
    per_image: bool,
) -> (f64, Array4<F>) {
    let mut gradient = Array4::zeros(x.dim());
    let (images, count, ..) = x.dim();
    let mut value = 0.0;
    let groups = groups(images, per_image);
    for group in &groups {
        let errors = |c: usize| {
            pixels(keep, group, |[b, h, w]| {
                let foreground = label[[b, h, w]] == foreground(c, count);
                let x = x[[b, c, h, w]];
                (if foreground { F::one() - x } else { x }, foreground)
            })
        };
        let counts = |pixels: &[Pixel<F>]| {
            classes == LovaszClasses::All || pixels.iter().any(|pixel| pixel.foreground)
        };
        let active: Vec<_> = (0..count)
            .map(|c| (c, errors(c)))
            .filter(|(_, pixels)| counts(pixels))
            .collect();
        let share = 1.0 / (groups.len() * active.len()) as f64;
        for (c, pixels) in active {
            value += share
                * extend(pixels, |[b, h, w], slope| {
                    gradient[[b, c, h, w]] = F::of(share * slope);
                });
        }
    }
    (value, gradient)
}

/// Lovász hinge of logits z, one class, and its gradient with respect to them.
///
/// Errors are 1 − z·(2y − 1); those below 0 cost nothing. Per image the mean over all images.
pub fn lovasz_hinge<F: Real>(
    z: ArrayView4<F>,
    label: ArrayView3<i32>,
    keep: ArrayView3<bool>,
    per_image: bool,
) -> (f64, Array4<F>) {
    let mut gradient = Array4::zeros(z.dim());
    let mut value = 0.0;
    let groups = groups(z.dim().0, per_image);
    let share = 1.0 / groups.len() as f64;
    for group in &groups {
        let pixels = pixels(keep, group, |[b, h, w]| {
            let foreground = label[[b, h, w]] == 1;
            let z = z[[b, 0, h, w]];
            let error = if foreground {
                F::one() - z
            } else {
                F::one() + z
            };
            // An error below 0 has a place in the order, but costs nothing.
            (error.max(F::zero()), foreground)
        });
        value += share
            * extend(pixels, |[b, h, w], slope| {
                gradient[[b, 0, h, w]] = F::of(share * slope);
            });
    }
    (value, gradient)
}

struct Pixel<F> {
    error: F,
    foreground: bool,
    at: [usize; 3],
}

/// The kept pixels of a group; `error` gives a pixel's error and whether it is foreground.
fn pixels<F: Real>(
    keep: ArrayView3<bool>,
    group: &Range<usize>,
    error: impl Fn([usize; 3]) -> (F, bool),
) -> Vec<Pixel<F>> {
    let kept = keep.slice_move(s![group.clone(), .., ..]);
    let kept = kept.indexed_iter().filter(|(_, keep)| **keep);
    kept.map(|((b, h, w), _)| {
        let at = [b + group.start, h, w];
        let (error, foreground) = error(at);
        Pixel {
            error,
            foreground,
            at,
        }
    })
    .collect()
}

/// Σ weight·error over the pixels in the order of their errors; tells each pixel's slope, which is 0
/// where its error is.
fn extend<F: Real>(mut pixels: Vec<Pixel<F>>, mut tell: impl FnMut([usize; 3], f64)) -> f64 {
    pixels.sort_by(|a, b| b.error.wide().total_cmp(&a.error.wide()));
    let g = pixels.iter().filter(|pixel| pixel.foreground).count();
    let (mut f, mut b) = (0, 0);
    let mut sum = 0.0;
    for pixel in pixels {
        let sign = match pixel.foreground {
            true => {
                f += 1;
                -1.0
            }
            false => {
                b += 1;
                1.0
            }
        };
        if pixel.error > F::zero() {
            let weight = weight(pixel.foreground, g, f, b);
            sum += weight * pixel.error.wide();
            tell(pixel.at, weight * sign);
        }
    }
    sum
}

/// A pixel's weight: `g` foreground pixels in all, `f` foreground and `b` background pixels so far,
/// itself included.
pub(crate) fn weight(foreground: bool, g: usize, f: usize, b: usize) -> f64 {
    match (foreground, g, b) {
        (true, ..) => 1.0 / (g + b) as f64,
        (false, 0, 1) => 1.0,
        (false, ..) => (g - f) as f64 / ((g + b) as f64 * (g + b - 1) as f64),
    }
}
