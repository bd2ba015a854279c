// A piece of the batch that one binding can hold: whole images, or a band of one.
struct Chunk {
    first_image: u32,
    images: u32,
    quads: u32,            // per image and class, a multiple of 8
    groups: u32,           // workgroups per image
    first_group: u32,      // of this chunk among its image's
    groups_per_image: u32, // over all chunks
    first_pixel: u32,      // of the band
    pixels: u32            // in the band; the last quads may hold fewer
}

@group(0) @binding(0) var<uniform> chunk: Chunk;

// Where a workgroup works: its lanes visit the quads first + lane, first + WORKGROUP + lane, …
struct Place {
    inside: bool,
    image: u32, // of the chunk
    group: u32, // of the image
    first: u32
}

fn place_of(workgroup: vec3u, workgroups: vec3u) -> Place {
    let index = workgroup.x + workgroup.y * workgroups.x;
    let group = index % chunk.groups;
    return Place(index / chunk.groups < chunk.images, index / chunk.groups, group, group * WORKGROUP * RUN);
}
