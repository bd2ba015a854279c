//! Gaussian bumps, spread evenly over an image.

use std::ops::Range;

use wide::f32x8;

/// The bumps' width as a share of their distance: neighbours overlap, and still differ.
const WIDTH: f64 = 0.7;
/// The plastic number ρ = 1.3247…, the root of ρ³ = ρ + 1: steps of 1/ρ and 1/ρ² spread points evenly,
/// however many there are.
const PLASTIC: f64 = 1.324_717_957_244_746;

/// So many pixels pass all bumps before the next ones: a tile of four bumps stays in the first-level
/// cache.
const TILE: usize = 512;

/// k bumps `φ_k(p) = exp(−|p − c_k|²/2σ²)` on an image of H × W pixels.
///
/// The centres c_k are the first k of one sequence that spreads evenly, so that more bumps are the
/// same ones and others between them, only narrower: σ = 0.7·√(HW/k).
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    k: usize,
    plane: usize,
    /// `[k, H·W]`.
    values: Vec<f32>,
}

impl Features {
    /// The bumps of an image of this size.
    pub fn new(k: usize, height: usize, width: usize) -> Self {
        let plane = height * width;
        let sigma = WIDTH * (plane as f64 / k.max(1) as f64).sqrt();
        let bump = |distance: f64| (-0.5 * (distance / sigma).powi(2)).exp();
        let mut values = Vec::with_capacity(k * plane);
        for i in 0..k {
            let (row, column) = centre(i, height, width);
            for y in 0..height {
                let across = bump(y as f64 + 0.5 - row);
                values.extend((0..width).map(|x| (across * bump(x as f64 + 0.5 - column)) as f32));
            }
        }
        Self { k, plane, values }
    }

    /// k.
    pub fn len(&self) -> usize {
        self.k
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.k == 0
    }

    /// Their values, `[k, H·W]`.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Writes `Σ_k w_k φ_k` at every pixel.
    pub(crate) fn sum(&self, weights: &[f32], plane: &mut [f32]) {
        plane.fill(0.0);
        let (fours, rest) = weights.as_chunks::<4>();
        for (pixels, plane) in tiles(plane.len()).zip(plane.chunks_mut(TILE)) {
            for (i, weights) in fours.iter().enumerate() {
                add_scaled(weights, self.bumps(4 * i, &pixels), plane);
            }
            for (i, weight) in rest.iter().enumerate() {
                add_scaled(&[*weight], self.bumps(4 * fours.len() + i, &pixels), plane);
            }
        }
    }

    /// Adds `Σ_p g_p φ_k(p)` for every k.
    pub(crate) fn add_products(&self, plane: &[f32], sums: &mut [f32]) {
        let (fours, rest) = sums.as_chunks_mut::<4>();
        let first_of_rest = 4 * fours.len();
        for (pixels, plane) in tiles(plane.len()).zip(plane.chunks(TILE)) {
            for (i, sums) in fours.iter_mut().enumerate() {
                add_dots(plane, self.bumps(4 * i, &pixels), sums);
            }
            for (i, sum) in rest.iter_mut().enumerate() {
                let bump = self.bumps(first_of_rest + i, &pixels);
                add_dots(plane, bump, std::array::from_mut(sum));
            }
        }
    }

    /// `Σ_p φ_i(p) φ_j(p)`, `[k, k]`.
    pub(crate) fn products(&self) -> Vec<f64> {
        let mut products = vec![0.0; self.k * self.k];
        let rows = products.chunks_exact_mut(self.k.max(1));
        for (row, bump) in rows.zip(self.values.chunks_exact(self.plane)) {
            self.add_products(bump, row);
        }
        products.into_iter().map(f64::from).collect()
    }

    /// K bumps from the i-th on, some pixels of them.
    fn bumps<const K: usize>(&self, i: usize, pixels: &Range<usize>) -> [&[f32]; K] {
        std::array::from_fn(|j| &self.values[(i + j) * self.plane..][pixels.clone()])
    }
}

/// An image's pixels, tile by tile.
fn tiles(plane: usize) -> impl Iterator<Item = Range<usize>> {
    (0..plane)
        .step_by(TILE)
        .map(move |start| start..plane.min(start + TILE))
}

/// Adds K bumps, each times its weight.
fn add_scaled<const K: usize>(weights: &[f32; K], bumps: [&[f32]; K], sums: &mut [f32]) {
    let bumps = bumps.map(|bump| &bump[..sums.len()]);
    for (p, sum) in sums.iter_mut().enumerate() {
        for (weight, bump) in weights.iter().zip(bumps) {
            *sum += weight * bump[p];
        }
    }
}

/// Adds Σ_p g_p φ(p) of K bumps, in eight sums side by side: faster than one, and more exact.
fn add_dots<const K: usize>(g: &[f32], bumps: [&[f32]; K], dots: &mut [f32; K]) {
    let (g, g_rest) = g.as_chunks::<8>();
    let bumps = bumps.map(|bump| bump.as_chunks::<8>());
    let eights = bumps.map(|(eights, _)| &eights[..g.len()]);
    let mut sums = [f32x8::ZERO; K];
    for (i, g) in g.iter().enumerate() {
        let g = f32x8::from(*g);
        for (sum, bump) in sums.iter_mut().zip(eights) {
            *sum += g * f32x8::from(bump[i]);
        }
    }
    for ((dot, sum), (_, rest)) in dots.iter_mut().zip(sums).zip(bumps) {
        let rest: f32 = g_rest.iter().zip(rest).map(|(g, bump)| g * bump).sum();
        *dot += sum.reduce_add() + rest;
    }
}

/// Row and column of the i-th centre.
fn centre(i: usize, height: usize, width: usize) -> (f64, f64) {
    let spread = |step: f64| (0.5 + i as f64 * step).fract();
    (
        height as f64 * spread(1.0 / PLASTIC),
        width as f64 * spread(1.0 / (PLASTIC * PLASTIC)),
    )
}
