//! What is said about the race.

use loss_playground::Error;

pub(super) const PLAY: &str = "Play";
pub(super) const PAUSE: &str = "Pause";
pub(super) const STEP: &str = "Step";
pub(super) const RESET: &str = "Back to the start";
pub(super) const SPEED: &str = "Steps a frame";
pub(super) const MOST: &str = "as many as possible";
pub(super) const POSITION: &str = "Steps done";
pub(super) const OPTIMISER: &str = "Optimiser";
pub(super) const GRADIENT_DESCENT: &str = "gradient descent";
pub(super) const MOMENTUM: &str = "momentum 0.9";
pub(super) const ADAM: &str = "Adam";
pub(super) const RATE: &str = "Learning rate";
pub(super) const SCHEDULE: &str = "Schedule";
pub(super) const CONSTANT: &str = "constant";
pub(super) const POLY: &str = "poly, power 0.9";
pub(super) const HALF: &str = "poly in half the steps";
pub(super) const STEPS: &str = "Steps";
pub(super) const MODEL: &str = "Model";
pub(super) const FREE: &str = "free logits";
pub(super) const BUMPS: &str = "bumps, each image its own weights";
pub(super) const SHARED: &str = "bumps, one set of weights for all images";
pub(super) const K: &str = "Bumps a class";
pub(super) const START: &str = "Start";
pub(super) const FROM_PREDICTION: &str = "at the prediction";
pub(super) const FROM_ZEROS: &str = "at zeros";
pub(super) const FROM_NOISE: &str = "at noise";
pub(super) const SEED: &str = "Seed";
pub(super) const SWITCHES: &str = "Changes its loss";
pub(super) const NOBODY: &str = "nobody";
pub(super) const SWITCH_TO: &str = "to";
pub(super) const SWITCH_AT: &str = "at step";
pub(super) const HELD_OUT: &str = "Images held out";
pub(super) const LOG_LOSS: &str = "loss on a log scale";
pub(super) const ADOPT: &str = "Put it on the canvas";
pub(super) const ADOPTED: &str =
    "The prediction is on the canvas, and the race starts from it. It can be undone.";
pub(super) const WAITING: &str = "starting …";
pub(super) const NO_WORKER: &str = "The race runs in a worker of the browser, which did not start here. Another browser, or a newer one, may help.";
pub(super) const HELD_OUT_ONE_IMAGE: &str =
    "With one image nothing can be held out: all curves are of what is learned from.";
pub(super) const HELD_OUT_NOT_SHARED: &str = "Nothing is held out: only weights that all images share say anything about an image that was not learned from.";
pub(super) const HELD_OUT_NONE: &str = "Nothing is held out.";

/// Why the GPU does not run a race, and what happens instead.
pub(super) fn gpu_refused(error: &Error) -> String {
    format!("The race goes on on the CPU: {error}.")
}

/// A contender that changes its loss.
pub(super) fn then(first: &str, second: &str) -> String {
    format!("{first}, then {second}")
}

/// How many images are held out.
pub(super) fn held_out(images: usize, of: usize) -> String {
    format!("The last {images} of {of} images are held out; their curves are dashed.")
}

/// How far the race is.
pub(super) fn progress(step: u32, steps: u32) -> String {
    format!("step {step} of {steps}")
}

/// Numbers that grew without bound.
pub(super) fn diverged(step: u32) -> String {
    format!("left all bounds at step {step}: a smaller learning rate may help")
}

/// Loss and scores of a contender.
pub(super) fn standing(loss: &str, iou: &str, dice: &str) -> String {
    format!("loss {loss} · IoU {iou} · Dice {dice}")
}

/// What a small canvas shows.
pub(super) fn prediction_of(name: &str, standing: &str) -> String {
    format!("Prediction of {name}: {standing}")
}

/// The button under a small canvas.
pub(super) fn adopt_of(name: &str) -> String {
    format!("Put the prediction of {name} on the canvas")
}

/// What the chart's table is of.
pub(super) fn caption(steps: u32) -> String {
    format!("The race over {steps} steps")
}
