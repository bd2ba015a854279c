// The batch as a whole, as the passes between the sweeps see it.
struct Batch {
    images: u32,
    groups: u32, // partial sums per image
    terms: u32,
    unused: u32
}
