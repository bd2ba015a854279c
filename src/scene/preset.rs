//! Scenes to start from: made by code, the same at every visit and at every size.

mod shape;

use ndarray::{Array3, Axis};

use super::Scene;
use shape::{Blob, Noise};

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
    draw: fn(&Canvas) -> Drawing,
}

/// The scenes to start from; the page opens with the first.
pub static PRESETS: &[Preset] = &[
    Preset {
        id: "small-object-missed",
        title: "A small object missed",
        good_for: "Two lesions, one of them missed: see how much each loss cares about a handful of pixels.",
        classes: &["background", "organ", "lesion"],
        draw: small_object_missed,
    },
    Preset {
        id: "blurred-boundary",
        title: "A blurred boundary",
        good_for: "A soft label whose edge fades on one side: see which losses want the fade and which want it sharp.",
        classes: &["background", "object"],
        draw: blurred_boundary,
    },
    Preset {
        id: "two-raters",
        title: "Two raters who disagree",
        good_for: "One half where only one of two raters saw the object: see whether a loss is content with one half or takes a side.",
        classes: &["background", "object"],
        draw: two_raters,
    },
    Preset {
        id: "rare-class",
        title: "A rare class",
        good_for: "A class of one pixel in a hundred, predicted timidly: see how averaging over classes changes its weight.",
        classes: &["ground", "building", "person"],
        draw: rare_class,
    },
    Preset {
        id: "empty-class",
        title: "An empty class",
        good_for: "A class that is nowhere in the label but a little in the prediction: see what smoothing and the choice of classes do to it.",
        classes: &["background", "organ", "lesion"],
        draw: empty_class,
    },
];

impl Preset {
    /// The preset of that id.
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }

    /// The scene at `size`×`size` pixels; a size beyond [`Scene::SIZE`] is taken as the nearest
    /// in it.
    ///
    /// ```
    /// use loss_playground::scene::preset::PRESETS;
    ///
    /// let scene = PRESETS[0].scene(64);
    /// assert_eq!(scene.pixels_of_class(2), 60);
    /// ```
    pub fn scene(&self, size: usize) -> Scene {
        let canvas = Canvas {
            size: size.clamp(*Scene::SIZE.start(), *Scene::SIZE.end()),
            classes: self.classes.len(),
        };
        let Drawing {
            label,
            evidence,
            hard,
        } = (self.draw)(&canvas);
        Scene {
            label,
            logits: canvas.predict(&evidence),
            hard,
        }
    }
}

/// What a preset draws.
struct Drawing {
    label: Array3<f32>,
    /// For every class but background, its logit against background, in coordinates of 0 to 1.
    evidence: Vec<Box<Evidence>>,
    hard: bool,
}

type Evidence = dyn Fn(f32, f32) -> f32;

/// Logits stay within this: probabilities of about 0.02 to 0.98.
const SURE: f32 = 3.9;
/// Logits and soft labels are multiples of this, so that a saved painting is short.
const STEP: f32 = 1.0 / 32.0;

struct Canvas {
    size: usize,
    classes: usize,
}

impl Canvas {
    /// A pixel's centre in coordinates of 0 to 1.
    fn at(&self, i: usize) -> f32 {
        (i as f32 + 0.5) / self.size as f32
    }

    /// A soft label of two classes from the second one's probability.
    fn soft(&self, y: impl Fn(f32, f32) -> f32) -> Array3<f32> {
        Array3::from_shape_fn((2, self.size, self.size), |(c, h, w)| {
            let y = (y(self.at(w), self.at(h)) / STEP).round() * STEP;
            if c == 1 { y } else { 1.0 - y }
        })
    }

    /// A one-hot label from the class at each place.
    fn hard(&self, class: impl Fn(f32, f32) -> usize) -> Array3<f32> {
        let dim = (self.classes, self.size, self.size);
        let mut label = Array3::zeros(dim);
        for (h, mut row) in label.axis_iter_mut(Axis(1)).enumerate() {
            for (w, mut y) in row.axis_iter_mut(Axis(1)).enumerate() {
                y[class(self.at(w), self.at(h))] = 1.0;
            }
        }
        label
    }

    /// Logits, background's being zero.
    fn predict(&self, evidence: &[Box<Evidence>]) -> Array3<f32> {
        Array3::from_shape_fn((self.classes, self.size, self.size), |(c, h, w)| {
            if c == 0 {
                return 0.0;
            }
            let z = evidence[c - 1](self.at(w), self.at(h)).clamp(-SURE, SURE);
            (z / STEP).round() * STEP
        })
    }
}

