// What each class of each image counts for in a Lovász term's mean: x with the term's weight, y
// without it. The sorting comes after, see lovasz_keys.wgsl.

fn present(image: u32, c: u32) -> bool {
    return peak_of(sums[image * SLOTS + c]) > 0.0;
}

fn present_in_group(first_image: u32, images: u32, c: u32) -> bool {
    for (var b = first_image; b < first_image + images; b++) {
        if present(b, c) {
            return true;
        }
    }
    return false;
}

fn lovasz_shares(t: u32, lane: u32) {
    let term = terms[t];
    let images = select(batch.images, 1u, term.per_image != 0u);
    let groups = batch.images / images;
    for (var group = lane; group < groups; group += LANES) {
        var active_classes = 0.0;
        for (var c = 0u; c < CLASSES; c++) {
            active_classes += f32(term.only_present == 0u || present_in_group(group * images, images, c));
        }
        for (var c = 0u; c < CLASSES; c++) {
            let counts = term.only_present == 0u || present_in_group(group * images, images, c);
            let share = select(0.0, 1.0 / (f32(groups) * active_classes), counts);
            for (var b = group * images; b < (group + 1u) * images; b++) {
                coefficients[b * ROW + term.row_slot + c] = vec4f(term.weight * share, share, 0.0, 0.0);
            }
        }
    }
}
