// Which triples of label maps break an axiom most: one invocation a triple, all in registers.
// Twin of src/axioms/judge.rs.
//
// The values are those of the evaluation's own functions, with one image, one lane, and private
// variables in place of their buffers.

struct Search {
    seed: u32,
    low: u32, // the first triple's number
    high: u32,
    count: u32,
    pixels: u32,
    soft: u32,
    terms: u32,
    groups_per_row: u32
}

struct Batch {
    images: u32
}

// How far each axiom is broken, and by which triple of this dispatch.
struct Suspects {
    extents: vec4f,
    offsets: vec4f
}

const batch = Batch(1u);
const ROUNDING: f32 = 1e-5;
const INFINITE: f32 = 1e36; // what stands for an infinite loss

@group(0) @binding(0) var<uniform> search: Search;
@group(0) @binding(1) var<storage, read> terms: array<Term>;
@group(0) @binding(2) var<storage, read> class_weights: array<f32>; // [term, class]
@group(0) @binding(3) var<storage, read> pointwise_parameters: array<f32>; // [pointwise term]
@group(0) @binding(4) var<storage, read_write> suspects: array<Suspects>; // [workgroup]

var<private> prediction: array<vec4f, QUADS * CLASSES>;
var<private> label: array<vec4f, QUADS * CLASSES>;
var<private> sums: array<vec4f, SLOTS>;
var<private> work: array<vec4f, 2u * CLASSES + 2u>;
var<private> coefficients: array<vec4f, ROW>;

var<workgroup> found: array<Suspects, WORKGROUP>;

fn sync() {}

fn quad_index(image: u32, c: u32, quad: u32) -> u32 {
    return quad * CLASSES + c;
}

fn label_at(image: u32, c: u32, quad: u32) -> vec4f {
    return label[quad_index(image, c, quad)];
}

// 1 for each of a quad's four pixels that is one.
fn keep_at(quad: u32) -> vec4f {
    return select(vec4f(0.0), vec4f(1.0), vec4u(4u * quad) + vec4u(0u, 1u, 2u, 3u) < vec4u(search.pixels));
}

// The loss of map x as the prediction of map y.
fn loss_of(x: u32, y: u32) -> f32 {
    let quads = (search.pixels + 3u) / 4u;
    for (var i = 0u; i < QUADS * CLASSES; i++) {
        prediction[i] = maps[x * QUADS * CLASSES + i];
        label[i] = maps[y * QUADS * CLASSES + i];
    }
    for (var slot = 0u; slot < FORMS * CLASSES; slot++) {
        var sum = QuadSums();
        for (var quad = 0u; quad < quads; quad++) {
            let at = quad_index(0u, slot % CLASSES, quad);
            sum = merge_quads(sum, pixel_moments(prediction[at], label[at], slot / CLASSES));
        }
        sums[slot] = across(sum);
    }
    for (var term = 0u; term < POINTWISE; term++) {
        var sum = QuadSums();
        for (var quad = 0u; quad < quads; quad++) {
            sum = merge_quads(sum, pointwise_share(term, 0u, quad, keep_at(quad)));
        }
        sums[FORMS * CLASSES + term] = across(sum);
    }
    var loss = 0.0;
    for (var t = 0u; t < search.terms; t++) {
        var value = Share();
        let family = terms[t].family;
        if family == REGION_TERM {
            value = region_term(t, 0u);
        } else if family == GENERALIZED_DICE_TERM {
            value = generalized_dice_term(t, 0u);
        } else {
            value = pointwise_term(t);
        }
        loss += terms[t].weight * select(value.value, INFINITE, value.infinite > 0.0);
    }
    return loss;
}

// An extent, or 0 if it may be rounding or a loss is infinite.
fn beyond_rounding(extent: f32, largest: f32) -> f32 {
    return select(0.0, extent, largest < 1e30 && extent > ROUNDING * max(1.0, largest));
}

fn broken() -> vec4f {
    // Written out, so that the maps can stay in registers: a loop over the pairs takes four times as long.
    let aa = loss_of(0u, 0u);
    let ab = loss_of(0u, 1u);
    let ba = loss_of(1u, 0u);
    let bc = loss_of(1u, 2u);
    let ac = loss_of(0u, 2u);
    var apart = 0.0;
    for (var i = 0u; i < QUADS * CLASSES; i++) {
        apart += dot(abs(maps[i] - maps[QUADS * CLASSES + i]), vec4f(1.0));
    }
    return vec4f(
        beyond_rounding(abs(aa), abs(aa)),
        select(0.0, apart / f32(search.pixels * CLASSES), ab <= 0.0),
        beyond_rounding(abs(ab - ba), max(abs(ab), abs(ba))),
        beyond_rounding(ac - ab - bc, max(abs(ac), max(abs(ab), abs(bc))))
    );
}

@compute @workgroup_size(WORKGROUP)
fn axioms(
    @builtin(workgroup_id) workgroup: vec3u,
    @builtin(local_invocation_index) lane: u32
) {
    let group = workgroup.y * search.groups_per_row + workgroup.x;
    let offset = group * WORKGROUP + lane;
    var own = Suspects(vec4f(0.0), vec4f(f32(offset)));
    if offset < search.count {
        let low = search.low + offset;
        draw_triple(search.seed, low, search.high + select(0u, 1u, low < offset), search.pixels, search.soft != 0u);
        own.extents = broken();
    }
    found[lane] = own;
    workgroupBarrier();
    for (var half = WORKGROUP / 2u; half > 0u; half >>= 1u) {
        if lane < half {
            let other = found[lane + half];
            let worse = other.extents > found[lane].extents;
            found[lane].extents = select(found[lane].extents, other.extents, worse);
            found[lane].offsets = select(found[lane].offsets, other.offsets, worse);
        }
        workgroupBarrier();
    }
    if lane == 0u && group * WORKGROUP < search.count {
        suspects[group] = found[0];
    }
}
