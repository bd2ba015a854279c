// The pointwise losses per pixel: value, and slope. Twin of src/loss/pointwise.rs.
//
// With logits a slope is ∂/∂ ln x: finite where x vanishes, and all that a softmax needs. With
// probabilities it is ∂/∂x. The host says which kind a term is: kind_of(term).

// What a pixel's classes share.
struct Joint {
    normaliser: Normaliser,
    length_x: vec4f,
    length_y: vec4f,
    distance: vec4f, // 1 − cos: half the squared distance of the unit vectors
    slope: vec4f // Σ of the slopes over the classes
}

// How far a class of the unit vectors is apart.
fn apart(x: vec4f, y: vec4f, joint: Joint) -> vec4f {
    return x / joint.length_x - y / joint.length_y;
}

fn without_angle(joint: Joint) -> vec4<bool> {
    return joint.length_x * joint.length_y == vec4f(0.0);
}

fn pow4(base: vec4f, exponent: f32) -> vec4f {
    return pow(base, vec4f(exponent));
}

fn part_value(kind: u32, parameter: f32, x: vec4f, log_x: vec4f, y: vec4f) -> vec4f {
    let zero = vec4f(0.0);
    switch kind {
        case CROSS_ENTROPY: { return select(-y * log_x, zero, y == zero); }
        case FOCAL: { return select(-y * pow4(missed(x, log_x), parameter) * log_x, zero, (y == zero) | (log_x == zero)); }
        case KL_DIVERGENCE: { return select(parameter * parameter * y * (log(y) - log_x), zero, y == zero); }
        case LP: { return select(pow4(abs(x - y), parameter), zero, x == y); }
        default: { return zero; }
    }
}

fn part_slope(kind: u32, parameter: f32, x: vec4f, log_x: vec4f, y: vec4f, joint: Joint) -> vec4f {
    let zero = vec4f(0.0);
    switch kind {
        case CROSS_ENTROPY: { return select(on_log_x(-y, x), zero, y == zero); }
        case FOCAL: {
            let miss = missed(x, log_x);
            let focus = pow4(miss, parameter);
            var slope = y * focus * (parameter * x * (log_x / miss) - 1.0);
            if parameter == 0.0 {
                slope = -y;
            }
            return select(on_log_x(slope, x), zero, (y == zero) | ((miss == zero) & vec4<bool>(parameter != 0.0)));
        }
        // T² from the front, 1/T from z/T.
        case KL_DIVERGENCE: { return select(on_log_x(-parameter * y, x), zero, y == zero); }
        case LP: { return select(on_x(parameter * pow4(abs(x - y), parameter - 1.0) * sign(x - y), x), zero, x == y); }
        default: {
            let slope = (apart(x, y, joint) - x / joint.length_x * joint.distance) / joint.length_x;
            return select(on_x(slope, x), zero, without_angle(joint));
        }
    }
}

fn joint_of(term: u32, image: u32, quad: u32) -> Joint {
    let kind = kind_of(term);
    let parameter = pointwise_parameters[term];
    var joint: Joint;
    joint.normaliser = normalise(image, quad, select(1.0, 1.0 / parameter, kind == KL_DIVERGENCE));
    if kind == COSINE {
        for (var c = 0u; c < CLASSES; c++) {
            let x = probability(prediction[quad_index(image, c, quad)], joint.normaliser);
            let y = label_at(image, c, quad);
            joint.length_x += x * x;
            joint.length_y += y * y;
        }
        joint.length_x = sqrt(joint.length_x);
        joint.length_y = sqrt(joint.length_y);
        for (var c = 0u; c < CLASSES; c++) {
            let x = probability(prediction[quad_index(image, c, quad)], joint.normaliser);
            let difference = apart(x, label_at(image, c, quad), joint);
            joint.distance += 0.5 * difference * difference;
        }
    }
    return joint;
}

// Where a class's part of the value is infinite, and its slope −∞.
fn infinite_at(kind: u32, given: vec4f, y: vec4f) -> vec4<bool> {
    return impossible(given) & (y != vec4f(0.0)) & vec4<bool>(kind != LP && kind != COSINE);
}

// What four pixels add to the term's sums: its value, the pixels that count, the infinite parts.
fn pointwise_share(term: u32, image: u32, quad: u32, keep: vec4f) -> QuadSums {
    let joint = joint_of(term, image, quad);
    let kind = kind_of(term);
    var value = vec4f(0.0);
    var infinite = vec4f(0.0);
    if kind == COSINE {
        value = select(joint.distance, vec4f(1.0), without_angle(joint));
    } else {
        for (var c = 0u; c < CLASSES; c++) {
            let given = prediction[quad_index(image, c, quad)];
            let y = label_at(image, c, quad);
            let x = probability(given, joint.normaliser);
            let log_x = log_probability(given, joint.normaliser);
            value += part_value(kind, pointwise_parameters[term], x, log_x, y);
            infinite += vec4f(infinite_at(kind, given, y));
        }
    }
    return QuadSums(select(vec4f(0.0), value, keep > vec4f(0.0)), keep, infinite * keep, vec4f(0.0));
}

// With the sum of the slopes, for `pointwise_gradient`.
fn joint_with_slope(term: u32, image: u32, quad: u32) -> Joint {
    var joint = joint_of(term, image, quad);
    for (var c = 0u; c < CLASSES; c++) {
        let given = prediction[quad_index(image, c, quad)];
        let x = probability(given, joint.normaliser);
        let log_x = log_probability(given, joint.normaliser);
        joint.slope += part_slope(kind_of(term), pointwise_parameters[term], x, log_x, label_at(image, c, quad), joint);
    }
    return joint;
}

// The term's gradient with respect to the prediction as given, one class at four pixels.
fn pointwise_gradient(term: u32, given: vec4f, y: vec4f, joint: Joint) -> vec4f {
    let x = probability(given, joint.normaliser);
    let log_x = log_probability(given, joint.normaliser);
    let slope = part_slope(kind_of(term), pointwise_parameters[term], x, log_x, y, joint);
    return through_log_softmax(slope, x, log_x, joint.slope);
}
