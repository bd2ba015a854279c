// The region family per pixel: its share of the moments, and its gradient. Twin of src/loss/region.rs.

// base^exponent for a small whole exponent.
fn power(base: vec4f, exponent: u32) -> vec4f {
    var result = vec4f(1.0);
    for (var i = 0u; i < exponent; i++) {
        result *= base;
    }
    return result;
}

// TP, FP, FN and the largest y of four pixels.
fn pixel_moments(x: vec4f, y: vec4f, form: u32) -> vec4f {
    let norm = norm_of(form);
    var tp: vec4f;
    var fp: vec4f;
    var fn_: vec4f;
    if is_product(form) {
        tp = x * y;
        fp = select(power(x, norm) - tp, x * (1.0 - y), norm == 1u);
        fn_ = select(power(y, norm) - tp, y * (1.0 - x), norm == 1u);
    } else if norm == 1u {
        // (x + y ∓ |x−y|)/2 without the cancellation.
        tp = min(x, y);
        fp = max(x - y, vec4f(0.0));
        fn_ = max(y - x, vec4f(0.0));
    } else {
        let xp = power(x, norm);
        let yp = power(y, norm);
        let dp = power(abs(x - y), norm);
        tp = 0.5 * (xp + yp - dp);
        fp = 0.5 * (xp - yp + dp);
        fn_ = 0.5 * (yp - xp + dp);
    }
    let one = vec4f(1.0);
    return vec4f(dot(tp, one), dot(fp, one), dot(fn_, one), max(max(y.x, y.y), max(y.z, y.w)));
}

// u·p·x^(p−1) + v·p·|x−y|^(p−1)·sign(x−y) + w·y.
fn pixel_gradient(x: vec4f, y: vec4f, form: u32, uvw: vec3f) -> vec4f {
    let norm = norm_of(form);
    let p = f32(norm);
    return uvw.x * p * power(x, norm - 1u) * sign(x)
        + uvw.y * p * power(abs(x - y), norm - 1u) * sign(x - y)
        + uvw.z * y;
}
