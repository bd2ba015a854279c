//! Raters who agree on what they see, but not quite on where.

use ndarray::Array3;

use super::Values;
use super::soft::{IGNORED, first};
use crate::error::Result;
use crate::label::{Rule, raters};
use crate::random::Random;
use crate::scene::Scene;

/// Over how many pixels a rater errs in the same direction.
const DRIFT: f64 = 5.0;

/// The mean of several raters' labels, each bent by about `off` pixels in its own way.
pub(super) fn rate(scene: &Scene, [count, off]: Values) -> Result<Array3<f32>> {
    let hard = scene.hard_label();
    let (height, width) = hard.dim();
    let opinion = |rater: usize| {
        let mut random = Random::new(rater as f64);
        let bend = random.blotches((2, height, width), DRIFT) * off as f32;
        let at = |i: usize, bend: f32, size: usize| {
            i.saturating_add_signed(bend.round() as isize).min(size - 1)
        };
        Array3::from_shape_fn((1, height, width), |(_, h, w)| {
            let pixel = (
                at(h, bend[[0, h, w]], height),
                at(w, bend[[1, h, w]], width),
            );
            hard[pixel] as i32
        })
    };
    let opinions: Vec<_> = (0..count as usize).map(opinion).collect();
    raters(&opinions, scene.classes(), IGNORED, &Rule::Uniform).map(first)
}
