// A region term's value and coefficients from the sums. Twin of src/loss/region.rs and its cells.

struct Ratio {
    loss: f32,
    infinite: bool, // then the loss and the slopes are 0 here
    slopes: vec2f // ∂L/∂FP and ∂L/∂TP − ∂L/∂FN
}

// −ln of numerator/(numerator + excess): ln(1 + ·) where the ratio is near 1; a quotient that is
// large could overflow.
fn minus_log_ratio(numerator: f32, excess: f32) -> f32 {
    if excess < 1024.0 * numerator {
        return log_1p(vec4f(excess / numerator)).x;
    }
    return log(numerator + excess) - log(numerator);
}

// (1 − T)^γ or (−ln T)^γ, from TP, FP, FN.
fn ratio_of(counts: vec3f, term: Term) -> Ratio {
    let numerator = counts.x + term.smooth_numerator;
    let excess = term.alpha * counts.y + term.beta * counts.z + term.smooth_excess;
    let denominator = numerator + excess;
    if abs(denominator) < SMALLEST {
        return Ratio(0.0, false, vec2f(0.0)); // nothing there, nothing predicted
    }
    if term.log_loss != 0u && min(numerator, denominator) < SMALLEST {
        return Ratio(0.0, true, vec2f(0.0));
    }
    var base = excess / denominator;
    var divisor = denominator;
    if term.log_loss != 0u {
        base = minus_log_ratio(numerator, excess);
        divisor = numerator; // ln T has the slopes of T over T
    }
    var loss = base;
    var slope = 1.0;
    if term.gamma != 1.0 {
        loss = select(pow(base, term.gamma), 0.0, base <= 0.0);
        slope = select(term.gamma * pow(base, term.gamma - 1.0), 0.0, base <= 0.0);
    }
    let scale = slope / denominator;
    let above = scale * term.alpha * (numerator / divisor);
    let below = -scale * (excess / divisor + term.beta * (numerator / divisor));
    return Ratio(loss, false, vec2f(above, below));
}

fn plus(sum: Share, share: f32, ratio: Ratio) -> Share {
    return Share(sum.value + share * ratio.loss, max(sum.infinite, f32(ratio.infinite && share > 0.0)));
}

// This lane's share of the value; adds the term's coefficients.
fn region_term(t: u32, lane: u32) -> Share {
    let term = terms[t];
    let columns = select(CLASSES, 1u, term.agnostic != 0u); // ratios per image
    let shard_images = batch.images / term.shards;
    let cells = batch.images * columns;
    // In `work`: counts and activity of each cell; sums over each shard's images; active classes
    // of each image; active classes and images of each shard.
    let by_class = cells;
    let by_image = by_class + term.shards * columns;
    let by_shard = by_image + batch.images;

    for (var cell = lane; cell < cells; cell += LANES) {
        let slot = (cell / columns) * SLOTS + term.first_slot;
        var counts = vec4f(0.0);
        if term.agnostic != 0u {
            for (var c = 0u; c < CLASSES; c++) {
                counts = merge(counts, sums[slot + c]);
            }
        } else {
            counts = sums[slot + cell % columns];
        }
        let active_ = term.only_present == 0u || counts.w > term.threshold;
        work[cell] = vec4f(counts.xyz, f32(active_));
    }
    sync();

    for (var index = lane; index < term.shards * columns; index += LANES) {
        var total = vec4f(0.0);
        for (var b = 0u; b < shard_images; b++) {
            total += work[((index / columns) * shard_images + b) * columns + index % columns];
        }
        work[by_class + index] = total;
    }
    for (var image = lane; image < batch.images; image += LANES) {
        var active_classes = 0.0;
        for (var column = 0u; column < columns; column++) {
            active_classes += work[image * columns + column].w;
        }
        work[by_image + image] = vec4f(active_classes);
    }
    sync();

    for (var shard = lane; shard < term.shards; shard += LANES) {
        var any = vec4f(0.0); // classes, images with something active
        for (var column = 0u; column < columns; column++) {
            any.x += f32(work[by_class + shard * columns + column].w > 0.0);
        }
        for (var b = 0u; b < shard_images; b++) {
            any.y += f32(work[by_image + shard * shard_images + b].x > 0.0);
        }
        work[by_shard + shard] = any;
    }
    sync();

    var value = Share();
    for (var cell = lane; cell < cells; cell += LANES) {
        let image = cell / columns;
        let column = cell % columns;
        let shard = image / shard_images;
        let any = work[by_shard + shard];
        let whole = work[by_class + shard * columns + column];
        let own = work[cell];
        var factor = 1.0 / f32(term.shards);
        if term.agnostic == 0u {
            factor *= class_weights[t * CLASSES + column];
        }
        var slopes = vec2f(0.0);
        if term.d > 0.0 && whole.w > 0.0 {
            let ratio = ratio_of(whole.xyz, term);
            let share = factor * term.d / any.x;
            slopes += share * ratio.slopes;
            if image % shard_images == 0u { // once per ratio
                value = plus(value, share, ratio);
            }
        }
        if term.i + term.c > 0.0 && own.w > 0.0 {
            let ratio = ratio_of(own.xyz, term);
            let share = factor * (term.i / (work[by_image + image].x * any.y) + term.c / (whole.w * any.x));
            slopes += share * ratio.slopes;
            value = plus(value, share, ratio);
        }
        let slot = image * ROW + term.row_slot;
        for (var c = column; c < CLASSES; c += columns) {
            coefficients[slot + c] += vec4f(term.weight * slopes, 0.0, 0.0);
            if term.agnostic == 0u {
                break;
            }
        }
    }
    return value;
}
