//! Scenes of several images.

use super::shape::{Blob, Noise};
use super::{Canvas, Drawing, sure};

/// One object an image, each half as wide again as the one before; the prediction errs by about the
/// same number of pixels at every rim.
pub(super) const SIZES: [fn(&Canvas) -> Drawing; 8] = [
    sized::<0>, sized::<1>, sized::<2>, sized::<3>, sized::<4>, sized::<5>, sized::<6>, sized::<7>,
];

/// Three objects, and an image without any in which a little of one is predicted.
pub(super) const EMPTY_AMONG_FULL: [fn(&Canvas) -> Drawing; 4] =
    [full::<0>, full::<1>, empty, full::<2>];

/// Places, turns and wobbles, one an image.
const PLACES: [[f32; 2]; 8] = [
    [0.62, 0.40],
    [0.36, 0.58],
    [0.55, 0.60],
    [0.42, 0.42],
    [0.56, 0.52],
    [0.47, 0.54],
    [0.52, 0.48],
    [0.50, 0.50],
];

/// The smallest object's radius, in parts of the image's side, and how the others grow.
const SPECK: f32 = 0.03;
const GROWTH: f32 = 1.45;

fn sized<const IMAGE: usize>(canvas: &Canvas) -> Drawing {
    let radius = SPECK * GROWTH.powi(IMAGE as i32);
    object(canvas, IMAGE, [radius, 0.85 * radius])
}

fn full<const IMAGE: usize>(canvas: &Canvas) -> Drawing {
    let radius = [0.27, 0.33, 0.22][IMAGE];
    object(canvas, 7 - IMAGE, [radius, 0.8 * radius])
}

fn empty(canvas: &Canvas) -> Drawing {
    let imagined = Blob::new([0.60, 0.42], [0.10, 0.08], 0.5, 1.1);
    let noise = Noise::new(97);
    Drawing {
        label: canvas.hard(|_, _| 0),
        evidence: vec![Box::new(move |u, v| {
            coarse(sure(40.0 * imagined.depth(u, v) - 0.6) + 0.8 * noise.at(u, v))
        })],
        hard: true,
    }
}

fn object(canvas: &Canvas, image: usize, radii: [f32; 2]) -> Drawing {
    let turn = image as f32;
    let object = Blob::new(PLACES[image], radii, 0.4 * turn, 0.7 * turn);
    let seen = object.moved(0.012, -0.010);
    let noise = Noise::new(101 + image as u32);
    Drawing {
        label: canvas.hard(|u, v| usize::from(object.depth(u, v) > 0.0)),
        evidence: vec![Box::new(move |u, v| {
            coarse(sure(60.0 * seen.depth(u, v) + 0.2) + 0.8 * noise.at(u, v))
        })],
        hard: true,
    }
}

/// There are many images, and a saved painting is to be short.
fn coarse(evidence: f32) -> f32 {
    (evidence * 4.0).round() / 4.0
}
