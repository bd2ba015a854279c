//! An image of the batch in small.

use loss_playground::scene::{Layer, Rect, Scene};

use super::look::Inks;
use super::pixels::{Show, layer};

/// Its longer side.
const SIDE: usize = 48;

/// A label in small, and the size of that.
pub fn thumbnail(scene: &Scene, inks: &Inks) -> (Vec<u8>, Rect) {
    let (height, width) = (scene.height(), scene.width());
    let small = |side: usize| (side * SIDE.min(height.max(width)) / height.max(width)).max(1);
    let rect = Rect {
        x: 0,
        y: 0,
        width: small(width),
        height: small(height),
    };
    let mut rgba = Vec::with_capacity(rect.width * rect.height * 4);
    for row in 0..rect.height {
        for column in 0..rect.width {
            let middle = |i: usize, of: usize, side: usize| (2 * i + 1) * side / (2 * of);
            let pixel = Rect {
                x: middle(column, rect.width, width),
                y: middle(row, rect.height, height),
                width: 1,
                height: 1,
            };
            rgba.extend(layer(scene, Layer::Label, Show::All, inks, pixel));
        }
    }
    (rgba, rect)
}

#[cfg(test)]
mod tests {
    use super::super::colours::CLASSES;
    use super::super::look::INKS;
    use super::*;

    #[test]
    fn it_keeps_the_shape_and_the_colours() {
        let mut scene = Scene::new(2, 32, 256).expect("a valid size");
        scene.fill(Layer::Label, 1, (0, 0), 1.0);
        let (rgba, rect) = thumbnail(&scene, &INKS);
        assert_eq!((rect.height, rect.width), (6, 48));
        let [r, g, b] = CLASSES[1];
        assert_eq!(rgba.len(), 6 * 48 * 4);
        assert!(rgba.chunks(4).all(|pixel| pixel == [r, g, b, 255]));
        let small = Scene::new(2, 16, 16).expect("a valid size");
        assert_eq!(thumbnail(&small, &INKS).1, small.bounds());
    }
}
