//! What presets are made of: rounded shapes and smooth noise, in coordinates of 0 to 1.

use super::smooth;

/// An ellipse with a wobbly rim.
#[derive(Clone, Copy)]
pub(super) struct Blob {
    centre: [f32; 2],
    radii: [f32; 2],
    /// How far the ellipse is turned, in radians.
    angle: f32,
    /// Where along the rim the wobble starts, in radians.
    phase: f32,
}

impl Blob {
    pub(super) fn new(centre: [f32; 2], radii: [f32; 2], angle: f32, phase: f32) -> Self {
        Self {
            centre,
            radii,
            angle,
            phase,
        }
    }

    pub(super) fn moved(self, du: f32, dv: f32) -> Self {
        let [u, v] = self.centre;
        Self {
            centre: [u + du, v + dv],
            ..self
        }
    }

    /// How deep inside a point is, in parts of the image's side; below 0 outside.
    pub(super) fn depth(&self, u: f32, v: f32) -> f32 {
        let (du, dv) = (u - self.centre[0], v - self.centre[1]);
        let (sin, cos) = self.angle.sin_cos();
        let across = (cos * du + sin * dv) / self.radii[0];
        let down = (cos * dv - sin * du) / self.radii[1];
        let turn = down.atan2(across);
        let rim = 1.0
            + 0.09 * (2.0 * turn + self.phase).sin()
            + 0.06 * (3.0 * turn - 2.0 * self.phase).sin()
            + 0.03 * (5.0 * turn + 3.0 * self.phase).sin();
        (rim - across.hypot(down)) * (self.radii[0] * self.radii[1]).sqrt()
    }
}

/// Smooth noise from −1 to 1: random numbers on two grids, interpolated.
#[derive(Clone, Copy)]
pub(super) struct Noise {
    seed: u32,
}

impl Noise {
    pub(super) fn new(seed: u32) -> Self {
        Self { seed }
    }

    pub(super) fn at(&self, u: f32, v: f32) -> f32 {
        0.65 * self.octave(7.0 * u, 7.0 * v, 0) + 0.35 * self.octave(17.0 * u, 17.0 * v, 1)
    }

    fn octave(&self, u: f32, v: f32, octave: u32) -> f32 {
        let (i, j) = (u.floor(), v.floor());
        let (s, t) = (smooth(u - i), smooth(v - j));
        let corner = |di: u32, dj: u32| self.random([i as u32 + di, j as u32 + dj, octave]);
        let top = corner(0, 0) * (1.0 - s) + corner(1, 0) * s;
        let bottom = corner(0, 1) * (1.0 - s) + corner(1, 1) * s;
        top * (1.0 - t) + bottom * t
    }

    /// A number from −1 to 1 that looks random: the bits of the key, mixed.
    fn random(&self, key: [u32; 3]) -> f32 {
        let mut hash = self.seed;
        for part in key {
            hash = (hash ^ part).wrapping_mul(0x9e37_79b1);
            hash = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca77);
            hash ^= hash >> 13;
        }
        (f64::from(hash) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
    }
}

/// How deep `x` is between two bounds.
pub(super) fn within(x: f32, from: f32, to: f32) -> f32 {
    (x - from).min(to - x)
}

/// How deep inside a rectangle (left, top, right, bottom) a point is.
pub(super) fn bar([left, top, right, bottom]: [f32; 4], u: f32, v: f32) -> f32 {
    within(u, left, right).min(within(v, top, bottom))
}
