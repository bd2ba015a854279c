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

use crate::batch::Real;
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
    for group in groups.clone() {
        let mut losses = Vec::new();
        for c in 0..count {
            let mut pixels = Vec::new();
            for ((b, h, w), _) in keep
                .slice(s![group.clone(), .., ..])
                .indexed_iter()
                .filter(|(_, keep)| **keep)
            {
                let b = b + group.start;
                let foreground = label[[b, h, w]] == crate::batch::foreground(c, count);
                let x = x[[b, c, h, w]];
                let error = if foreground { F::one() - x } else { x };
                pixels.push(Pixel {
                    error,
                    foreground,
                    at: [b, h, w],
                });
            }
            if classes == LovaszClasses::All || pixels.iter().any(|pixel| pixel.foreground) {
                losses.push((c, weigh(pixels)));
            }
        }
        let share = 1.0 / (groups.len() * losses.len()) as f64;
        for (c, pixels) in losses {
            for (
                Pixel {
                    error,
                    foreground,
                    at: [b, h, w],
                },
                weight,
            ) in pixels
            {
                value += share * weight * error.wide();
                // The error's own slope: sign(x − y), 0 where they are equal.
                let slope = if error == F::zero() {
                    0.0
                } else if foreground {
                    -1.0
                } else {
                    1.0
                };
                gradient[[b, c, h, w]] = F::of(share * weight * slope);
            }
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
    for group in groups {
        let mut pixels = Vec::new();
        for ((b, h, w), _) in keep
            .slice(s![group.clone(), .., ..])
            .indexed_iter()
            .filter(|(_, keep)| **keep)
        {
            let b = b + group.start;
            let foreground = label[[b, h, w]] == 1;
            let z = z[[b, 0, h, w]];
            let error = if foreground {
                F::one() - z
            } else {
                F::one() + z
            };
            pixels.push(Pixel {
                error,
                foreground,
                at: [b, h, w],
            });
        }
        for (
            Pixel {
                error,
                foreground,
                at: [b, h, w],
            },
            weight,
        ) in weigh(pixels)
        {
            if error > F::zero() {
                value += share * weight * error.wide();
                let slope = if foreground { -1.0 } else { 1.0 };
                gradient[[b, 0, h, w]] = F::of(share * weight * slope);
            }
        }
    }
    (value, gradient)
}

struct Pixel<F> {
    error: F,
    foreground: bool,
    at: [usize; 3],
}

/// The whole batch, or every image by itself.
pub(crate) fn groups(images: usize, per_image: bool) -> Vec<Range<usize>> {
    match per_image {
        true => (0..images).map(|b| b..b + 1).collect(),
        false => std::iter::once(0..images).collect(),
    }
}

/// The pixels in order of their errors, each with its weight.
fn weigh<F: Real>(mut pixels: Vec<Pixel<F>>) -> Vec<(Pixel<F>, f64)> {
    pixels.sort_by(|a, b| b.error.wide().total_cmp(&a.error.wide()));
    let g = pixels.iter().filter(|pixel| pixel.foreground).count();
    let (mut f, mut b) = (0, 0);
    let mut weight_of = |pixel: &Pixel<F>| {
        match pixel.foreground {
            true => f += 1,
            false => b += 1,
        }
        weight(pixel.foreground, g, f, b)
    };
    pixels
        .into_iter()
        .map(|pixel| {
            let weight = weight_of(&pixel);
            (pixel, weight)
        })
        .collect()
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
