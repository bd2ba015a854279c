// What the sorting passes share. The host adds SORTERS, SORT_RUN and BUCKETS.
//
// A segment is the pixels of one class, of the whole batch or of one image, to be sorted by their
// errors. Segments are equally long and lie behind one another; each is cut into blocks that a
// workgroup handles, each block into runs that an invocation handles from left to right, which
// keeps the order of equal keys.

struct Sort {
    length: u32, // of a segment
    blocks: u32, // of a segment
    pixels: u32, // of an image
    first_segment: u32, // of those sorted now
    segments: u32, // sorted now
    per_image: u32,
    shift: u32, // of the digit that this pass sorts by
    row_slot: u32, // of the term's shares among the coefficients
    term: u32,
    unused_0: u32,
    unused_1: u32,
    unused_2: u32
}

const BLOCK: u32 = SORTERS * SORT_RUN;
const VOID: u32 = 0xffffffffu; // the key of a pixel that does not count: behind all others

// Ascending keys are descending errors.
fn key_of(error: f32) -> u32 {
    let bits = bitcast<u32>(error + 0.0); // no −0
    return ~select(bits | 0x80000000u, ~bits, bits >> 31u == 1u);
}

fn error_of(key: u32) -> f32 {
    let bits = ~key;
    return bitcast<f32>(select(~bits, bits & 0x7fffffffu, bits >> 31u == 1u));
}
