//! Lovász-Softmax by a radix sort; the plain twin is [`crate::loss::lovasz`].
//!
//! An error is a float in [0, 1], whose bits order like the number and fill 30 bits: three passes of
//! ten bits sort it exactly. Equal errors keep the order of their pixels.

use super::block::Slices;
use crate::batch::foreground;
use crate::config::{LovaszClasses, LovaszSoftmax};
use crate::loss::groups;

/// Bits of a digit.
const DIGIT: usize = 10;
const BUCKETS: usize = 1 << DIGIT;
const PASSES: usize = 3;
/// The bits of 1.0: the largest error gets the smallest key.
const ONE: u32 = 0x3f80_0000;

/// A key above; below, where the error's x lies in an array `[B, C, H, W]`, and whether the pixel is
/// foreground.
type Entry = u64;
/// Where the key begins.
const KEY: usize = 34;

/// The term's value; adds its gradient with respect to x, times `factor`, to `on_x`.
///
/// `x` are the probabilities, 0 where a pixel does not count.
pub(super) fn lovasz_softmax(
    slices: &Slices,
    images: usize,
    settings: &LovaszSoftmax,
    factor: f64,
    x: &[f32],
    on_x: &mut [f32],
) -> f64 {
    let Some(label) = slices.hard_label() else {
        return 0.0;
    };
    let (keep, plane, classes) = (slices.keep_flags(), slices.plane, slices.classes);
    let mut value = 0.0;
    let mut sorted = Vec::new();
    let mut spare = Vec::new();
    let groups = groups(images, settings.per_image);
    for group in &groups {
        let pixels = group.start * plane..group.end * plane;
        let count = |class: usize| {
            let own = foreground(class, classes);
            let pixels = label[pixels.clone()].iter().zip(&keep[pixels.clone()]);
            pixels
                .filter(|(label, keep)| **label == own && **keep)
                .count()
        };
        let active: Vec<(usize, usize)> = (0..classes)
            .map(|class| (class, count(class)))
            .filter(|(_, g)| *g > 0 || settings.classes == LovaszClasses::All)
            .collect();
        let share = 1.0 / (groups.len() * active.len()) as f64;
        for (class, g) in active {
            let own = foreground(class, classes);
            // Written at every pixel, kept where it counts: faster than to ask first.
            sorted.resize(pixels.len(), 0);
            let mut filled = 0;
            for image in group.clone() {
                let first = (image * classes + class) * plane;
                let at = image * plane..(image + 1) * plane;
                let plane = x[first..].iter().zip(&label[at.clone()]).zip(&keep[at]);
                for (place, ((x, label), keep)) in (first..).zip(plane) {
                    sorted[filled] = entry(*x, place, *label == own);
                    filled += usize::from(*keep);
                }
            }
            sorted.truncate(filled);
            sort(&mut sorted, &mut spare);
            if g == 0 {
                sorted.truncate(1);
            }
            let mut weights = Weights::new(g);
            let mut sum = 0.0;
            for entry in &sorted {
                let (error, place, own) = parts(*entry);
                let weight = weights.next(own);
                sum += weight * f64::from(error);
                let slope = if error == 0.0 { 0.0 } else { weight };
                let sign = 1.0 - 2.0 * f64::from(u8::from(own));
                on_x[place] += (factor * share * sign * slope) as f32;
            }
            value += share * sum;
        }
    }
    value
}

/// The weights of pixels in their order, as in [`crate::loss::lovasz`] but with one division each: where a
/// background pixel comes, 1/(G + B − 1) is the reciprocal that was there before.
struct Weights {
    /// G − F.
    missing: f64,
    /// G + B.
    union: f64,
    reciprocal: f64,
}

impl Weights {
    fn new(g: usize) -> Self {
        // Where G = 0 the first weighs 1, and no other is asked for.
        let some = g.max(1) as f64;
        Self {
            missing: some,
            union: g as f64,
            reciprocal: some.recip(),
        }
    }

    /// Without branches, for which pixel is foreground cannot be foreseen.
    fn next(&mut self, own: bool) -> f64 {
        let own = f64::from(u8::from(own));
        let before = self.reciprocal;
        self.missing -= own;
        self.union += 1.0 - own;
        self.reciprocal = self.union.recip();
        self.reciprocal * (own + (1.0 - own) * self.missing * before)
    }
}

fn entry(x: f32, place: usize, own: bool) -> Entry {
    let error = (f32::from(u8::from(own)) - x).abs();
    // A probability may exceed 1 by a rounding error.
    let key = ONE - error.to_bits().min(ONE);
    u64::from(key) << KEY | (place as u64) << 1 | u64::from(own)
}

fn parts(entry: Entry) -> (f32, usize, bool) {
    let error = f32::from_bits(ONE - (entry >> KEY) as u32);
    let place = (entry & ((1 << KEY) - 1)) >> 1;
    (error, place as usize, entry & 1 == 1)
}

/// Sorts by key, stably; `spare` is overwritten.
fn sort(entries: &mut Vec<Entry>, spare: &mut Vec<Entry>) {
    let digit = |entry: Entry, pass: usize| (entry >> (KEY + DIGIT * pass)) as usize % BUCKETS;
    let mut counts = [[0u32; BUCKETS]; PASSES];
    for entry in entries.iter() {
        for (pass, counts) in counts.iter_mut().enumerate() {
            counts[digit(*entry, pass)] += 1;
        }
    }
    spare.clear();
    spare.resize(entries.len(), 0);
    for (pass, counts) in counts.iter_mut().enumerate() {
        let mut next = 0;
        for count in counts.iter_mut() {
            next += std::mem::replace(count, next);
        }
        for entry in entries.iter() {
            let slot = &mut counts[digit(*entry, pass)];
            spare[*slot as usize] = *entry;
            *slot += 1;
        }
        std::mem::swap(entries, spare);
    }
}
