//! The same batch on several devices, without synchronisation.

use ndarray::{Zip, s};

use super::unsharded;
use crate::batch::Batch;
use crate::config::LossConfig;
use crate::error::Result;
use crate::kernel;

/// A batch cut into equal runs of images.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sharded {
    /// How many runs.
    pub shards: usize,
    /// The mean of their losses.
    pub value: f64,
    /// How far its gradient is from that of the whole batch: the norm of the difference, in parts of
    /// the norm of the latter.
    pub difference: f64,
}

/// A loss on 1, 2 … devices, as many as divide the batch. A term's own shards are put aside.
///
/// # Errors
/// If the loss does not fit the batch, see [`LossConfig::check`].
pub fn shards(batch: &Batch<f32>, loss: &LossConfig) -> Result<Vec<Sharded>> {
    let loss = unsharded(loss);
    let whole = kernel::evaluate(batch, &loss)?;
    let square = |x: f64| x * x;
    let norm: f64 = whole.gradient.iter().map(|g| square(f64::from(*g))).sum();
    let images = batch.layout().images;
    let counts = (2..=images).filter(|n| images.is_multiple_of(*n));
    let mut all = vec![Sharded {
        shards: 1,
        value: whole.value,
        difference: 0.0,
    }];
    for shards in counts {
        let run = images / shards;
        let (mut value, mut squares) = (0.0, 0.0);
        for start in (0..images).step_by(run) {
            let own = kernel::evaluate(&batch.run(start..start + run), &loss)?;
            value += own.value / shards as f64;
            Zip::from(whole.gradient.slice(s![start..start + run, .., .., ..]))
                .and(&own.gradient)
                .for_each(|whole, own| {
                    squares += square(f64::from(*own) / shards as f64 - f64::from(*whole));
                });
        }
        let difference = if norm > 0.0 {
            (squares / norm).sqrt()
        } else {
            0.0
        };
        all.push(Sharded {
            shards,
            value,
            difference,
        });
    }
    Ok(all)
}
