// Generalised Dice's value and coefficients from the sums. Twin of src/loss/generalized_dice.rs.

// TP, FP and FN of a class over a group of images.
fn group_sum(first_image: u32, images: u32, slot: u32) -> vec3f {
    var sum = vec3f(0.0);
    for (var b = first_image; b < first_image + images; b++) {
        sum += sums[b * SLOTS + slot].xyz;
    }
    return sum;
}

fn power_of(base: f32, weighting: u32) -> f32 {
    return select(1.0, select(base, base * base, weighting == 2u), weighting > 0u);
}

// 1/Y², 1/Y or 1 over the largest such weight, for by itself a small class's would exceed f32. A class
// that is absent has the largest, unless none is there.
fn class_weight(size: f32, smallest: f32, weighting: u32) -> f32 {
    if smallest == 0.0 {
        return f32(weighting == 0u);
    }
    return power_of(select(smallest / size, 1.0, size == 0.0), weighting);
}

// This lane's share of the value; adds the term's coefficients. One lane serves a group of images.
fn generalized_dice_term(t: u32, lane: u32) -> Share {
    let term = terms[t];
    let images = select(batch.images, 1u, term.per_image != 0u);
    let groups = batch.images / images;
    var value = 0.0;
    for (var group = lane; group < groups; group += LANES) {
        var smallest = 0.0; // of the classes that are there
        for (var c = 0u; c < CLASSES; c++) {
            let sum = group_sum(group * images, images, term.first_slot + c);
            let size = sum.x + sum.z;
            smallest = select(smallest, size, size > 0.0 && (smallest == 0.0 || size < smallest));
        }
        var doubled = 0.0; // 2Σ w·TP
        var errors = 0.0; // Σ w·(FP + FN)
        for (var c = 0u; c < CLASSES; c++) {
            let sum = group_sum(group * images, images, term.first_slot + c);
            let weight = class_weight(sum.x + sum.z, smallest, term.weighting);
            doubled += weight * 2.0 * sum.x;
            errors += weight * (sum.y + sum.z);
        }
        // The smoothing too is over the largest weight.
        let unit = select(power_of(smallest, term.weighting), 1.0, smallest == 0.0);
        let numerator = doubled + unit * term.smooth_numerator;
        let excess = errors + unit * term.smooth_excess;
        let denominator = doubled + errors + unit * term.smooth_denominator;
        if denominator < SMALLEST {
            continue;
        }
        value += excess / denominator / f32(groups);
        for (var c = 0u; c < CLASSES; c++) {
            let sum = group_sum(group * images, images, term.first_slot + c);
            let weight = class_weight(sum.x + sum.z, smallest, term.weighting);
            let scale = term.weight * weight / f32(groups) / denominator;
            for (var b = group * images; b < (group + 1u) * images; b++) {
                coefficients[b * ROW + term.row_slot + c] += vec4f(scale * numerator / denominator, -scale * (1.0 + excess / denominator), 0.0, 0.0);
            }
        }
    }
    return Share(value, 0.0);
}
