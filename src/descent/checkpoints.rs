//! What a race keeps of earlier steps, to go back to them.

/// Bytes that all checkpoints together may take, but for the first, which is kept whatever it takes.
const BUDGET: usize = 64 << 20;
/// At first, so many steps lie between two.
const INTERVAL: u32 = 64;

/// States at some earlier steps: the first always, the others ever further apart as memory runs out.
#[derive(Debug)]
pub(crate) struct Checkpoints<S> {
    interval: u32,
    most: usize,
    kept: Vec<(u32, S)>,
}

impl<S: Clone> Checkpoints<S> {
    /// For states of so many bytes, the first being that of step 0.
    pub(crate) fn new(first: S, bytes: usize) -> Self {
        Self {
            interval: INTERVAL,
            most: (BUDGET / bytes.max(1)).max(1),
            kept: vec![(0, first)],
        }
    }

    /// Keeps a state if it is time for one; steps come in any order.
    pub(crate) fn offer(&mut self, step: u32, state: impl FnOnce() -> S) {
        let newest = self.kept.last().map_or(0, |(step, _)| *step);
        if step <= newest || !step.is_multiple_of(self.interval) {
            return;
        }
        if self.kept.len() == self.most {
            self.interval *= 2;
            let interval = self.interval;
            self.kept.retain(|(step, _)| step.is_multiple_of(interval));
        }
        if self.kept.len() < self.most && step.is_multiple_of(self.interval) {
            self.kept.push((step, state()));
        }
    }

    /// The newest state that is not after `step`.
    pub(crate) fn before(&self, step: u32) -> Option<(u32, S)> {
        let after = self.kept.partition_point(|(kept, _)| *kept <= step);
        self.kept[..after].last().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_states_larger_than_memory_allows_only_the_first_is_kept() {
        let mut checkpoints = Checkpoints::new(0, BUDGET / 2 + 1);
        for step in 1..10_000 {
            checkpoints.offer(step, || step);
        }
        assert_eq!(checkpoints.kept, [(0, 0)]);
        assert_eq!(checkpoints.before(9_999), Some((0, 0)));
    }

    #[test]
    fn the_first_stays_and_memory_is_bounded() {
        let mut checkpoints = Checkpoints::new(0, BUDGET / 5);
        for step in 1..10_000 {
            checkpoints.offer(step, || step);
            assert!(checkpoints.kept.len() <= 5);
        }
        assert_eq!(checkpoints.before(15), Some((0, 0)));
        let (step, state) = checkpoints.before(9_999).expect("a state");
        assert_eq!(step, state);
        assert!(step > 5_000, "{step}");
        // What is run again is there already.
        let kept = checkpoints.kept.clone();
        checkpoints.offer(kept[1].0, || 0);
        assert_eq!(checkpoints.kept, kept);
    }
}
