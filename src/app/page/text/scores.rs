//! What the scores are called, and what each of them is.

pub(in crate::page) const MORE: &str = "Worst cases, calibration by class, and what each score is";
/// The slider of the share of the lowest images.
pub(in crate::page) const WORST: &str = "Worst %";
pub(in crate::page) const CALIBRATION_BY_CLASS: &str = "Calibration error by class, in ‰";
/// A score that is not defined: nothing in the images to count.
pub(in crate::page) const NOT_PRESENT: &str = "not present";

/// Every score in a sentence.
pub(in crate::page) const MEANINGS: [(&str, &str); 9] = [
    (
        super::IOU,
        "Of the pixels that the label or the prediction give to a class, the share that both do: TP/(TP + FP + FN).",
    ),
    (
        super::DICE,
        "The same with the hits counted twice: 2·TP/(2·TP + FP + FN).",
    ),
    (
        super::CLASS_ACCURACY,
        "Of the pixels that the label gives to a class, the share that the prediction finds: TP/(TP + FN), the recall.",
    ),
    (
        super::PIXEL_ACCURACY,
        "Of all pixels, the share that is decided rightly.",
    ),
    (
        super::CALIBRATION_ERROR,
        "How far the largest probabilities are from how often they are right, over ten bins: ECE.",
    ),
    (
        "Calibration error by class",
        "How far each class's probabilities are from how often the pixel has the class and is decided rightly, then the mean over the classes: SCE, in ‰.",
    ),
    (
        "By data set, image, class",
        "D counts over all images, I takes the mean within each image first, C within each class first; I and C leave out the classes that an image's label does not have.",
    ),
    (
        "Worst %",
        "The mean over the lowest so many percent of the images, of one at least; in C, every class has its own. With one image there is nothing to leave out.",
    ),
    (
        "Worst, averaged (Q)",
        "The mean of the worst 10, 20, … 100 %.",
    ),
];

/// A ratio among the worst images.
pub(in crate::page) fn lowest(ratio: &str, percent: f64) -> String {
    format!("{ratio}, worst {percent} %")
}

/// The average of its worst cases.
pub(in crate::page) fn averaged(ratio: &str) -> String {
    format!("{ratio}, worst, averaged (Q)")
}
