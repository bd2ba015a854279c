//! What the canvases show, as RGBA bytes. No web types, so it is tested anywhere.

use loss_playground::label::most_probable;
use loss_playground::scene::{Layer, Rect, Scene, softmax};
use ndarray::ArrayView3;

use super::colours::{self, Palette, Rgb, mix, sequential};
use super::look::Inks;

/// Which part of a map of probabilities or pulls is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// Every class in its colour.
    All,
    /// One class, on a scale.
    Class(usize),
}

/// A rectangle of the label or the prediction: class colours mixed by probability, or the
/// probability of one class; hatched where the label is void. A class without ink leaves as much
/// of a pixel transparent as it has.
pub fn layer(scene: &Scene, layer: Layer, show: Show, inks: &Inks, rect: Rect) -> Vec<u8> {
    let hard = layer == Layer::Label && scene.is_hard();
    let values = match layer {
        Layer::Label => scene.label(),
        Layer::Prediction => scene.logits(),
    };
    let mut rgba = Vec::with_capacity(rect.width * rect.height * 4);
    let mut pixel = inks.map(|_| 0.0);
    let classes = scene.classes().min(pixel.len());
    for row in rect.y..rect.y + rect.height {
        for column in rect.x..rect.x + rect.width {
            let x = &mut pixel[..classes];
            for (c, x) in x.iter_mut().enumerate() {
                *x = values[[c, row, column]];
            }
            match layer {
                Layer::Prediction => softmax(x),
                Layer::Label if x.iter().all(|x| *x == 0.0) => {
                    let [r, g, b] = colours::void(row, column);
                    rgba.extend_from_slice(&[r, g, b, 255]);
                    continue;
                }
                Layer::Label if hard => one_hot(x),
                Layer::Label => {}
            }
            rgba.extend_from_slice(&colour(x, show, inks));
        }
    }
    rgba
}

/// Logits `[C, H, W]` as class colours mixed by probability.
pub fn logits(logits: ArrayView3<f32>, inks: &Inks) -> Vec<u8> {
    let (classes, height, width) = logits.dim();
    let mut rgba = Vec::with_capacity(height * width * 4);
    let mut pixel = inks.map(|_| 0.0);
    let x = &mut pixel[..classes.min(inks.len())];
    for row in 0..height {
        for column in 0..width {
            for (c, x) in x.iter_mut().enumerate() {
                *x = logits[[c, row, column]];
            }
            softmax(x);
            rgba.extend(mixed(x, inks));
        }
    }
    rgba
}

fn colour(x: &[f32], show: Show, inks: &Inks) -> [u8; 4] {
    let class = match show {
        Show::All => return mixed(x, inks),
        Show::Class(class) => class,
    };
    let [r, g, b] = sequential(x.get(class).copied().unwrap_or(0.0));
    [r, g, b, 255]
}

fn mixed(x: &[f32], inks: &Inks) -> [u8; 4] {
    let (mut sum, mut hidden) = ([0.0; 3], 0.0);
    for (x, ink) in x.iter().zip(inks) {
        match ink {
            Some(rgb) => {
                for (sum, channel) in sum.iter_mut().zip(rgb) {
                    *sum += x * f32::from(*channel);
                }
            }
            None => hidden += x,
        }
    }
    let shown = 1.0 - hidden;
    // The casts take what is no number, of a pixel that is hidden altogether, to 0.
    let [r, g, b] = sum.map(|channel| (channel / shown).round() as u8);
    [r, g, b, (255.0 * shown).round() as u8]
}

fn one_hot(y: &mut [f32]) {
    let class = most_probable(&*y);
    y.fill(0.0);
    y[class] = 1.0;
}

/// What a loss wants at every pixel, the negative of its gradient: the class that is pushed up
/// most in its colour, or the pull on one class in two colours. Strength is opacity, so that zero
/// is whatever lies behind, as is the pull up to a class without ink.
pub fn pull(
    gradient: ArrayView3<f32>,
    show: Show,
    inks: &Inks,
    scale: f32,
    palette: &Palette,
) -> Vec<u8> {
    let (classes, height, width) = gradient.dim();
    let gradient = gradient.as_standard_layout();
    let planes: Vec<&[f32]> = gradient
        .as_slice()
        .unwrap_or_default()
        .chunks_exact(height * width)
        .collect();
    let mut rgba = vec![0; height * width * 4];
    // A loss without any pull has no scale either.
    let per_unit = if scale > 0.0 { 255.0 / scale } else { 0.0 };
    for (pixel, rgba) in rgba.chunks_exact_mut(4).enumerate() {
        let (rgb, strength) = match show {
            Show::All => {
                let (mut best, mut most) = (0, f32::NEG_INFINITY);
                for (class, plane) in planes.iter().enumerate() {
                    let pull = -plane[pixel];
                    if pull > most {
                        (best, most) = (class, pull);
                    }
                }
                match inks.get(best).copied().flatten() {
                    Some(rgb) => (rgb, most),
                    None => (palette.paper, 0.0),
                }
            }
            Show::Class(class) if class < classes => {
                let pull = -planes[class][pixel];
                let rgb = if pull < 0.0 { palette.down } else { palette.up };
                (rgb, pull.abs())
            }
            Show::Class(_) => (palette.up, 0.0),
        };
        rgba[..3].copy_from_slice(&rgb);
        // The cast saturates, which clips what is below zero or beyond the scale.
        rgba[3] = (strength * per_unit + 0.5) as u8;
    }
    rgba
}

/// The colour that [`pull`] has on paper for one class at `share` of the scale, −1 to 1.
pub fn diverging(share: f32, palette: &Palette) -> Rgb {
    let end = if share < 0.0 {
        palette.down
    } else {
        palette.up
    };
    mix(palette.paper, end, share.abs().min(1.0))
}

