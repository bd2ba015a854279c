// Second sweep: the gradient at every pixel, from the coefficients. What happens at a quad is in
// gradient_few.wgsl for few classes and in gradient_many.wgsl for many.

@group(0) @binding(4) var<storage, read> pointwise_parameters: array<f32>; // [pointwise term]
@group(0) @binding(5) var<storage, read> coefficients: array<vec4f>; // [image, row]
@group(0) @binding(6) var<storage, read_write> gradients: array<vec4u>; // bits of floats; the Lovász terms' on entry

// Of each pointwise term, what a quad's classes share.
alias Joints = array<Joint, max(POINTWISE, 1u)>;

fn joints_of(image: u32, quad: u32) -> Joints {
    var joints: Joints;
    for (var term = 0u; term < POINTWISE; term++) {
        joints[term] = joint_with_slope(term, image, quad);
    }
    return joints;
}

// Of each form, what a class's ratios give: ∂L/∂FP and ∂L/∂TP − ∂L/∂FN.
alias Slopes = array<vec2f, max(FORMS, 1u)>;

fn slopes_of(row: u32, c: u32) -> Slopes {
    var slopes: Slopes;
    for (var form = 0u; form < FORMS; form++) {
        slopes[form] = coefficients[row + form * CLASSES + c].xy;
    }
    return slopes;
}

// ∂L/∂x of one class: the forms' gradients add up.
fn on_probability(x: vec4f, y: vec4f, slopes: Slopes, at: u32) -> vec4f {
    var gradient = vec4f(0.0);
    if LOVASZ > 0u && !HINGE {
        gradient = bitcast<vec4f>(gradients[at]);
    }
    for (var form = 0u; form < FORMS; form++) {
        gradient += pixel_gradient(x, y, form, slopes[form]);
    }
    return gradient;
}

// Writes a class's gradient: what came through the softmax, the hinge's, the pointwise terms'; 0 where no pixel counts.
fn write_gradient(through: vec4f, y: vec4f, row: u32, at: u32, joints: ptr<function, Joints>, kept: vec4<bool>) {
    var total = through;
    if HINGE {
        total += bitcast<vec4f>(gradients[at]);
    }
    var infinite = vec4<bool>(false);
    for (var term = 0u; term < POINTWISE; term++) {
        let scale = coefficients[row + FORMS * CLASSES + term].x;
        infinite |= infinite_at(kind_of(term), prediction[at], y) & vec4<bool>(scale > 0.0);
        total += scale * pointwise_gradient(term, prediction[at], y, (*joints)[term]);
    }
    let bits = select(bitcast<vec4u>(total), vec4u(INFINITY_BITS | SIGN_BIT), infinite);
    gradients[at] = select(vec4u(0u), bits, kept);
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
    var known = known_of((chunk.first_image + place.image) * ROW);
    for (var i = 0u; i < RUN; i++) {
        let quad = place.first + i * WORKGROUP + lane;
        if quad >= chunk.quads {
            break;
        }
        write_quad(place.image, quad, &known);
    }
}
