//! Scenes to start from: made by code, the same at every visit and at every size.

mod batch;
mod canvas;
mod layers;
mod shape;
mod single;
mod view;

use super::{Gallery, Scene};
use canvas::{Canvas, Drawing, Evidence, smooth, sure};

/// A scene to start from.
#[derive(Debug)]
pub struct Preset {
    /// Its name in an address, in kebab case.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is good for, in a sentence.
    pub good_for: &'static str,
    /// The names of its classes, background first.
    pub classes: &'static [&'static str],
    /// One an image.
    draw: &'static [fn(&Canvas) -> Drawing],
}

/// The scenes to start from; the page opens with the first.
pub static PRESETS: &[Preset] = &[
    Preset {
        id: "small-object-missed",
        title: "A small object missed",
        good_for: "Two lesions, one of them missed: see how much each loss cares about a handful of pixels.",
        classes: &["background", "organ", "lesion"],
        draw: &[single::small_object_missed],
    },
    Preset {
        id: "blurred-boundary",
        title: "A blurred boundary",
        good_for: "A soft label whose edge fades on one side: see which losses want the fade and which want it sharp.",
        classes: &["background", "object"],
        draw: &[single::blurred_boundary],
    },
    Preset {
        id: "two-raters",
        title: "Two raters who disagree",
        good_for: "One half where only one of two raters saw the object: see whether a loss is content with one half or takes a side.",
        classes: &["background", "object"],
        draw: &[single::two_raters],
    },
    Preset {
        id: "rare-class",
        title: "A rare class",
        good_for: "A class of one pixel in a hundred, predicted timidly: see how averaging over classes changes its weight.",
        classes: &["ground", "building", "person"],
        draw: &[single::rare_class],
    },
    Preset {
        id: "empty-class",
        title: "An empty class",
        good_for: "A class that is nowhere in the label but a little in the prediction: see what smoothing and the choice of classes do to it.",
        classes: &["background", "organ", "lesion"],
        draw: &[single::empty_class],
    },
    Preset {
        id: "tiny-lesion",
        title: "A tiny lesion",
        good_for: "A dozen pixels in thousands, hardly seen: see which losses still pull, and how much smoothing drowns.",
        classes: &["background", "lesion"],
        draw: &[view::tiny_lesion],
    },
    Preset {
        id: "five-raters",
        title: "A lesion and five raters",
        good_for: "The label is the mean of five outlines: see which losses want every step of it and which want one outline.",
        classes: &["background", "lesion"],
        draw: &[single::five_raters],
    },
    Preset {
        id: "vessel",
        title: "A long thin vessel",
        good_for: "Nearly all boundary, and the prediction is broken in two: see how little a gap costs a loss that counts pixels.",
        classes: &["background", "vessel"],
        draw: &[view::vessel],
    },
    Preset {
        id: "crowd",
        title: "A crowd of small objects",
        good_for: "Many cells, two missed, two imagined, some grown together: see what a loss of whole classes makes of single objects.",
        classes: &["background", "cell"],
        draw: &[view::crowd],
    },
    Preset {
        id: "street",
        title: "A street",
        good_for: "Eight classes from sky to pole: see how averaging over classes lifts the thin ones.",
        classes: &[
            "road", "building", "sky", "tree", "pavement", "car", "person", "pole",
        ],
        draw: &[view::street],
    },
    Preset {
        id: "land-cover",
        title: "Land cover from above",
        good_for: "Large fields, a narrow road, small houses, all shifted a little: see what misalignment costs each of them.",
        classes: &["field", "house", "water", "forest", "road"],
        draw: &[view::land_cover],
    },
    Preset {
        id: "noisy-label",
        title: "A noisy label",
        good_for: "The prediction is right and patches of the label are not: see which losses insist on learning the mistakes.",
        classes: &["background", "object"],
        draw: &[single::noisy_label],
    },
    Preset {
        id: "confident-but-wrong",
        title: "Confident but wrong",
        good_for: "An object predicted firmly in the wrong place: see whose gradient vanishes just where it is needed.",
        classes: &["background", "object"],
        draw: &[single::confident_but_wrong],
    },
    Preset {
        id: "very-different-sizes",
        title: "Eight images of very different sizes",
        good_for: "The same object from a speck to half the image: see how losses over the data set (D), each image (I) and each class (C) weigh the small ones.",
        classes: &["background", "object"],
        draw: &batch::SIZES,
    },
    Preset {
        id: "empty-image",
        title: "Empty image beside full ones",
        good_for: "One image of four has no object, and a little of one is predicted: see how much each loss makes of that image, and what smoothing and the active classes change.",
        classes: &["background", "object"],
        draw: &batch::EMPTY_AMONG_FULL,
    },
];

impl Preset {
    /// The preset of that id.
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }

    /// The images at `size`×`size` pixels; a size beyond [`Scene::SIZE`] is taken as the nearest
    /// in it.
    ///
    /// ```
    /// use loss_playground::scene::preset::Preset;
    ///
    /// let preset = Preset::find("very-different-sizes").unwrap();
    /// assert_eq!(preset.gallery(64).images(), 8);
    /// ```
    pub fn gallery(&self, size: usize) -> Gallery {
        let scenes = self.draw.iter().map(|draw| self.image(*draw, size));
        // Not more images than there can be, as a test makes sure of.
        Gallery::new(scenes.collect()).unwrap_or_else(|_| self.scene(size).into())
    }

    /// How many images it has.
    pub fn images(&self) -> usize {
        self.draw.len()
    }

    /// The first of the images.
    ///
    /// ```
    /// use loss_playground::scene::preset::PRESETS;
    ///
    /// let scene = PRESETS[0].scene(64);
    /// assert_eq!(scene.pixels_of_class(2), 60);
    /// ```
    pub fn scene(&self, size: usize) -> Scene {
        self.image(self.draw[0], size)
    }

    fn image(&self, draw: fn(&Canvas) -> Drawing, size: usize) -> Scene {
        let canvas = Canvas {
            size: size.clamp(*Scene::SIZE.start(), *Scene::SIZE.end()),
            classes: self.classes.len(),
        };
        let Drawing {
            label,
            evidence,
            hard,
        } = draw(&canvas);
        Scene {
            label,
            logits: canvas.predict(&evidence),
            hard,
        }
    }
}

#[cfg(test)]
mod tests;
