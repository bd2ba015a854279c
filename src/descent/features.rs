//! Gaussian bumps, spread evenly over an image.

/// The bumps' width as a share of their distance: neighbours overlap, and still differ.
const WIDTH: f64 = 0.7;
/// The plastic number ρ = 1.3247…, the root of ρ³ = ρ + 1: steps of 1/ρ and 1/ρ² spread points evenly,
/// however many there are.
const PLASTIC: f64 = 1.324_717_957_244_746;

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
        for (weight, bump) in weights.iter().zip(self.bumps()) {
            for (sum, value) in plane.iter_mut().zip(bump) {
                *sum += weight * value;
            }
        }
    }

    /// Adds `Σ_p g_p φ_k(p)` for every k.
    pub(crate) fn add_products(&self, plane: &[f32], sums: &mut [f32]) {
        for (sum, bump) in sums.iter_mut().zip(self.bumps()) {
            *sum += dot(plane, bump);
        }
    }

    /// `Σ_p φ_i(p) φ_j(p)`, `[k, k]`.
    pub(crate) fn products(&self) -> Vec<f64> {
        let row = |a| self.bumps().map(move |b| f64::from(dot(a, b)));
        self.bumps().flat_map(row).collect()
    }

    fn bumps(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.plane)
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

/// Σ a·b in eight sums side by side: faster than one, and more exact.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}
