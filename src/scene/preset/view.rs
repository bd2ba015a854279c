//! Scenes of many things: from a street, from the air, from a microscope.

use super::layers::{Layer, draw};
use super::shape::{Blob, bar, within};
use super::{Canvas, Drawing};

pub(super) fn tiny_lesion(canvas: &Canvas) -> Drawing {
    let lesion = Blob::new([0.61, 0.42], [0.034, 0.030], 0.4, 1.3);
    let layers = vec![Layer::new(1, move |u, v| lesion.depth(u, v)).doubted(0.9)];
    draw(canvas, layers, [0.008, -0.006], 83)
}

pub(super) fn vessel(canvas: &Canvas) -> Drawing {
    let middle = |u: f32| 0.50 + 0.20 * (6.0 * u).sin() + 0.05 * (15.0 * u).cos();
    // Steep parts would come out wide.
    let slope = |u: f32| 1.20 * (6.0 * u).cos() - 0.75 * (15.0 * u).sin();
    let piece = move |from: f32, to: f32| {
        move |u: f32, v: f32| {
            let away = (v - middle(u)).abs() / 1f32.hypot(slope(u));
            (0.020 - away).min(within(u, from, to))
        }
    };
    let branch = |u: f32, v: f32| {
        let away = (v - 0.62 - 0.55 * (u - 0.28)).abs() / 1f32.hypot(0.55);
        (0.015 - away).min(within(u, 0.385, 0.62))
    };
    let layers = vec![
        Layer::new(1, piece(-1.0, 0.471)).doubted(-0.8),
        Layer::new(1, piece(0.470, 0.591)).doubted(2.2),
        Layer::new(1, piece(0.590, 2.0)).doubted(-0.8),
        Layer::new(1, branch).doubted(0.1),
    ];
    draw(canvas, layers, [0.004, 0.007], 89)
}

pub(super) fn crowd(canvas: &Canvas) -> Drawing {
    // Where each cell is, how large, and how much of it is not seen.
    let cells: [(f32, f32, f32, f32); 13] = [
        (0.14, 0.15, 0.060, 0.0),
        (0.37, 0.12, 0.050, 0.0),
        (0.60, 0.17, 0.058, 5.0),
        (0.84, 0.14, 0.056, 0.0),
        (0.12, 0.42, 0.052, 0.0),
        (0.34, 0.38, 0.062, -0.8),
        (0.47, 0.41, 0.058, -0.8),
        (0.74, 0.40, 0.060, 0.0),
        (0.20, 0.68, 0.060, 0.0),
        (0.45, 0.66, 0.048, 5.0),
        (0.68, 0.65, 0.062, -0.8),
        (0.81, 0.68, 0.056, -0.8),
        (0.34, 0.88, 0.056, 0.0),
    ];
    let cell = |(i, (u, v, radius, doubt)): (usize, (f32, f32, f32, f32))| {
        let turn = i as f32;
        let blob = Blob::new([u, v], [radius, 0.88 * radius], turn, 1.7 * turn);
        Layer::new(1, move |u, v| blob.depth(u, v)).doubted(doubt)
    };
    let mut drawing = draw(
        canvas,
        cells.into_iter().enumerate().map(cell).collect(),
        [0.006, 0.005],
        97,
    );
    // Two cells that only the prediction sees.
    let imagined = [[0.60, 0.89], [0.90, 0.90]].map(|at| Blob::new(at, [0.05, 0.045], 0.4, 0.8));
    let seen = drawing.evidence.remove(0);
    drawing.evidence.push(Box::new(move |u, v| {
        let imagine = |blob: &Blob| 40.0 * blob.depth(u, v);
        imagined.iter().map(imagine).fold(seen(u, v), f32::max)
    }));
    drawing
}

pub(super) fn street(canvas: &Canvas) -> Drawing {
    let [building, sky, tree, pavement, car, person, pole] = [1, 2, 3, 4, 5, 6, 7];
    let rectangle = |class, at: [f32; 4]| Layer::new(class, move |u, v| bar(at, u, v));
    let blob = |class, centre, radii| {
        let blob = Blob::new(centre, radii, 0.1, 0.7);
        Layer::new(class, move |u, v| blob.depth(u, v))
    };
    let layers = vec![
        Layer::new(sky, |_, v| 0.52 - v),
        // The road narrows towards the horizon.
        Layer::new(pavement, |u, v| {
            ((u - 0.5).abs() - 0.10 - 0.62 * (v - 0.52)).min(v - 0.52)
        }),
        rectangle(building, [-1.0, 0.10, 0.30, 0.60]),
        rectangle(building, [0.66, 0.20, 2.0, 0.58]),
        blob(tree, [0.38, 0.36], [0.085, 0.12]),
        blob(tree, [0.62, 0.40], [0.055, 0.08]),
        rectangle(tree, [0.372, 0.44, 0.392, 0.58]).doubted(-0.6),
        blob(car, [0.50, 0.72], [0.10, 0.065]),
        blob(person, [0.20, 0.74], [0.026, 0.085]).doubted(-0.3),
        blob(person, [0.82, 0.70], [0.022, 0.072]).doubted(-0.2),
        rectangle(pole, [0.735, 0.16, 0.759, 0.80]).doubted(-0.6),
    ];
    draw(canvas, layers, [0.006, -0.006], 101)
}

pub(super) fn land_cover(canvas: &Canvas) -> Drawing {
    let [house, water, forest, road] = [1, 2, 3, 4];
    let wood = |centre, radii, phase| {
        let blob = Blob::new(centre, radii, 0.3, phase);
        Layer::new(forest, move |u, v| blob.depth(u, v))
    };
    let home = |u: f32, v: f32| {
        let at = [u, v, u + 0.060, v + 0.052];
        Layer::new(house, move |u, v| bar(at, u, v)).doubted(-0.4)
    };
    let layers = vec![
        wood([0.20, 0.22], [0.22, 0.19], 0.5),
        wood([0.36, 0.82], [0.19, 0.14], 1.9),
        Layer::new(water, |u, v| {
            0.055 - (u - 0.74 - 0.08 * (6.0 * v).sin()).abs()
        }),
        Layer::new(road, |u, v| 0.018 - (v - 0.44 - 0.22 * u).abs()).doubted(-0.8),
        home(0.46, 0.40),
        home(0.56, 0.44),
        home(0.44, 0.60),
        home(0.56, 0.63),
        home(0.88, 0.52),
    ];
    draw(canvas, layers, [0.010, 0.009], 113)
}
