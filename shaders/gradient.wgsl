// Second sweep: the gradient at every pixel, from the coefficients.

@group(0) @binding(4) var<storage, read> pointwise_parameters: array<f32>; // [pointwise term]
@group(0) @binding(5) var<storage, read> coefficients: array<vec4f>; // [image, row]
@group(0) @binding(6) var<storage, read_write> gradients: array<vec4u>; // bits of floats; the Lovász terms' on entry

// ∂L/∂x of one class: the forms' gradients add up.
fn on_probability(x: vec4f, y: vec4f, row: u32, c: u32, at: u32) -> vec4f {
    var gradient = vec4f(0.0);
    if LOVASZ > 0u && !HINGE {
        gradient = bitcast<vec4f>(gradients[at]);
    }
    for (var form = 0u; form < FORMS; form++) {
        gradient += pixel_gradient(x, y, form, coefficients[row + form * CLASSES + c].xy);
    }
    return gradient;
}

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
        let normaliser = normalise(image, quad, 1.0);
        var mean = vec4f(0.0); // Σ x·∂L/∂x over the classes
        for (var c = 0u; c < CLASSES; c++) {
            let at = quad_index(image, c, quad);
            let x = probability(prediction[at], normaliser);
            mean += x * on_probability(x, label_at(image, c, quad), row, c, at);
        }
        var joints: array<Joint, max(POINTWISE, 1u)>;
        for (var term = 0u; term < POINTWISE; term++) {
            joints[term] = joint_with_slope(term, image, quad);
        }
        let kept = keep_at(image, quad) > vec4f(0.0);
        for (var c = 0u; c < CLASSES; c++) {
            let at = quad_index(image, c, quad);
            let x = probability(prediction[at], normaliser);
            let y = label_at(image, c, quad);
            var total = through_softmax(on_probability(x, y, row, c, at), x, mean);
            if HINGE {
                total += bitcast<vec4f>(gradients[at]);
            }
            var infinite = vec4<bool>(false);
            for (var term = 0u; term < POINTWISE; term++) {
                let scale = coefficients[row + FORMS * CLASSES + term].x;
                infinite |= infinite_at(kind_of(term), prediction[at], y) & vec4<bool>(scale > 0.0);
                total += scale * pointwise_gradient(term, prediction[at], y, joints[term]);
            }
            let bits = select(bitcast<vec4u>(total), vec4u(INFINITY_BITS | SIGN_BIT), infinite);
            gradients[at] = select(vec4u(0u), bits, kept);
        }
    }
}
