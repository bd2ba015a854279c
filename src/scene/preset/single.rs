//! Scenes of one thing or two, each with a difficulty of its own.

use ndarray::Array3;

use super::shape::{Blob, Noise};
use super::{Canvas, Drawing, smooth, sure};

pub(super) fn small_object_missed(canvas: &Canvas) -> Drawing {
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

pub(super) fn blurred_boundary(canvas: &Canvas) -> Drawing {
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

pub(super) fn two_raters(canvas: &Canvas) -> Drawing {
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

pub(super) fn rare_class(canvas: &Canvas) -> Drawing {
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

pub(super) fn empty_class(canvas: &Canvas) -> Drawing {
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

pub(super) fn five_raters(canvas: &Canvas) -> Drawing {
    let raters = [
        Blob::new([0.50, 0.48], [0.20, 0.17], 0.3, 0.2),
        Blob::new([0.52, 0.50], [0.24, 0.19], 0.5, 1.1),
        Blob::new([0.47, 0.51], [0.22, 0.21], 0.1, 2.3),
        Blob::new([0.54, 0.47], [0.18, 0.15], 0.7, 0.9),
        Blob::new([0.49, 0.53], [0.28, 0.24], 0.4, 1.8),
    ];
    let noise = Noise::new(61);
    let saw = |u, v| {
        let saw = raters.iter().filter(|rater| rater.depth(u, v) > 0.0);
        saw.count() as f32
    };
    let label = Array3::from_shape_fn((2, canvas.size, canvas.size), |(c, h, w)| {
        let saw = saw(canvas.at(w), canvas.at(h));
        let said = if c == 1 {
            saw
        } else {
            raters.len() as f32 - saw
        };
        said / raters.len() as f32
    });
    let seen = raters[0].moved(-0.008, 0.006);
    Drawing {
        label,
        evidence: vec![Box::new(move |u, v| {
            sure(30.0 * seen.depth(u, v)) + 0.9 * noise.at(u, v)
        })],
        hard: false,
    }
}

pub(super) fn noisy_label(canvas: &Canvas) -> Drawing {
    let object = Blob::new([0.5, 0.49], [0.29, 0.25], 0.2, 0.6);
    let (mistakes, noise) = (Noise::new(71), Noise::new(73));
    Drawing {
        label: canvas.hard(|u, v| {
            let mistaken = mistakes.at(1.6 * u, 1.6 * v) > 0.46;
            usize::from((object.depth(u, v) > 0.0) != mistaken)
        }),
        evidence: vec![Box::new(move |u, v| {
            sure(46.0 * object.depth(u, v)) + 0.7 * noise.at(u, v)
        })],
        hard: true,
    }
}

pub(super) fn confident_but_wrong(canvas: &Canvas) -> Drawing {
    let object = Blob::new([0.36, 0.46], [0.20, 0.19], 0.3, 1.0);
    let noise = Noise::new(79);
    Drawing {
        label: canvas.hard(|u, v| usize::from(object.depth(u, v) > 0.0)),
        evidence: vec![Box::new(move |u, v| {
            sure(120.0 * object.moved(0.26, 0.10).depth(u, v)) + 0.5 * noise.at(u, v)
        })],
        hard: true,
    }
}
