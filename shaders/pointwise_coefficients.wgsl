// A pointwise term: the mean over the kept pixels. Twin of src/loss/pointwise.rs.

// The term's value; sets what a pixel's gradient is multiplied with.
fn pointwise_term(t: u32) -> Share {
    let term = terms[t];
    var total = vec4f(0.0); // the sum, the kept pixels, the infinite parts
    for (var image = 0u; image < batch.images; image++) {
        total += sums[image * SLOTS + term.first_slot];
    }
    if total.y == 0.0 {
        return Share();
    }
    for (var image = 0u; image < batch.images; image++) {
        coefficients[image * ROW + term.row_slot].x = term.weight / total.y;
    }
    return Share(total.x / total.y, total.z);
}
