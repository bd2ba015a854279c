//! Lovász-Softmax by a radix sort; the plain twin is [`crate::loss::lovasz`].
//!
//! An error is a float in [0, 1], whose bits order like the number and fill 30 bits: three passes of
//! ten bits sort it exactly. Equal errors keep the order of their pixels.

use super::block::Slices;
use crate::batch::foreground;
use crate::config::{LovaszClasses, LovaszSoftmax};
use crate::loss::lovasz::{groups, weight};

const DIGIT: u32 = 10;
const BUCKETS: usize = 1 << DIGIT;
const PASSES: usize = 3;
/// The bits of 1.0: the largest error gets the smallest key.
const ONE: u32 = 0x3f80_0000;

/// A key above; below, where the error's x lies in an array `[B, C, H, W]`, and whether the pixel is
/// foreground.
type Entry = u64;

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
        let is_own = |class: usize, pixel: usize| label[pixel] == foreground(class, classes);
        let count = |class: usize| {
            pixels
                .clone()
                .filter(|pixel| keep[*pixel] && is_own(class, *pixel))
                .count()
        };
        let active: Vec<(usize, usize)> = (0..classes)
            .map(|class| (class, count(class)))
            .filter(|(_, g)| *g > 0 || settings.classes == LovaszClasses::All)
            .collect();
        let share = 1.0 / (groups.len() * active.len()) as f64;
        for (class, g) in active {
            sorted.clear();
            for image in group.clone() {
                let place = (image * classes + class) * plane;
                let kept = (0..plane).filter(|i| keep[image * plane + i]);
                sorted.extend(kept.map(|i| {
                    let (x, own) = (x[place + i], is_own(class, image * plane + i));
                    let error = if own { 1.0 - x } else { x };
                    entry(error, place + i, own)
                }));
            }
            sort(&mut sorted, &mut spare);
            let (mut f, mut sum) = (0, 0.0);
            for (rank, entry) in sorted.iter().enumerate() {
                let (error, place, own) = parts(*entry);
                f += usize::from(own);
                let weight = weight(own, g, f, rank + 1 - f);
                sum += weight * f64::from(error);
                let slope = if error == 0.0 {
                    0.0
                } else if own {
                    -weight
                } else {
                    weight
                };
                on_x[place] += (factor * share * slope) as f32;
            }
            value += share * sum;
        }
    }
    value
}

fn entry(error: f32, place: usize, own: bool) -> Entry {
    // A probability may exceed 1 by a rounding error.
    let key = ONE - error.to_bits().min(ONE);
    u64::from(key) << 34 | (place as u64) << 1 | u64::from(own)
}

fn parts(entry: Entry) -> (f32, usize, bool) {
    let error = f32::from_bits(ONE - (entry >> 34) as u32);
    (
        error,
        (entry >> 1 & ((1 << 33) - 1)) as usize,
        entry & 1 == 1,
    )
}

/// Sorts by key, stably; `spare` is overwritten.
fn sort(entries: &mut Vec<Entry>, spare: &mut Vec<Entry>) {
    let digit =
        |entry: Entry, pass: usize| (entry >> (34 + DIGIT as usize * pass)) as usize % BUCKETS;
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
