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

fn probabilities(image: u32, quad: u32) -> array<vec4f, CLASSES> {
    var x: array<vec4f, CLASSES>;
    for (var c = 0u; c < CLASSES; c++) {
        x[c] = prediction[quad_index(image, c, quad)];
    }
    return x;
}

// Finite where x is 0. Smaller numbers than the smallest are so many times 2^−149 as their bits say.
fn log_probability(x: vec4f, normaliser: Normaliser) -> vec4f {
    let bits = bitcast<vec4u>(x);
    let tiny = log(vec4f(max(bits, vec4u(1u)))) - 149.0 * 0.6931471805599453;
    return select(log(larger(x, vec4f(SMALLEST))), tiny, bits < vec4u(bitcast<u32>(SMALLEST)));
}

// Where ln x is −∞.
fn impossible(x: vec4f) -> vec4<bool> {
    return (bitcast<vec4u>(x) << vec4u(1u)) == vec4u(0u);
}

fn sign_of(x: vec4f) -> vec4f {
    return sign(x);
}

fn through_softmax(gradient: vec4f, x: vec4f, mean: vec4f) -> vec4f {
    return gradient;
}

fn through_log_softmax(slope: vec4f, x: vec4f, log_x: vec4f, sum: vec4f) -> vec4f {
    return slope;
}

// A slope along x, from one along ln x or along x.
fn on_log_x(slope: vec4f, x: vec4f) -> vec4f {
    return slope / larger(x, vec4f(SMALLEST));
}

fn on_x(slope: vec4f, x: vec4f) -> vec4f {
    return slope;
}

fn missed(x: vec4f, log_x: vec4f) -> vec4f {
    return 1.0 - x;
}
