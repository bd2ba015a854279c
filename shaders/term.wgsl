// A share of a term's value. Not every shader compiler keeps infinities: they are told apart, and
// leave as bits.
struct Share {
    value: f32,
    infinite: f32 // above 0 if what it counts is infinite
}

fn bits_of(share: Share) -> u32 {
    return select(bitcast<u32>(share.value), INFINITY_BITS, share.infinite > 0.0);
}

// A term's parameters; which of them mean something depends on its family.
struct Term {
    family: u32,
    first_slot: u32, // of its sums
    row_slot: u32, // of its coefficients
    agnostic: u32,
    only_present: u32,
    log_loss: u32,
    shards: u32,
    per_image: u32,
    weighting: u32, // Generalised Dice: classes weigh 1/Y to this power
    alpha: f32,
    beta: f32,
    smooth_numerator: f32,
    smooth_denominator: f32,
    smooth_excess: f32, // by which the latter exceeds the former, with all its digits
    gamma: f32,
    threshold: f32,
    d: f32,
    i: f32,
    c: f32,
    weight: f32
}
