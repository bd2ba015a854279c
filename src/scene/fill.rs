//! Filling a region with a class.

use ndarray::Array2;

use super::{Layer, Rect, Scene, towards};

impl Scene {
    /// Paints the connected region (by edges) of the same most probable class around a pixel
    /// `(row, column)`, moving its probabilities by `strength` towards `class`; a hard label all
    /// the way. Returns what to redraw.
    ///
    /// Nothing happens if the pixel or the class is not in the scene.
    pub fn fill(&mut self, layer: Layer, class: usize, at: (usize, usize), strength: f32) -> Rect {
        if !self.takes(layer, class) || at.0 >= self.height() || at.1 >= self.width() {
            return Rect::default();
        }
        let a = if self.is_sharp(layer, class) || strength.is_nan() {
            1.0
        } else {
            strength.clamp(0.0, 1.0)
        };
        let shown = match layer {
            Layer::Label => self.hard_label(),
            Layer::Prediction => self.hard_prediction(),
        };
        let goal = towards(class, self.classes(), layer);
        let mut dirty = Rect::default();
        for pixel in connected(&shown, at) {
            self.blend(layer, pixel, a, &goal);
            dirty = dirty.union(Rect::pixel(pixel));
        }
        dirty
    }
}

/// The pixels of `at`'s value that are connected to it by edges.
fn connected(values: &Array2<u32>, at: (usize, usize)) -> Vec<(usize, usize)> {
    let wanted = values[at];
    let (height, width) = values.dim();
    let mut seen = Array2::from_elem(values.dim(), false);
    let mut found = vec![at];
    seen[at] = true;
    let mut next = 0;
    while let Some(&(row, column)) = found.get(next) {
        next += 1;
        let neighbours = [
            (row.wrapping_sub(1), column),
            (row + 1, column),
            (row, column.wrapping_sub(1)),
            (row, column + 1),
        ];
        for pixel in neighbours {
            let inside = pixel.0 < height && pixel.1 < width;
            if inside && !seen[pixel] && values[pixel] == wanted {
                seen[pixel] = true;
                found.push(pixel);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fill_takes_what_is_connected_by_edges() {
        let mut scene = Scene::new(3, 16, 16).unwrap();
        // A diagonal wall: its corners do not let the fill through.
        for i in 0..16 {
            scene.write(Layer::Label, [0, i, i], 0.0);
            scene.write(Layer::Label, [1, i, i], 1.0);
        }
        let dirty = scene.fill(Layer::Label, 2, (0, 15), 1.0);
        assert_eq!(scene.pixels_of_class(2), 120);
        assert_eq!(scene.pixels_of_class(1), 16);
        assert_eq!(
            (dirty.x, dirty.y, dirty.width, dirty.height),
            (1, 0, 15, 15)
        );
        assert!(scene.fill(Layer::Label, 3, (0, 0), 1.0).is_empty());
        assert!(scene.fill(Layer::Label, 1, (16, 0), 1.0).is_empty());
        scene.set_hard(false);
        scene.fill(Layer::Label, 1, (15, 0), 0.25);
        assert_eq!(scene.label()[[1, 15, 0]], 0.25);
    }
}
