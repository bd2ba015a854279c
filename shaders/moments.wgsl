// First sweep: every workgroup sums its pixels' moments, class by class.

@group(0) @binding(4) var<storage, read_write> partials: array<vec4f>; // [image, group, slot]

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
    let index = workgroup.x + workgroup.y * workgroups.x;
    let image = index / chunk.groups;
    if image >= chunk.images {
        return;
    }
    let group = index % chunk.groups;
    let first = group * WORKGROUP * RUN + lane;
    let slot = ((chunk.first_image + image) * chunk.groups_per_image + chunk.first_group + group) * SLOTS;

    // Softmax's denominators stay in registers while the classes pass by.
    var normalisers: array<Normaliser, RUN>;
    var keeps: array<vec4f, RUN>;
    var pixels = 0.0;
    for (var i = 0u; i < RUN; i++) {
        let quad = first + i * WORKGROUP;
        if quad < chunk.quads {
            normalisers[i] = normalise(image, quad);
            keeps[i] = keep_at(image, quad);
            pixels += dot(keeps[i], vec4f(1.0));
        }
    }

    var cross_entropy = 0.0;
    for (var c = 0u; c < CLASSES; c++) {
        // Spelt out: without it, Chromium's software adapter carries the sums over to the next class.
        var sums = array<vec4f, max(FORMS, 1u)>();
        for (var i = 0u; i < RUN; i++) {
            let quad = first + i * WORKGROUP;
            if quad < chunk.quads {
                let given = prediction[quad_index(image, c, quad)];
                let x = keeps[i] * probability(given, normalisers[i]);
                let y = keeps[i] * label_at(image, c, quad);
                for (var form = 0u; form < FORMS; form++) {
                    sums[form] = merge(sums[form], pixel_moments(x, y, form));
                }
                if POINTWISE > 0u {
                    let surprise = -y * log_probability(given, normalisers[i]);
                    cross_entropy += dot(select(surprise, vec4f(0.0), y == vec4f(0.0)), vec4f(1.0));
                }
            }
        }
        for (var form = 0u; form < FORMS; form++) {
            let total = workgroup_total(sums[form], lane);
            if lane == 0u {
                partials[slot + form * CLASSES + c] = total;
            }
        }
    }
    if POINTWISE > 0u {
        let total = workgroup_total(vec4f(cross_entropy, pixels, 0.0, 0.0), lane);
        if lane == 0u {
            partials[slot + FORMS * CLASSES] = total;
        }
    }
}
