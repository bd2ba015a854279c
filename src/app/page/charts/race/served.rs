//! A race that answers the page, wherever it runs.

use loss_playground::descent::{self, Sample};
use loss_playground::{Error, gpu};

use super::wire::{Answer, Report};

/// What a race tells of itself.
pub(super) trait Race {
    fn step(&self) -> u32;
    fn curve(&self, contender: usize) -> &[Sample];
    fn logits(&mut self, contender: usize) -> Option<Vec<f32>>;
    fn diverged(&self, contender: usize) -> Option<u32>;
}

macro_rules! race {
    ($race:ty) => {
        impl Race for $race {
            fn step(&self) -> u32 {
                self.step()
            }
            fn curve(&self, contender: usize) -> &[Sample] {
                self.curve(contender)
            }
            fn logits(&mut self, contender: usize) -> Option<Vec<f32>> {
                self.logits(contender)
            }
            fn diverged(&self, contender: usize) -> Option<u32> {
                self.diverged(contender)
            }
        }
    };
}

race!(descent::Race);
race!(gpu::Race);

/// A race, and how much of its curves the page knows.
pub(super) struct Served<R> {
    id: u64,
    pub race: R,
    known: Vec<usize>,
}

impl<R: Race> Served<R> {
    pub(super) fn new(id: u64, race: R, contenders: usize) -> Self {
        Self {
            id,
            race,
            known: vec![0; contenders],
        }
    }

    pub(super) fn report(&mut self) -> Report {
        let Self { id, race, known } = self;
        let answer = |(i, known): (usize, &mut usize)| {
            let curve = race.curve(i);
            let new = curve[*known..].to_vec();
            *known = curve.len();
            Answer {
                new,
                logits: race.logits(i),
                diverged: race.diverged(i),
            }
        };
        let answers = known.iter_mut().enumerate().map(answer).collect();
        Report {
            id: *id,
            step: race.step(),
            answers,
            error: None,
        }
    }

    pub(super) fn failed(&self, error: &Error) -> Report {
        failed(self.id, error)
    }
}

/// Why there is no race.
pub(super) fn failed(id: u64, error: &Error) -> Report {
    Report {
        id,
        step: 0,
        answers: Vec::new(),
        error: Some(error.to_string()),
    }
}