/// The pixel with the largest gradient, `(row, column)`: usually where something interesting is.
pub fn strongest(gradient: ArrayView3<f32>) -> (usize, usize) {
    let mut best = (0.0, (0, 0));
    for ((_, row, column), g) in gradient.indexed_iter() {
        if g.abs() > best.0 {
            best = (g.abs(), (row, column));
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::super::colours::{CLASSES, LIGHT};
    use super::super::look::INKS;
    use super::*;
    use loss_playground::scene::VOID;
    use ndarray::Array3;

    const WHOLE: Rect = Rect {
        x: 0,
        y: 0,
        width: 16,
        height: 16,
    };

    fn scene() -> Scene {
        Scene::new(2, 16, 16).expect("a valid size")
    }

    #[test]
    fn a_hard_label_shows_one_colour_a_pixel() {
        let rgba = layer(&scene(), Layer::Label, Show::All, &INKS, WHOLE);
        assert_eq!(rgba.len(), 16 * 16 * 4);
        let [r, g, b] = CLASSES[0];
        assert!(rgba.chunks(4).all(|pixel| pixel == [r, g, b, 255]));
    }

    #[test]
    fn void_is_hatched() {
        let mut scene = scene();
        scene.fill(Layer::Label, VOID, (3, 3), 1.0);
        let rgba = layer(&scene, Layer::Label, Show::All, &INKS, WHOLE);
        for (i, pixel) in rgba.chunks(4).enumerate() {
            let [r, g, b] = colours::void(i / 16, i % 16);
            assert_eq!(pixel, [r, g, b, 255]);
        }
        assert_ne!(colours::void(0, 0), colours::void(2, 0));
    }

    #[test]
    fn a_prediction_mixes_colours_by_probability() {
        let rgba = layer(&scene(), Layer::Prediction, Show::All, &INKS, WHOLE);
        let [r, g, b] = mix(CLASSES[0], CLASSES[1], 0.5);
        let near = |a: u8, b: u8| a.abs_diff(b) <= 1;
        assert!(near(rgba[0], r) && near(rgba[1], g) && near(rgba[2], b));
    }

    #[test]
    fn a_hidden_class_leaves_its_share_of_a_pixel_transparent() {
        let mut inks = INKS;
        inks[0] = None;
        let rgba = layer(&scene(), Layer::Label, Show::All, &inks, WHOLE);
        assert!(rgba.chunks(4).all(|pixel| pixel[3] == 0));
        let rgba = layer(&scene(), Layer::Prediction, Show::All, &inks, WHOLE);
        let [r, g, b] = CLASSES[1];
        assert_eq!(rgba[..4], [r, g, b, 128]);
        let one = layer(&scene(), Layer::Prediction, Show::Class(0), &inks, WHOLE);
        assert_eq!(one[3], 255, "a class that is asked for is shown");
    }

    #[test]
    fn a_pull_up_to_a_hidden_class_is_not_shown() {
        let gradient =
            Array3::from_shape_fn((2, 1, 2), |(c, _, w)| if c == w { -1.0 } else { 1.0 });
        let mut inks = INKS;
        inks[0] = None;
        let rgba = pull(gradient.view(), Show::All, &inks, 1.0, &LIGHT);
        assert_eq!([rgba[3], rgba[7]], [0, 255]);
    }

    #[test]
    fn one_class_is_shown_on_the_sequential_map() {
        let [r, g, b] = sequential(0.5);
        let rgba = layer(&scene(), Layer::Prediction, Show::Class(1), &INKS, WHOLE);
        assert_eq!(rgba[..4], [r, g, b, 255]);
        let [r, g, b] = sequential(1.0);
        let rgba = layer(&scene(), Layer::Label, Show::Class(0), &INKS, WHOLE);
        assert_eq!(rgba[..4], [r, g, b, 255]);
    }

    #[test]
    fn a_rectangle_is_cut_out() {
        let rect = Rect {
            x: 3,
            y: 5,
            width: 2,
            height: 7,
        };
        assert_eq!(
            layer(&scene(), Layer::Label, Show::All, &INKS, rect).len(),
            2 * 7 * 4
        );
    }

    #[test]
    fn a_pull_goes_against_the_gradient() {
        let mut gradient = Array3::zeros((2, 1, 3));
        gradient[[0, 0, 0]] = 1.0;
        gradient[[1, 0, 0]] = -1.0;
        gradient[[0, 0, 1]] = -0.5;
        gradient[[1, 0, 1]] = 0.5;
        let all = pull(gradient.view(), Show::All, &INKS, 1.0, &LIGHT);
        let [r, g, b] = CLASSES[1];
        assert_eq!(all[..4], [r, g, b, 255]);
        assert_eq!(all[7], 128);
        assert_eq!(all[11], 0);
        let one = pull(gradient.view(), Show::Class(0), &INKS, 1.0, &LIGHT);
        let ([dr, dg, db], [ur, ug, ub]) = (LIGHT.down, LIGHT.up);
        assert_eq!(one, [dr, dg, db, 255, ur, ug, ub, 128, ur, ug, ub, 0]);
    }

    #[test]
    fn no_pull_at_all_is_transparent() {
        let gradient = Array3::zeros((3, 2, 2));
        let rgba = pull(gradient.view(), Show::All, &INKS, 0.0, &LIGHT);
        assert!(rgba.chunks(4).all(|pixel| pixel[3] == 0));
    }

    #[test]
    fn the_strongest_pixel_is_found_whatever_its_sign() {
        let mut gradient = Array3::zeros((2, 4, 5));
        gradient[[0, 1, 2]] = 0.5;
        gradient[[1, 3, 4]] = -0.75;
        assert_eq!(strongest(gradient.view()), (3, 4));
    }
}
