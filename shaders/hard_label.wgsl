// A hard label: one class index per pixel, never expanded to one-hot. With one class it is binary, 1 being the class.

alias LabelQuad = vec4u;

fn label_at(image: u32, c: u32, quad: u32) -> vec4f {
    return select(vec4f(0.0), vec4f(1.0), label[image * chunk.quads + quad] == vec4u(select(c, 1u, CLASSES == 1u)));
}
