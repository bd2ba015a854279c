// A prediction given as probabilities, used as they are; the same functions as for logits.

struct Normaliser {
    unused: u32
}

fn normalise(image: u32, quad: u32) -> Normaliser {
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

fn cross_entropy_gradient(x: vec4f, y: vec4f, mass: vec4f) -> vec4f {
    return select(-y / x, vec4f(0.0), y == vec4f(0.0));
}
