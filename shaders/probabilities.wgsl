// A prediction given as probabilities, used as they are; the same functions as for logits.

struct Normaliser {
    unused: u32
}

fn normalise(image: u32, quad: u32, scale: f32) -> Normaliser {
    return Normaliser(0u);
}

fn probability(x: vec4f, normaliser: Normaliser) -> vec4f {
    return x;
}

fn log_probability(x: vec4f, normaliser: Normaliser) -> vec4f {
    return log(x);
}

fn through_softmax(gradient: vec4f, x: vec4f, mean: vec4f) -> vec4f {
    return gradient;
}

fn through_log_softmax(slope: vec4f, x: vec4f, sum: vec4f) -> vec4f {
    return slope;
}

// A slope along x, from one along ln x or along x.
fn on_log_x(slope: vec4f, x: vec4f) -> vec4f {
    return slope / x;
}

fn on_x(slope: vec4f, x: vec4f) -> vec4f {
    return slope;
}

fn missed(x: vec4f, log_x: vec4f) -> vec4f {
    return 1.0 - x;
}
