//! Every maker, declared once.

use super::{Maker, Parameter, morphology, raters, soft};
use crate::label::{BOUNDARY_EPSILON, BOUNDARY_WIDTH, LABEL_SHARE, SMOOTHING_EPSILON, TEMPERATURE};
use crate::scene::Layer;

const RADIUS: Parameter = Parameter {
    id: "radius",
    title: "Radius",
    default: 2.0,
    range: (1.0, 12.0),
    step: 1.0,
};
const SEED: Parameter = Parameter {
    id: "seed",
    title: "Seed",
    default: 1.0,
    range: (1.0, 50.0),
    step: 1.0,
};
const EPSILON: Parameter = Parameter {
    id: "epsilon",
    title: "ε",
    default: SMOOTHING_EPSILON,
    range: (0.0, 1.0),
    step: 0.05,
};

const fn moved(id: &'static str, title: &'static str) -> Parameter {
    Parameter {
        id,
        title,
        default: 2.0,
        range: (-32.0, 32.0),
        step: 1.0,
    }
}

const fn temperature(default: f64) -> Parameter {
    Parameter {
        id: "temperature",
        title: "Temperature",
        default,
        range: (0.1, 5.0),
        step: 0.1,
    }
}

/// The makers of predictions, then those of labels.
pub static MAKERS: &[Maker] = &[
    Maker {
        id: "from-label",
        title: "From label",
        about: "Predicts the label with this certainty, and spreads the rest over all classes.",
        layer: Layer::Prediction,
        parameters: &[Parameter {
            id: "certainty",
            title: "Certainty",
            default: 0.9,
            range: (0.0, 1.0),
            step: 0.05,
        }],
        make: super::from_label,
    },
    Maker {
        id: "shift",
        title: "Shift",
        about: "Moves the prediction by so many pixels; its edges go on.",
        layer: Layer::Prediction,
        parameters: &[moved("right", "Right"), moved("down", "Down")],
        make: super::shift,
    },
    Maker {
        id: "dilate",
        title: "Dilate",
        about: "Every pixel predicts what the least background-like pixel within the radius does.",
        layer: Layer::Prediction,
        parameters: &[RADIUS],
        make: morphology::dilate,
    },
    Maker {
        id: "erode",
        title: "Erode",
        about: "Every pixel predicts what the most background-like pixel within the radius does.",
        layer: Layer::Prediction,
        parameters: &[RADIUS],
        make: morphology::erode,
    },
    Maker {
        id: "blur",
        title: "Blur",
        about: "Averages the predicted probabilities under a Gaussian with this standard deviation.",
        layer: Layer::Prediction,
        parameters: &[Parameter {
            range: (0.5, 12.0),
            step: 0.5,
            ..RADIUS
        }],
        make: super::blur,
    },
    Maker {
        id: "noise",
        title: "Noise",
        about: "Adds normal noise with this standard deviation to every logit.",
        layer: Layer::Prediction,
        parameters: &[
            Parameter {
                id: "amount",
                title: "Amount",
                default: 1.0,
                range: (0.0, 5.0),
                step: 0.1,
            },
            SEED,
        ],
        make: super::noise,
    },
    Maker {
        id: "confidence",
        title: "Confidence",
        about: "Divides the logits by a temperature: below 1 more confident, above 1 less.",
        layer: Layer::Prediction,
        parameters: &[temperature(2.0)],
        make: super::confidence,
    },
    Maker {
        id: "random",
        title: "Random",
        about: "Normal logits that know nothing of the label, in blotches of this size.",
        layer: Layer::Prediction,
        parameters: &[
            SEED,
            Parameter {
                id: "size",
                title: "Size",
                default: 4.0,
                range: (0.0, 12.0),
                step: 0.5,
            },
        ],
        make: super::random,
    },
    Maker {
        id: "smoothing",
        title: "Smoothing",
        about: "Spreads ε of the hard label over all classes.",
        layer: Layer::Label,
        parameters: &[EPSILON],
        make: soft::smooth,
    },
    Maker {
        id: "boundary-smoothing",
        title: "Boundary smoothing",
        about: "Spreads ε of the hard label only where a window of k × k pixels holds another class.",
        layer: Layer::Label,
        parameters: &[
            Parameter {
                id: "window",
                title: "k",
                default: BOUNDARY_WIDTH as f64,
                range: (1.0, 31.0),
                step: 2.0,
            },
            Parameter {
                default: BOUNDARY_EPSILON,
                ..EPSILON
            },
        ],
        make: soft::smooth_boundary,
    },
    Maker {
        id: "distillation",
        title: "Distillation",
        about: "Mixes the hard label with the prediction as a teacher, softened by a temperature.",
        layer: Layer::Label,
        parameters: &[
            temperature(TEMPERATURE),
            Parameter {
                id: "share",
                title: "Hard share",
                default: LABEL_SHARE,
                range: (0.0, 1.0),
                step: 0.05,
            },
        ],
        make: soft::distil,
    },
    Maker {
        id: "raters",
        title: "Raters",
        about: "The mean of so many raters, who each draw the label's outline so many pixels off.",
        layer: Layer::Label,
        parameters: &[
            Parameter {
                id: "raters",
                title: "Raters",
                default: 3.0,
                range: (2.0, 7.0),
                step: 1.0,
            },
            Parameter {
                id: "disagreement",
                title: "Pixels off",
                default: 2.0,
                range: (0.0, 8.0),
                step: 0.5,
            },
        ],
        make: raters::rate,
    },
];
