//! Random label maps, the same for the same seed and number. Twin of `shaders/triple.wgsl`.

use ndarray::Array2;

/// A probability is a whole number of these parts, which f32 holds exactly.
pub const LEVELS: u32 = 256;

/// The most pixels of a map: the shader keeps all three in registers.
pub const MOST_PIXELS: usize = 8;

/// The most classes: a random class is the high half of a product of 32 bits.
pub const MOST_CLASSES: usize = (1 << 16) - 1;

/// What the maps are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Pixels of a map, 1 to [`MOST_PIXELS`].
    pub pixels: usize,
    /// Classes, 1 to [`MOST_CLASSES`]; a map of one class is a set of pixels, sharp or soft.
    pub classes: usize,
    /// Whether a pixel may be of several classes in part. Half of the triples are hard all the same,
    /// and half of the others' pixels.
    pub soft: bool,
}

/// Three label maps.
#[derive(Debug, Clone, PartialEq)]
pub struct Triple {
    /// a, b and c: probabilities, `[classes, pixels]`.
    pub maps: [Array2<f64>; 3],
}

impl Triple {
    /// The triple of that number.
    ///
    /// ```
    /// use loss_playground::axioms::{Space, Triple};
    ///
    /// let space = Space { pixels: 2, classes: 3, soft: true };
    /// let triple = Triple::draw(space, 1, 17);
    /// assert_eq!(triple, Triple::draw(space, 1, 17));
    /// for pixel in triple.maps[0].columns() {
    ///     assert_eq!(pixel.sum(), 1.0);
    /// }
    /// ```
    pub fn draw(space: Space, seed: u32, number: u64) -> Self {
        let mut random = Random::new(seed, number);
        let hard = !space.soft || random.coin();
        let maps = [(); 3].map(|()| {
            let mut map = Array2::zeros((space.classes, space.pixels));
            for mut pixel in map.columns_mut() {
                if hard || random.coin() {
                    random.hard(
                        &mut |class, level| pixel[class] = part(level),
                        space.classes,
                    );
                } else {
                    random.soft(
                        &mut |class, level| pixel[class] = part(level),
                        space.classes,
                    );
                }
            }
            map
        });
        Self { maps }
    }
}

fn part(level: u32) -> f64 {
    f64::from(level) / f64::from(LEVELS)
}

/// A permuted congruential generator (PCG-RXS-M-XS), of 32 bits as shaders have no more.
struct Random(u32);

impl Random {
    fn new(seed: u32, number: u64) -> Self {
        let (low, high) = (number as u32, (number >> 32) as u32);
        Self(permuted(low ^ permuted(high ^ permuted(seed))))
    }

    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        permuted(self.0)
    }

    fn coin(&mut self) -> bool {
        self.next() >> 31 == 1
    }

    /// A whole number below `limit`, which is at most [`MOST_CLASSES`] or [`LEVELS`] + 1.
    fn below(&mut self, limit: u32) -> u32 {
        ((self.next() >> 16) * limit) >> 16
    }

    /// One class has it all; of one class, all or nothing.
    fn hard(&mut self, put: &mut impl FnMut(usize, u32), classes: usize) {
        match classes {
            1 => put(0, LEVELS * self.below(2)),
            _ => put(self.below(classes as u32) as usize, LEVELS),
        }
    }

    /// From some class on, each takes a part of what is left, and the last takes the rest; one class
    /// by itself leaves something.
    fn soft(&mut self, put: &mut impl FnMut(usize, u32), classes: usize) {
        if classes == 1 {
            return put(0, self.below(LEVELS + 1));
        }
        let first = self.below(classes as u32) as usize;
        let mut left = LEVELS;
        for step in 0..classes {
            let part = match step + 1 == classes {
                true => left,
                false => self.below(left + 1),
            };
            put((first + step) % classes, part);
            left -= part;
        }
    }
}

fn permuted(state: u32) -> u32 {
    let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
    (word >> 22) ^ word
}
