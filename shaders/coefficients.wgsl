// Between the sweeps: one workgroup turns the sums into values and coefficients, term by term.
// Twin of the functions `coefficients` in src/loss.

@group(0) @binding(0) var<uniform> batch: Batch;
@group(0) @binding(1) var<storage, read> sums: array<vec4f>; // [image, slot]
@group(0) @binding(2) var<storage, read> terms: array<Term>;
@group(0) @binding(3) var<storage, read> class_weights: array<f32>; // [term, class]
@group(0) @binding(4) var<storage, read_write> work: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> coefficients: array<vec4f>; // [image, row]
@group(0) @binding(6) var<storage, read_write> values: array<u32>; // the bits of the loss, then of each term

var<workgroup> scratch: array<vec2f, LANES>;

fn sync() {
    storageBarrier();
    workgroupBarrier();
}

// The sum of what the lanes have, for all of them.
fn sum_of_lanes(share: Share, lane: u32) -> Share {
    scratch[lane] = vec2f(share.value, share.infinite);
    sync();
    for (var half = LANES / 2u; half > 0u; half >>= 1u) {
        if lane < half {
            scratch[lane] += scratch[lane + half];
        }
        workgroupBarrier();
    }
    let sum = scratch[0];
    workgroupBarrier();
    return Share(sum.x, sum.y);
}

@compute @workgroup_size(LANES)
fn coefficients_of(@builtin(local_invocation_index) lane: u32) {
    var loss = Share();
    for (var t = 0u; t < batch.terms; t++) {
        var share = Share();
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
        let value = sum_of_lanes(share, lane);
        if lane == 0u {
            values[1u + t] = bits_of(value);
            if terms[t].weight > 0.0 {
                loss.value += terms[t].weight * value.value;
                loss.infinite += f32(value.infinite > 0.0);
            }
        }
    }
    if lane == 0u {
        values[0] = bits_of(loss);
    }
}
