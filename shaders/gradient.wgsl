// Second sweep: the gradient at every pixel, from the coefficients.

@group(0) @binding(4) var<storage, read> coefficients: array<vec4f>; // [image, slot]
@group(0) @binding(5) var<storage, read_write> gradients: array<vec4f>;

// ∂L/∂x of one class: the forms' gradients add up.
fn on_probability(x: vec4f, y: vec4f, row: u32, c: u32) -> vec4f {
    var gradient = vec4f(0.0);
    for (var form = 0u; form < FORMS; form++) {
        gradient += pixel_gradient(x, y, form, coefficients[row + form * CLASSES + c].xyz);
    }
    return gradient;
}

@compute @workgroup_size(WORKGROUP)
fn gradient(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let index = workgroup.x + workgroup.y * workgroups.x;
    let image = index / chunk.groups;
    if image >= chunk.images {
        return;
    }
    let first = (index % chunk.groups) * WORKGROUP * RUN + lane;
    let row = (chunk.first_image + image) * SLOTS;
    var cross_entropy = 0.0;
    if POINTWISE > 0u {
        cross_entropy = coefficients[row + FORMS * CLASSES].x;
    }
    for (var i = 0u; i < RUN; i++) {
        let quad = first + i * WORKGROUP;
        if quad >= chunk.quads {
            break;
        }
        let normaliser = normalise(image, quad);
        var mean = vec4f(0.0); // Σ x·∂L/∂x over the classes
        var mass = vec4f(0.0); // Σ y
        for (var c = 0u; c < CLASSES; c++) {
            let x = probability(prediction[quad_index(image, c, quad)], normaliser);
            let y = label_at(image, c, quad);
            mean += x * on_probability(x, y, row, c);
            mass += y;
        }
        let kept = keep_at(image, quad) > vec4f(0.0);
        for (var c = 0u; c < CLASSES; c++) {
            let at = quad_index(image, c, quad);
            let x = probability(prediction[at], normaliser);
            let y = label_at(image, c, quad);
            var total = through_softmax(on_probability(x, y, row, c), x, mean);
            if POINTWISE > 0u {
                total += cross_entropy * cross_entropy_gradient(x, y, mass);
            }
            gradients[at] = select(vec4f(0.0), total, kept);
        }
    }
}
