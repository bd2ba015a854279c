// Generalised Dice's value and coefficients from the sums. Twin of src/loss/generalized_dice.rs.

// TP, FP and FN of a class over a group of images.
fn group_sum(first_image: u32, images: u32, slot: u32) -> vec3f {
    var sum = vec3f(0.0);
    for (var b = first_image; b < first_image + images; b++) {
        sum += sums[b * SLOTS + slot].xyz;
    }
    return sum;
}

// 1/Y², 1/Y or 1; 0 for an absent class, which gets the largest of the others.
fn class_weight(size: f32, weighting: u32) -> f32 {
    if weighting == 0u {
        return 1.0;
    }
    return select(pow(1.0 / size, f32(weighting)), 0.0, size == 0.0);
}

// This lane's share of the value; adds the term's coefficients. One lane serves a group of images.
fn generalized_dice_term(t: u32, lane: u32) -> Share {
    let term = terms[t];
    let images = select(batch.images, 1u, term.per_image != 0u);
    let groups = batch.images / images;
    var value = 0.0;
    for (var group = lane; group < groups; group += LANES) {
        var largest = 0.0;
        for (var c = 0u; c < CLASSES; c++) {
            let sum = group_sum(group * images, images, term.first_slot + c);
            largest = max(largest, class_weight(sum.x + sum.z, term.weighting));
        }
        var doubled = 0.0; // 2Σ w·TP
        var errors = 0.0; // Σ w·(FP + FN)
        for (var c = 0u; c < CLASSES; c++) {
            let sum = group_sum(group * images, images, term.first_slot + c);
            let own = class_weight(sum.x + sum.z, term.weighting);
            let weight = select(own, largest, own == 0.0);
            doubled += weight * 2.0 * sum.x;
            errors += weight * (sum.y + sum.z);
        }
        let numerator = doubled + term.smooth_numerator;
        let excess = errors + term.smooth_excess;
        let denominator = doubled + errors + term.smooth_denominator;
        if denominator == 0.0 {
            continue;
        }
        value += excess / denominator / f32(groups);
        for (var c = 0u; c < CLASSES; c++) {
            let sum = group_sum(group * images, images, term.first_slot + c);
            let own = class_weight(sum.x + sum.z, term.weighting);
            let scale = term.weight * select(own, largest, own == 0.0) / f32(groups) / denominator;
            for (var b = group * images; b < (group + 1u) * images; b++) {
                coefficients[b * ROW + term.row_slot + c] += vec4f(scale * numerator / denominator, -scale * (1.0 + excess / denominator), 0.0, 0.0);
            }
        }
    }
    return Share(value, 0.0);
}
