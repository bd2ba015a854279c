//! Gaussian bumps, spread evenly over an image.

use crate::kernel::lanes::{LANES, Lanes, without_dust};

/// The bumps' width as a share of their distance: neighbours overlap, and still differ.
const WIDTH: f64 = 0.7;
/// The plastic number ρ = 1.3247…, the root of ρ³ = ρ + 1: steps of 1/ρ and 1/ρ² spread points evenly,
/// however many there are.
const PLASTIC: f64 = 1.324_717_957_244_746;

/// What is less of a bump, beyond 6.4 of its widths, counts as 0.
const LEAST: f64 = 1e-9;

/// Pixels of a row that are taken together.
const RUN: usize = 32;
/// Their vectors.
const VECTORS: usize = RUN / LANES;
/// One number for each.
type Run = [[f32; LANES]; VECTORS];

/// k bumps `φ_k(p) = exp(−|p − c_k|²/2σ²)` on an image of H × W pixels.
///
/// The centres c_k are the first k of one sequence that spreads evenly, so that more bumps are the
/// same ones and others between them, only narrower: σ = 0.7·√(HW/k). A bump is the product of one along
/// the rows and one along the columns, `φ_k(y, x) = ρ_k(y) κ_k(x)`, and these are what is kept: they stay
/// in the first-level cache.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    k: usize,
    width: usize,
    /// ρ, `[H, k]`.
    rows: Vec<f32>,
    /// κ, `[W/32, k]` runs, with zeros behind the last column.
    columns: Vec<Run>,
}

impl Features {
    /// The bumps of an image of this size.
    pub fn new(k: usize, height: usize, width: usize) -> Self {
        let sigma = WIDTH * ((height * width) as f64 / k.max(1) as f64).sqrt();
        let bump = |from: usize, centre: f64| {
            let distance = from as f64 + 0.5 - centre;
            let value = (-0.5 * (distance / sigma).powi(2)).exp();
            if value < LEAST { 0.0 } else { value as f32 }
        };
        let centres: Vec<_> = (0..k).map(|i| centre(i, height, width)).collect();
        let rows = (0..height).flat_map(|y| centres.iter().map(move |(row, _)| bump(y, *row)));
        let run = |start: usize, centre: f64| {
            let column = |x: usize| if x < width { bump(x, centre) } else { 0.0 };
            std::array::from_fn(|v| std::array::from_fn(|i| column(start + LANES * v + i)))
        };
        let starts = (0..width).step_by(RUN);
        let columns = starts.flat_map(|start| centres.iter().map(move |(_, at)| run(start, *at)));
        Self {
            k,
            width,
            rows: rows.collect(),
            columns: columns.collect(),
        }
    }

    /// k.
    pub fn len(&self) -> usize {
        self.k
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.k == 0
    }

    /// Their values, `[k, H, W]`.
    pub fn values(&self) -> Vec<f32> {
        let row = |i: usize, y: usize| {
            let along = self.rows[y * self.k + i];
            self.column(i).map(move |across| along * across)
        };
        let height = self.rows.len() / self.k.max(1);
        (0..self.k)
            .flat_map(|i| (0..height).flat_map(move |y| row(i, y)))
            .collect()
    }

    /// κ_i, `[W]`.
    fn column(&self, i: usize) -> impl Iterator<Item = f32> {
        let runs = self.columns.iter().skip(i).step_by(self.k);
        runs.flat_map(|run| run.as_flattened().iter().copied())
            .take(self.width)
    }

    /// Writes `Σ_k w_k φ_k` at every pixel.
    pub(crate) fn sum(&self, weights: &[f32], plane: &mut [f32]) {
        let mut in_row = vec![0.0; self.k];
        let rows = self.rows.chunks_exact(self.k);
        for (along, pixels) in rows.zip(plane.chunks_exact_mut(self.width)) {
            for ((scaled, weight), along) in in_row.iter_mut().zip(weights).zip(along) {
                *scaled = weight * along;
            }
            let runs = self.columns.chunks_exact(self.k);
            for (bumps, pixels) in runs.zip(pixels.chunks_mut(RUN)) {
                let mut sums = [Lanes::ZERO; VECTORS];
                for (weight, bump) in in_row.iter().zip(bumps) {
                    let weight = Lanes::splat(*weight);
                    for (sum, bump) in sums.iter_mut().zip(bump) {
                        *sum = weight.mul_add(Lanes::from(*bump), *sum);
                    }
                }
                let sums: [f32; RUN] = bytemuck::cast(sums);
                match pixels.first_chunk_mut::<RUN>() {
                    Some(pixels) => *pixels = sums,
                    None => pixels.copy_from_slice(&sums[..pixels.len()]),
                }
            }
        }
    }

    /// Adds `Σ_p g_p φ_k(p)` for every k, in several sums side by side: faster than one, and more exact.
    pub(crate) fn add_products(&self, plane: &[f32], sums: &mut [f32]) {
        let mut totals = vec![Lanes::ZERO; self.k];
        let rows = self.rows.chunks_exact(self.k);
        for (along, pixels) in rows.zip(plane.chunks_exact(self.width)) {
            let runs = self.columns.chunks_exact(self.k);
            for (bumps, pixels) in runs.zip(pixels.chunks(RUN)) {
                let g = run(pixels).map(without_dust);
                for ((total, bump), along) in totals.iter_mut().zip(bumps).zip(along) {
                    let mut dot = Lanes::ZERO;
                    for (g, bump) in g.iter().zip(bump) {
                        dot = g.mul_add(Lanes::from(*bump), dot);
                    }
                    *total = dot.mul_add(Lanes::splat(*along), *total);
                }
            }
        }
        for (sum, total) in sums.iter_mut().zip(totals) {
            *sum += total.reduce_add();
        }
    }

    /// `Σ_p φ_i(p) φ_j(p)`, `[k, k]`: the product of the sums along rows and columns.
    pub(crate) fn products(&self) -> Vec<f64> {
        let dot = |a: &mut dyn Iterator<Item = f32>, b: &mut dyn Iterator<Item = f32>| -> f64 {
            a.zip(b).map(|(a, b)| f64::from(a) * f64::from(b)).sum()
        };
        let row = |i: usize| self.rows.iter().skip(i).step_by(self.k).copied();
        let pairs = (0..self.k).flat_map(|i| (0..self.k).map(move |j| (i, j)));
        let product =
            |(i, j)| dot(&mut row(i), &mut row(j)) * dot(&mut self.column(i), &mut self.column(j));
        pairs.map(product).collect()
    }
}

/// A run of pixels, zeros behind the last.
fn run(pixels: &[f32]) -> [Lanes; VECTORS] {
    let mut run = [0.0; RUN];
    match pixels.first_chunk() {
        Some(pixels) => run = *pixels,
        None => run[..pixels.len()].copy_from_slice(pixels),
    }
    bytemuck::cast(run)
}

/// Row and column of the i-th centre.
fn centre(i: usize, height: usize, width: usize) -> (f64, f64) {
    let spread = |step: f64| (0.5 + i as f64 * step).fract();
    (
        height as f64 * spread(1.0 / PLASTIC),
        width as f64 * spread(1.0 / (PLASTIC * PLASTIC)),
    )
}
