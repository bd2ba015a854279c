// Adds a Lovász term's value: each segment's sum times its share.

@group(0) @binding(0) var<uniform> sort: Sort;
@group(0) @binding(1) var<storage, read> partials: array<f32>; // [segment, block]
@group(0) @binding(2) var<storage, read> coefficients: array<vec4f>; // [image, row]
@group(0) @binding(3) var<storage, read_write> values: array<u32>; // bits of floats

var<workgroup> sums: array<vec2f, LANES>;

// Adds to a value, unless it is infinite.
fn add(index: u32, share: f32) {
    if values[index] != INFINITY_BITS {
        values[index] = bitcast<u32>(bitcast<f32>(values[index]) + share);
    }
}

@compute @workgroup_size(LANES)
fn lovasz_value(@builtin(local_invocation_index) lane: u32) {
    var sum = vec2f(0.0); // with the term's weight, without it
    for (var local_segment = 0u; local_segment < sort.segments; local_segment++) {
        let segment = sort.first_segment + local_segment;
        let row = select(0u, segment / CLASSES, sort.per_image != 0u) * ROW;
        let shares = coefficients[row + sort.row_slot + segment % CLASSES].xy;
        var total = 0.0;
        for (var block = lane; block < sort.blocks; block += LANES) {
            total += partials[local_segment * sort.blocks + block];
        }
        sum += shares * total;
    }
    sums[lane] = sum;
    workgroupBarrier();
    if lane == 0u {
        var total = vec2f(0.0);
        for (var other = 0u; other < LANES; other++) {
            total += sums[other];
        }
        add(0u, total.x);
        add(1u + sort.term, total.y);
    }
}
