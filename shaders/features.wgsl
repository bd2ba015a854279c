// Logits that are weighted sums of features: from weights to logits, and from the logits' gradient
// to the weights'. Twin of src/descent/features.rs.

struct Model {
    features: u32, // k
    images: u32,
    classes: u32,
    sets: u32 // of weights: C where images share them, otherwise B·C
}

@group(0) @binding(1) var<uniform> model: Model;
@group(0) @binding(2) var<storage, read> features: array<vec4f>; // [k, quad]
// Forward.
@group(0) @binding(3) var<storage, read> weights: array<f32>; // [set, k]
@group(0) @binding(4) var<storage, read_write> logits: array<vec4f>;
// Backward, and where its products are gathered.
@group(0) @binding(3) var<storage, read> on_logits: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> products: array<f32>; // [image, group, class, k]
@group(0) @binding(3) var<storage, read_write> on_weights: array<f32>; // [set, k]

@compute @workgroup_size(WORKGROUP)
fn forward(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let place = place_of(workgroup, workgroups);
    if !place.inside {
        return;
    }
    for (var i = 0u; i < RUN; i++) {
        let quad = place.first + i * WORKGROUP + lane;
        if quad >= chunk.quads {
            break;
        }
        for (var c = 0u; c < model.classes; c++) {
            let chosen = ((chunk.first_image + place.image) * model.classes + c) % model.sets;
            var sum = vec4f(0.0);
            for (var k = 0u; k < model.features; k++) {
                sum += weights[chosen * model.features + k] * features[k * chunk.quads + quad];
            }
            logits[(place.image * model.classes + c) * chunk.quads + quad] = sum;
        }
    }
}

// Σ gradient · feature over a group's pixels: a lane has one class and feature to itself, so that
// nobody waits for anybody.
@compute @workgroup_size(WORKGROUP)
fn backward(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let pairs = model.classes * model.features;
    let blocks = (pairs + WORKGROUP - 1u) / WORKGROUP;
    let index = workgroup.x + workgroup.y * workgroups.x;
    let pair = index % blocks * WORKGROUP + lane;
    let group = index / blocks % chunk.groups;
    let image = index / blocks / chunk.groups;
    if pair >= pairs || image >= chunk.images {
        return;
    }
    let gradient = (image * model.classes + pair / model.features) * chunk.quads;
    let feature = pair % model.features * chunk.quads;
    let first = group * WORKGROUP * RUN;
    var sum = vec4f(0.0);
    for (var quad = first; quad < min(first + WORKGROUP * RUN, chunk.quads); quad++) {
        sum += on_logits[gradient + quad] * features[feature + quad];
    }
    let row = (chunk.first_image + image) * chunk.groups_per_image + chunk.first_group + group;
    products[row * pairs + pair] = dot(sum, vec4f(1.0));
}

// A weight's gradient: the sum over its images' groups, in runs of 16 so that no long chain of f32
// additions forms.
@compute @workgroup_size(WORKGROUP)
fn gather(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let weight = (workgroup.x + workgroup.y * workgroups.x) * WORKGROUP + lane;
    if weight >= model.sets * model.features {
        return;
    }
    let chosen = weight / model.features;
    let pairs = model.classes * model.features;
    let pair = chosen % model.classes * model.features + weight % model.features;
    let groups = chunk.groups_per_image;
    var total = 0.0;
    for (var image = chosen / model.classes; image < model.images; image += model.sets / model.classes) {
        for (var from_group = 0u; from_group < groups; from_group += 16u) {
            var run = 0.0;
            for (var group = from_group; group < min(from_group + 16u, groups); group++) {
                run += products[(image * groups + group) * pairs + pair];
            }
            total += run;
        }
    }
    on_weights[weight] = total;
}
