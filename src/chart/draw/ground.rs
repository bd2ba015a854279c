//! What a chart is drawn on.

use ndarray::Array2;
use plotters::element::{Drawable, PointCollection};
use plotters_backend::{BackendColor, BackendCoord, DrawingBackend, DrawingErrorKind};
use plotters_svg::SVGBackend;

use super::Rgb;

/// A plotters backend that knows how to fill a rectangle with many cells, which is a call for each
/// of them if it knows no better.
pub trait Ground: DrawingBackend {
    /// Fills the rectangle between the upper left and the lower right corner with equal cells, `[row,
    /// column]` from above; where there is no colour it leaves what is there.
    ///
    /// # Errors
    /// If the backend has any.
    fn cells(
        &mut self,
        corners: [BackendCoord; 2],
        colours: &Array2<Option<Rgb>>,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>>;
}

/// One rectangle for each run of cells of one colour.
impl Ground for SVGBackend<'_> {
    fn cells(
        &mut self,
        [(left, top), (right, bottom)]: [BackendCoord; 2],
        colours: &Array2<Option<Rgb>>,
    ) -> Result<(), DrawingErrorKind<Self::ErrorType>> {
        let (rows, columns) = colours.dim();
        let edge = |from: i32, to: i32, cell: usize, cells: usize| {
            from + (f64::from(to - from) * cell as f64 / cells as f64).round() as i32
        };
        for (row, colours) in colours.outer_iter().enumerate() {
            let [above, below] = [row, row + 1].map(|row| edge(top, bottom, row, rows));
            let mut end = 0;
            for run in colours.to_vec().chunk_by(PartialEq::eq) {
                let start = end;
                end += run.len();
                let Some([r, g, b]) = run[0] else { continue };
                let [from, to] = [start, end].map(|column| edge(left, right, column, columns));
                let colour = BackendColor {
                    alpha: 1.0,
                    rgb: (r, g, b),
                };
                self.draw_rect((from, above), (to, below), &colour, true)?;
            }
        }
        Ok(())
    }
}

/// Cells as an element of a plotters drawing.
pub(super) struct Cells {
    pub(super) corners: [BackendCoord; 2],
    pub(super) colours: Array2<Option<Rgb>>,
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Cells {
    type Point = &'a BackendCoord;
    type IntoIter = &'a [BackendCoord; 2];

    fn point_iter(self) -> Self::IntoIter {
        &self.corners
    }
}

impl<B: Ground> Drawable<B> for Cells {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut corners: I,
        ground: &mut B,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<B::ErrorType>> {
        match (corners.next(), corners.next()) {
            (Some(upper_left), Some(lower_right)) => {
                ground.cells([upper_left, lower_right], &self.colours)
            }
            _ => Ok(()),
        }
    }
}
