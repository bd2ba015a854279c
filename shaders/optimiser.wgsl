// One step of an optimiser, parameter by parameter. Twin of src/descent/optimiser.rs.

// The step's numbers; the host has the learning rate's schedule.
struct Step {
    adam: u32, // otherwise momentum, which is gradient descent where nothing of it is kept
    rate: f32, // Adam's is corrected for the mean's start at 0
    keep: f32, // how much of the momentum or mean goes on
    keep_square: f32,
    spread: f32, // corrects the root of the mean square for its start at 0
    epsilon: f32,
    unused_0: u32,
    unused_1: u32
}

@group(0) @binding(0) var<uniform> now: Step;
@group(0) @binding(1) var<storage, read> gradients: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> parameters: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> momenta: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> squares: array<vec4f>; // Adam's

@compute @workgroup_size(WORKGROUP)
fn optimise(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let first = (workgroup.x + workgroup.y * workgroups.x) * WORKGROUP * RUN + lane;
    for (var i = 0u; i < RUN; i++) {
        let at = first + i * WORKGROUP;
        if at >= arrayLength(&parameters) {
            break;
        }
        let g = gradients[at];
        var m = momenta[at];
        if now.adam == 0u {
            m = now.keep * m + g;
            parameters[at] -= now.rate * m;
        } else {
            m += (1.0 - now.keep) * (g - m);
            let v = now.keep_square * squares[at] + (1.0 - now.keep_square) * g * g;
            squares[at] = v;
            parameters[at] -= now.rate * m / (sqrt(v) * now.spread + now.epsilon);
        }
        momenta[at] = m;
    }
}
