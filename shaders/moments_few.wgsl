// The first sweep for few classes, whose sums and numbers fit into registers: each number is read once.

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
        var sums = array<QuadSums, SLOTS>();
        for (var i = start; i < start + TURN; i++) {
            let quad = place.first + i * WORKGROUP + lane;
            if quad >= chunk.quads {
                break;
            }
            let keep = keep_at(place.image, quad);
            var x = probabilities(place.image, quad);
            var y = labels(place.image, quad);
            for (var c = 0u; c < CLASSES; c++) {
                for (var form = 0u; form < FORMS; form++) {
                    let slot = form * CLASSES + c;
                    sums[slot] = merge_quads(sums[slot], pixel_moments(keep * x[c], keep * y[c], form));
                }
            }
            for (var term = 0u; term < POINTWISE; term++) {
                let slot = FORMS * CLASSES + term;
                sums[slot] = merge_quads(sums[slot], pointwise_share(term, place.image, quad, keep));
            }
        }
        for (var slot = 0u; slot < SLOTS; slot++) {
            totals[slot] = merge(totals[slot], across(sums[slot]));
        }
    }
    for (var slot = 0u; slot < SLOTS; slot++) {
        let total = workgroup_total(totals[slot], lane);
        if lane == 0u {
            partials[group_of(place) * SLOTS + slot] = total;
        }
    }
}
