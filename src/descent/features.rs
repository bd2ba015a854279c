//! Gaussian bumps, spread evenly over an image.

use crate::kernel::lanes::{LANES, Lanes, padded, without_dust};

/// The bumps' width as a share of their distance: neighbours overlap, and still differ.
const WIDTH: f64 = 0.7;
/// The plastic number ρ = 1.3247…, the root of ρ³ = ρ + 1: steps of 1/ρ and 1/ρ² spread points evenly,
/// however many there are.
const PLASTIC: f64 = 1.324_717_957_244_746;

/// What is less of a bump, beyond 6.4 of its widths, counts as 0.
const LEAST: f64 = 1e-9;

/// Vectors of a row that are taken together.
const VECTORS: usize = 4;
/// Their pixels.
const RUN: usize = VECTORS * LANES;
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
    height: usize,
    /// ρ, `[k, H]`.
    rows: Vec<f32>,
    /// κ, `[W/RUN, k]` runs, with zeros behind the last column.
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
        let rows = centres
            .iter()
            .flat_map(|(row, _)| (0..height).map(move |y| bump(y, *row)));
        let run = |start: usize, centre: f64| {
            let column = |x: usize| if x < width { bump(x, centre) } else { 0.0 };
            std::array::from_fn(|v| std::array::from_fn(|i| column(start + LANES * v + i)))
        };
        let starts = (0..width).step_by(RUN);
        let columns = starts.flat_map(|start| centres.iter().map(move |(_, at)| run(start, *at)));
        Self {
            k,
            width,
            height,
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
            let along = self.row(i)[y];
            self.column(i).map(move |across| along * across)
        };
        (0..self.k)
            .flat_map(|i| (0..self.height).flat_map(move |y| row(i, y)))
            .collect()
    }

    /// ρ_i, `[H]`.
    fn row(&self, i: usize) -> &[f32] {
        &self.rows[i * self.height..][..self.height]
    }

    /// κ_i, `[W]`.
    fn column(&self, i: usize) -> impl Iterator<Item = f32> {
        let runs = self.columns.iter().skip(i).step_by(self.k);
        runs.flat_map(|run| run.as_flattened().iter().copied())
            .take(self.width)
    }

    /// Writes `Σ_k w_k φ_k` at every pixel.
    pub(crate) fn sum(&self, weights: &[f32], plane: &mut [f32]) {
        for (y, pixels) in plane.chunks_exact_mut(self.width).enumerate() {
            let runs = self.columns.chunks_exact(self.k);
            for (bumps, pixels) in runs.zip(pixels.chunks_mut(RUN)) {
                let mut sums = [Lanes::ZERO; VECTORS];
                let rows = self.rows.chunks_exact(self.height);
                for ((weight, row), bump) in weights.iter().zip(rows).zip(bumps) {
                    let weight = Lanes::splat(weight * row[y]);
                    for (sum, bump) in sums.iter_mut().zip(bump) {
                        *sum = weight.mul_add(Lanes::from(*bump), *sum);
                    }
                }
                for (pixels, sum) in pixels.chunks_mut(LANES).zip(sums) {
                    match pixels.first_chunk_mut() {
                        Some(pixels) => *pixels = sum.to_array(),
                        None => pixels.copy_from_slice(&sum.to_array()[..pixels.len()]),
                    }
                }
            }
        }
    }

    /// Adds `Σ_p g_p φ_k(p)` for every k.
    pub(crate) fn add_products(&self, plane: &[f32], sums: &mut [f32]) {
        let mut g = vec![[Lanes::ZERO; VECTORS]; self.height];
        let runs = self.columns.chunks_exact(self.k);
        for (start, bumps) in (0..self.width).step_by(RUN).zip(runs) {
            // In the last run, what the one before left behind the last column meets bumps of 0.
            let end = self.width.min(start + RUN);
            for (g, row) in g.iter_mut().zip(plane.chunks_exact(self.width)) {
                for (g, pixels) in g.iter_mut().zip(row[start..end].chunks(LANES)) {
                    *g = without_dust(vector(pixels));
                }
            }
            let (pairs, last) = sums.as_chunks_mut::<2>();
            let first_of_last = 2 * pairs.len();
            for (i, pair) in pairs.iter_mut().enumerate() {
                self.add_dots(2 * i, bumps, &g, pair);
            }
            for sum in last {
                self.add_dots(first_of_last, bumps, &g, std::array::from_mut(sum));
            }
        }
    }

    /// Adds `Σ_p g_p φ(p)` of K bumps from the first on, over a run of columns: along each column first.
    fn add_dots<const K: usize>(
        &self,
        first: usize,
        bumps: &[Run],
        g: &[[Lanes; VECTORS]],
        dots: &mut [f32; K],
    ) {
        let along: [&[f32]; K] = std::array::from_fn(|j| self.row(first + j));
        let mut columns = [[Lanes::ZERO; VECTORS]; K];
        for (y, g) in g.iter().enumerate() {
            for (sums, along) in columns.iter_mut().zip(along) {
                let along = Lanes::splat(along[y]);
                for (sum, g) in sums.iter_mut().zip(g) {
                    *sum = g.mul_add(along, *sum);
                }
            }
        }
        for ((dot, sums), bump) in dots.iter_mut().zip(columns).zip(&bumps[first..]) {
            let products = sums.iter().zip(bump);
            let sum = products.fold(Lanes::ZERO, |all, (sum, bump)| {
                sum.mul_add(Lanes::from(*bump), all)
            });
            *dot += sum.reduce_add();
        }
    }

    /// `Σ_p φ_i(p) φ_j(p)`, `[k, k]`: the product of the sums along rows and columns.
    pub(crate) fn products(&self) -> Vec<f64> {
        let pairs = (0..self.k).flat_map(|i| (0..self.k).map(move |j| (i, j)));
        let product = |(i, j)| {
            let along = self.row(i).iter().zip(self.row(j)).map(|(a, b)| (*a, *b));
            dot(along) * dot(self.column(i).zip(self.column(j)))
        };
        pairs.map(product).collect()
    }
}

fn dot(pairs: impl Iterator<Item = (f32, f32)>) -> f64 {
    pairs.map(|(a, b)| f64::from(a) * f64::from(b)).sum()
}

/// At most a vector of pixels.
#[inline(always)]
fn vector(pixels: &[f32]) -> Lanes {
    match pixels.first_chunk::<LANES>() {
        Some(pixels) => Lanes::from(*pixels),
        None => Lanes::from(padded(pixels)),
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
