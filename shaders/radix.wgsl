// A stable radix sort of keys with payloads, four bits a pass: count the digits of each block,
// scan the counts, scatter. It needs neither subgroups nor progress of other workgroups.

@group(0) @binding(0) var<uniform> sort: Sort;
@group(0) @binding(1) var<storage, read> keys: array<u32>;
@group(0) @binding(2) var<storage, read> payloads: array<u32>;
@group(0) @binding(3) var<storage, read_write> counts: array<u32>; // [segment, digit, block]
@group(0) @binding(4) var<storage, read_write> keys_out: array<u32>;
@group(0) @binding(5) var<storage, read_write> payloads_out: array<u32>;

var<workgroup> block_keys: array<u32, BLOCK>;
var<workgroup> block_payloads: array<u32, BLOCK>;
var<workgroup> tallies: array<u32, BUCKETS * SORTERS>; // [digit, lane]

fn digit_of(key: u32) -> u32 {
    return (key >> sort.shift) & (BUCKETS - 1u);
}

// Brings a block's keys here in the order in which memory likes to be read.
fn load(block: u32, segment: u32, lane: u32) {
    for (var i = 0u; i < SORT_RUN; i++) {
        let at = block * BLOCK + i * SORTERS + lane;
        if at < sort.length {
            block_keys[i * SORTERS + lane] = keys[segment * sort.length + at];
            block_payloads[i * SORTERS + lane] = payloads[segment * sort.length + at];
        }
    }
    for (var digit = 0u; digit < BUCKETS; digit++) {
        tallies[digit * SORTERS + lane] = 0u;
    }
    workgroupBarrier();
}

// How many of this lane's run there are.
fn run_length(block: u32, lane: u32) -> u32 {
    let start = block * BLOCK + lane * SORT_RUN;
    return min(SORT_RUN, max(sort.length, start) - start);
}

fn tally(block: u32, lane: u32) {
    for (var i = 0u; i < run_length(block, lane); i++) {
        tallies[digit_of(block_keys[lane * SORT_RUN + i]) * SORTERS + lane] += 1u;
    }
    workgroupBarrier();
}

@compute @workgroup_size(SORTERS)
fn count(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
    let block = workgroup.x;
    let segment = workgroup.y;
    load(block, segment, lane);
    tally(block, lane);
    if lane < BUCKETS {
        var total = 0u;
        for (var other = 0u; other < SORTERS; other++) {
            total += tallies[lane * SORTERS + other];
        }
        counts[(segment * BUCKETS + lane) * sort.blocks + block] = total;
    }
}

@compute @workgroup_size(SORTERS)
fn scatter(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {
    let block = workgroup.x;
    let segment = workgroup.y;
    load(block, segment, lane);
    tally(block, lane);
    if lane < BUCKETS {
        // From counts to where each lane's first key of this digit goes.
        var next = counts[(segment * BUCKETS + lane) * sort.blocks + block];
        for (var other = 0u; other < SORTERS; other++) {
            let own = tallies[lane * SORTERS + other];
            tallies[lane * SORTERS + other] = next;
            next += own;
        }
    }
    workgroupBarrier();
    for (var i = 0u; i < run_length(block, lane); i++) {
        let key = block_keys[lane * SORT_RUN + i];
        let slot = digit_of(key) * SORTERS + lane;
        let at = segment * sort.length + tallies[slot];
        tallies[slot] += 1u;
        keys_out[at] = key;
        payloads_out[at] = block_payloads[lane * SORT_RUN + i];
    }
}
