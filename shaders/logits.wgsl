// A prediction given as logits: x = softmax(z).

// What turns a logit into a probability: Σ exp(z − largest) = 1 + rest.
struct Normaliser {
    largest: vec4f,
    rest: vec4f
}

fn normalise(image: u32, quad: u32) -> Normaliser {
    var largest = prediction[quad_index(image, 0u, quad)];
    var rest = vec4f(0.0);
    for (var c = 1u; c < CLASSES; c++) {
        let z = prediction[quad_index(image, c, quad)];
        let ratio = exp(-abs(z - largest));
        rest = select(rest + ratio, (rest + 1.0) * ratio, z > largest);
        largest = max(largest, z);
    }
    return Normaliser(largest, rest);
}

fn probability(z: vec4f, normaliser: Normaliser) -> vec4f {
    return exp(z - normaliser.largest) / (1.0 + normaliser.rest);
}

fn log_probability(z: vec4f, normaliser: Normaliser) -> vec4f {
    return z - normaliser.largest - log_1p(normaliser.rest);
}

// From ∂L/∂x to ∂L/∂z, given Σ x·∂L/∂x over the classes.
fn through_softmax(gradient: vec4f, x: vec4f, mean: vec4f) -> vec4f {
    return x * (gradient - mean);
}

// Of −Σ y ln x, given Σ y over the classes.
fn cross_entropy_gradient(x: vec4f, y: vec4f, mass: vec4f) -> vec4f {
    return x * mass - y;
}
