// The region family per pixel: its share of the moments, and its gradient. Twin of src/loss/region.rs.

// base^exponent for a small whole exponent.
fn power(base: vec4f, exponent: u32) -> vec4f {
    var result = vec4f(1.0);
    for (var i = 0u; i < exponent; i++) {
        result *= base;
    }
    return result;
}

// (a^p − b^p)/(a − b) = a^(p−1) + a^(p−2)·b + …, which keeps its digits where a ≈ b.
fn quotient(a: vec4f, b: vec4f, exponent: u32) -> vec4f {
    var sum = vec4f(0.0);
    for (var i = 0u; i < exponent; i++) {
        sum = sum * a + power(b, i);
    }
    return sum;
}

// TP, FP, FN and y of four pixels.
fn pixel_moments(x: vec4f, y: vec4f, form: u32) -> QuadSums {
    let norm = norm_of(form);
    var tp: vec4f;
    var fp: vec4f;
    var fn_: vec4f;
    if norm == 1u && !is_product(form) {
        // (x + y ∓ |x−y|)/2 without the cancellation.
        tp = smaller(x, y);
        fp = x - tp;
        fn_ = y - tp;
    } else if norm <= 2u || is_product(form) {
        // Both overlaps are x·y where the exponent is 2.
        tp = x * y;
        fp = x * (power(x, norm - 1u) - y);
        fn_ = y * (power(y, norm - 1u) - x);
    } else {
        let distance = abs(x - y);
        let dp = power(distance, norm);
        let change = (x - y) * quotient(x, y, norm);
        let less = smaller(x, y);
        tp = 0.5 * (power(less, norm) + less * quotient(larger(x, y), distance, norm));
        fp = 0.5 * (dp + change);
        fn_ = 0.5 * (dp - change);
    }
    return QuadSums(tp, fp, fn_, y);
}

// p·|base|^(p−1).
fn power_slope(base: vec4f, norm: u32) -> vec4f {
    return f32(norm) * power(abs(base), norm - 1u);
}

// above·∂FP/∂x + below·∂TP/∂x.
fn pixel_gradient(x: vec4f, y: vec4f, form: u32, slopes: vec2f) -> vec4f {
    let norm = norm_of(form);
    var along_x = power_slope(x, norm); // x is not below 0, and Σ x has no kink there
    var on_tp = y;
    if !is_product(form) {
        along_x *= sign_of(x);
        on_tp = 0.5 * (along_x - power_slope(x - y, norm) * sign(x - y));
    }
    return slopes.x * (along_x - on_tp) + slopes.y * on_tp;
}
