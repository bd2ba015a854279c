//! What is said about the race.

use loss_playground::Error;

use crate::number::thousands;

pub(in crate::page) const RACE: &str = "Descent race";

pub(in crate::page) const PLAY: &str = "Play";
pub(in crate::page) const PAUSE: &str = "Pause";
pub(in crate::page) const STEP: &str = "Step";
pub(in crate::page) const RESET: &str = "Back to the start";
pub(in crate::page) const SPEED: &str = "Steps a frame";
pub(in crate::page) const MOST: &str = "as many as possible";
pub(in crate::page) const POSITION: &str = "Steps done";
pub(in crate::page) const OPTIMISER: &str = "Optimiser";
pub(in crate::page) const GRADIENT_DESCENT: &str = "gradient descent";
pub(in crate::page) const MOMENTUM: &str = "momentum 0.9";
pub(in crate::page) const ADAM: &str = "Adam";
pub(in crate::page) const RATE: &str = "Learning rate";
pub(in crate::page) const SCHEDULE: &str = "Schedule";
pub(in crate::page) const CONSTANT: &str = "constant";
pub(in crate::page) const POLY: &str = "poly, power 0.9";
pub(in crate::page) const HALF: &str = "poly in half the steps";
pub(in crate::page) const STEPS: &str = "Steps";
pub(in crate::page) const MODEL: &str = "Model";
pub(in crate::page) const FREE: &str = "free logits";
pub(in crate::page) const BUMPS: &str = "bumps, each image its own weights";
pub(in crate::page) const SHARED: &str = "bumps, one set of weights for all images";
pub(in crate::page) const K: &str = "Bumps a class";
pub(in crate::page) const START: &str = "Start";
pub(in crate::page) const FROM_PREDICTION: &str = "at the prediction";
pub(in crate::page) const FROM_ZEROS: &str = "at zeros";
pub(in crate::page) const FROM_NOISE: &str = "at noise";
pub(in crate::page) const SEED: &str = "Seed";
pub(in crate::page) const SWITCHES: &str = "Changes its loss";
pub(in crate::page) const NOBODY: &str = "nobody";
pub(in crate::page) const SWITCH_TO: &str = "to";
pub(in crate::page) const SWITCH_AT: &str = "at step";
pub(in crate::page) const HELD_OUT: &str = "Images held out";
pub(in crate::page) const LOG_LOSS: &str = "loss on a log scale";
pub(in crate::page) const ADOPT: &str = "Put it on the canvas";
pub(in crate::page) const ADOPTED: &str =
    "The prediction is on the canvas, and the race starts from it. It can be undone.";
pub(in crate::page) const WAITING: &str = "starting …";
pub(in crate::page) const ANEW: &str =
    "The race starts anew: the painting, a loss or a setting has changed.";
pub(in crate::page) const NO_WORKER: &str = "The race runs in a worker of the browser, which does not answer here. Reload the page; if that does not help, another browser, or a newer one, may.";
pub(in crate::page) const SWITCH_TOO_LATE: &str =
    "Nobody changes its loss: the race ends before that step.";
pub(in crate::page) const HELD_OUT_ONE_IMAGE: &str =
    "With one image nothing can be held out: all curves are of what is learned from.";
pub(in crate::page) const HELD_OUT_NOT_SHARED: &str = "Nothing is held out: only weights that all images share say anything about an image that was not learned from.";
pub(in crate::page) const HELD_OUT_NONE: &str = "Nothing is held out.";

/// What was typed instead of a positive number.
pub(in crate::page) fn not_positive(label: &str, typed: &str) -> String {
    format!("{label}: “{typed}” was given, a number above 0 is expected, such as 0.1.")
}

/// What was typed instead of a whole number between these.
pub(in crate::page) fn not_whole(label: &str, typed: &str, least: u32, most: u32) -> String {
    let [least, most] = [least, most].map(|end| thousands(end.into()));
    format!("{label}: “{typed}” was given, a whole number from {least} to {most} is expected.")
}

/// Why the GPU does not run a race, and what happens instead.
pub(in crate::page) fn gpu_refused(error: &Error) -> String {
    format!("The race goes on on the CPU: {error}.")
}

/// A contender that changes its loss.
pub(in crate::page) fn then(first: &str, second: &str) -> String {
    format!("{first}, then {second}")
}

/// How many images are held out.
pub(in crate::page) fn held_out(images: usize, of: usize) -> String {
    match images {
        1 => format!("The last of {of} images is held out; its curve is dashed."),
        _ => format!("The last {images} of {of} images are held out; their curves are dashed."),
    }
}

/// How far the race is.
pub(in crate::page) fn progress(step: u32, steps: u32) -> String {
    format!("step {step} of {steps}")
}

/// Numbers that grew without bound.
pub(in crate::page) fn diverged(step: u32) -> String {
    match step {
        0 => "its loss has no finite value at the start, and no gradient to follow".into(),
        step => format!("left all bounds at step {step}: a smaller learning rate may help"),
    }
}

/// Loss and scores of a contender.
pub(in crate::page) fn standing(loss: &str, iou: &str, dice: &str) -> String {
    format!("loss {loss} · IoU {iou} · Dice {dice}")
}

/// What a small canvas shows.
pub(in crate::page) fn prediction_of(name: &str, standing: &str) -> String {
    format!("Prediction of {name}: {standing}")
}

/// The button under a small canvas.
pub(in crate::page) fn adopt_of(name: &str) -> String {
    format!("{ADOPT}: {name}")
}

/// What the chart's table is of.
pub(in crate::page) fn caption(steps: u32) -> String {
    format!("The race over {steps} steps")
}
