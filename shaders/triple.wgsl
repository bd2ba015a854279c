// Random label maps, the same for the same seed and number. Twin of src/axioms/triple.rs.
// The host adds LEVELS, the parts of a probability, and QUADS, a map's at the most.

// [map, quad, class], four pixels a quad.
var<private> maps: array<vec4f, 3u * QUADS * CLASSES>;

// A permuted congruential generator (PCG-RXS-M-XS).
var<private> random: u32;

fn permuted(state: u32) -> u32 {
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

fn next() -> u32 {
    random = random * 747796405u + 2891336453u;
    return permuted(random);
}

fn coin() -> bool {
    return next() >> 31u == 1u;
}

fn below(limit: u32) -> u32 {
    return ((next() >> 16u) * limit) >> 16u;
}

fn put(map: u32, pixel: u32, c: u32, level: u32) {
    maps[(map * QUADS + pixel / 4u) * CLASSES + c][pixel % 4u] = f32(level) / f32(LEVELS);
}

// One class has it all; of one class, all or nothing.
fn draw_hard(map: u32, pixel: u32) {
    if CLASSES == 1u {
        put(map, pixel, 0u, LEVELS * below(2u));
        return;
    }
    let chosen = below(CLASSES);
    for (var c = 0u; c < CLASSES; c++) {
        put(map, pixel, c, select(0u, LEVELS, c == chosen));
    }
}

// From some class on, each takes a part of what is left, and the last takes the rest.
fn draw_soft(map: u32, pixel: u32) {
    if CLASSES == 1u {
        put(map, pixel, 0u, below(LEVELS + 1u));
        return;
    }
    let first = below(CLASSES);
    var left = LEVELS;
    for (var step = 0u; step < CLASSES; step++) {
        var part = left;
        if step + 1u < CLASSES {
            part = below(left + 1u);
        }
        put(map, pixel, (first + step) % CLASSES, part);
        left -= part;
    }
}

// The triple of that number, of `pixels` pixels; what is beyond them stays 0.
fn draw_triple(seed: u32, low: u32, high: u32, pixels: u32, soft: bool) {
    random = permuted(low ^ permuted(high ^ permuted(seed)));
    var hard = !soft;
    if soft {
        hard = coin();
    }
    for (var map = 0u; map < 3u; map++) {
        for (var pixel = 0u; pixel < pixels; pixel++) {
            var pure = hard;
            if !hard {
                pure = coin();
            }
            if pure {
                draw_hard(map, pixel);
            } else {
                draw_soft(map, pixel);
            }
        }
    }
}
