// Few classes, whose numbers and sums fit into registers: each number is read once, and the sums are of each of a quad's
// pixels.

alias Sum = QuadSums;

fn sum_of(sum: Sum) -> vec4f {
    return across(sum);
}

fn add_quad(image: u32, quad: u32, sums: ptr<function, array<Sum, SLOTS>>) {
    let keep = keep_at(image, quad);
    var x = probabilities(image, quad);
    var y = labels(image, quad);
    for (var c = 0u; c < CLASSES; c++) {
        for (var form = 0u; form < FORMS; form++) {
            let slot = form * CLASSES + c;
            (*sums)[slot] = merge_quads((*sums)[slot], pixel_moments(keep * x[c], keep * y[c], form));
        }
    }
    for (var term = 0u; term < POINTWISE; term++) {
        let slot = FORMS * CLASSES + term;
        (*sums)[slot] = merge_quads((*sums)[slot], pointwise_share(term, image, quad, keep));
    }
}
