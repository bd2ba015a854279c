//! The parameters of the Lovász losses.

use super::parameter::{Domain, choices, parameters};

parameters! {
    /// Lovász-Softmax's.
    LovaszSoftmax {
        /// Which classes are averaged: those present in the label, or all.
        classes: LovaszClasses = LovaszClasses::Present, "", Domain::Choice(LovaszClasses::NAMES);
        /// Averages the losses of the images instead of sorting the whole batch at once.
        per_image: bool = false, "", Domain::Flag;
    }
}

parameters! {
    /// The Lovász hinge's.
    LovaszHinge {
        /// Averages the losses of the images instead of sorting the whole batch at once.
        per_image: bool = true, "", Domain::Flag;
    }
}

choices! {
    /// Which classes Lovász-Softmax averages.
    LovaszClasses {
        /// Those present in the label.
        Present = "present",
        /// Every class, there or not.
        All = "all",
    }
}
