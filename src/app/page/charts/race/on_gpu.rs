//! The race on the page's GPU, which answers as the worker does.

use loss_playground::engine::Engine;
use loss_playground::gpu::Race;
use loss_playground::{Error, Result};

use super::served::Served;
use super::wire::{Report, Request};
use crate::page::dom;

/// So many steps go by before the clock is looked at for the first time; then twice as many, and so
/// on: a look costs a round trip, and nobody knows the GPU's speed before.
const STRIDE: u32 = 4;

pub(super) type OnGpu = Served<Race>;

/// The race after a request, and what there is to tell.
///
/// # Errors
/// If the GPU is lost, or refuses.
pub(super) async fn answer(
    engine: &Engine,
    served: Option<OnGpu>,
    request: Request,
) -> Result<(OnGpu, Report)> {
    let mut served = match (request, served) {
        (
            Request::Start {
                id,
                batch,
                plan,
                contenders,
            },
            _,
        ) => {
            let count = contenders.len();
            let race = engine.race_gpu(&batch, &plan, contenders).await?;
            Served::new(id, race, count)
        }
        (Request::Go { step, milliseconds }, Some(mut served)) => {
            go(&mut served.race, step, milliseconds).await?;
            served
        }
        (Request::Go { .. }, None) => return Err(Error::Gpu("the race is gone".into())),
    };
    let report = served.report();
    Ok((served, report))
}

/// Goes back at once, and forward until it is late.
async fn go(race: &mut Race, step: u32, milliseconds: f64) -> Result<()> {
    let end = dom::now() + milliseconds;
    let step = step.min(race.plan().steps);
    race.go_to(step.min(race.step())).await?;
    let mut stride = STRIDE;
    while race.step() < step && dom::now() < end {
        race.go_to(step.min(race.step() + stride)).await?;
        stride *= 2;
    }
    Ok(())
}
