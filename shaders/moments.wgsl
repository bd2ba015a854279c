// First sweep: every workgroup sums its pixels' moments, class by class.

@group(0) @binding(4) var<storage, read> pointwise_parameters: array<f32>; // [pointwise term]
@group(0) @binding(5) var<storage, read_write> partials: array<vec4f>; // [image, group, slot]

var<workgroup> scratch: array<vec4f, WORKGROUP>;

// The workgroup's total, valid on lane 0.
fn workgroup_total(share: vec4f, lane: u32) -> vec4f {
    scratch[lane] = share;
    workgroupBarrier();
    for (var half = WORKGROUP / 2u; half > 0u; half >>= 1u) {
        if lane < half {
            scratch[lane] = merge(scratch[lane], scratch[lane + half]);
        }
        workgroupBarrier();
    }
    return scratch[0];
}

@compute @workgroup_size(WORKGROUP)
fn moments(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let place = place_of(workgroup, workgroups);
    if !place.inside {
        return;
    }
    let group = (chunk.first_image + place.image) * chunk.groups_per_image + chunk.first_group + place.group;

    // Softmax's denominators stay in registers while the classes pass by.
    var normalisers: array<Normaliser, RUN>;
    var keeps: array<vec4f, RUN>;
    for (var i = 0u; i < RUN; i++) {
        let quad = place.first + i * WORKGROUP + lane;
        if quad < chunk.quads {
            normalisers[i] = normalise(place.image, quad, 1.0);
            keeps[i] = keep_at(place.image, quad);
        }
    }

    for (var c = 0u; c < CLASSES; c++) {
        // Spelt out: without it, Chromium's software adapter carries the sums over to the next class.
        var sums = array<vec4f, max(FORMS, 1u)>();
        for (var i = 0u; i < RUN; i++) {
            let quad = place.first + i * WORKGROUP + lane;
            if quad < chunk.quads {
                let x = keeps[i] * probability(prediction[quad_index(place.image, c, quad)], normalisers[i]);
                let y = keeps[i] * label_at(place.image, c, quad);
                for (var form = 0u; form < FORMS; form++) {
                    sums[form] = merge(sums[form], pixel_moments(x, y, form));
                }
            }
        }
        for (var form = 0u; form < FORMS; form++) {
            let total = workgroup_total(sums[form], lane);
            if lane == 0u {
                partials[group * SLOTS + form * CLASSES + c] = total;
            }
        }
    }

    for (var term = 0u; term < POINTWISE; term++) {
        var sum = vec4f(0.0);
        for (var i = 0u; i < RUN; i++) {
            let quad = place.first + i * WORKGROUP + lane;
            if quad < chunk.quads {
                sum += pointwise_share(term, place.image, quad, keeps[i]);
            }
        }
        let total = workgroup_total(sum, lane);
        if lane == 0u {
            partials[group * SLOTS + FORMS * CLASSES + term] = total;
        }
    }
}
