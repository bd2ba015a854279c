//! Every pixel's most probable class, and how many pixels a class has.

use ndarray::{Array2, ArrayView2, Axis};

use super::{Scene, VOID};
use crate::label::most_probable_classes;

impl Scene {
    /// Each pixel's most probable class, the first of equals, or [`VOID`], `[H, W]`.
    pub fn hard_label(&self) -> Array2<u32> {
        let mut hard = most_probable_classes(self.label.view());
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
        most_probable_classes(self.logits.view())
    }

    /// How much of the image is of each class, and how much is void; together that is 1.
    ///
    /// ```
    /// use loss_playground::scene::Scene;
    ///
    /// let scene = Scene::new(2, 8, 8)?;
    /// assert_eq!(scene.label_shares(), (vec![1.0, 0.0], 0.0));
    /// # Ok::<(), loss_playground::Error>(())
    /// ```
    pub fn label_shares(&self) -> (Vec<f64>, f64) {
        let one = 1.0 / (self.height() * self.width()) as f64;
        let mut shares = vec![0.0; self.classes()];
        let mut void = 0.0;
        for class in self.hard_label() {
            *shares.get_mut(class as usize).unwrap_or(&mut void) += one;
        }
        if !self.hard {
            let share = |y: ArrayView2<f32>| y.iter().map(|y| f64::from(*y)).sum::<f64>() * one;
            shares = self.label.outer_iter().map(share).collect();
        }
        (shares, void)
    }

    /// How many pixels have some of class `class` in their label, or are [`VOID`].
    pub fn pixels_of_class(&self, class: usize) -> usize {
        if self.hard || class == VOID {
            let class = class as u32;
            self.hard_label().iter().filter(|c| **c == class).count()
        } else {
            let label = self.label.outer_iter().nth(class);
            label.map_or(0, |y| y.iter().filter(|y| **y > 0.0).count())
        }
    }
}
