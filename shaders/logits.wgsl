// A prediction given as logits: x = softmax(z).

// What turns a logit into a probability: Σ exp(scale·(z − largest)) = 1 + rest. The scale is 1, or
// one over a temperature.
struct Normaliser {
    largest: vec4f,
    rest: vec4f,
    scale: f32
}

fn normalise(image: u32, quad: u32, scale: f32) -> Normaliser {
    var largest = prediction[quad_index(image, 0u, quad)];
    var rest = vec4f(0.0);
    for (var c = 1u; c < CLASSES; c++) {
        let z = prediction[quad_index(image, c, quad)];
        let ratio = exp(-scale * abs(z - largest));
        rest = select(rest + ratio, (rest + 1.0) * ratio, z > largest);
        largest = larger(largest, z);
    }
    return Normaliser(largest, rest, scale);
}

fn probability(z: vec4f, normaliser: Normaliser) -> vec4f {
    return exp(normaliser.scale * (z - normaliser.largest)) / (1.0 + normaliser.rest);
}

// The probabilities of all classes: each logit is read once, and its power computed once.
fn probabilities(image: u32, quad: u32) -> array<vec4f, CLASSES> {
    var x: array<vec4f, CLASSES>;
    var largest = vec4f(-LARGEST);
    for (var c = 0u; c < CLASSES; c++) {
        x[c] = prediction[quad_index(image, c, quad)];
        largest = larger(largest, x[c]);
    }
    var sum = vec4f(0.0);
    for (var c = 0u; c < CLASSES; c++) {
        x[c] = exp(x[c] - largest);
        sum += x[c];
    }
    let share = 1.0 / sum;
    for (var c = 0u; c < CLASSES; c++) {
        x[c] *= share;
    }
    return x;
}

fn log_probability(z: vec4f, normaliser: Normaliser) -> vec4f {
    // Two logits may be further apart than the largest number.
    let below = larger(z - normaliser.largest, vec4f(-LARGEST));
    return normaliser.scale * below - log_1p(normaliser.rest);
}

// Where ln x is −∞: nowhere.
fn impossible(z: vec4f) -> vec4<bool> {
    return vec4<bool>(false);
}

// The sign of x, but 1 also where x is 0: nothing comes through the softmax there.
fn sign_of(x: vec4f) -> vec4f {
    return vec4f(1.0);
}

// From ∂L/∂x to ∂L/∂z, given Σ x·∂L/∂x over the classes.
fn through_softmax(gradient: vec4f, x: vec4f, mean: vec4f) -> vec4f {
    return x * (gradient - mean);
}

// From ∂L/∂ ln x to ∂L/∂z, given the sum over the classes: slope − x·sum, with the digits of 1 − x.
fn through_log_softmax(slope: vec4f, x: vec4f, log_x: vec4f, sum: vec4f) -> vec4f {
    return slope * missed(x, log_x) - x * (sum - slope);
}

// A slope along ln x, from one along ln x or along x.
fn on_log_x(slope: vec4f, x: vec4f) -> vec4f {
    return slope;
}

fn on_x(slope: vec4f, x: vec4f) -> vec4f {
    return slope * x;
}

// 1 − x with all its digits.
fn missed(x: vec4f, log_x: vec4f) -> vec4f {
    // 1 − e^l = −l(1 + l/2(1 + l/3(1 + l/4 …))) near 0.
    let series = -log_x * (1.0 + log_x / 2.0 * (1.0 + log_x / 3.0 * (1.0 + log_x / 4.0 * (1.0 + log_x / 5.0))));
    return select(1.0 - x, series, log_x > vec4f(-0.25));
}
