// The first sweep for many classes on a processor that plays GPU, quad by quad: it has no registers to spare anyway, so
// the sums of all classes are kept over a run of quads.

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
    var totals = array<vec4f, SLOTS>();
    for (var start = 0u; start < RUN; start += TURN) {
        // Spelt out: without it, Chromium's software adapter carries the sums over to the next turn.
        var sums = array<vec4f, SLOTS>();
        for (var i = start; i < start + TURN; i++) {
            let quad = place.first + i * WORKGROUP + lane;
            if quad >= chunk.quads {
                break;
            }
            let normaliser = normalise(place.image, quad, 1.0);
            let keep = keep_at(place.image, quad);
            for (var c = 0u; c < CLASSES; c++) {
                let x = keep * probability(prediction[quad_index(place.image, c, quad)], normaliser);
                let y = keep * label_at(place.image, c, quad);
                for (var form = 0u; form < FORMS; form++) {
                    let slot = form * CLASSES + c;
                    sums[slot] = merge(sums[slot], across(pixel_moments(x, y, form)));
                }
            }
            for (var term = 0u; term < POINTWISE; term++) {
                sums[FORMS * CLASSES + term] += across(pointwise_share(term, place.image, quad, keep));
            }
        }
        for (var slot = 0u; slot < SLOTS; slot++) {
            totals[slot] = merge(totals[slot], sums[slot]);
        }
    }
    for (var slot = 0u; slot < SLOTS; slot++) {
        let total = workgroup_total(totals[slot], lane);
        if lane == 0u {
            partials[group_of(place) * SLOTS + slot] = total;
        }
    }
}
