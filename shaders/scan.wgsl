// Exclusive prefix sums of each segment's counts, in place: one workgroup a segment.

struct Scan {
    entries: u32 // of a segment
}

@group(0) @binding(0) var<uniform> scan: Scan;
@group(0) @binding(1) var<storage, read_write> entries: array<u32>; // [segment, entry]
@group(0) @binding(2) var<storage, read_write> totals: array<u32>; // [segment]

var<workgroup> sums: array<u32, LANES>;

@compute @workgroup_size(LANES)
fn prefix_sums(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
    let segment = workgroup.x;
    let run = (scan.entries + LANES - 1u) / LANES;
    let first = segment * scan.entries + min(lane * run, scan.entries);
    let end = segment * scan.entries + min((lane + 1u) * run, scan.entries);
    var sum = 0u;
    for (var at = first; at < end; at++) {
        sum += entries[at];
    }
    sums[lane] = sum;
    workgroupBarrier();
    if lane == 0u {
        var running = 0u;
        for (var other = 0u; other < LANES; other++) {
            let own = sums[other];
            sums[other] = running;
            running += own;
        }
        totals[segment] = running;
    }
    workgroupBarrier();
    var running = sums[lane];
    for (var at = first; at < end; at++) {
        let own = entries[at];
        entries[at] = running;
        running += own;
    }
}
