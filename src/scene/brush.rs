//! How strongly a tool paints, and how its strength falls off towards the rim.

/// How wide, how soft and how strong a tool paints.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brush {
    /// The class that [`Tool::Paint`](super::Tool::Paint) paints, or [`VOID`](super::VOID).
    pub class: usize,
    /// Diameter in pixels, 1 to 64.
    pub size: f32,
    /// The part of the radius with full strength, 0 to 1; it falls off smoothly to the rim.
    pub hardness: f32,
    /// How far probabilities move, 0 to 1 (all the way).
    pub strength: f32,
}

impl Brush {
    /// The least and the largest size.
    pub const SIZE: (f64, f64) = (1.0, 64.0);

    /// With every setting in its range. A hard label knows neither softness nor half strength:
    /// on it the brush is `sharp`.
    pub(super) fn fitted(self, sharp: bool) -> Self {
        let within = |x: f32, least: f32, most: f32| match x.is_nan() {
            true => most,
            false => x.clamp(least, most),
        };
        let part = |x: f32| if sharp { 1.0 } else { within(x, 0.0, 1.0) };
        Self {
            class: self.class,
            size: within(self.size, Self::SIZE.0 as f32, Self::SIZE.1 as f32),
            hardness: part(self.hardness),
            strength: part(self.strength),
        }
    }

    /// How strongly something of this radius acts at distance `d` from its middle.
    pub(super) fn strength_at(&self, d: f32, radius: f32) -> f32 {
        let core = self.hardness * radius;
        let falloff = if d <= core {
            1.0
        } else if d >= radius {
            0.0
        } else {
            let t = (radius - d) / (radius - core);
            t * t * (3.0 - 2.0 * t)
        };
        self.strength * falloff
    }
}
