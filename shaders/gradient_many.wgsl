// The second sweep for many classes: what registers could not hold is read, and computed, once more.

// What an invocation knows of its image's coefficients: where they are.
struct Known {
    row: u32
}

fn known_of(row: u32) -> Known {
    return Known(row);
}

fn write_quad(image: u32, quad: u32, known: ptr<function, Known>) {
    let row = (*known).row;
    let kept = kept_at(image, quad);
    var joints = joints_of(image, quad);
    let normaliser = normalise(image, quad, 1.0);
    var mean = vec4f(0.0); // Σ x·∂L/∂x over the classes
    for (var c = 0u; c < CLASSES; c++) {
        let at = quad_index(image, c, quad);
        let x = probability(prediction[at], normaliser);
        mean += x * on_probability(x, label_at(image, c, quad), slopes_of(row, c), at);
    }
    for (var c = 0u; c < CLASSES; c++) {
        let at = quad_index(image, c, quad);
        let x = probability(prediction[at], normaliser);
        let y = label_at(image, c, quad);
        let through = through_softmax(on_probability(x, y, slopes_of(row, c), at), x, mean);
        write_gradient(through, y, row, at, &joints, kept);
    }
}
