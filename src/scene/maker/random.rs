//! Noise that is alike within a distance.

use ndarray::Array3;

use super::blur::blurred;
use crate::random::Random;

impl Random {
    /// Normal numbers with mean 0 and deviation 1 that are much alike within `size` pixels.
    pub(super) fn blotches(&mut self, dim: (usize, usize, usize), size: f64) -> Array3<f32> {
        let noise = blurred(&Array3::from_shape_simple_fn(dim, || self.normal()), size);
        let mean = noise.mean().unwrap_or_default();
        let deviation = noise.std(0.0).max(f32::MIN_POSITIVE);
        noise.mapv_into(|x| (x - mean) / deviation)
    }
}
