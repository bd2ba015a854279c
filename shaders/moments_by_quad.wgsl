// The first sweep quad by quad: the sums of all classes are kept over a run of quads. What a quad adds to them is in
// moments_few.wgsl for few classes and in moments_many.wgsl for many.

const TURN: u32 = min(RUN, CHAIN); // quads whose sums are added up by themselves

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
        var sums = array<Sum, SLOTS>();
        for (var i = start; i < start + TURN; i++) {
            let quad = place.first + i * WORKGROUP + lane;
            if quad >= chunk.quads {
                break;
            }
            add_quad(place.image, quad, &sums);
        }
        for (var slot = 0u; slot < SLOTS; slot++) {
            totals[slot] = merge(totals[slot], sum_of(sums[slot]));
        }
    }
    for (var slot = 0u; slot < SLOTS; slot++) {
        let total = workgroup_total(totals[slot], lane);
        if lane == 0u {
            partials[group_of(place) * SLOTS + slot] = total;
        }
    }
}
