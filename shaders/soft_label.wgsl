// A soft label: one probability per class and pixel.

alias LabelQuad = vec4f;

fn label_at(image: u32, c: u32, quad: u32) -> vec4f {
    return label[quad_index(image, c, quad)];
}

// The labels of all classes.
fn labels(image: u32, quad: u32) -> array<vec4f, CLASSES> {
    var y: array<vec4f, CLASSES>;
    for (var c = 0u; c < CLASSES; c++) {
        y[c] = label_at(image, c, quad);
    }
    return y;
}
