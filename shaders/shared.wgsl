// What all passes share. The host adds the constants CLASSES, FORMS, POINTWISE, LOVASZ, HINGE,
// WORKGROUP, RUN and LANES, the families and kinds of terms by name, and the functions
// norm_of(form), is_product(form) and kind_of(pointwise term).

// Sums per image: one for each form and class, one for each pointwise term.
const SLOTS: u32 = FORMS * CLASSES + POINTWISE;
// Coefficients per image: one for each sum, then one for each Lovász term and class.
const ROW: u32 = SLOTS + LOVASZ * CLASSES;

const CHAIN: u32 = 16u; // additions in a row, so that no long chain of f32 additions forms

// Adds three sums, keeps the larger peak.
fn merge(a: vec4f, b: vec4f) -> vec4f {
    return vec4f(a.xyz + b.xyz, max(a.w, b.w));
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
