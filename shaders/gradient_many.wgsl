// The second sweep for many classes: what registers could not hold is read, and computed, once more.

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
    for (var i = 0u; i < RUN; i++) {
        let quad = place.first + i * WORKGROUP + lane;
        if quad >= chunk.quads {
            break;
        }
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
}
