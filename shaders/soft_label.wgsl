// A soft label: one probability per class and pixel.

alias LabelQuad = vec4f;

fn label_at(image: u32, c: u32, quad: u32) -> vec4f {
    return label[quad_index(image, c, quad)];
}
