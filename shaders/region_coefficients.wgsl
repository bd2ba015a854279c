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
    let cells = cells_of(term);
    count_cells(term, cells, lane);
    add_cells(term, cells, lane);
    count_active(term, cells, lane);

    let columns = cells.columns;
    var value = Share();
    for (var cell = lane; cell < cells.count; cell += LANES) {
        let image = cell / columns;
        let column = cell % columns;
        let shard = image / cells.shard_images;
        let any = work[cells.by_shard + shard];
        let whole = work[cells.by_class + shard * columns + column];
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
            if image % cells.shard_images == 0u { // once per ratio
                value = plus(value, share, ratio);
            }
        }
        if term.i + term.c > 0.0 && own.w > 0.0 {
            let ratio = ratio_of(own.xyz, term);
            let by_image = work[cells.by_image + image].x * any.y;
            let share = factor * (term.i / by_image + term.c / (whole.w * any.x));
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
