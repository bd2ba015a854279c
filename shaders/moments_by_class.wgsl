// The first sweep class by class, for many classes on a GPU: a class's sums are added up over the workgroup before the
// next class comes, so that no invocation keeps the sums of all. Each has one quad: RUN is 1.

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
    let quad = place.first + lane;
    let inside = quad < chunk.quads;
    var normaliser: Normaliser;
    var keep: vec4f;
    if inside {
        normaliser = normalise(place.image, quad, 1.0);
        keep = keep_at(place.image, quad);
    }
    for (var c = 0u; c < CLASSES; c++) {
        var x = vec4f(0.0);
        var y = vec4f(0.0);
        if inside {
            x = keep * probability(prediction[quad_index(place.image, c, quad)], normaliser);
            y = keep * label_at(place.image, c, quad);
        }
        // The moments of nothing are 0.
        for (var form = 0u; form < FORMS; form++) {
            let total = workgroup_total(across(pixel_moments(x, y, form)), lane);
            if lane == 0u {
                partials[group_of(place) * SLOTS + form * CLASSES + c] = total;
            }
        }
    }
    for (var term = 0u; term < POINTWISE; term++) {
        var share = QuadSums();
        if inside {
            share = pointwise_share(term, place.image, quad, keep);
        }
        let total = workgroup_total(across(share), lane);
        if lane == 0u {
            partials[group_of(place) * SLOTS + FORMS * CLASSES + term] = total;
        }
    }
}
