// The second sweep for few classes, whose numbers fit into registers: each is read once.

// What an invocation knows of its image's coefficients.
struct Known {
    row: u32,
    slopes: array<Slopes, CLASSES>
}

fn known_of(row: u32) -> Known {
    var known: Known;
    known.row = row;
    for (var c = 0u; c < CLASSES; c++) {
        known.slopes[c] = slopes_of(row, c);
    }
    return known;
}

fn write_quad(image: u32, quad: u32, known: ptr<function, Known>) {
    let kept = kept_at(image, quad);
    var joints = joints_of(image, quad);
    var x = probabilities(image, quad);
    var y = labels(image, quad);
    var before: array<vec4f, CLASSES>; // ∂L/∂x
    var mean = vec4f(0.0); // Σ x·∂L/∂x over the classes
    for (var c = 0u; c < CLASSES; c++) {
        before[c] = on_probability(x[c], y[c], (*known).slopes[c], quad_index(image, c, quad));
        mean += x[c] * before[c];
    }
    for (var c = 0u; c < CLASSES; c++) {
        let through = through_softmax(before[c], x[c], mean);
        write_gradient(through, y[c], (*known).row, quad_index(image, c, quad), &joints, kept);
    }
}
