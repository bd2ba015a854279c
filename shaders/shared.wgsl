// What all passes share. The host adds the constants CLASSES, FORMS, POINTWISE, LOVASZ, HINGE,
// PEAKS, WORKGROUP, RUN and LANES, the families and kinds of terms by name, and the functions
// norm_of(form), is_product(form) and kind_of(pointwise term).

// Sums per image: one for each form and class, one for each pointwise term.
const SLOTS: u32 = FORMS * CLASSES + POINTWISE;
// Coefficients per image: one for each sum, then one for each Lovász term and class.
const ROW: u32 = SLOTS + LOVASZ * CLASSES;

const CHAIN: u32 = 16u; // additions in a row, so that no long chain of f32 additions forms

// The smaller and the larger of two. min and max may also look out for NaN, which never comes here, and then take
// longer.
fn smaller(a: vec4f, b: vec4f) -> vec4f {
    return select(b, a, a < b);
}

fn larger(a: vec4f, b: vec4f) -> vec4f {
    return select(a, b, a < b);
}

// Adds three sums, keeps the larger peak.
fn merge(a: vec4f, b: vec4f) -> vec4f {
    return vec4f(a.xyz + b.xyz, max(a.w, b.w));
}

// The largest y. Without PEAKS nobody asks for it, or the label is hard: then it is 1 where TP and FN, which add up to
// Σ y, say that there is any.
fn peak_of(sum: vec4f) -> f32 {
    return select(f32(sum.x + sum.z > 0.5), sum.w, PEAKS);
}

// Three sums and a peak of each of a quad's four pixels: added up across them only at the end.
struct QuadSums {
    a: vec4f,
    b: vec4f,
    c: vec4f,
    peak: vec4f
}

fn merge_quads(one: QuadSums, other: QuadSums) -> QuadSums {
    var sum = QuadSums(one.a + other.a, one.b + other.b, one.c + other.c, one.peak);
    if PEAKS {
        sum.peak = larger(one.peak, other.peak);
    }
    return sum;
}

fn across(sums: QuadSums) -> vec4f {
    let one = vec4f(1.0);
    let peak = max(sums.peak.xy, sums.peak.zw);
    return vec4f(dot(sums.a, one), dot(sums.b, one), dot(sums.c, one), max(peak.x, peak.y));
}

const SMALLEST: f32 = 1.1754944e-38; // of the numbers that no shader takes for 0
const LARGEST: f32 = 0x1.fffffep+127f;
const INFINITY_BITS: u32 = 0x7f800000u;
const SIGN_BIT: u32 = 0x80000000u;

// ln(1 + r) for r > −1: near 0 the logarithm of 1 + r would lose r's digits.
fn log_1p(r: vec4f) -> vec4f {
    let t = r / (2.0 + r);
    let t2 = t * t;
    let series = 2.0 * t * (1.0 + t2 * (1.0 / 3.0 + t2 * (0.2 + t2 * (1.0 / 7.0 + t2 / 9.0))));
    return select(log(1.0 + r), series, abs(r) < vec4f(0.25));
}
