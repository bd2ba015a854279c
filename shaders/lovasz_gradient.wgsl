// From sorted errors to a Lovász term's value and gradient: the weights follow from how many
// foreground and background pixels stand before, whole numbers both.

@group(0) @binding(1) var<uniform> sort: Sort;
@group(0) @binding(2) var<storage, read> keys: array<u32>;
@group(0) @binding(3) var<storage, read> payloads: array<u32>;
@group(0) @binding(4) var<storage, read_write> foregrounds: array<u32>; // [segment, block]
@group(0) @binding(5) var<storage, read> totals: array<u32>; // foreground pixels of each segment
@group(0) @binding(6) var<storage, read> coefficients: array<vec4f>; // [image, row]
@group(0) @binding(7) var<storage, read_write> gradients: array<f32>;
@group(0) @binding(8) var<storage, read_write> partials: array<f32>; // [segment, block]

var<workgroup> counts: array<u32, SORTERS>;
var<workgroup> sums: array<f32, SORTERS>;

// The run of a lane: where it starts in its segment, where it ends.
fn run_of(block: u32, lane: u32) -> vec2u {
    let start = block * BLOCK + lane * SORT_RUN;
    return min(vec2u(start, start + SORT_RUN), vec2u(sort.length));
}

fn foreground_in(run: vec2u, segment: u32) -> u32 {
    var count = 0u;
    for (var at = run.x; at < run.y; at++) {
        count += payloads[segment * sort.length + at] & 1u;
    }
    return count;
}

@compute @workgroup_size(SORTERS)
fn count_foreground(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
    counts[lane] = foreground_in(run_of(workgroup.x, lane), workgroup.y);
    workgroupBarrier();
    if lane == 0u {
        var total = 0u;
        for (var other = 0u; other < SORTERS; other++) {
            total += counts[other];
        }
        foregrounds[workgroup.y * sort.blocks + workgroup.x] = total;
    }
}

// With f foreground and b background pixels so far, this one included, of g foreground in all.
fn weight_of(foreground: bool, g: u32, f: u32, b: u32) -> f32 {
    if foreground {
        return 1.0 / f32(g + b);
    }
    if g == 0u {
        return f32(b == 1u);
    }
    return f32(g - f) / f32(g + b) / f32(g + b - 1u);
}

// Where in the chunk's gradients a pixel lies; past their end if it is in another chunk.
fn index_in_chunk(segment: u32, at: u32) -> u32 {
    let c = segment % CLASSES;
    let image = select(at / sort.pixels, segment / CLASSES, sort.per_image != 0u) - chunk.first_image;
    let pixel = at % sort.pixels - chunk.first_pixel;
    if image < chunk.images && pixel < chunk.pixels {
        return (image * CLASSES + c) * chunk.quads * 4u + pixel;
    }
    return VOID;
}

@compute @workgroup_size(SORTERS)
fn lovasz_gradient(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
    let block = workgroup.x;
    let local_segment = workgroup.y;
    let segment = sort.first_segment + local_segment;
    let row = select(0u, segment / CLASSES, sort.per_image != 0u) * ROW;
    let share = coefficients[row + sort.row_slot + segment % CLASSES].x;
    let run = run_of(block, lane);
    counts[lane] = foreground_in(run, local_segment);
    workgroupBarrier();
    var f = foregrounds[local_segment * sort.blocks + block];
    for (var other = 0u; other < lane; other++) {
        f += counts[other];
    }
    let g = totals[local_segment];
    var sum = 0.0;
    for (var rank = run.x; rank < run.y; rank++) {
        let key = keys[local_segment * sort.length + rank];
        let payload = payloads[local_segment * sort.length + rank];
        let foreground = (payload & 1u) == 1u;
        f += payload & 1u;
        let index = index_in_chunk(segment, payload >> 1u);
        let error = error_of(key);
        if key == VOID || index == VOID || (HINGE && error <= 0.0) {
            continue;
        }
        let weight = weight_of(foreground, g, f, rank + 1u - f);
        sum += weight * error;
        // The error's own slope: −1 where more is wanted, 1 where less, 0 where it is right.
        let slope = select(1.0, -1.0, foreground) * f32(error != 0.0);
        gradients[index] += share * weight * slope;
    }
    sums[lane] = sum;
    workgroupBarrier();
    if lane == 0u {
        var total = 0.0;
        for (var other = 0u; other < SORTERS; other++) {
            total += sums[other];
        }
        partials[local_segment * sort.blocks + block] += total;
    }
}