fn small_object_missed(canvas: &Canvas) -> Drawing {
    let organ = Blob::new([0.46, 0.52], [0.33, 0.27], 0.4, 0.9);
    let found = Blob::new([0.36, 0.47], [0.062, 0.050], 0.8, 0.2);
    let missed = Blob::new([0.63, 0.62], [0.042, 0.036], 0.3, 2.0);
    let noise = Noise::new(11);
    let lesion = move |u, v| found.depth(u, v).max(missed.depth(u, v));
    let seen = found.moved(0.010, -0.006);
    Drawing {
        label: canvas.hard(|u, v| match (organ.depth(u, v), lesion(u, v)) {
            (_, lesion) if lesion > 0.0 => 2,
            (organ, _) if organ > 0.0 => 1,
            _ => 0,
        }),
        evidence: vec![
            Box::new(move |u, v| {
                let organ = organ.moved(-0.014, 0.012).depth(u, v);
                sure(50.0 * organ.min(-seen.depth(u, v))) + noise.at(u, v)
            }),
            Box::new(move |u, v| {
                // It sees something at the missed one too, but not enough of it.
                let hint = 40.0 * missed.depth(u, v) + 0.3;
                sure((75.0 * seen.depth(u, v) + 0.8).max(hint)) + 0.8 * noise.at(v, u)
            }),
        ],
        hard: true,
    }
}

fn blurred_boundary(canvas: &Canvas) -> Drawing {
    let object = Blob::new([0.5, 0.5], [0.30, 0.26], -0.3, 1.4);
    let noise = Noise::new(23);
    // In focus on the left, out of focus on the right.
    let blur = |u: f32| 0.02 + 0.22 * smooth(u * 1.2 - 0.2);
    Drawing {
        label: canvas.soft(|u, v| smooth(0.5 + object.depth(u, v) / blur(u))),
        evidence: vec![Box::new(move |u, v| {
            sure(38.0 * object.moved(0.012, -0.010).depth(u, v)) + 0.9 * noise.at(u, v)
        })],
        hard: false,
    }
}

fn two_raters(canvas: &Canvas) -> Drawing {
    let first = Blob::new([0.45, 0.50], [0.25, 0.24], 0.2, 0.4);
    let second = Blob::new([0.55, 0.52], [0.30, 0.23], 0.5, 1.9);
    let noise = Noise::new(37);
    let says = |rater: &Blob, u, v| if rater.depth(u, v) > 0.0 { 0.5 } else { 0.0 };
    Drawing {
        label: canvas.soft(|u, v| says(&first, u, v) + says(&second, u, v)),
        evidence: vec![Box::new(move |u, v| {
            sure(44.0 * first.moved(0.008, 0.010).depth(u, v)) + noise.at(u, v)
        })],
        hard: false,
    }
}

fn rare_class(canvas: &Canvas) -> Drawing {
    let buildings = [
        Blob::new([0.24, 0.30], [0.25, 0.24], 0.1, 0.7),
        Blob::new([0.78, 0.36], [0.19, 0.27], -0.2, 2.6),
    ];
    let persons = [
        Blob::new([0.47, 0.70], [0.024, 0.058], 0.05, 0.3),
        Blob::new([0.66, 0.76], [0.022, 0.052], -0.1, 1.2),
    ];
    let noise = Noise::new(41);
    let building = move |u, v| deepest(&buildings, u, v);
    let person = move |u, v| deepest(&persons, u, v);
    Drawing {
        label: canvas.hard(|u, v| match (building(u, v), person(u, v)) {
            (_, person) if person > 0.0 => 2,
            (building, _) if building > 0.0 => 1,
            _ => 0,
        }),
        evidence: vec![
            Box::new(move |u, v| {
                sure(48.0 * building(u - 0.010, v + 0.008)) + 1.1 * noise.at(u, v)
            }),
            Box::new(move |u, v| {
                sure(45.0 * person(u + 0.008, v - 0.010) - 0.8) + 0.8 * noise.at(v, u)
            }),
        ],
        hard: true,
    }
}

fn empty_class(canvas: &Canvas) -> Drawing {
    let organ = Blob::new([0.48, 0.50], [0.31, 0.25], 0.6, 2.2);
    let imagined = Blob::new([0.62, 0.40], [0.10, 0.08], 0.5, 1.1);
    let noise = Noise::new(53);
    Drawing {
        label: canvas.hard(|u, v| usize::from(organ.depth(u, v) > 0.0)),
        evidence: vec![
            Box::new(move |u, v| {
                let doubt = 14.0 * imagined.depth(u, v).max(0.0);
                sure(50.0 * organ.moved(0.012, 0.010).depth(u, v)) - doubt + noise.at(u, v)
            }),
            Box::new(move |u, v| sure(40.0 * imagined.depth(u, v) - 0.6) + 0.8 * noise.at(v, u)),
        ],
        hard: true,
    }
}

fn deepest(blobs: &[Blob], u: f32, v: f32) -> f32 {
    blobs
        .iter()
        .map(|blob| blob.depth(u, v))
        .fold(f32::NEG_INFINITY, f32::max)
}

/// Evidence that grows no more once a network is fairly sure.
fn sure(evidence: f32) -> f32 {
    3.3 * (evidence / 3.3).tanh()
}

/// 0 below 0, 1 above 1, and smooth between.
fn smooth(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests;
