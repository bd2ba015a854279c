//! Least squares for the start of a small model.

/// What is added to the diagonal, as a share of it: bumps that overlap are nearly dependent.
const RIDGE: f64 = 1e-6;

/// L with L·Lᵀ = A, of a symmetric and positive matrix A.
pub(super) struct Cholesky {
    size: usize,
    /// Row-major; above the diagonal it means nothing.
    lower: Vec<f64>,
}

impl Cholesky {
    /// Of the matrix `[size, size]`, its diagonal made a little larger.
    pub(super) fn new(size: usize, matrix: &[f64]) -> Self {
        let mut lower = matrix.to_vec();
        for row in 0..size {
            for column in 0..=row {
                let dot: f64 = (0..column)
                    .map(|i| lower[row * size + i] * lower[column * size + i])
                    .sum();
                let rest = matrix[row * size + column] - dot;
                lower[row * size + column] = if row == column {
                    let ridge = RIDGE * matrix[row * size + row];
                    (rest + ridge).max(f64::MIN_POSITIVE).sqrt()
                } else {
                    rest / lower[column * size + column]
                };
            }
        }
        Self { size, lower }
    }

    /// x with A·x = b.
    pub(super) fn solve(&self, mut b: Vec<f64>) -> Vec<f64> {
        let Self { size, lower } = self;
        for row in 0..*size {
            let dot: f64 = (0..row).map(|i| lower[row * size + i] * b[i]).sum();
            b[row] = (b[row] - dot) / lower[row * size + row];
        }
        for row in (0..*size).rev() {
            let dot: f64 = (row + 1..*size).map(|i| lower[i * size + row] * b[i]).sum();
            b[row] = (b[row] - dot) / lower[row * size + row];
        }
        b
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_solved_multiplies_back() {
        let matrix = [4.0, 1.0, 0.5, 1.0, 3.0, 0.25, 0.5, 0.25, 2.0];
        let x = Cholesky::new(3, &matrix).solve(vec![1.0, -2.0, 3.0]);
        for (row, b) in matrix.chunks(3).zip([1.0, -2.0, 3.0]) {
            let product: f64 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((product - b).abs() < 1e-4, "{product} instead of {b}");
        }
    }
}
