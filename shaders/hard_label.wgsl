// A hard label: one class index per pixel, never expanded to one-hot. With one class it is binary, 1 being the class.

alias LabelQuad = vec4u;

fn of_class(indices: vec4u, c: u32) -> vec4f {
    return select(vec4f(0.0), vec4f(1.0), indices == vec4u(select(c, 1u, CLASSES == 1u)));
}

fn label_at(image: u32, c: u32, quad: u32) -> vec4f {
    return of_class(label[image * chunk.quads + quad], c);
}

// The labels of all classes, from one read.
fn labels(image: u32, quad: u32) -> array<vec4f, CLASSES> {
    let indices = label[image * chunk.quads + quad];
    var y: array<vec4f, CLASSES>;
    for (var c = 0u; c < CLASSES; c++) {
        y[c] = of_class(indices, c);
    }
    return y;
}
