// A plain copy: what the memory of a GPU can do at best, to measure the sweeps by.

@group(0) @binding(0) var<storage, read> from_here: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> to_there: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn copy(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let first = (workgroup.x + workgroup.y * workgroups.x) * WORKGROUP * RUN;
    for (var i = 0u; i < RUN; i++) {
        let quad = first + i * WORKGROUP + lane;
        if quad < arrayLength(&from_here) {
            to_there[quad] = from_here[quad];
        }
    }
}
