//! Every pixel's most probable class, and how many pixels a class has.

use ndarray::{Array2, ArrayRef3, ArrayView2, Axis};

use super::{Scene, VOID};

impl Scene {
    /// Each pixel's most probable class, the first of equals, or [`VOID`], `[H, W]`.
    pub fn hard_label(&self) -> Array2<u32> {
        let mut hard = argmax(&self.label);
        ndarray::Zip::from(&mut hard)
            .and(self.label.lanes(Axis(0)))
            .for_each(|class, y| {
                // The most probable class is only 0 where every class is.
                if y[*class as usize] == 0.0 {
                    *class = VOID as u32;
                }
            });
        hard
    }

    /// Each pixel's most probable class in the prediction, the first of equals, `[H, W]`.
    pub fn hard_prediction(&self) -> Array2<u32> {
        argmax(&self.logits)
    }

    /// How many pixels have some of each class in their label, and how many are void.
    pub fn pixels_of_classes(&self) -> (Vec<usize>, usize) {
        let mut pixels = vec![0; self.classes()];
        let mut void = 0;
        for class in self.hard_label() {
            match pixels.get_mut(class as usize) {
                Some(pixels) => *pixels += 1,
                None => void += 1,
            }
        }
        if !self.hard {
            let some = |y: ArrayView2<f32>| y.iter().filter(|y| **y > 0.0).count();
            pixels = self.label.outer_iter().map(some).collect();
        }
        (pixels, void)
    }

    /// How many pixels have some of class `class` in their label, or are [`VOID`].
    pub fn pixels_of_class(&self, class: usize) -> usize {
        let (pixels, void) = self.pixels_of_classes();
        match class {
            VOID => void,
            class => pixels.get(class).copied().unwrap_or(0),
        }
    }
}

/// The index of the largest value along the classes, the first of equals.
fn argmax(values: &ArrayRef3<f32>) -> Array2<u32> {
    let mut best = values.index_axis(Axis(0), 0).to_owned();
    let mut index = Array2::zeros(best.dim());
    for (c, plane) in (0..).zip(values.outer_iter()).skip(1) {
        ndarray::Zip::from(&mut index)
            .and(&mut best)
            .and(plane)
            .for_each(|index, best, value| {
                if value > best {
                    *best = *value;
                    *index = c;
                }
            });
    }
    index
}
