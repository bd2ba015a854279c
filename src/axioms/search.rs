//! Triple after triple, the worst that was found kept.

use super::judge::broken;
use super::{Axiom, Judge, Triple, Values};

/// An axiom broken, confirmed in f64 by the oracle.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    /// The triple's number.
    pub number: u64,
    /// The triple.
    pub triple: Triple,
    /// The losses of its pairs.
    pub values: Values,
    /// How far the axiom is broken.
    pub extent: f64,
}

/// A search that can go on for ever.
///
/// ```
/// use loss_playground::axioms::{Axiom, Judge, Search, Space};
/// use loss_playground::config::{Loss, LossConfig, Region};
///
/// let space = Space { pixels: 2, classes: 1, soft: false };
/// let dice = LossConfig::single(Loss::Dice(Region { smooth: 0.0, ..Region::default() }));
/// let mut search = Search::new(Judge::new(&dice, space)?, 1);
/// search.advance(500);
/// let worst = search.worst(Axiom::Triangle).expect("there are 64 triples of sets");
/// // Two pixels apart, and their union between them: 1 > ⅓ + ⅓.
/// assert_eq!(worst.values.ac, 1.0);
/// assert!((worst.extent - 1.0 / 3.0).abs() < 1e-12);
/// # Ok::<(), loss_playground::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    judge: Judge,
    seed: u32,
    tried: u64,
    worst: [Option<Violation>; 4],
}

impl Search {
    /// A search that has not begun.
    pub fn new(judge: Judge, seed: u32) -> Self {
        Self {
            judge,
            seed,
            tried: 0,
            worst: [const { None }; 4],
        }
    }

    /// The loss on trial.
    pub fn judge(&self) -> &Judge {
        &self.judge
    }

    /// What the triples follow from.
    pub fn seed(&self) -> u32 {
        self.seed
    }

    /// How many triples were tried; the next one has this number.
    pub fn tried(&self) -> u64 {
        self.tried
    }

    /// The worst violation so far, the first of equals.
    pub fn worst(&self, axiom: Axiom) -> Option<&Violation> {
        self.worst[axiom as usize].as_ref()
    }

    /// Tries so many more triples.
    pub fn advance(&mut self, count: u64) {
        let from = self.tried;
        for number in from..from + count {
            let triple = Triple::draw(self.judge.space(), self.seed, number);
            let values = self.judge.glance(&triple);
            if broken(&triple, &values).any(|(axiom, extent)| self.is_worse(axiom, extent)) {
                self.confirm(number, triple);
            }
        }
        self.tried = from + count;
    }

    /// Takes what someone else found among the next `count` triples: numbers of triples that seem to
    /// break an axiom. They are evaluated anew before they count.
    pub fn take(&mut self, count: u64, suspects: impl IntoIterator<Item = u64>) {
        for number in suspects {
            let triple = Triple::draw(self.judge.space(), self.seed, number);
            self.confirm(number, triple);
        }
        self.tried += count;
    }

    fn is_worse(&self, axiom: Axiom, extent: f64) -> bool {
        // What differs by rounding alone is not worse.
        let so_far = self.worst(axiom).map_or(0.0, |worst| worst.extent);
        extent > so_far * (1.0 + 1e-9)
    }

    fn confirm(&mut self, number: u64, triple: Triple) {
        let values = self.judge.values(&triple);
        for (axiom, extent) in broken(&triple, &values) {
            if self.is_worse(axiom, extent) {
                self.worst[axiom as usize] = Some(Violation {
                    number,
                    triple: triple.clone(),
                    values,
                    extent,
                });
            }
        }
    }
}
