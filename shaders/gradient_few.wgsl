// The second sweep for few classes, whose numbers fit into registers: each is read once.

@compute @workgroup_size(WORKGROUP)
fn gradient(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let place = place_of(workgroup, workgroups);
    if !place.inside {
        return;
    }
    let image = place.image;
    let row = (chunk.first_image + image) * ROW;
    var slopes: array<Slopes, CLASSES>;
    for (var c = 0u; c < CLASSES; c++) {
        slopes[c] = slopes_of(row, c);
    }
    for (var i = 0u; i < RUN; i++) {
        let quad = place.first + i * WORKGROUP + lane;
        if quad >= chunk.quads {
            break;
        }
        let kept = kept_at(image, quad);
        var joints = joints_of(image, quad);
        var x = probabilities(image, quad);
        var y = labels(image, quad);
        var before: array<vec4f, CLASSES>; // ∂L/∂x
        var mean = vec4f(0.0); // Σ x·∂L/∂x over the classes
        for (var c = 0u; c < CLASSES; c++) {
            before[c] = on_probability(x[c], y[c], slopes[c], quad_index(image, c, quad));
            mean += x[c] * before[c];
        }
        for (var c = 0u; c < CLASSES; c++) {
            let through = through_softmax(before[c], x[c], mean);
            write_gradient(through, y[c], row, quad_index(image, c, quad), &joints, kept);
        }
    }
}
