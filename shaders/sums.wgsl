// Between the sweeps: a workgroup for each image and slot adds the partial sums of all groups.

@group(0) @binding(0) var<uniform> batch: Batch;
@group(0) @binding(1) var<storage, read> partials: array<vec4f>; // [image, group, slot]
@group(0) @binding(2) var<storage, read_write> sums: array<vec4f>; // [image, slot]

var<workgroup> scratch: array<vec4f, LANES>;

@compute @workgroup_size(LANES)
fn sums_of(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let cell = workgroup.x + workgroup.y * workgroups.x;
    if cell >= batch.images * SLOTS {
        return;
    }
    let first = cell / SLOTS * batch.groups;
    var total = vec4f(0.0);
    for (var start = lane; start < batch.groups; start += CHAIN * LANES) {
        var chain = vec4f(0.0);
        for (var group = start; group < min(start + CHAIN * LANES, batch.groups); group += LANES) {
            chain = merge(chain, partials[(first + group) * SLOTS + cell % SLOTS]);
        }
        total = merge(total, chain);
    }
    scratch[lane] = total;
    workgroupBarrier();
    for (var half = LANES / 2u; half > 0u; half >>= 1u) {
        if lane < half {
            scratch[lane] = merge(scratch[lane], scratch[lane + half]);
        }
        workgroupBarrier();
    }
    if lane == 0u {
        sums[cell] = scratch[0];
    }
}
