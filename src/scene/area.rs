//! Rectangles and ellipses, painted at once.

use super::{Brush, Layer, Rect, Scene, towards};

/// What an [`Area`] looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All of it.
    Rectangle,
    /// The ellipse that touches its four sides.
    Ellipse,
}

/// The pixels from one corner to the opposite one, both included; either may be outside the image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// What it looks like.
    pub form: Form,
    /// Where it starts, `(row, column)`.
    pub from: (isize, isize),
    /// Where it ends.
    pub to: (isize, isize),
}

/// Corners farther outside the image are taken to be here.
const FAR: isize = 4096;

impl Area {
    /// A square or a circle with the longer side of the two, from the same start in the same
    /// direction.
    #[must_use]
    pub fn regular(self) -> Self {
        let down = self.to.0.saturating_sub(self.from.0);
        let right = self.to.1.saturating_sub(self.from.1);
        let side = down.saturating_abs().max(right.saturating_abs());
        let along = |from: isize, by: isize| match by < 0 {
            true => from.saturating_sub(side),
            false => from.saturating_add(side),
        };
        Self {
            to: (along(self.from.0, down), along(self.from.1, right)),
            ..self
        }
    }

    /// The first and the last row, the first and the last column.
    fn sides(&self) -> [(f32, f32); 2] {
        [(self.from.0, self.to.0), (self.from.1, self.to.1)].map(|(a, b)| {
            let place = |i: isize| i.clamp(-FAR, FAR) as f32;
            (place(a.min(b)), place(a.max(b)) + 1.0)
        })
    }

    /// How far a pixel is from the middle, if half of the shorter side is `radius`.
    fn distance(&self, (row, column): (usize, usize), radius: f32) -> f32 {
        let centre = [row as f32 + 0.5, column as f32 + 0.5];
        let [down, right] = [0, 1].map(|axis| {
            let (start, end) = self.sides()[axis];
            let half = (end - start) / 2.0;
            ((centre[axis] - start - half).abs(), half)
        });
        match self.form {
            Form::Rectangle => radius - (down.1 - down.0).min(right.1 - right.0),
            Form::Ellipse => radius * (down.0 / down.1).hypot(right.0 / right.1),
        }
    }
}

impl Scene {
    /// Paints the brush's class over an area, as strongly as the brush and, but for a hard label,
    /// as softly: half of the shorter side is the radius. Returns what to redraw.
    ///
    /// Nothing happens if the brush's class is not in the scene.
    ///
    /// ```
    /// use loss_playground::scene::{Area, Brush, Form, Layer, Scene};
    ///
    /// let mut scene = Scene::new(2, 32, 32)?;
    /// let brush = Brush { class: 1, size: 1.0, hardness: 1.0, strength: 1.0 };
    /// let area = Area { form: Form::Rectangle, from: (4, 5), to: (7, 9) };
    /// scene.draw(Layer::Label, area, brush);
    /// assert_eq!(scene.pixels_of_class(1), 4 * 5);
    /// # Ok::<(), loss_playground::Error>(())
    /// ```
    pub fn draw(&mut self, layer: Layer, area: Area, brush: Brush) -> Rect {
        let classes = self.classes();
        if !self.takes(layer, brush.class) {
            return Rect::default();
        }
        let brush = brush.fitted(self.is_sharp(layer, brush.class));
        let [rows, columns] = area.sides();
        let radius = (rows.1 - rows.0).min(columns.1 - columns.0) / 2.0;
        // The casts take everything below 0 to 0.
        let inside = |(start, end): (f32, f32), size: usize| start as usize..size.min(end as usize);
        let goal = towards(brush.class, classes, layer);
        let mut dirty = Rect::default();
        for row in inside(rows, self.height()) {
            for column in inside(columns, self.width()) {
                let pixel = (row, column);
                let a = brush.strength_at(area.distance(pixel, radius), radius);
                if a > 0.0 {
                    self.blend(layer, pixel, a, &goal);
                    dirty = dirty.union(Rect::pixel(pixel));
                }
            }
        }
        dirty
    }
}

#[cfg(test)]
mod tests;
