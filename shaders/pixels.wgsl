// What the sweeps over the pixels share, with chunk.wgsl. A quad is four neighbouring pixels of one class.

@group(0) @binding(1) var<storage, read> prediction: array<vec4f>;
@group(0) @binding(2) var<storage, read> label: array<LabelQuad>;
@group(0) @binding(3) var<storage, read> keep: array<u32>;

fn quad_index(image: u32, c: u32, quad: u32) -> u32 {
    return (image * CLASSES + c) * chunk.quads + quad;
}

// Whether a pixel counts.
fn kept_at(image: u32, quad: u32) -> vec4<bool> {
    let bits = keep[(image * chunk.quads + quad) >> 3u] >> ((quad & 7u) * 4u);
    return (vec4u(bits) & vec4u(1u, 2u, 4u, 8u)) != vec4u(0u);
}

// 1 where it does, 0 where it does not.
fn keep_at(image: u32, quad: u32) -> vec4f {
    return select(vec4f(0.0), vec4f(1.0), kept_at(image, quad));
}
