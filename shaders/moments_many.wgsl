// Many classes quad by quad, on a processor that plays GPU, which has no registers to spare anyway: what they could not
// hold is read, and computed, once more.

alias Sum = vec4f;

fn sum_of(sum: Sum) -> vec4f {
    return sum;
}

fn add_quad(image: u32, quad: u32, sums: ptr<function, array<Sum, SLOTS>>) {
    let normaliser = normalise(image, quad, 1.0);
    let keep = keep_at(image, quad);
    for (var c = 0u; c < CLASSES; c++) {
        let x = keep * probability(prediction[quad_index(image, c, quad)], normaliser);
        let y = keep * label_at(image, c, quad);
        for (var form = 0u; form < FORMS; form++) {
            let slot = form * CLASSES + c;
            (*sums)[slot] = merge((*sums)[slot], across(pixel_moments(x, y, form)));
        }
    }
    for (var term = 0u; term < POINTWISE; term++) {
        (*sums)[FORMS * CLASSES + term] += across(pointwise_share(term, image, quad, keep));
    }
}
