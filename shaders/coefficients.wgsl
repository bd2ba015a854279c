// Between the sweeps: one workgroup sums the partial moments, then turns them into values and
// coefficients, term by term. Twin of the functions `coefficients` in src/loss.

struct Batch {
    images: u32,
    groups: u32, // partial sums per image
    terms: u32,
    unused: u32
}

@group(0) @binding(0) var<uniform> batch: Batch;
@group(0) @binding(1) var<storage, read> partials: array<vec4f>; // [image, group, slot]
@group(0) @binding(2) var<storage, read> terms: array<Term>;
@group(0) @binding(3) var<storage, read> class_weights: array<f32>; // [term, class]
@group(0) @binding(4) var<storage, read_write> sums: array<vec4f>; // [image, slot]
@group(0) @binding(5) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> coefficients: array<vec4f>; // [image, row]
@group(0) @binding(7) var<storage, read_write> values: array<f32>; // the loss, then each term

const AT_ONCE: u32 = 16u; // sums that the workgroup forms side by side
const WORKERS: u32 = LANES / AT_ONCE; // lanes that share one of them

var<workgroup> scratch: array<vec4f, LANES>;

fn sync() {
    storageBarrier();
    workgroupBarrier();
}

// sums[image, slot] = Σ partials, in runs of 16 so that no long chain of f32 additions forms.
fn sum_partials(lane: u32) {
    let cells = batch.images * SLOTS;
    let worker = lane / AT_ONCE;
    for (var first = 0u; first < cells; first += AT_ONCE) {
        let cell = first + lane % AT_ONCE;
        var total = vec4f(0.0);
        if cell < cells {
            let start = (cell / SLOTS) * batch.groups;
            for (var from_group = worker * 16u; from_group < batch.groups; from_group += WORKERS * 16u) {
                var run = vec4f(0.0);
                for (var group = from_group; group < min(from_group + 16u, batch.groups); group++) {
                    run = merge(run, partials[(start + group) * SLOTS + cell % SLOTS]);
                }
                total = merge(total, run);
            }
        }
        scratch[lane] = total;
        workgroupBarrier();
        for (var half = WORKERS / 2u; half > 0u; half >>= 1u) {
            if worker < half {
                scratch[lane] = merge(scratch[lane], scratch[lane + half * AT_ONCE]);
            }
            workgroupBarrier();
        }
        if worker == 0u && cell < cells {
            sums[cell] = scratch[lane];
        }
    }
    sync();
}

@compute @workgroup_size(LANES)
fn coefficients_of(@builtin(local_invocation_index) lane: u32) {
    sum_partials(lane);
    var loss = 0.0;
    for (var t = 0u; t < batch.terms; t++) {
        var share = 0.0;
        let family = terms[t].family;
        if family == REGION_TERM {
            share = region_term(t, lane);
        } else if family == GENERALIZED_DICE_TERM {
            share = generalized_dice_term(t, lane);
        } else if family == LOVASZ_TERM {
            lovasz_shares(t, lane);
        } else if lane == 0u {
            share = pointwise_term(t);
        }
        scratch[lane] = vec4f(share);
        sync();
        if lane == 0u {
            var value = 0.0;
            for (var other = 0u; other < LANES; other++) {
                value += scratch[other].x;
            }
            values[1u + t] = value;
            loss += terms[t].weight * value;
        }
        sync();
    }
    if lane == 0u {
        values[0] = loss;
    }
}
